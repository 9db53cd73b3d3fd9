import type { CategoryId } from '../../core/category.ts';
import { type Hostname, nameAndParents, parseHostname } from '../../core/hostname.ts';
import type { GroupId } from '../../core/identity.ts';
import { londonInstants, parseLocalDate } from '../../core/london-time.ts';
import type { EpochMs } from '../../core/units.ts';
import { firstMatchIn, maskOf } from '../category-mask.ts';
import type { ListIndex } from '../list-index.ts';
import { BYPASS, BYPASS_BUNDLES, type BypassBundleId } from './bypass-bundles.ts';

/** `inspection` of the configuration, which was checked before. */
export interface InspectionSettings {
  readonly enabled: boolean;
  readonly groups: readonly GroupId[];
  readonly only: 'selective' | 'all';
  readonly notice?: { readonly text: string; readonly from: string; readonly dpia: string };
  readonly bypass: readonly string[];
}

/** What may be opened, compiled once. */
export interface InspectionPolicy {
  readonly groups: ReadonlySet<GroupId>;
  /** Null: never. */
  readonly startsAt: EpochMs | null;
  readonly only: 'selective' | 'all';
  readonly ownBypass: ReadonlySet<Hostname>;
}

export interface InspectionFacts {
  /** What the client asked a CONNECT for. */
  readonly host: Hostname;
  /** What its ClientHello names; undefined where it names nothing. */
  readonly serverName: Hostname | undefined;
  readonly group: GroupId;
  readonly at: EpochMs;
  /** `refuses`: this device has shown that it does not trust the school's root, and has never accepted it. */
  readonly device: 'trusts' | 'refuses' | 'unknown';
  /** A sealed list names pages of this host, and not the whole of it. */
  readonly hasSealedPages: boolean;
  /** Its search terms are read, whatever a list says it is: a school's own search box, or that of a shop. */
  readonly takesSearches?: boolean;
  /** People sign in there, and it is told whose accounts may be used. */
  readonly restrictsAccounts?: boolean;
  /** The policy refuses it by name: opened, it shows the filter's page, and nothing of the site. */
  readonly isRefused?: boolean;
}

export const OPEN_REASONS = ['refused', 'sealed-pages', 'accounts', 'search', 'ai-tools', 'video', 'uncategorised', 'all'] as const;
export const PASS_REASONS = ['off', 'guests', 'group', 'not-started', 'bypass', 'own-bypass', 'device', 'not-selected'] as const;

export type InspectionAnswer =
  | { readonly kind: 'inspect'; readonly reason: (typeof OPEN_REASONS)[number]; readonly words: string }
  | {
      readonly kind: 'pass';
      readonly reason: (typeof PASS_REASONS)[number];
      readonly words: string;
      readonly bundle?: BypassBundleId;
      /** The name that is never opened, or the list's entry. */
      readonly entry?: string;
    };

/** Compiles the settings. Without a notice, its date or its assessment nothing is ever opened, whatever else they say. */
export function compileInspection({ enabled, groups, only, notice, bypass }: InspectionSettings): InspectionPolicy {
  const isTold = notice !== undefined && notice.text.trim() !== '' && notice.dpia.trim() !== '';
  const day = enabled && isTold ? parseLocalDate(notice.from) : undefined;
  return {
    groups: new Set(groups),
    startsAt: day === undefined ? null : (londonInstants(day, 0)[0] ?? null),
    only,
    ownBypass: new Set(bypass.flatMap((site) => parseHostname(site) ?? [])),
  };
}

/** Whether anything of this group is opened at that time. */
export function inspectsGroup(group: GroupId, at: EpochMs, policy: InspectionPolicy): boolean {
  return neverFor({ group, at }, policy) === undefined;
}

/**
 * Whether a TLS connection is opened or passed on as it is, and why. In this order: who is never inspected, what is never opened,
 * and only then what is worth opening. A connection with two names is spared only if both are, and opened if either is to be:
 * else a bank's name in front would hide what is behind it.
 */
