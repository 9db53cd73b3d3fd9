import { adoptConfiguration } from '../admin/configuration.ts';
import { createPolicies, type Policies, type PolicyDifference, type PolicyDraft } from '../admin/services/policies.ts';
import { createPolicyDrafts, type PolicyDrafts, type Submitted } from '../admin/services/policy-drafts.ts';
import { loadConfig } from '../config/load.ts';
import { configText } from '../config/write.ts';
import { parseInstant } from '../core/london-time.ts';
import type { PolicyDocument } from '../core/policy.ts';
import { changeLines } from '../core/policy-diff.ts';
import { REPLAY_CHANGES, type ReplayResult } from '../snapshot/policy-replay.ts';
import { type CommandContext, CommandFailure } from './context.ts';
import { formatTable } from './table.ts';
import { atDesk, type Desk } from './unblocking.ts';

const HOSTS_SHOWN = 10;

/** Runs one command on the saved policies. */
export function withPolicies<T>(
  context: CommandContext,
  act: (policies: Policies, desk: Desk, drafts: PolicyDrafts) => Promise<T>,
): Promise<T> {
  return atDesk(context, (desk) => {
    const { config } = desk.session;
    const services = { ...desk.services, config, recordsFolder: `${config.at.dataFolder}/records` };
    const policies = createPolicies(services);
    return act(policies, desk, createPolicyDrafts(policies, services));
  });
}

/** Likewise, to save one: what the configuration file says is taken in first, or the next start would put it above what is saved here. */
export function withAdoptedPolicies<T>(
  context: CommandContext,
  act: (policies: Policies, desk: Desk, drafts: PolicyDrafts) => Promise<T>,
): Promise<T> {
  return withPolicies(context, async (policies, desk, drafts) => {
    const { config, stores } = desk.session;
    await adoptConfiguration(config, stores, context.clock());
    return act(policies, desk, drafts);
  });
}

/** The policy of a configuration file, checked with the rest of that file. */
function draftIn(file: string, { env, cwd }: CommandContext): PolicyDocument {
  const config = loadConfig({ env: { ...env, SCHOOLGATE_CONFIG: file }, cwd });
  if (!config.ok) throw new CommandFailure(config.failure.message);
  return config.value.policy ?? {};
}

/** What is meant by `current`, by a version, or by a file. */
async function documentOf(what: string, policies: Policies, context: CommandContext): Promise<PolicyDocument> {
  if (what === 'current') return (await policies.at(context.clock())).document;
  return /^[0-9a-f]{12}$/.test(what) ? (await policies.version(what)).document : draftIn(what, context);
}

export function exportPolicy(context: CommandContext, { version, at }: { version?: string; at?: string }): Promise<void> {
  return withPolicies(context, async (policies, { session }) => {
    const time = at === undefined ? context.clock() : parseInstant(at);
    if (time === undefined) throw new CommandFailure(`"${at}" is not a time like 2026-12-01T15:30 or 2026-12-01T15:30:00Z`);
    const saved = version === undefined ? await policies.at(time) : await policies.version(version);
    const schools = session.config.schools.map(({ id, name }) => ({ id, name }));
    context.out(`# policy ${saved.version}, saved by ${saved.author}: ${saved.reason.replace(/\s+/g, ' ')}`);
    context.out(configText({ ...(schools.length > 0 ? { schools } : {}), policy: saved.document }));
  });
}

/** What `import` and `rollback` are given: why, and what those affected are told (row R64). */
export interface ChangeOptions {
  readonly reason: string;
  readonly announce?: string;
  readonly emergency?: boolean;
  readonly json?: boolean;
}

function announcementIn({ announce: text, emergency = false }: ChangeOptions): Pick<PolicyDraft, 'announcement'> {
  if (text === undefined && emergency) throw new CommandFailure('--emergency goes with --announce: say what people are to be told.');
  return text === undefined ? {} : { announcement: { text, emergency } };
}

