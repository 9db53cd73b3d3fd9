import { categoryInfo } from '../../core/category.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { Override } from '../../core/override.ts';
import { siteHosts } from '../../core/service-bundles.ts';
import type { SiteBlock } from '../../core/site-block.ts';
import type { NewAudit } from '../../storage/audit-log.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import { refused } from './refusal.ts';
import { checkedScope, outsideOf, type Scope, withinSchool } from './scopes.ts';
import { hostOf, type SiteTier, snapshotOf, targetOf, tierOf } from './sites.ts';
import { tellSwept } from './sweep-notice.ts';
import { endOf, endOfLesson } from './times.ts';

/** Every lesson grant is compiled into the policy of every worker: no class needs this many at a time. */
const MOST_FOR_A_CLASS = 50;

export interface OverrideInput {
  /** Either hosts, or a URL: the service it belongs to is opened whole. */
  readonly hosts?: readonly string[];
  readonly url?: string;
  readonly scope: Scope;
  /** ISO 8601; seven days from now when absent or null. */
  readonly until?: string | null;
  readonly reason: string;
}

export interface Overrides {
  /** Returns the revision of `overrides` to wait for. Refuses with a Problem, audited when it is a matter of permission. */
  add(
    principal: Principal,
    input: OverrideInput,
  ): Promise<{ readonly override: Override; readonly revision: number; readonly warnings: string[] }>;
  /** Ends an override or a block now. `not-found` for what does not run, or not within the principal's school. */
  end(principal: Principal, id: string): Promise<{ readonly until: number; readonly revision: number }>;
  /**
   * Ends everything that is open for a time and within the principal's school, as before a holiday (row R22). Blocks stay: what was
   * closed for safety does not open by itself. Those who opened it are told, where their address is known. The revision is undefined when
   * nothing was open.
   */
  sweep(principal: Principal, reason: string): Promise<{ readonly ended: readonly Override[]; readonly revision: number | undefined }>;
  list(principal: Principal): Promise<{ readonly overrides: readonly Override[]; readonly blocks: readonly SiteBlock[] }>;
}

export function createOverrides(context: ServiceContext): Overrides {
  const { stores, clock } = context;

  async function list(principal: Principal) {
    const [overrides, blocks] = await Promise.all([stores.overrides.list(clock()), stores.blocks.list()]);
    return { overrides: await withinSchool(principal, overrides, context), blocks: await withinSchool(principal, blocks, context) };
  }

  return {
    list,
    sweep,
    async add(principal, input) {
      const isTeacher = principal.role === 'teacher';
      await refuseTeacherBeyondClass(principal, input, context);
      const until = isTeacher ? endOfLesson(input.until, clock()) : endOf(input.until, clock());
      const scope = checkedScope(input.scope, context);
      const { hosts, tiers } = sitesIn(input, context);
      await refuseOutside(principal, scope, context);
      await refuseClosed(principal, tiers, context);
      if (isTeacher) await refuseManyLessons(principal, scope, context);
      const override: Override = {
        id: `override-${context.newId()}`,
        kind: isTeacher ? 'lesson' : 'override',
        scope,
        hosts: [...hosts],
        from: clock(),
        until,
        reason: input.reason,
        grantedBy: isTeacher ? granterOf(principal) : principal.actor,
      };
      // Audited first: what is not in the audit log is not in force.
      await stores.audit.append(overrideRow(principal, override, clock()));
      return { override, revision: await stores.overrides.add(override), warnings: warningsFor(hosts, context) };
    },
    async end(principal, id) {
      const { overrides, blocks } = await list(principal);
      const running = overrides.find((one) => one.id === id) ?? blocks.find((one) => one.id === id);
      if (running === undefined) throw new Problem('not-found', `Nothing that runs is named "${id}".`);
      const isBlock = 'endedAt' in running;
      const at = clock();
      const detail = isBlock ? { site: running.site } : { hosts: running.hosts };
      await audit(isBlock ? 'block.end' : 'override.end', principal, id, { ...detail, scope: running.scope, reason: running.reason });
      return { until: at, revision: await (isBlock ? stores.blocks : stores.overrides).end(id, at) };
    },
  };

  async function sweep(principal: Principal, reason: string) {
    const { overrides } = await list(principal);
    let revision: number | undefined;
    for (const { id, hosts, scope } of overrides) {
      await audit('override.end', principal, id, { hosts, scope, reason, sweep: true });
      revision = await stores.overrides.end(id, clock());
    }
    const told = await tellSwept(overrides, reason, context);
    await audit('override.sweep', principal, principal.school ?? 'trust', { count: overrides.length, told, reason });
    return { ended: overrides, revision };
  }

  async function audit(action: string, principal: Principal, subject: string, detail: Record<string, unknown>): Promise<void> {
    await stores.audit.append({ at: clock(), actor: principal.actor, action, subject, outcome: 'done', detail });
  }
}

