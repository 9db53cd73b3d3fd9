import { THEMES } from '../../core/category.ts';
import type { Incident } from '../../core/incident.ts';
import { counted } from './counted.ts';
import { inertLine } from './inert.ts';
import { type Bar, type Block, type Mail, mail } from './mail.ts';
import { dayWords } from './moment.ts';
import { themeTitle } from './themes.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const MINUTE_MS = 60_000;

export interface WeeklyMailInput {
  readonly school: string;
  /** The week: from (inclusive) until (exclusive). */
  readonly from: number;
  readonly until: number;
  /** Of this week and the ones before that this reader may be told of; synthetic and merged ones are left out before. */
  readonly incidents: readonly Incident[];
  /** When each of this week's dangers and warnings was first acknowledged or closed. */
  readonly answeredAt: ReadonlyMap<string, number>;
  readonly weeks: number;
  readonly reason: string;
}

const OUTCOME_WORDS = (outcome: string): string => outcome.replaceAll('-', ' ');

/** The week for leadership: how much, of what, how quickly it was answered and what came of it. Counts alone; nobody is named. */
export function weeklyMail(input: WeeklyMailInput): Mail {
  const { from, until, incidents, reason } = input;
  const week = incidents.filter(({ firstAt }) => firstAt >= from);
  const serious = week.filter(({ severity }) => severity !== 'advisory');
  const summary =
    week.length === 0
      ? 'No incident this week'
      : `${counted(count(week, 'danger'), 'danger')}, ${counted(count(week, 'warning'), 'warning')} this week`;
  const blocks: Block[] = [
    { kind: 'paragraph', text: `${dayWords(from)} to ${dayWords(until)}.` },
    { kind: 'facts', rows: [...severityRows(week), ...answerRows(serious, input), ['Not closed yet', String(open(week))]] },
    { kind: 'heading', text: `Dangers and warnings, week by week` },
    { kind: 'bars', rows: trend(input) },
    ...themeBlocks(input, week),
    ...outcomeBlocks(week),
  ];
  return mail(
    `[Schoolgate] Weekly report: ${summary} - ${inertLine(input.school)}`,
    `${inertLine(input.school)}: ${summary}`,
    count(week, 'danger') > 0 ? 'warning' : 'calm',
    blocks,
    `${inertLine(reason)} Nobody is named here: the safeguarding leads have the incidents.`,
  );
}

function count(incidents: readonly Incident[], severity: Incident['severity']): number {
  return incidents.filter((incident) => incident.severity === severity).length;
}

function open(incidents: readonly Incident[]): number {
  return incidents.filter(({ status, severity }) => status !== 'closed' && severity !== 'advisory').length;
}

function severityRows(week: readonly Incident[]): (readonly [string, string])[] {
  return [
    ['Dangers', String(count(week, 'danger'))],
    ['Warnings', String(count(week, 'warning'))],
    ['For information', String(count(week, 'advisory'))],
  ];
}

function answerRows(serious: readonly Incident[], { answeredAt }: WeeklyMailInput): (readonly [string, string])[] {
  if (serious.length === 0) return [];
  const minutes = serious
    .flatMap(({ id, firstAt }) => {
      const at = answeredAt.get(id);
      return at === undefined ? [] : [(at - firstAt) / MINUTE_MS];
    })
    .sort((a, b) => a - b);
  const median = minutes[Math.floor((minutes.length - 1) / 2)];
  return [
    ['Answered', `${minutes.length} of ${serious.length}`],
    ...(median === undefined ? [] : ([['Half of them within', lengthWords(median)]] as const)),
    ...(minutes.length === 0 ? [] : ([['The slowest after', lengthWords(minutes.at(-1) ?? 0)]] as const)),
  ];
}

function lengthWords(minutes: number): string {
  if (minutes < 90) return `${Math.max(1, Math.round(minutes))} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
}

function trend({ incidents, until, weeks }: WeeklyMailInput): Bar[] {
  return Array.from({ length: weeks }, (_, index) => {
    const end = until - (weeks - 1 - index) * WEEK_MS;
    const own = incidents.filter(({ firstAt, severity }) => severity !== 'advisory' && firstAt >= end - WEEK_MS && firstAt < end);
    const dangers = count(own, 'danger');
    return {
      label: `to ${dayWords(end).split(' ').slice(1, 3).join(' ')}`,
      count: own.length,
      note: dangers === 0 ? '' : counted(dangers, 'danger'),
    };
  });
}

function themeBlocks({ incidents, from, weeks }: WeeklyMailInput, week: readonly Incident[]): Block[] {
  const before = incidents.filter(({ firstAt }) => firstAt < from);
  const rows: Bar[] = THEMES.flatMap((theme) => {
    const now = week.filter((incident) => incident.theme === theme).length;
    const usual = before.filter((incident) => incident.theme === theme).length / (weeks - 1);
    return now === 0 && usual === 0 ? [] : [{ label: themeTitle(theme), count: now, note: `usually ${usual.toFixed(1)}` }];
  }).sort((a, b) => b.count - a.count);
  return rows.length === 0
    ? []
    : [
        { kind: 'heading', text: 'By theme' },
        { kind: 'bars', rows },
      ];
}

function outcomeBlocks(week: readonly Incident[]): Block[] {
  const outcomes = new Map<string, number>();
  for (const { outcome } of week) if (outcome !== null) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (outcomes.size === 0) return [];
  const items = [...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `${OUTCOME_WORDS(outcome)}: ${times}`);
  return [
    { kind: 'heading', text: 'What came of those that are closed' },
    { kind: 'list', items },
  ];
}
