import { THEMES, type Theme } from '../../core/category.ts';
import type { Incident } from '../../core/incident.ts';
import { counted } from './counted.ts';
import { inertLine, inertName } from './inert.ts';
import { type Bar, type Block, type Mail, mail, type Tone } from './mail.ts';
import { dayWords, momentWords, timeWords } from './moment.ts';
import { severityTitle, themeTitle } from './themes.ts';

export interface DigestMailInput {
  readonly school: string;
  readonly detail: 'minimal' | 'full';
  /** The time it tells of: from (inclusive) until (exclusive). */
  readonly from: number;
  readonly until: number;
  /** Incidents with a record in that time which this reader may be told of (routing's `mayBeTold`). Synthetic and merged ones are left out here. */
  readonly incidents: readonly Incident[];
  /** Dangers that nobody has acknowledged, whenever they were raised; may overlap with `incidents`. */
  readonly unread: readonly Incident[];
  /** Incidents by theme in the same time a week before; null when nothing was recorded then. */
  readonly weekBefore: Readonly<Partial<Record<Theme, number>>> | null;
  /** The page of an incident. */
  readonly linkOf: (incident: Incident) => string;
  /** What is not as it should be: set-up gaps, stale lists, a proof of life that is missing. */
  readonly notices: readonly string[];
  readonly reason: string;
}

/** More than this nobody reads on a phone; the rest is counted, and stands in the console. */
const MAX_LISTED = 20;
const NOISE = ['page-element', 'advertising', 'cohort'];
const RANK = { danger: 0, warning: 1, advisory: 2 } as const;

/**
 * True for what the digest only counts: advisory, and by a page, an advertisement or a whole class. A warning that was lowered to
 * advisory is listed all the same.
 */
export function isNoise({ severity, factors }: Pick<Incident, 'severity' | 'factors'>): boolean {
  if (severity !== 'advisory' || !factors.some(({ id }) => NOISE.includes(id))) return false;
  return !factors.some(({ id }) => id === 'base-warning' || id === 'base-danger');
}

/** The daily digest, also when there is nothing to report: dangers nobody has read first, then what is to look at, then counts. */
export function digestMail(input: DigestMailInput): Mail {
  const { school, from, until, notices, reason } = input;
  const real = input.incidents.filter((incident) => !incident.synthetic && incident.mergedInto === null);
  const unread = ranked(
    input.unread.filter((incident) => !incident.synthetic && incident.status === 'new' && incident.severity === 'danger'),
  );
  const unreadIds = new Set(unread.map(({ id }) => id));
  const listed = ranked(real.filter((incident) => !unreadIds.has(incident.id) && !isNoise(incident)));
  const noise = real.filter((incident) => !unreadIds.has(incident.id) && isNoise(incident));
  const blocks: Block[] = [
    { kind: 'paragraph', text: `${dayWords(from)} ${timeWords(from)} to ${dayWords(until)} ${timeWords(until)}.` },
    ...unreadBlocks(unread, input),
    ...(real.length === 0 && unread.length === 0 ? [nothing()] : []),
    ...listBlocks('Incidents', listed, input),
    ...themeBlocks(real, input.weekBefore),
    ...noiseBlocks(noise),
    ...(notices.length === 0
      ? []
      : ([
          { kind: 'heading', text: 'To put right' },
          { kind: 'list', items: notices.map((notice) => inertLine(notice)) },
        ] as const)),
  ];
  const summary = summaryOf(unread.length, real);
  return mail(
    `[Schoolgate] ${summary} - ${inertLine(school)} - ${dayWords(from)}`,
    `${inertLine(school)}: ${summary}`,
    toneOf(unread, listed),
    blocks,
    `${inertLine(reason)} It comes also when there is nothing to report, so that silence means that something is wrong.`,
  );
}

function ranked(incidents: readonly Incident[]): Incident[] {
  return [...incidents].sort((a, b) => RANK[a.severity] - RANK[b.severity] || b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1));
}

