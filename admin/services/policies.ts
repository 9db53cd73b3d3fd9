import { setImmediate as nextTurn } from 'node:timers/promises';
import Value from 'typebox/value';
import { compileSnapshot, type PolicySnapshot } from '../../categoriser/snapshot.ts';
import type { Config } from '../../config/schema/config.ts';
import { formatPath } from '../../config/schema/problem.ts';
import { validationProblems } from '../../config/schema/validation.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { type PolicyDocument, PolicyDocumentSchema } from '../../core/policy.ts';
import { checkPolicy, type PolicyContext } from '../../core/policy-check.ts';
import { changeLines, type EffectChange, type PolicyChange, policyChanges, policyEffects } from '../../core/policy-diff.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { PolicyReplay, type ReplayResult } from '../../snapshot/policy-replay.ts';
import { policyVersionOf } from '../../snapshot/policy-version.ts';
import { readRecordedDays, recordedBytes } from '../../storage/recorded-days.ts';
import { readPolicy } from '../../storage/saved-policy.ts';
import type { PolicyVersion } from '../../storage/stores.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import { type AnnouncementInput, announce, checkAnnouncement } from './announcements.ts';
import type { ServiceContext } from './context.ts';
import { refused } from './refusal.ts';
import { instantIn } from './times.ts';

const DAY_MS = 86_400_000;
/** More lines than anybody reads are in the saved versions themselves. */
const MOST_AUDITED_LINES = 100;
const MOST_PROBLEMS = 50;

export interface SavedPolicy {
  readonly version: string;
  readonly document: PolicyDocument;
  readonly author: string;
  readonly reason: string;
  readonly createdAt: EpochMs;
  readonly effectiveAt: EpochMs;
}

export interface PolicyDraft {
  /** What somebody sent: checked when it is saved. */
  readonly document: unknown;
  readonly reason: string;
  /** London wall time or an exact instant; now when absent. */
  readonly effectiveAt?: string | undefined;
  /** Tells those affected, once it is saved. */
  readonly announcement?: AnnouncementInput | undefined;
}

export interface PolicyDifference {
  readonly changes: readonly PolicyChange[];
  readonly effects: readonly EffectChange[];
}

/** For whoever waits for a replay: told how far it has come, and may end it. */
export interface ReplayWatch {
  readonly onProgress: (progress: ReplayProgress) => void;
  /** Aborted: the replay rejects with its reason. */
  readonly signal: AbortSignal;
}

export interface ReplayProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly records: number;
}

export interface PolicyServiceContext extends ServiceContext {
  readonly config: ServiceContext['config'] & Pick<Config, 'goLive'>;
  readonly recordsFolder: string;
}

/** Policies as people keep them: read, compared, tried on what was recorded, saved and gone back to. */
export interface Policies {
  /** The revision that a save must be based on. */
  revision(): Promise<number>;
  /** In force at a time; refused with `not-found` when none had been saved by then. */
  at(at: EpochMs): Promise<SavedPolicy>;
  version(version: string): Promise<SavedPolicy>;
  /** Every save, newest first. */
  history(): Promise<Omit<SavedPolicy, 'document'>[]>;
  difference(before: PolicyDocument, after: PolicyDocument): PolicyDifference;
  /** What was sent as a document; refused with `policy-invalid`, and each thing that is wrong. */
  checked(document: unknown): PolicyDocument;
  /** A draft as it would be saved now, refused likewise; one that opens what is sealed or locked with `forbidden`, audited (row R04). */
  prepared(principal: Principal, draft: PolicyDraft): Promise<{ readonly document: PolicyDocument; readonly effectiveAt: EpochMs }>;
  /** What of the last days would be decided differently. */
  replay(draft: PolicyDocument, days: number, watch?: ReplayWatch): Promise<ReplayResult>;
  /** Refused with `conflict`, and what the other one changed, when somebody saved since `base`. */
  save(principal: Principal, draft: PolicyDraft, base: number): Promise<{ readonly saved: SavedPolicy; readonly revision: number }>;
}

