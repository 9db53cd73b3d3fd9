import type { AccessRecord } from '../../core/access-record.ts';
import {
  CATEGORIES,
  CATEGORY_IDS,
  type CategoryId,
  type CategoryInfo,
  categoryInfo,
  isCategoryId,
  type Theme,
} from '../../core/category.ts';
import { decisionTime, parseDecisionId } from '../../core/decision-id.ts';
import type { Sighting } from '../../core/incident.ts';
import { isTryIt } from '../../core/try-it.ts';

const SEALED = 'sealed:';
/** Looking for help, practising a religion and needing a reader are never held against anybody (contract: "Others"). */
const NEVER: readonly string[] = ['support', 'religion', 'assistive'] satisfies CategoryId[];

/** True for `sealed:<list>:<keyed hash>`, which stands where a host, URL or search would. */
export function isSealedRef(text: string): boolean {
  return text.startsWith(SEALED);
}

/** `sealed:<list>:<keyed hash>` as its list's id. */
export function sealedListOf(ref: string): string {
  return ref.slice(SEALED.length).split(':')[0] ?? '';
}

/**
 * What alerts see of a record; null when it is nobody's concern: no signal, help being sought, the filter being tried out.
 * A close counts too: a tunnel whose site was listed while it was open is signalled by its close alone. Any other close has the id of a
 * record seen before, and the same id is never told twice.
 * A sealed match stays sealed in every field. Where a damaged line's time cannot be read, that of its decision id stands in; a record
 * with neither belongs to no time at all and is null too.
 */
export function sightingOf(record: AccessRecord): Sighting | null {
  const { signal, host } = record;
  if (signal === 'none' || record.rule === 'support' || isTryIt(record)) return null;
  const theme = themeOf(record);
  const at = timeOf(record);
  if (theme === null || at === undefined) return null;
  const isSealed = isSealedRef(host);
  return {
    id: record.id,
    at,
    username: record.username,
    computer: record.computer,
    clientIp: record.clientIp,
    school: record.school,
    group: record.group,
    theme,
    signal,
    categories: record.categories,
    host,
    url: isSealed ? host : record.url,
    searchTerm: record.searchTerm === undefined ? null : isSealed ? host : record.searchTerm,
    action: record.action,
    intent: record.intent,
    visibility: record.visibility,
    attribution: record.attribution,
  };
}

function timeOf({ time, id }: AccessRecord): number | undefined {
  const at = Date.parse(time);
  if (!Number.isNaN(at)) return at;
  const decision = parseDecisionId(id);
  return decision === undefined ? undefined : decisionTime(decision);
}

interface Themed {
  readonly theme: Theme;
  readonly signal: CategoryInfo['signal'];
}

/** In the catalogue's order, which is by gravity: two categories of one strength are filed under the graver. */
const THEMED: ReadonlyMap<string, Themed> = new Map(
  CATEGORY_IDS.flatMap((id) => {
    const { theme, signal } = categoryInfo(id);
    return theme === null ? [] : [[id, { theme, signal }] as const];
  }),
);
const GRAVITY: ReadonlyMap<string, number> = new Map(CATEGORY_IDS.map((id, index) => [id, index]));
const STRENGTH = { none: 0, advisory: 1, warning: 2, danger: 3 } as const;

/**
 * A record names its categories, not which of them gave the signal: sealed ones first, then those whose own signal is the record's,
 * then the strongest. A school's search terms may carry a signal in a category that has no theme: what the school asked to hear of
 * is filed as a disclosure. A signal that is neither a category's nor a search's comes from the data path, which tells of one thing:
 * ways round the filter. Nothing of help being sought is ever filed.
 */
function themeOf({ categories, signal, searchTerm }: AccessRecord): Theme | null {
  let best: Themed | undefined;
  let bestRank = -1;
  for (const id of categories) {
    const themed = THEMED.get(id);
    if (themed === undefined) continue;
    const rank = rankOf(id, themed, signal);
    if (rank <= bestRank) continue;
    best = themed;
    bestRank = rank;
  }
  if (best !== undefined) return best.theme;
  if (categories.some((id) => NEVER.includes(id))) return null;
  return searchTerm === undefined ? 'circumvention' : 'disclosure';
}

function rankOf(id: string, themed: Themed, signal: AccessRecord['signal']): number {
  const isSealed = isCategoryId(id) && CATEGORIES[id].tier === 'sealed';
  const fit = isSealed ? 5 : themed.signal === signal ? 4 : STRENGTH[themed.signal];
  return fit * 1000 + (999 - (GRAVITY.get(id) ?? 999));
}
