import { SEALED_CARD } from '../../alerts/words/guidance.ts';
import { defang, inertName, inertWords } from '../../alerts/words/inert.ts';
import { momentWords } from '../../alerts/words/moment.ts';
import { severityTitle, themeTitle } from '../../alerts/words/themes.ts';
import { categoryInfo, isCategoryId } from '../../core/category.ts';
import type { IncidentEvent, Sighting } from '../../core/incident.ts';
import type { EpochMs } from '../../core/units.ts';
import { csvText } from './csv-text.ts';
import type { IncidentCase } from './incident-case.ts';
import { iso, ledgerOf } from './incident-view.ts';

export const EXPORT_FORMATS = ['text', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Who takes an incident out of here, when, and for which case of the system it goes to. */
export interface ExportFor {
  readonly by: string;
  readonly at: EpochMs;
  readonly reference: string;
}

const MOST_SIGHTINGS = 200;
const EVENTS: Readonly<Record<IncidentEvent['event'], string>> = {
  raised: 'Raised',
  'severity-raised': 'Became more serious',
  acknowledged: 'Acknowledged',
  assigned: 'Assigned',
  noted: 'Note',
  escalated: 'Escalated',
  closed: 'Closed',
  reopened: 'Reopened',
  merged: 'Merged',
  verdict: 'Verdict',
  notified: 'Somebody was told',
  opened: 'Opened',
};
const ACTIONS = { block: 'blocked', coach: 'warned of', allow: 'loaded' } as const;

/**
 * One incident as words to paste into a safeguarding record system, CPOMS or MyConcern say (requirements, 3.2). No address in it can
 * be followed; of a sealed one there is the card and nothing that leads anywhere.
 */
export function exportText(one: IncidentCase, options: ExportFor): string {
  const { incident, isSealed } = one;
  const facts: (readonly [string, string])[] = [
    ['Case', inertWords(options.reference)],
    ['Schoolgate incident', incident.id],
    ['About', whoOf(one)],
    ['School', inertName(incident.school === null ? 'not known' : (one.directory.schools.get(incident.school)?.name ?? incident.school))],
    ['Concern', `${themeTitle(incident.theme)}, ${severityTitle(incident.severity).toLowerCase()}`],
    ['First seen', momentWords(incident.firstAt)],
    ['Last seen', momentWords(incident.lastAt)],
    ['Records', String(incident.records)],
    ['Status', incident.status],
    ['Outcome', incident.outcome ?? 'none yet'],
  ];
  const parts = [
    facts.filter(([, value]) => value !== '').map(([label, value]) => `${label}: ${value}`),
    ['Why it was raised:', ...incident.factors.map(({ words }) => `- ${inertWords(words)}`)],
    isSealed ? [SEALED_CARD.title, ...SEALED_CARD.lines.map((line) => `- ${line}`)] : seenLines(one),
    ['What was done:', ...one.events.map((event) => `- ${momentWords(event.at)}: ${eventWords(event)}`)],
    ['Who was told:', ...toldLines(one)],
    [`Taken from Schoolgate by ${inertName(options.by)} at ${momentWords(options.at)} (${iso(options.at)}).`],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The same as a table: a line for everything that was seen and everything that was done, in order of time. */
export function exportCsv(one: IncidentCase, options: ExportFor): string {
  const { incident, isSealed } = one;
  const shared = [options.reference, incident.id, whoOf(one), incident.school ?? '', themeTitle(incident.theme), incident.severity];
  const seen = isSealed
    ? []
    : one.sightings.slice(0, MOST_SIGHTINGS).map((sighting) => ({ at: sighting.at, cells: ['seen', ...sightingCells(sighting)] }));
  const done = one.events.map((event) => ({
    at: event.at,
    cells: ['done', eventWords(event), '', '', '', inertName(actorWords(event.actor))],
  }));
  const rows = [...seen, ...done].sort((a, b) => a.at - b.at).map(({ at, cells }) => [...shared, iso(at), momentWords(at), ...cells]);
  return csvText(
    [
      'case',
      'incident',
      'about',
      'school',
      'concern',
      'severity',
      'time_utc',
      'time_london',
      'kind',
      'what',
      'address',
      'result',
      'device',
      'by',
    ],
    rows,
  );
}

function whoOf({ incident, sightings }: IncidentCase): string {
  if (incident.cluster !== undefined) return `${new Set(sightings.map(({ username }) => username)).size} people`;
  return incident.person === null ? `nobody was signed in (device ${incident.clientIp})` : inertName(incident.person);
}

function seenLines({ sightings }: IncidentCase): string[] {
  const shown = sightings.slice(0, MOST_SIGHTINGS).toReversed();
  const more = sightings.length - shown.length;
  return [
    'What was seen:',
    ...shown.map((sighting) => {
      const [what, address, result, device, by] = sightingCells(sighting);
      const where = [device === '' ? '' : `on ${device}`, by === '' ? '' : `by ${by}`].filter((part) => part !== '').join(' ');
      return `- ${momentWords(sighting.at)}: ${[what, address, result, where].filter((part) => part !== '').join('; ')}`;
    }),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
}

/** What, address, result, device, by whom. */
function sightingCells({ report, searchTerm, categories, url, action, computer, clientIp, username }: Sighting): string[] {
  if (report !== undefined) {
    const words = `Reported by ${report.role}: ${inertWords(report.words, 4_000)}`;
    const place = report.place === '' ? '' : ` Where: ${inertWords(report.place)}`;
    const about = report.name === '' ? '' : ` About: ${inertName(report.name)}`;
    return [words + place + about, '', '', inertName(computer ?? ''), inertName(report.by ?? report.calledBy)];
  }
  const titles = categories.filter(isCategoryId).map((id) => categoryInfo(id).title);
  const what = searchTerm === null ? `Visited: ${titles.join(', ')}` : `Searched for "${inertWords(searchTerm)}" (${titles.join(', ')})`;
  return [what, defang(url), ACTIONS[action], inertName(computer ?? clientIp), inertName(username ?? '')];
}

function eventWords({ event, detail, actor }: IncidentEvent): string {
  const said = ['text', 'note', 'reason', 'outcome', 'to', 'verdict']
    .map((key) => detail[key])
    .filter((value) => typeof value === 'string' && value !== '');
  const words = said.map((value) => inertWords(String(value))).join('; ');
  return `${EVENTS[event]} by ${inertName(actorWords(actor))}${words === '' ? '' : `: ${words}`}`;
}

function actorWords(actor: string): string {
  return actor.replace(/^(?:user|token|contact):/, '');
}

function toldLines({ deliveries, events }: IncidentCase): string[] {
  const lines = ledgerOf(deliveries, events).map(({ to, channel, status, acceptedAt }) => {
    const when = acceptedAt === null ? '' : ` at ${momentWords(Date.parse(acceptedAt))}`;
    return `- ${inertName(to)} by ${channel}: ${status}${when}`;
  });
  return lines.length === 0 ? ['- nobody by mail'] : lines;
}