export function whatToOpen(facts: InspectionFacts, policy: InspectionPolicy, lists: Pick<ListIndex, 'categoriseHost'>): InspectionAnswer {
  const person = neverFor(facts, policy);
  if (person !== undefined) return person;
  const names = facts.serverName === undefined || facts.serverName === facts.host ? [facts.host] : [facts.host, facts.serverName];
  const [spared, ...others] = names.map((name) => neverOpened(name, policy, lists));
  if (spared !== undefined && others.every((other) => other !== undefined)) return spared;
  const isRefused = facts.isRefused === true;
  if (facts.device === 'refuses' && (!facts.hasSealedPages || isRefused)) {
    return { kind: 'pass', reason: 'device', words: 'This device does not have the school’s certificate.' };
  }
  if (isRefused) return inspect('refused');
  if (facts.hasSealedPages) return inspect('sealed-pages');
  if (facts.restrictsAccounts === true) return inspect('accounts');
  if (facts.takesSearches === true) return inspect('search');
  for (const name of names) {
    const category = worthOpening(name, lists);
    if (category !== undefined) return inspect(category);
  }
  if (policy.only === 'all') return inspect('all');
  return { kind: 'pass', reason: 'not-selected', words: 'The name alone is enough to decide on this site.' };
}

/** Guests come first: no setting can name them. */
function neverFor(
  { group, at }: Pick<InspectionFacts, 'group' | 'at'>,
  { groups, startsAt }: InspectionPolicy,
): InspectionAnswer | undefined {
  if (group === 'guests') return { kind: 'pass', reason: 'guests', words: 'Guests are never inspected.' };
  if (startsAt === null) return { kind: 'pass', reason: 'off', words: 'Inspection is off.' };
  if (!groups.has(group)) return { kind: 'pass', reason: 'group', words: 'This group is not inspected.' };
  if (at < startsAt) return { kind: 'pass', reason: 'not-started', words: 'Inspection has not begun yet: people were told a later date.' };
  return undefined;
}

const BUNDLE_OF_HOST = new Map<string, BypassBundleId>(BYPASS_BUNDLES.flatMap((id) => BYPASS[id].hosts.map((host) => [host, id])));
const BUNDLE_MASKS = BYPASS_BUNDLES.map((bundle) => ({ bundle, mask: maskOf(BYPASS[bundle].categories) }));

function neverOpened(
  host: Hostname,
  { ownBypass }: InspectionPolicy,
  lists: Pick<ListIndex, 'categoriseHost'>,
): InspectionAnswer | undefined {
  const names = nameAndParents(host);
  const own = names.find((name) => ownBypass.has(name));
  if (own !== undefined) return { kind: 'pass', reason: 'own-bypass', words: 'The school has chosen never to open this site.', entry: own };
  for (const name of names) {
    const bundle = BUNDLE_OF_HOST.get(name);
    if (bundle !== undefined) return spare(bundle, name);
  }
  const verdict = lists.categoriseHost(host);
  for (const { bundle, mask } of BUNDLE_MASKS) {
    const match = firstMatchIn(verdict, mask);
    if (match !== undefined) return spare(bundle, match.entry);
  }
  return undefined;
}

function spare(bundle: BypassBundleId, entry: string): InspectionAnswer {
  return { kind: 'pass', reason: 'bypass', words: BYPASS[bundle].reason, bundle, entry };
}

type Selected = 'search' | 'ai-tools' | 'video' | 'uncategorised';
const SELECTED: ReadonlyMap<CategoryId, Selected> = new Map<CategoryId, Selected>([
  ['search', 'search'],
  ['ai-tools', 'ai-tools'],
  ['video', 'video'],
  ['uncategorised', 'uncategorised'],
]);

function worthOpening(host: Hostname, lists: Pick<ListIndex, 'categoriseHost'>): Selected | undefined {
  const { matches } = lists.categoriseHost(host);
  if (matches.length === 0) return 'uncategorised';
  for (const { category } of matches) {
    const selected = SELECTED.get(category);
    if (selected !== undefined) return selected;
  }
  return undefined;
}

const OPEN_WORDS: Readonly<Record<(typeof OPEN_REASONS)[number], string>> = {
  refused: 'It is refused: what is opened shows the filter’s own page.',
  accounts: 'People sign in here, and only the school’s accounts are let in.',
  search: 'A search engine: what is searched for can only be seen inside.',
  'ai-tools': 'An AI tool.',
  video: 'A video site: which video it is can only be seen inside.',
  uncategorised: 'No list knows this site, so its pages are looked at one by one.',
  'sealed-pages': 'Single pages of this site are sealed.',
  all: 'Everything of this group is inspected but what is never opened.',
};

function inspect(reason: (typeof OPEN_REASONS)[number]): InspectionAnswer {
  return { kind: 'inspect', reason, words: OPEN_WORDS[reason] };
}