export function importPolicy(context: CommandContext, file: string, options: ChangeOptions): Promise<void> {
  return withAdoptedPolicies(context, async (policies, desk, drafts) => {
    const document = draftIn(file, context);
    const base = await policies.revision();
    const draft = { document, reason: options.reason, ...announcementIn(options) };
    await tell(context, desk, await drafts.submit(desk.principal, draft, base), options.json);
  });
}

export function goBackTo(context: CommandContext, version: string, options: ChangeOptions): Promise<void> {
  return withAdoptedPolicies(context, async (policies, desk, drafts) => {
    const base = await policies.revision();
    const input = { reason: options.reason, ...announcementIn(options) };
    await tell(context, desk, await drafts.submitVersion(desk.principal, version, input, base), options.json);
  });
}

async function tell({ out }: CommandContext, { session }: Desk, submitted: Submitted, asJson = false): Promise<void> {
  if (submitted.kind === 'awaiting-second') {
    const { id, status } = submitted.draft;
    return out(asJson ? JSON.stringify({ draft: id, status }) : `${id}: waits for a second person (policy drafts approve ${id})`);
  }
  const { saved, revision } = submitted;
  const state = await session.putInForce('policy', revision);
  out(asJson ? JSON.stringify({ version: saved.version, revision, state }) : `policy ${saved.version}: ${state}`);
}

export function showHistory(context: CommandContext, asJson = false): Promise<void> {
  return withPolicies(context, async (policies) => {
    const items = await policies.history();
    if (asJson) return context.out(JSON.stringify({ items }));
    const rows = items.map(({ version, author, reason, effectiveAt }) => [version, new Date(effectiveAt).toISOString(), author, reason]);
    for (const line of formatTable(['VERSION', 'IN FORCE FROM', 'BY', 'REASON'], rows)) context.out(line);
  });
}

export function showDifference(context: CommandContext, from: string, to: string, asJson = false): Promise<void> {
  return withPolicies(context, async (policies) => {
    const difference = policies.difference(await documentOf(from, policies, context), await documentOf(to, policies, context));
    if (asJson) return context.out(JSON.stringify(difference));
    for (const line of differenceLines(difference)) context.out(line);
  });
}

/** A difference as lines of text: what changes, then for whom. */
export function differenceLines({ changes, effects }: PolicyDifference): string[] {
  if (changes.length === 0) return ['no difference'];
  const rows = effects.map(({ group, about, before, after }) => [group, about, before, after]);
  return [...changeLines(changes), ...(rows.length === 0 ? [] : ['', ...formatTable(['GROUP', 'FOR', 'BEFORE', 'AFTER'], rows)])];
}

export function replayDraft(context: CommandContext, what: string, { days, json }: { days: number; json?: boolean }): Promise<void> {
  return withPolicies(context, async (policies) => {
    const document = policies.checked(await documentOf(what, policies, context));
    const result = await policies.replay(document, days);
    if (json) return context.out(JSON.stringify(result));
    for (const line of replayLines(result)) context.out(line);
  });
}

function replayLines({ decided, leftOut, changes }: ReplayResult): string[] {
  const lines = [`${decided} recorded decisions decided again (${leftOut} left out: their records do not hold enough)`];
  for (const change of REPLAY_CHANGES) {
    const { decisions, people, byCategory, byGroup, byHost } = changes[change];
    lines.push(`${change}: ${decisions} decisions of ${people} people`);
    if (decisions === 0) continue;
    const rows = [
      ...byCategory.map((tally) => ['category', tally] as const),
      ...byGroup.map((tally) => ['group', tally] as const),
      ...byHost.slice(0, HOSTS_SHOWN).map((tally) => ['host', tally] as const),
    ].map(([by, tally]) => [by, tally.key, String(tally.decisions), String(tally.people)]);
    lines.push(...formatTable(['BY', '', 'DECISIONS', 'PEOPLE'], rows).map((line) => `  ${line}`));
  }
  return lines;
}
