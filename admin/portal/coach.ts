import type { Hostname } from '../../core/hostname.ts';
import { nameAndParents, parseHostname } from '../../core/hostname.ts';
import { normaliseUserName } from '../../core/identity.ts';
import { londonInstants, londonTime } from '../../core/london-time.ts';
import type { AiTool } from '../../core/measure.ts';
import type { Override } from '../../core/override.ts';
import { failure, type Result, success } from '../../core/result.ts';
import { siteHosts } from '../../core/service-bundles.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import type { CoachGrant, CoachTokens } from '../../storage/coach-token.ts';
import type { AdminContext } from '../context.ts';
import { putInForce } from '../services/in-force.ts';
import { isOwnWayOn, openWayOn } from './recent.ts';
import type { PortalVisitor } from './visitor.ts';

const OPEN_FOR_MS = 60 * 60_000;
/** Every way on is compiled into the policy of every worker: nobody's homework needs this many at a time. */
const MOST_AT_A_TIME = 30;

export type CoachContext = Pick<AdminContext, 'stores' | 'bus' | 'parts' | 'logger' | 'inForceTimeoutMs'> & {
  readonly tokens: CoachTokens;
};

export interface OpenedSite {
  readonly host: Hostname;
  readonly until: EpochMs;
}

/** Opens sites for people who pressed "open it for 60 minutes". */
export function createWaysOn(context: CoachContext): (visitor: PortalVisitor, token: string) => Promise<Result<OpenedSite>> {
  const underWay = new Map<string, Promise<Result<OpenedSite>>>();

  /**
   * The token is the whole proof (the form stands on the blocked site's own origin, so that neither Origin nor a cookie
   * could say more). Failures: those of the token, `coach-token-foreign`, `coach-too-many`.
   */
  return async (visitor, token) => {
    const verified = context.tokens.verify(token, visitor.now);
    if (!verified.ok) return verified;
    const grant = verified.value;
    if (!isMeantFor(grant, visitor)) return failure('coach-token-foreign', 'This button was not offered to this person here.');
    // Pressed twice, it opens once.
    const key = `${grant.username} ${grant.host}`;
    const running = underWay.get(key) ?? open(grant, visitor.now, context).finally(() => underWay.delete(key));
    underWay.set(key, running);
    return running;
  };
}

/** Same address, and nobody else sits there by now. Without a lease the address alone decides: credentials never reach the portal. */
export function isMeantFor(grant: CoachGrant, { ip, leased }: PortalVisitor): grant is CoachGrant & { readonly username: string } {
  if (grant.clientIp !== ip || grant.username === null) return false;
  return leased?.username == null || normaliseUserName(leased.username) === normaliseUserName(grant.username);
}

async function open(grant: CoachGrant & { readonly username: string }, now: EpochMs, context: CoachContext): Promise<Result<OpenedSite>> {
  const { stores } = context;
  const { username, host, decisionId } = grant;
  const inForce = await stores.overrides.list(now);
  const already = openWayOn(inForce, username, host);
  if (already !== undefined) return success({ host, until: epochMs(already.until) });
  if (inForce.filter((override) => isOwnWayOn(override, username)).length >= MOST_AT_A_TIME) {
    return failure('coach-too-many', 'Too many sites are open already.');
  }
  const override: Override = {
    id: `coach-${decisionId}`,
    kind: 'coach',
    scope: { kind: 'person', id: username },
    ...(await extentOf(host, now, stores)),
    from: now,
    reason: `Chosen by the person from the coach page of decision ${decisionId}.`,
    grantedBy: username,
  };
  // Audited first: what is not in the audit log is not in force.
  const detail = { decision: decisionId, hosts: override.hosts, until: override.until, clientIp: grant.clientIp };
  await stores.audit.append({ at: now, actor: `user:${username}`, action: 'coach.open', subject: host, outcome: 'done', detail });
  // Waits, so that the way back does not meet the coach page again.
  await putInForce(context, 'overrides', await stores.overrides.add(override));
  return success({ host, until: epochMs(override.until) });
}

/** What is opened and until when: a site for an hour; an AI tool that reminds once a day, whole, for the rest of London's day. */
async function extentOf(host: Hostname, now: EpochMs, { measures }: CoachContext['stores']): Promise<{ hosts: string[]; until: number }> {
  const names: ReadonlySet<string> = new Set(nameAndParents(host));
  const reminding = (await measures.list(now)).find(
    (one): one is AiTool => one.kind === 'ai-tool' && one.reminder === true && one.hosts.some((name) => names.has(name)),
  );
  if (reminding === undefined) return { hosts: [...siteHosts(host)], until: now + OPEN_FOR_MS };
  const tomorrow = londonInstants(londonTime(now).dayNumber + 1, 0)[0] ?? now + OPEN_FOR_MS;
  return { hosts: [...reminding.hosts], until: tomorrow };
}

/** The URL to return to, when it leads to the host that the token names and nowhere else. */
export function safeBackUrl(back: string, host: Hostname): string | undefined {
  if (!URL.canParse(back)) return undefined;
  const url = new URL(back);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.username === '' && url.password === '' && parseHostname(url.hostname) === host ? url.href : undefined;
}
