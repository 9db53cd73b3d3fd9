import { randomInt } from 'node:crypto';
import { protectionClassOf, protectionStatus } from '../../blocklists/protection.ts';
import { decideRequest } from '../../categoriser/decide-request.ts';
import { parseIpAddress } from '../../core/address.ts';
import { CATEGORY_IDS, type CategoryId, categoryInfo } from '../../core/category.ts';
import type { Action } from '../../core/decision.ts';
import type { GroupId, Lease } from '../../core/identity.ts';
import { MOST_TRIED_NETWORKS, tryItName, tryItRange } from '../../core/try-it.ts';
import { hypotheticalFacts } from '../../snapshot/hypothetical-facts.ts';
import type { Principal } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { putInForce } from './in-force.ts';
import { snapshotOf } from './sites.ts';
import { type CanaryAnswer, type CanaryAsker, createCanaryAsker, NO_ANSWER, ProxyUnreachable } from './try-it-canaries.ts';

const LEASE_MS = 60_000;
const LIMIT_MS = 15_000;
/** As many at a time as a browser opens to a proxy. */
const AT_ONCE = 8;

export const TRIED_CATEGORIES: readonly CategoryId[] = CATEGORY_IDS.filter((id) => id !== 'uncategorised');

export interface TryInput {
  readonly group: GroupId;
  readonly school?: string;
  /** By its name in the configuration: as if from there. */
  readonly network?: string;
  readonly categories?: readonly CategoryId[];
}

/** One category: what the policy says, and what the proxy did. */
export interface Tried {
  readonly category: CategoryId;
  readonly title: string;
  readonly host: string;
  readonly expected: Action;
  readonly got: CanaryAnswer['got'];
  readonly ok: boolean;
  /** To look it up by; null for what was allowed, which leads nowhere. */
  readonly decision: string | null;
  /** Whether lists that are more than our own stand behind it; null for a category that is reported under no class. */
  readonly protection: 'protected' | 'stale' | 'missing' | null;
}

/**
 * Asks the proxy of this machine for one canary of each category, as somebody of that group, and compares what it does with what the
 * policy says (requirements, 2.7). From a loopback address that nobody has, leased to a made-up name for the time it takes: what is
 * tried is the path of every request, and no alert comes of it.
 */
export async function tryIt(
  principal: Principal,
  { group, school, network, categories = TRIED_CATEGORIES }: TryInput,
  context: AdminContext,
) {
  const { stores, clock, config, policy } = context;
  const now = clock();
  const snapshot = snapshotOf(policy);
  const id = String(randomInt(10 ** 9));
  const place = network === undefined ? undefined : placeOf(network, context);
  const address = tryItRange(place).replace('0/24', String(randomInt(1, 255)));
  const ip = parseIpAddress(address);
  if (ip === undefined) throw new Error(`${address} is no address.`);
  const lease: Lease = { ip, user: tryItName(id), computer: 'try-it', group, school: school ?? null, expiresAt: now + LEASE_MS };
  const detail = { role: principal.role, group, school: school ?? null, network: network ?? null, categories: categories.length };
  await stores.audit.append({ at: now, actor: principal.actor, action: 'filter.try', subject: lease.user, outcome: 'done', detail });
  const ask = createCanaryAsker({
    host: config.at.host,
    port: config.at.proxyPort,
    localAddress: address,
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const items = await triedAs(lease, categories, ask, context);
  const problem = items === null ? `The proxy at ${config.at.host}:${config.at.proxyPort} does not answer from this machine.` : null;
  const { policyVersion, listVersion } = snapshot;
  const report = protectionStatus(await context.publishedLists(), now);
  const shown = categories.map((category, i): Tried => {
    const answer = items?.[i] ?? NO_ANSWER;
    const expected = expectedFor(category, lease, context);
    const known = protectionClassOf(category);
    // What is allowed leads nowhere: there is no such site, and finding that out may take long.
    const ok = problem === null && (answer.got === expected || (expected === 'allow' && answer.got === 'no-answer'));
    const protection = report.classes.find((one) => one.class === known)?.status ?? null;
    return { category, title: categoryInfo(category).title, host: canaryOf(category), expected, ...answer, ok, protection };
  });
  const [at, ok] = [new Date(now).toISOString(), shown.every((one) => one.ok)];
  return { group, school: lease.school, network: network ?? null, at, policyVersion, listVersion, ok, problem, items: shown };
}

/** What the proxy did while the lease held; null when it cannot be reached. */
async function triedAs(
  lease: Lease,
  categories: readonly CategoryId[],
  ask: CanaryAsker,
  context: AdminContext,
): Promise<CanaryAnswer[] | null> {
  const { leases } = context.stores;
  try {
    const { inForce } = await putInForce(context, 'leases', await leases.put([lease]));
    return inForce ? await askAll(categories, ask) : null;
  } catch (error) {
    if (error instanceof ProxyUnreachable) return null;
    throw error;
  } finally {
    await context.bus.announce('leases', await leases.remove([lease.ip]));
  }
}

function placeOf(name: string, { config }: AdminContext): number {
  const place = config.networks.findIndex((network) => network.name === name);
  if (place < 0 || place >= MOST_TRIED_NETWORKS) throw new Problem('bad-request', `network: "${name}" is none of the configuration.`);
  return place;
}

function canaryOf(category: CategoryId): string {
  return `${category}.schoolgate.test`;
}

function expectedFor(
  category: CategoryId,
  { ip, group, school, user, computer }: Lease,
  { policy, networkOf, clock }: AdminContext,
): Action {
  const question = { url: `http://${canaryOf(category)}/`, user, ...(group !== null && { group }) };
  const facts = hypotheticalFacts(question, policy, networkOf, clock());
  if (!facts.ok) throw new Error(facts.failure.message);
  const { identity } = facts.value;
  return decideRequest({ ...facts.value, identity: { ...identity, school, computer, network: networkOf(ip) } }, policy.snapshot()).action;
}

async function askAll(categories: readonly CategoryId[], ask: CanaryAsker): Promise<CanaryAnswer[]> {
  const answers: CanaryAnswer[] = [];
  let next = 0;
  const askOn = async (): Promise<void> => {
    for (let i = next++; i < categories.length; i = next++) {
      const category = categories[i];
      if (category !== undefined) answers[i] = await ask(canaryOf(category));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOn));
  return answers;
}
