import { join } from 'node:path';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { policyVersionOf } from '../../snapshot/policy-version.ts';
import { openStores } from '../../storage/open-stores.ts';
import { FILE_AUTHOR } from '../../storage/saved-policy.ts';
import type { PolicyVersion, Stores } from '../../storage/stores.ts';

export interface TrustSize {
  readonly people: number;
  readonly classes: number;
  readonly listEntries: number;
  readonly domains: number;
}

const PEOPLE_AT_A_TIME = 5_000;
/** The schema's. */
const SITES_A_LIST = 10_000;
const PEOPLE_A_CLASS = 25;
const GRANTS = 200;
const HOUR_MS = 3_600_000;
const now = (): EpochMs => epochMs(Date.now());

export function openTrust(dataFolder: string): Promise<Stores> {
  return openStores({ databaseUrl: null, sqlitePath: join(dataFolder, 'db/schoolgate.sqlite'), clock: now });
}

/** A trust of that size in a database, as its imports and its policy would have left it. */
export async function writeTrust(stores: Stores, size: TrustSize): Promise<void> {
  const person = (i: number) => ({
    ...{ name: `person${i}`, group: i % 10 === 0 ? ('staff' as const) : ('seniors' as const) },
    ...{ school: `school-${i % 20}`, role: null, passwordHash: null },
  });
  for (let first = 0; first < size.people; first += PEOPLE_AT_A_TIME) {
    const count = Math.min(PEOPLE_AT_A_TIME, size.people - first);
    await stores.people.put(Array.from({ length: count }, (_, i) => person(first + i)));
  }
  const member = (i: number) => `person${i % size.people}`;
  await stores.classes.put(
    Array.from({ length: size.classes }, (_, i) => ({
      ...{ id: `school-${i % 20}/class${i}`, name: `class${i}`, school: `school-${i % 20}`, teachers: [member(10 * i)] },
      members: Array.from({ length: PEOPLE_A_CLASS }, (_, seat) => member(i * PEOPLE_A_CLASS + seat)),
    })),
  );
  // What the configuration file says has been taken in, and something else was saved since.
  await savePolicy(stores, policySave({}, FILE_AUTHOR));
  await savePolicy(stores, policySave(policyOf(size.listEntries), 'bench'));
  for (let i = 0; i < GRANTS; i++) await grant(stores, i);
}

/** A policy as admin hands it to the store. */
export function policySave(document: PolicyDocument, author: string): Pick<PolicyVersion, 'version' | 'document' | 'author' | 'reason'> {
  return { version: policyVersionOf(document), document: canonicalJson(document), author, reason: 'bench' };
}

export async function savePolicy(stores: Stores, saved: ReturnType<typeof policySave>): Promise<number> {
  return stores.policies.save({ ...saved, createdAt: now(), effectiveAt: now() });
}

/** A lesson grant for one class. */
export function grant(stores: Stores, number: number): Promise<number> {
  return stores.overrides.add({
    ...{ id: `grant-${number}`, kind: 'lesson', scope: { kind: 'class', id: `school-${number % 20}/class${number}` } },
    ...{ hosts: [`granted${number}.example`], from: now(), until: now() + HOUR_MS, reason: 'bench', grantedBy: 'bench' },
  });
}

/** Allow and block lists of so many sites, some of them single pages. */
export function policyOf(listEntries: number): PolicyDocument {
  const site = (i: number) => (i % 20 === 0 ? `www.site${i}.example/pages/${i}` : `site${i}.example`);
  return {
    lists: Array.from({ length: Math.ceil(listEntries / SITES_A_LIST) }, (_, list) => ({
      ...{
        id: `list-${list}`,
        action: list % 2 === 0 ? ('block' as const) : ('allow' as const),
        reason: 'as agreed',
        owner: 'it',
        reviewBy: '2099-07-31',
      },
      sites: Array.from({ length: Math.min(SITES_A_LIST, listEntries - list * SITES_A_LIST) }, (_, i) => site(list * SITES_A_LIST + i)),
    })),
  };
}

/** What people change most: what a group may do, and what is said of a list. Every list names what it named. */
export function withOtherRule({ lists = [], ...policy }: PolicyDocument, change: string): PolicyDocument {
  const action = /[02468]$/.test(change) ? 'allow' : 'block';
  return {
    ...policy,
    groups: { seniors: { categories: { games: action } } },
    lists: lists.map((list, at) => (at === 0 ? { ...list, reason: change } : list)),
  };
}

/** One site more, at the beginning of a list. */
export function withOtherSite({ lists = [], ...policy }: PolicyDocument, host: string): PolicyDocument {
  return { ...policy, lists: lists.map((list, at) => (at === 0 ? { ...list, sites: [host, ...list.sites.slice(0, -1)] } : list)) };
}
