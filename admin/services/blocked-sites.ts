import { categoryInfo, isCategoryId } from '../../core/category.ts';
import { parseHostname } from '../../core/hostname.ts';
import { siteHosts } from '../../core/service-bundles.ts';
import { epochMs } from '../../core/units.ts';
import { findRefusedSites, type RefusedSite, type RefusedSitesQuery } from '../../storage/refused-sites.ts';
import type { Principal } from '../auth/principal.ts';
import { Problem } from '../problem.ts';
import type { ServiceContext } from './context.ts';
import type { Scope } from './scopes.ts';
import { hostOf } from './sites.ts';

const HOUR_MS = 3_600_000;
/** Whoever looks waits for it. */
const BUDGET_MS = 3_000;

export interface BlockedSitesQuery {
  readonly show: RefusedSitesQuery['kind'];
  readonly hours: number;
  readonly school?: string;
  readonly limit: number;
}

/** What would open a site to those who met it, and to as few others as a rule can. */
interface Suggestion {
  /** As `POST /api/v1/overrides` takes it, but for the reason that whoever decides gives. */
  readonly body: { readonly hosts: readonly string[]; readonly scope: Scope };
  readonly words: string;
}

/** The sites that most people were refused lately, each with the narrowest rule that would open it, or why there is none. */
export async function blockedSites(
  principal: Principal,
  { show, hours, school, limit }: BlockedSitesQuery,
  { clock, config, recordsFolder }: ServiceContext & { readonly recordsFolder: string },
) {
  const since = epochMs(clock() - hours * HOUR_MS);
  const within = principal.school ?? school ?? null;
  const { sites, complete } = await findRefusedSites({ folder: recordsFolder, kind: show, school: within, since, budgetMs: BUDGET_MS });
  const items = sites.slice(0, limit).map(({ categories, groups, lastAt, hasSignal, ...site }) => {
    const whyNot =
      show === 'monitored' ? 'It is open: its category is only monitored.' : reasonAgainst({ categories, rule: site.rule, hasSignal });
    const suggestion = whyNot === null ? suggestionFor({ ...site, groups }, within, config.schools.length) : null;
    return {
      ...site,
      category: categories.find(isCategoryId) ?? 'uncategorised',
      groups: Object.entries(groups)
        .map(([group, decisions]) => ({ group, decisions }))
        .sort((a, b) => b.decisions - a.decisions),
      lastAt: new Date(lastAt).toISOString(),
      suggestion,
      whyNot: whyNot ?? (suggestion === null ? 'This is a name that no single site has.' : null),
    };
  });
  return { since: new Date(since).toISOString(), complete, items };
}

/** Rules that a rule of IT's own does not undo, in words. */
const STANDING: Readonly<Record<string, string>> = {
  locked: 'This category is closed to everyone.',
  'urgent-block': 'Somebody blocked it as a matter of urgency: end that block instead.',
  suspension: 'Whoever met it is suspended from the internet.',
  'pupil-wifi': 'Pupil Wi-Fi is switched off.',
  exam: 'An exam was being sat.',
  'search-term': 'It was the words of a search, not the site.',
  'policy-unavailable': 'No policy could be loaded.',
  'address-gate': 'It is at an address that nobody may reach through the filter.',
  protocol: 'The connection was not of a kind that the filter passes on.',
  identity: 'Nobody had signed in.',
  limit: 'There were too many connections at once.',
};

function reasonAgainst({ categories, rule, hasSignal }: Pick<RefusedSite, 'categories' | 'rule' | 'hasSignal'>): string | null {
  const standing = STANDING[rule];
  if (standing !== undefined) return standing;
  const isSafeguarding = categories
    .filter(isCategoryId)
    .some((id) => categoryInfo(id).theme !== null || categoryInfo(id).tier !== 'ordinary');
  return isSafeguarding || hasSignal ? 'It is closed to keep pupils safe: open it only after a request, with the safeguarding lead.' : null;
}

function suggestionFor(
  { host, groups, schools }: Pick<RefusedSite, 'host' | 'groups' | 'schools'>,
  within: string | null,
  schoolCount: number,
): Suggestion | null {
  const hosts = openable(host);
  if (hosts === null) return null;
  const [group, ...otherGroups] = Object.keys(groups);
  const [school, ...otherSchools] = schools;
  const scope = scopeOf({
    school: within ?? (schoolCount > 1 && otherSchools.length === 0 ? school : undefined),
    group: otherGroups.length === 0 ? group : undefined,
  });
  const whom = scope.kind === 'trust' ? 'everybody' : `the ${scope.kind} ${scope.id}`;
  return { body: { hosts, scope }, words: `Open ${hosts[0] ?? host} to ${whom} for a week.` };
}

function scopeOf({ school, group }: { readonly school: string | undefined; readonly group: string | undefined }): Scope {
  if (school !== undefined) return { kind: 'school', id: school };
  return group === undefined ? { kind: 'trust' } : { kind: 'group', id: group };
}

/** The names that opening the host opens; null for addresses, registries and what is no name. */
function openable(host: string): readonly string[] | null {
  const name = parseHostname(host);
  if (name === undefined) return null;
  try {
    return siteHosts(name).map((one) => hostOf(one));
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
