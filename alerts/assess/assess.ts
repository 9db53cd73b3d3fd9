import { CATEGORIES, type CategoryId, isCategoryId, type Signal } from '../../core/category.ts';
import type { Assessment, Factor, Severity, Sighting } from '../../core/incident.ts';
import { formatLondon } from '../../core/london-time.ts';
import { epochMs } from '../../core/units.ts';
import type { SchoolDay } from '../routing/school-day.ts';
import { themeTitle } from '../words/themes.ts';
import type { Cohort, PersonHistory } from './history.ts';
import { kindOf } from './kind.ts';
import { isSealedRef, sealedListOf } from './sighting.ts';

/** A factor and what it weighs: `STEP` makes an advisory a warning, or a warning a danger. */
interface Weighed extends Factor {
  readonly weight: number;
}

/** Weights are quarters of a step: circumstances that say little alone (a search; an evening; a second time) count together. */
const STEP = 4;
const WEIGHT = {
  typedSearch: 2,
  secondAttempt: 1,
  thirdAttempt: STEP,
  outOfLessons: 1,
  night: 2,
  /** Outweighs an evening and a second time together: only three attempts of the person's own keep a page element at its level. */
  pageElement: 1 - 2 * STEP,
  cohort: -STEP,
} as const;

export const COHORT_PEOPLE = 4;
export const CLUSTER_PUPILS = 3;
const LEVEL = ['advisory', 'warning', 'danger'] as const satisfies readonly Severity[];

/**
 * How grave a sighting is, and every reason why (rows I08, M30, R11).
 * - The signal is the base. Circumstances raise it by one step at most: what only ever is advisory does not become an emergency.
 * - A danger is never lowered, only marked. A warning is lowered by being a page element, an advisory also by the whole class doing it.
 * - Searches on self-harm or suicide are never below warning; nor is the third attempt at circumvention in a day.
 * - Misinformation by itself is for the digest, however often and whenever it is seen.
 * `notify` is false for what stays advisory: the digest tells of it. Pure: the same input gives the same answer.
 */
export function assess(sighting: Sighting, person: PersonHistory, cohort: Cohort, day: SchoolDay): Assessment {
  if (isDigestOnly(sighting)) return { severity: 'advisory', notify: false, factors: [baseFactor(sighting), DIGEST_FACTOR], cluster: null };
  const base = LEVEL.indexOf(sighting.signal);
  const weighed = [
    ...kindFactors(sighting),
    ...recurrenceFactors(sighting, person),
    ...timeFactors(day),
    ...cohortFactors(sighting, cohort),
  ];
  const weight = weighed.reduce((sum, factor) => sum + factor.weight, 0);
  const level = Math.min(2, Math.max(base + Math.max(-1, Math.min(1, Math.trunc(weight / STEP))), 0));
  const floor = floorOf(sighting, person);
  const severity = LEVEL[Math.max(base === 2 ? 2 : level, floor === null ? 0 : 1)] ?? 'danger';
  const factors: Factor[] = [baseFactor(sighting), ...weighed.map(({ id, effect, words }) => ({ id, effect, words }))];
  if (floor !== null) factors.push(floor);
  if (isSealedRef(sighting.host)) factors.push(sealedFactor(sighting));
  const cluster = clusterOf(sighting, cohort, day);
  if (cluster !== null) factors.push(clusterFactor(cohort));
  return { severity, notify: severity !== 'advisory', factors, cluster };
}

const DIGEST_ONLY: readonly string[] = ['misinformation'] satisfies CategoryId[];
const DIGEST_FACTOR: Factor = { id: 'digest-only', effect: 'marks', words: 'This kind of site is told of in the digest only.' };

function isDigestOnly({ signal, categories }: Sighting): boolean {
  const signalled = categories.filter((id) => isCategoryId(id) && CATEGORIES[id].signal !== 'none');
  return signal === 'advisory' && signalled.length > 0 && signalled.every((id) => DIGEST_ONLY.includes(id));
}

const SIGNAL_WORDS: Record<Exclude<Signal, 'none'>, string> = { advisory: 'advisory', warning: 'a warning', danger: 'a danger' };

function baseFactor({ categories, signal, theme, searchTerm }: Sighting): Factor {
  const titles = categories.filter(isCategoryId).filter((id) => CATEGORIES[id].signal !== 'none');
  const what = titles.length === 0 ? themeTitle(theme) : titles.map((id) => CATEGORIES[id].title).join(', ');
  const where = searchTerm === null ? 'A site listed under' : 'A search on';
  return { id: `base-${signal}`, effect: 'base', words: `${where} ${what}: ${SIGNAL_WORDS[signal]} by itself.` };
}