export function overrideRow({ actor }: Principal, override: Override, at: number, request?: string): NewAudit {
  const { id, kind, hosts, scope, until, reason } = override;
  const detail = { id, kind, hosts, scope, until: new Date(until).toISOString(), reason, ...(request === undefined ? {} : { request }) };
  return { at, actor, action: 'override.add', subject: hosts[0] ?? '', outcome: 'done', detail };
}

/** What an input opens, and how firmly each is closed. Refused with `bad-request` unless it names hosts or a URL. */
export function sitesIn(
  { hosts, url }: Pick<OverrideInput, 'hosts' | 'url'>,
  { policy }: ServiceContext,
): { hosts: readonly Hostname[]; tiers: readonly SiteTier[] } {
  const snapshot = snapshotOf(policy);
  if ((hosts === undefined) === (url === undefined)) throw new Problem('bad-request', 'Give either "hosts" or "url".');
  const target = url === undefined ? undefined : targetOf(url);
  const names = target === undefined ? (hosts ?? []).map(hostOf) : siteHosts(target.hostname).map(hostOf);
  const tiers = names.map((host) => tierOf(snapshot, host));
  return { hosts: [...new Set(names)], tiers: target === undefined ? tiers : [tierOf(snapshot, target), ...tiers] };
}

async function refuseTeacherBeyondClass(principal: Principal, { scope }: OverrideInput, context: ServiceContext): Promise<void> {
  if (principal.role !== 'teacher' || scope.kind === 'class') return;
  const words = 'A teacher opens sites for a class and a lesson; for anything else ask IT (POST /api/v1/requests).';
  throw await refused(context, principal, { action: 'override.add', subject: scope.kind, code: 'forbidden', words });
}

/** Refuses, audited, what lies outside the principal's school. */
export async function refuseOutside(principal: Principal, scope: Scope, context: ServiceContext, action = 'override.add'): Promise<void> {
  const words = await outsideOf(principal, scope, context);
  if (words === undefined) return;
  throw await refused(context, principal, { action, subject: scope.kind, code: 'forbidden', words, detail: { scope } });
}

/** Refuses, audited, one more lesson grant than a class may have. */
export async function refuseManyLessons(
  principal: Principal,
  { id = '' }: Scope,
  context: ServiceContext,
  action = 'override.add',
): Promise<void> {
  const { stores, clock } = context;
  const open = (await stores.overrides.list(clock())).filter(({ kind, scope }) => kind === 'lesson' && scope.id === id);
  if (open.length < MOST_FOR_A_CLASS) return;
  const words = `${MOST_FOR_A_CLASS} lessons are open for this class already: end some first.`;
  throw await refused(context, principal, { action, subject: id, code: 'conflict', words });
}

/** Who a class is told has given it a lesson's sites. */
export function granterOf({ person, actor }: Principal): string {
  return person ?? actor;
}

/** Refuses, audited, what nobody or only a research exception may open (rows D14, R63). */
export async function refuseClosed(
  principal: Principal,
  tiers: readonly SiteTier[],
  context: ServiceContext,
  action = 'override.add',
): Promise<void> {
  const sealed = tiers.find(({ tier }) => tier === 'sealed');
  if (sealed !== undefined) {
    const words = 'This is on a statutory list. Nobody can open it, at any level.';
    throw await refused(context, principal, { action, subject: sealed.sealedRef ?? 'sealed', code: 'sealed-category', words });
  }
  const locked = tiers.find(({ tier }) => tier === 'locked');
  if (locked?.category == null) return;
  const title = categoryInfo(locked.category).title;
  const words = `This is in the category ${title}, which is closed to everyone. Only a research exception opens it for one named member of staff: file a request of the kind "research", which the Head of IT and a second person approve.`;
  throw await refused(context, principal, { action, subject: locked.category, code: 'forbidden', words });
}

/** What will keep an override from opening the site, as far as it can be known beforehand. */
export function warningsFor(hosts: readonly Hostname[], { policy }: ServiceContext): string[] {
  const { document } = snapshotOf(policy);
  return hosts.flatMap((host) => {
    const above = (document.lists.get(host) ?? []).find(({ value }) => value.urgent || value.locked);
    return above === undefined ? [] : [`${host} stays closed where the block "${above.value.id}" holds: ${above.value.reason}`];
  });
}
