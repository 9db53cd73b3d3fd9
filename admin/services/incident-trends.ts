import { setImmediate as nextTurn } from 'node:timers/promises';
import { themeTitle } from '../../alerts/words/themes.ts';
import { THEMES } from '../../core/category.ts';
import type { Incident } from '../../core/incident.ts';
import { formatLondon, londonInstants, londonTime, parseLocalDate } from '../../core/london-time.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import type { IncidentFilter } from '../../storage/incidents.ts';
import type { Principal } from '../auth/principal.ts';
import type { IncidentServices } from './incident-services.ts';
import { iso } from './incident-view.ts';
import { personNameOf, readersOf, roleMaySee } from './incident-visibility.ts';

/** Read so many at a time; between two, others are answered. */
const PAGE = 1_000;
/** Far more than a trust has in two years. Beyond it, the counts are of the gravest. */
const MOST_PAGES = 30;
const DAYS_A_WEEK = 7;

type Counts = Record<string, number>;

export interface TrendWeek {
  /** ISO 8601: `2026-W48`. */
  readonly week: string;
  /** Its Monday, as calendars in London show it. */
  readonly from: string;
  total: number;
  open: number;
  readonly bySeverity: { danger: number; warning: number; advisory: number };
  readonly byTheme: Counts;
  readonly byOutcome: Counts;
}

/**
 * How many incidents began in each of the last weeks, by theme, severity and outcome (rows D32, D34): counts only, and only of what the
 * reader may see. A cluster's own incident is left out, since those it puts together count already.
 */
export async function incidentTrends(
  principal: Principal,
  { weeks: count, school }: { readonly weeks: number; readonly school?: string },
  services: IncidentServices,
) {
  const now = services.clock();
  const mondays = mondaysUntil(now, count);
  const weeks = new Map(mondays.map((monday) => [monday, emptyWeek(monday)]));
  const from = startOf(mondays[0] ?? 0);
  const asked = principal.school ?? school;
  const filter = { since: from, notAbout: personNameOf(principal), ...(asked !== undefined && { school: asked }) };
  const complete = await eachVisible(principal, filter, services, (incident) => {
    if (incident.firstAt < from || incident.cluster !== undefined) return;
    const week = weeks.get(mondayOf(epochMs(incident.firstAt)));
    if (week !== undefined) countIn(week, incident);
  });
  const all = [...weeks.values()];
  return { from: iso(from), until: iso(now), weeks: all, themes: themesIn(all), total: sum(all.map(({ total }) => total)), complete };
}

/** Calls back with every incident the principal may see. False when there were too many to look at all. */
async function eachVisible(
  principal: Principal,
  filter: Omit<IncidentFilter, 'limit' | 'after'>,
  { stores, directory }: IncidentServices,
  take: (incident: Incident) => void,
): Promise<boolean> {
  const contacts = await directory();
  // Comparing a name with every contact costs more than all the rest: once for each person and kind of incident.
  const known = new Map<string, boolean>();
  const maySee = (incident: Incident): boolean => {
    const { person, group, school, theme, severity } = incident;
    const key = JSON.stringify([person, group, school, theme, severity]);
    const answer = known.get(key) ?? roleMaySee(principal, incident, readersOf(incident, [], [], contacts), contacts);
    known.set(key, answer);
    return answer;
  };
  let after: IncidentFilter['after'];
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await stores.incidents.list({ ...filter, ...(after !== undefined && { after }), limit: PAGE });
    for (const incident of found) if (maySee(incident)) take(incident);
    const last = found.at(-1);
    if (last === undefined || found.length < PAGE) return true;
    after = { isClosed: last.status === 'closed', severity: last.severity, lastAt: last.lastAt, id: last.id };
    await nextTurn();
  }
  return false;
}

function countIn(week: TrendWeek, { theme, severity, status, outcome }: Incident): void {
  week.total++;
  week.bySeverity[severity]++;
  week.byTheme[theme] = (week.byTheme[theme] ?? 0) + 1;
  if (status !== 'closed') week.open++;
  if (outcome !== null) week.byOutcome[outcome] = (week.byOutcome[outcome] ?? 0) + 1;
}

/** `lastWeek` is the last whole one: this week is still growing. */
function themesIn(weeks: readonly TrendWeek[]) {
  const of = (theme: string, index: number) => weeks.at(index)?.byTheme[theme] ?? 0;
  return THEMES.map((theme) => ({
    theme,
    title: themeTitle(theme),
    total: sum(weeks.map(({ byTheme }) => byTheme[theme] ?? 0)),
    lastWeek: of(theme, -2),
    weekBefore: of(theme, -3),
  }))
    .filter(({ total }) => total > 0)
    .sort((one, other) => other.total - one.total);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Mondays as days since 1970-01-01, oldest first; the last one is this week's. */
function mondaysUntil(now: EpochMs, count: number): number[] {
  const monday = mondayOf(now);
  return Array.from({ length: count }, (_, index) => monday - DAYS_A_WEEK * (count - 1 - index));
}

function mondayOf(at: EpochMs): number {
  const { dayNumber, weekday } = londonTime(at);
  return dayNumber - weekday;
}

function startOf(dayNumber: number): EpochMs {
  return londonInstants(dayNumber, 0)[0] ?? epochMs(dayNumber * 86_400_000);
}

function dateOf(dayNumber: number): string {
  return formatLondon(startOf(dayNumber)).split(' ')[1] ?? '';
}

function emptyWeek(monday: number): TrendWeek {
  // ISO 8601: a week is of the year that its Thursday is in.
  const thursday = monday + 3;
  const year = dateOf(thursday).slice(0, 4);
  const number = Math.floor((thursday - (parseLocalDate(`${year}-01-01`) ?? 0)) / DAYS_A_WEEK) + 1;
  const bySeverity = { danger: 0, warning: 0, advisory: 0 };
  return {
    week: `${year}-W${String(number).padStart(2, '0')}`,
    from: dateOf(monday),
    total: 0,
    open: 0,
    bySeverity,
    byTheme: {},
    byOutcome: {},
  };
}