function kindFactors(sighting: Sighting): Weighed[] {
  const isDanger = sighting.signal === 'danger';
  switch (kindOf(sighting)) {
    case 'typed-search':
      return [{ id: 'typed-search', effect: 'raises', weight: WEIGHT.typedSearch, words: 'The words were typed into a search.' }];
    case 'quiet-search':
      return [
        {
          id: 'quiet-search',
          effect: 'marks',
          weight: 0,
          words: 'A page sent these words by itself, perhaps while they were being typed.',
        },
      ];
    case 'page-element':
      return [pageElement('page-element', 'A page loaded this by itself', isDanger)];
    case 'advertising':
      return [pageElement('advertising', 'The host belongs to an advertising network, which pages load by themselves', isDanger)];
    case 'navigation':
      return [];
  }
}

function pageElement(id: string, cause: string, isDanger: boolean): Weighed {
  return isDanger
    ? { id, effect: 'marks', weight: 0, words: `${cause}: it may be a page element that nobody chose. A danger is told all the same.` }
    : { id, effect: 'lowers', weight: WEIGHT.pageElement, words: `${cause}: nobody may have chosen it.` };
}

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

function recurrenceFactors({ theme }: Sighting, { attemptsToday }: PersonHistory): Weighed[] {
  if (attemptsToday < 2) return [];
  const words = `The ${ORDINALS[attemptsToday] ?? `${attemptsToday}th`} attempt today on ${themeTitle(theme).toLowerCase()}.`;
  return attemptsToday === 2
    ? [{ id: 'second-attempt', effect: 'raises', weight: WEIGHT.secondAttempt, words }]
    : [{ id: 'third-strike', effect: 'raises', weight: WEIGHT.thirdAttempt, words }];
}

function timeFactors({ period, at }: SchoolDay): Weighed[] {
  if (period === 'lessons') return [];
  const time = formatLondon(at).slice(-5);
  if (period === 'night') return [{ id: 'at-night', effect: 'raises', weight: WEIGHT.night, words: `At night (${time}).` }];
  const when = period === 'holiday' ? 'In the holidays' : 'Outside lessons';
  return [{ id: 'out-of-lessons', effect: 'raises', weight: WEIGHT.outOfLessons, words: `${when} (${time}).` }];
}

function cohortFactors({ signal }: Sighting, { people }: Cohort): Weighed[] {
  if (people < COHORT_PEOPLE) return [];
  const words = `${people} people on the same network at the same site within ten minutes: it may be a lesson.`;
  return signal === 'advisory'
    ? [{ id: 'cohort', effect: 'lowers', weight: WEIGHT.cohort, words }]
    : [{ id: 'cohort', effect: 'marks', weight: 0, words: `${words} That lowers advisory matters only.` }];
}

function floorOf({ theme, searchTerm }: Sighting, { attemptsToday }: PersonHistory): Factor | null {
  if (theme === 'self-harm-suicide' && searchTerm !== null) {
    return { id: 'self-harm-search', effect: 'raises', words: 'Searches on self-harm or suicide are never below a warning.' };
  }
  if (theme === 'circumvention' && attemptsToday >= 3) {
    return {
      id: 'circumvention-third',
      effect: 'raises',
      words: 'Three attempts in a day to get round the filter are told to staff and IT.',
    };
  }
  return null;
}

function sealedFactor({ host }: Sighting): Factor {
  const words = `On the sealed list "${sealedListOf(host)}". Do not view, copy or investigate it; call the police.`;
  return { id: 'sealed', effect: 'marks', words };
}

/** `self-harm-suicide.<school>.<local date>`: one cluster for a school and day. */
function clusterOf({ theme, school }: Sighting, { pupilsOfSchool }: Cohort, { at }: SchoolDay): string | null {
  if (school === null || pupilsOfSchool < CLUSTER_PUPILS) return null;
  return `${theme}.${school}.${formatLondon(epochMs(at)).split(' ')[1]}`;
}

function clusterFactor({ pupilsOfSchool }: Cohort): Factor {
  return { id: 'cluster', effect: 'marks', words: `${pupilsOfSchool} pupils of this school within 24 hours: look at them together.` };
}