export function createPolicies(context: PolicyServiceContext): Policies {
  const { stores, clock } = context;
  const policies: Policies = {
    revision: async () => (await stores.revisions()).policy,
    async at(at) {
      const saved = await stores.policies.current(at);
      if (saved === undefined) throw new Problem('not-found', 'No policy had been saved by then.');
      return opened(saved);
    },
    async version(version) {
      const saved = await stores.policies.get(version);
      if (saved === undefined) throw new Problem('not-found', `There is no policy version "${version}".`);
      return opened(saved);
    },
    async history() {
      return (await stores.policies.history()).map(({ createdAt, effectiveAt, ...saved }) => {
        return { ...saved, createdAt: epochMs(createdAt), effectiveAt: epochMs(effectiveAt) };
      });
    },
    difference: (before, after) => ({ changes: policyChanges(before, after), effects: policyEffects(before, after) }),
    checked: (document) => checkedPolicy(document, checkedAgainst(context)),
    async prepared(principal, { document, effectiveAt, announcement }) {
      await refuseLocked(context, principal, document);
      const at = effectiveTime(effectiveAt, clock());
      if (announcement !== undefined) checkAnnouncement(announcement, at, clock());
      return { document: policies.checked(document), effectiveAt: at };
    },
    replay: (draft, days, watch) => replay(context, draft, days, watch),
    async save(principal, draft, base) {
      const { document, effectiveAt } = await policies.prepared(principal, draft);
      const now = clock();
      const before = await stores.policies.current(effectiveAt);
      const saved: SavedPolicy = {
        version: policyVersionOf(document),
        document,
        author: principal.actor,
        reason: draft.reason,
        createdAt: now,
        effectiveAt,
      };
      const revision = await stores.policies.saveOver({ ...saved, document: canonicalJson(document) }, base);
      const replaced = before === undefined ? undefined : opened(before).document;
      const lines = changeLines(policyChanges(replaced ?? {}, document));
      if (revision === undefined) throw await conflict(context, principal, lines);
      await stores.audit.append({
        at: now,
        actor: principal.actor,
        action: 'policy.save',
        subject: saved.version,
        outcome: 'done',
        detail: { before: before?.version ?? null, reason: draft.reason, effectiveAt, changes: lines.slice(0, MOST_AUDITED_LINES) },
      });
      const { version } = saved;
      if (draft.announcement !== undefined)
        await announce(principal, draft.announcement, { version, effectiveAt, before: replaced, after: document }, context);
      return { saved, revision };
    },
  };
  return policies;
}

async function refuseLocked(context: PolicyServiceContext, principal: Principal, document: unknown): Promise<void> {
  if (!Value.Check(PolicyDocumentSchema, document)) return;
  const opened = checkPolicy(document, checkedAgainst(context)).find(({ code }) => code === 'policy-locked-category');
  if (opened !== undefined)
    throw await refused(context, principal, { action: 'policy.save', subject: '', code: 'forbidden', words: opened.message });
}

function checkedAgainst({ config: { schools, goLive } }: PolicyServiceContext): PolicyContext {
  return { schools: schools.map(({ id }) => id), goLive };
}

function checkedPolicy(document: unknown, against: PolicyContext): PolicyDocument {
  const misfits = validationProblems(PolicyDocumentSchema, document);
  const problems =
    misfits.length > 0
      ? misfits.map(({ path, message }) => `policy.${formatPath(path)}: ${message}`)
      : checkPolicy(document as PolicyDocument, against).map(({ message }) => message);
  const [first] = problems;
  if (first !== undefined) throw new Problem('policy-invalid', first, problems.slice(0, MOST_PROBLEMS));
  return document as PolicyDocument;
}

async function conflict(context: PolicyServiceContext, principal: Principal, lines: readonly string[]): Promise<Problem> {
  const words = 'Somebody saved a policy meanwhile. Read it again; the differences between it and yours are listed.';
  const { code, message } = await refused(context, principal, { action: 'policy.save', subject: '', code: 'conflict', words });
  return new Problem(code, message, lines);
}

function effectiveTime(text: string | undefined, now: EpochMs): EpochMs {
  if (text === undefined) return now;
  const at = instantIn('effectiveAt', text);
  if (at < now) throw new Problem('bad-request', 'effectiveAt: that time is past.');
  return at;
}

function opened({ document, createdAt, effectiveAt, ...saved }: PolicyVersion): SavedPolicy {
  const read = readPolicy(document);
  if (!read.ok) throw new Problem('unavailable', read.failure.message);
  return { ...saved, document: read.value, createdAt: epochMs(createdAt), effectiveAt: epochMs(effectiveAt) };
}

/** The draft as it would be in force now, over the same lists. What is open for a time (overrides, urgent blocks) is left out on both sides. */
async function replay(
  { policy, clock, recordsFolder }: PolicyServiceContext,
  draft: PolicyDocument,
  days: number,
  watch?: ReplayWatch,
): Promise<ReplayResult> {
  const snapshot = policy.snapshot();
  if (snapshot === null) throw new Problem('unavailable', 'No policy snapshot is in force yet.');
  const compile = (document: PolicyDocument): PolicySnapshot =>
    compileSnapshot({ document, policyVersion: policyVersionOf(document), lists: snapshot.lists, overrides: [], classes: new Map() });
  const run = new PolicyReplay(compile(policy.document()), compile(draft));
  const since = epochMs(clock() - days * DAY_MS);
  let progress: ReplayProgress = {
    bytesDone: 0,
    bytesTotal: watch === undefined ? 0 : await recordedBytes(recordsFolder, since),
    records: 0,
  };
  const onRead = (bytes: number) => {
    progress = { ...progress, bytesDone: progress.bytesDone + bytes };
  };
  for await (const records of readRecordedDays(recordsFolder, since, onRead)) {
    for (const record of records) run.take(record);
    progress = { ...progress, records: progress.records + records.length };
    watch?.onProgress(progress);
    watch?.signal.throwIfAborted();
    // Others are answered between two stretches of a file.
    await nextTurn();
  }
  return run.result();
}
