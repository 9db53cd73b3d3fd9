import { GROUP_IDS, type GroupId } from '../../core/identity.ts';
import { londonTime } from '../../core/london-time.ts';
import { OUTSIDE_TEST, OUTSIDE_TESTS, type OutsideTest, type SelfTest } from '../../core/self-test.ts';
import type { EpochMs } from '../../core/units.ts';
import type { Principal } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { requireSchool } from './refusal.ts';
import { networksOf } from './review-material.ts';
import { type TryInput, tryIt } from './try-it.ts';

const RECORD = 'self-test.record';
const SYSTEM: Principal = { actor: 'system', role: 'trust-admin', school: null };
/** Before the first lesson, and after the night's updates of the lists. */
const HOURS = { from: 5, until: 8 } as const;
const APART_MS = 12 * 3_600_000;
/** One trial takes a second, or fifteen where the proxy does not answer: a trust's are done within the hour. */
const MOST_TRIALS = 210;

export type SelfTestContext = AdminContext & { readonly newId: () => string };

/** Tries the filter out, and keeps what came of it (row D08). */
export async function tryAndKeep(principal: Principal, input: TryInput, context: SelfTestContext) {
  const outcome = await tryIt(principal, input, context);
  const { group, school, network, at, ok, problem, items, policyVersion, listVersion } = outcome;
  const wrong = items.filter((one) => !one.ok).map(({ category, expected, got }) => ({ category, expected, got }));
  await context.stores.selfTests.add({
    id: `test-${context.newId()}`,
    at: Date.parse(at),
    by: principal.actor,
    ...{ school, group, ok, problem, policyVersion, listVersion, ...(network !== null && { network }) },
    tried: problem === null ? items.length : 0,
    wrong: problem === null ? wrong : [],
  });
  return outcome;
}

export interface OutsideResult {
  readonly group: GroupId;
  readonly school?: string;
  /** What it was tried on, in words. */
  readonly device: string;
  /** Whether each test page was blocked. */
  readonly blocked: Readonly<Record<OutsideTest, boolean>>;
  readonly notes?: string;
}

/** Keeps what a tester outside the product found on a device (row D09). Refused for a school that there is not, or that is another's. */
export async function keepOutsideTest(principal: Principal, input: OutsideResult, context: SelfTestContext): Promise<SelfTest> {
  const { stores, clock, newId, config, policy } = context;
  const school = input.school ?? principal.school;
  if (school !== null && !config.schools.some(({ id }) => id === school))
    throw new Problem('bad-request', `school: there is no school "${school}".`);
  await requireSchool(context, principal, school, { action: RECORD });
  const { group, device, blocked, notes = '' } = input;
  const tests = Object.entries(OUTSIDE_TESTS).map(([id, category]) => ({ category, isBlocked: blocked[id as OutsideTest] }));
  const wrong = tests.filter(({ isBlocked }) => !isBlocked).map(({ category }) => ({ category, expected: 'block', got: 'allow' }));
  const { policyVersion = '', listVersion = '' } = policy.snapshot() ?? {};
  const test: SelfTest = {
    ...{ id: `${OUTSIDE_TEST}${newId()}`, at: clock(), by: principal.actor, school, group, outside: { device, notes } },
    ...{ ok: wrong.length === 0, problem: null, tried: tests.length, wrong, policyVersion, listVersion },
  };
  const detail = { school, group, device, blocked, notes };
  await stores.audit.append({ at: test.at, actor: test.by, action: RECORD, subject: test.id, outcome: 'done', detail });
  await stores.selfTests.add(test);
  return test;
}

/**
 * Tries the filter out as every group at every school, and from each of its networks as those who use it, once each morning; called
 * every hour. Ends early once `isOver`.
 */
export async function runDailySelfTests(context: SelfTestContext, isOver: () => boolean = () => false): Promise<void> {
  const { stores, clock, config } = context;
  if (!isMorning(clock()) || !(await isDue(stores.selfTests, clock()))) return;
  const schools = config.schools.length === 0 ? [null] : config.schools.map(({ id }) => id);
  const trials = [...schools.flatMap(groupTrials), ...schools.flatMap((school) => networkTrials(school, config))];
  for (const trial of trials.slice(0, MOST_TRIALS)) {
    if (isOver()) return;
    await tryAndKeep(SYSTEM, trial, context);
  }
}

function groupTrials(school: string | null): TryInput[] {
  return GROUP_IDS.map((group) => ({ group, ...(school !== null && { school }) }));
}

/** A network with a group of its own as that group, any other as staff and as the eldest pupils of a school day. */
function networkTrials(school: string | null, { networks }: SelfTestContext['config']): TryInput[] {
  const byName = new Map(networksOf(school, networks).map((network) => [network.name, network] as const));
  return [...byName.values()].flatMap(({ name, group }) => {
    const groups: readonly GroupId[] = group === undefined ? ['seniors', 'staff'] : [group];
    return groups.map((one) => ({ group: one, network: name, ...(school !== null && { school }) }));
  });
}

function isMorning(now: EpochMs): boolean {
  const hour = Math.floor(londonTime(now).minute / 60);
  return hour >= HOURS.from && hour < HOURS.until;
}

async function isDue(tests: AdminContext['stores']['selfTests'], now: EpochMs): Promise<boolean> {
  const newest = await tests.list({ limit: MOST_TRIALS });
  return !newest.some(({ by, at }) => by === SYSTEM.actor && now - at < APART_MS);
}

/** As people read it: those of the principal's school and of none. */
export function selfTestView({ at, ...test }: SelfTest) {
  return { ...test, network: test.network ?? null, outside: test.outside ?? null, at: new Date(at).toISOString() };
}