function summaryOf(unread: number, real: readonly Incident[]): string {
  if (unread > 0) return `${counted(unread, 'danger')} nobody has read`;
  if (real.length === 0) return 'Nothing to report';
  const parts = (['danger', 'warning', 'advisory'] as const).flatMap((severity) => {
    const count = real.filter((incident) => incident.severity === severity).length;
    return count === 0 ? [] : [severity === 'advisory' ? `${count} for information` : counted(count, severity)];
  });
  return `Daily digest: ${parts.join(', ')}`;
}

function toneOf(unread: readonly Incident[], listed: readonly Incident[]): Tone {
  if (unread.length > 0) return 'danger';
  return listed.some(({ severity }) => severity !== 'advisory') ? 'warning' : 'calm';
}

function nothing(): Block {
  return { kind: 'paragraph', text: 'Nothing to report: no incident was raised in this time, and none is waiting.' };
}

function unreadBlocks(unread: readonly Incident[], input: DigestMailInput): Block[] {
  if (unread.length === 0) return [];
  const items = unread.slice(0, MAX_LISTED).map((incident) => {
    return { text: `${lineOf(incident, input.detail)}, unread since ${momentWords(incident.firstAt)}.`, url: input.linkOf(incident) };
  });
  return [
    { kind: 'card', title: `Unread: ${counted(unread.length, 'danger')}`, lines: [] },
    { kind: 'list', items: [...items, ...restLine(unread.length)] },
  ];
}

function listBlocks(heading: string, incidents: readonly Incident[], { detail, linkOf }: DigestMailInput): Block[] {
  if (incidents.length === 0) return [];
  const items = incidents.slice(0, MAX_LISTED).map((incident) => {
    return { text: `${lineOf(incident, detail)}, ${momentWords(incident.lastAt)}.`, url: linkOf(incident) };
  });
  return [
    { kind: 'heading', text: heading },
    { kind: 'list', items: [...items, ...restLine(incidents.length)] },
  ];
}

function restLine(total: number): string[] {
  return total > MAX_LISTED ? [`and ${total - MAX_LISTED} more`] : [];
}

const STATUS: Readonly<Record<Incident['status'], string>> = {
  new: 'not acknowledged',
  acknowledged: 'acknowledged',
  'in-progress': 'in progress',
  escalated: 'escalated',
  closed: 'closed',
};

function lineOf({ severity, theme, person, cluster, records, status, id }: Incident, detail: 'minimal' | 'full'): string {
  const who = cluster !== undefined ? ' (several pupils)' : detail === 'full' && person !== null ? `, ${inertName(person)}` : '';
  const times = records > 1 ? `, ${records} records` : '';
  // Nobody is asked to acknowledge an advisory.
  const state = severity === 'advisory' && status === 'new' ? '' : `, ${STATUS[status]}`;
  return `${severityTitle(severity)}: ${themeTitle(theme)}${who}${times}${state}, ref ${inertLine(id)}`;
}

function countsByTheme(incidents: readonly Incident[]): Map<Theme, number> {
  const counts = new Map<Theme, number>();
  for (const { theme } of incidents) counts.set(theme, (counts.get(theme) ?? 0) + 1);
  return counts;
}

function themeBlocks(real: readonly Incident[], weekBefore: DigestMailInput['weekBefore']): Block[] {
  const counts = countsByTheme(real);
  const rows: Bar[] = THEMES.filter((theme) => counts.has(theme) || (weekBefore?.[theme] ?? 0) > 0)
    .map((theme) => ({
      label: themeTitle(theme),
      count: counts.get(theme) ?? 0,
      note: weekBefore === null ? '' : `a week before: ${weekBefore[theme] ?? 0}`,
    }))
    .sort((a, b) => b.count - a.count);
  return rows.length === 0
    ? []
    : [
        { kind: 'heading', text: 'By theme' },
        { kind: 'bars', rows },
      ];
}

/** Folded: a line for each theme, never one for each record. */
function noiseBlocks(noise: readonly Incident[]): Block[] {
  if (noise.length === 0) return [];
  const items = [...countsByTheme(noise)].map(([theme, count]) => `${themeTitle(theme)}: ${count}`);
  return [
    { kind: 'heading', text: 'Probably nobody’s choice' },
    { kind: 'paragraph', text: 'Advertisements, parts of pages and what a whole class opened. Counted, not listed.' },
    { kind: 'list', items },
  ];
}
