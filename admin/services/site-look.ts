import { hiddenTargets, spelledInHost } from '../../categoriser/disguise/hidden-targets.ts';
import type { PolicySnapshot } from '../../categoriser/snapshot.ts';
import { categoryInfo } from '../../core/category.ts';
import type { Action } from '../../core/decision.ts';
import { type Hostname, hostnameAsAddress } from '../../core/hostname.ts';
import type { LoadedHost, LoadKind, SiteLook } from '../../core/site-look.ts';
import { formatTarget, type Target } from '../../core/target.ts';
import type { PageFetch } from '../../outbound/page-fetch.ts';
import { readApart } from '../apart.ts';
import type { PageReading } from '../look/page-reading.ts';
import type { PageToRead } from '../look/page-thread.ts';
import { plain } from '../plain-text.ts';
import type { LookContext } from './context.ts';
import { hostOf, type SiteTier, snapshotOf, tierOf } from './sites.ts';

const MOST_ADDRESS = 500;
const PAGE_THREAD = new URL('../look/page-thread.ts', import.meta.url);
const UNREADABLE = { code: 'not-a-page', words: 'The page is too tangled to be read.' } as const;

/** Who looks, and how a host is decided for those that the page is asked for. */
export interface Looking {
  readonly by: string;
  actionOn(host: Hostname): Action;
}

/**
 * Fetches a page as nobody and says what it says of itself (row I10). A page on a statutory list, or of a category that is closed to
 * everyone, is never fetched, wherever on the way it is met.
 */
export async function lookAtSite(target: Target, { by, actionOn }: Looking, context: LookContext): Promise<SiteLook> {
  const { policy, clock, fetchPage } = context;
  const snapshot = snapshotOf(policy);
  let closed: SiteTier | undefined;
  const fetched = await fetchPage(target, (next) => {
    closed = tiersOf(next).find(({ tier }) => tier !== 'ordinary');
    return closed === undefined;
  });
  const { hops, outcome } = fetched;
  const addresses = hops.map((hop) => plain(formatTarget(hop, true), MOST_ADDRESS) ?? '');
  const common = { at: new Date(clock()).toISOString(), by, addresses };
  const page: PageToRead | undefined = outcome.kind === 'page' ? { html: outcome.html, base: hops.at(-1) ?? target } : undefined;
  const reading = page === undefined ? undefined : await readApart<PageReading>(PAGE_THREAD, page);
  if (outcome.kind !== 'page' || reading === undefined) {
    const problem = outcome.kind === 'page' ? UNREADABLE : problemOf(outcome, closed, hops.length > 0);
    return { ...common, problem, status: null, title: null, description: null, whole: true, hosts: [], unnamed: 0 };
  }
  const { title, description, hosts } = reading;
  const loaded = [...withMoves(hops, hosts)].map(([host, kinds]) => ({ host, kinds, isSealed: isSealed(host) }));
  const named = loaded.filter((one) => !one.isSealed);
  return {
    ...common,
    problem: null,
    status: outcome.status,
    title,
    description,
    whole: outcome.isWhole,
    hosts: named.map(({ host, kinds }) => hostView(host, kinds)),
    unnamed: loaded.length - named.length,
  };

  /** A page that carries another one's address is as closed as that. */
  function tiersOf(next: Target): SiteTier[] {
    const carried = [...hiddenTargets(next), ...spelledInHost(next)].map((hidden) => hidden.target);
    return [next, ...carried].map((one) => tierOf(snapshot, one));
  }

  function isSealed(host: Hostname): boolean {
    return tiersOf({ scheme: 'https', hostname: host, port: 443, path: '/', query: '' }).some(({ tier }) => tier === 'sealed');
  }

  function hostView(host: Hostname, kinds: ReadonlySet<LoadKind>): LoadedHost {
    const categories = [...new Set(snapshot.lists.categoriseHost(host).matches.map(({ category }) => category))];
    return { host, loads: [...kinds], categories, action: actionOn(host), openable: isOpenable(host, snapshot) };
  }
}

/** What nobody may open, a whole registry of names and a bare address are not. */
function isOpenable(host: Hostname, snapshot: PolicySnapshot): boolean {
  if (hostnameAsAddress(host) !== undefined || tierOf(snapshot, host).tier !== 'ordinary') return false;
  try {
    return hostOf(host) === host;
  } catch {
    return false;
  }
}

/** What a page moved to counts among the hosts that it needs. */
function withMoves(
  hops: readonly Target[],
  hosts: ReadonlyMap<Hostname, ReadonlySet<LoadKind>>,
): ReadonlyMap<Hostname, ReadonlySet<LoadKind>> {
  const all = new Map<Hostname, ReadonlySet<LoadKind>>();
  for (const { hostname } of hops.slice(1)) if (hostname !== hops[0]?.hostname) all.set(hostname, new Set(['page'] as const));
  for (const [host, kinds] of hosts) {
    if (host !== hops[0]?.hostname) all.set(host, new Set([...(all.get(host) ?? []), ...kinds]));
  }
  return all;
}

function problemOf(
  outcome: Exclude<PageFetch['outcome'], { kind: 'page' }>,
  closed: SiteTier | undefined,
  isRedirected: boolean,
): NonNullable<SiteLook['problem']> {
  if (outcome.kind !== 'kept-out') return { code: outcome.kind, words: outcome.words };
  const page = isRedirected ? 'It redirects to a page' : 'This is a page';
  if (closed?.tier === 'sealed') return { code: 'sealed', words: `${page} on a statutory list. Such a page is never fetched.` };
  const title = closed?.category == null ? 'closed to everyone' : categoryInfo(closed.category).title;
  return { code: 'locked', words: `${page} of the category “${title}”. Such a page is not fetched: decide by the category.` };
}
