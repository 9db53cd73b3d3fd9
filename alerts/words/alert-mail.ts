import type { Incident, Report, Sighting } from '../../core/incident.ts';
import { isSealedRef, sealedListOf } from '../assess/sighting.ts';
import { REPORT_FACTOR } from '../concern.ts';
import { SEALED_CARD, stepsFor } from './guidance.ts';
import { defang, inertLine, inertName, inertWords } from './inert.ts';
import { type Block, type Mail, mail, type Tone } from './mail.ts';
import { momentWords } from './moment.ts';
import { responseTo, severityTitle, themeTitle } from './themes.ts';

export interface AlertMailInput {
  /** `minimal`: no name, computer, address, host or words. A recipient whose detail is `minimal` gets that whatever is configured. */
  readonly detail: 'minimal' | 'full';
  /** The school's name. */
  readonly school: string;
  /** Our own page of the incident; null for who may not open it (IT). */
  readonly link: string | null;
  /** Why this recipient is told: `Recipient.reason`. */
  readonly reason: string;
  readonly why: 'alert' | 'severity-raised';
  /** The gravest or last sighting, for full detail. */
  readonly sighting: Sighting | null;
}

export function toneOf({ severity }: Pick<Incident, 'severity'>): Tone {
  return severity === 'danger' ? 'danger' : severity === 'warning' ? 'warning' : 'calm';
}

export function isSealed({ factors }: Pick<Incident, 'factors'>): boolean {
  return factors.some(({ id }) => id === 'sealed');
}

/** Somebody told us, and not the filter. */
export function isReported({ factors }: Pick<Incident, 'factors'>): boolean {
  return factors.some(({ id }) => id === REPORT_FACTOR);
}

/** Tells one recipient of an incident. The times are those of the incident, not of sending. */
export function alertMail(incident: Incident, input: AlertMailInput): Mail {
  const { why, link, reason } = input;
  const label = why === 'severity-raised' ? `Raised to ${incident.severity}` : severityTitle(incident.severity);
  const title = `${label}: ${subjectMatter(incident)}`;
  const told = isReported(incident) ? ' Somebody reported this with the form.' : '';
  const blocks: Block[] = [
    { kind: 'paragraph', text: `${responseTo(incident.severity)}.${told}` },
    { kind: 'facts', rows: factRows(incident, input) },
    ...careBlocks(incident, link),
    ...whyBlocks(incident, input.detail),
  ];
  return mail(subjectOf(title, input.school, incident), title, toneOf(incident), blocks, footOf(reason));
}

/** The theme, and that it is about several pupils where it is. */
export function subjectMatter({ theme, cluster }: Pick<Incident, 'theme' | 'cluster'>): string {
  return cluster === undefined ? themeTitle(theme) : `${themeTitle(theme)}, several pupils`;
}

export function subjectOf(title: string, school: string, { id }: Pick<Incident, 'id'>): string {
  return `[Schoolgate] ${title} - ${inertLine(school)} - ref ${id}`;
}

export function footOf(reason: string): string {
  return `${inertLine(reason)} Schoolgate sent this by itself. Opening the page does not acknowledge it; the button there does. In an emergency call 999.`;
}

/** Theme, severity, time and reference for everybody; with full detail also who, where and what. */
export function factRows(
  incident: Incident,
  { detail, school, sighting }: Pick<AlertMailInput, 'detail' | 'school' | 'sighting'>,
): [string, string][] {
  const { records, firstAt, lastAt } = incident;
  const rows: [string, string][] = [
    ['School', inertLine(school)],
    ['When', momentWords(firstAt)],
  ];
  if (records > 1) rows.push(['Records', `${records}, the last at ${momentWords(lastAt)}`]);
  rows.push(['Reference', inertLine(incident.id)]);
  if (detail === 'minimal') return rows;
  if (sighting?.report !== undefined) rows.push(...reportRows(incident, sighting, sighting.report));
  else rows.push(...personRows(incident, sighting), ...placeRows(incident, sighting));
  return rows;
}

function personRows({ person, clientIp, group, cluster }: Incident, sighting: Sighting | null): [string, string][] {
  if (cluster !== undefined) return [['People', 'Several pupils of this school: the page lists them.']];
  const rows: [string, string][] = [['Person', person === null ? 'Nobody was signed in' : inertName(person)]];
  rows.push(['Group', inertName(group)], ['Computer', inertName(sighting?.computer ?? 'not known')], ['Address', defang(clientIp)]);
  return rows;
}

const ABOUT: Readonly<Record<Report['about'], string>> = {
  nobody: '',
  pupil: 'A pupil',
  adult: 'An adult at school',
  headteacher: 'The headteacher',
  lead: 'The safeguarding lead',
};

function reportRows(incident: Incident, sighting: Sighting, { by, calledBy, role, words, place, about, name }: Report): [string, string][] {
  const unknown = calledBy === '' ? 'Not known by name' : `Not signed in, calls themselves “${inertName(calledBy)}”`;
  const who = by === null ? unknown : inertName(by);
  const rows: [string, string][] = [['Reported by', role === 'staff' ? `${who} (staff)` : who]];
  if (by === null) rows.push(['Address', defang(incident.clientIp)]);
  const whom = [ABOUT[about], inertName(name)].filter((part) => part !== '').join(': ');
  if (whom !== '') rows.push(['About', whom]);
  // They may say what statutory material was called: the page of the incident has it, where it is kept back as well.
  if (words !== '' && !isSealed(incident)) rows.push(['They wrote', `“${inertWords(words)}”`]);
  if (place !== '') rows.push(['Where', inertWords(place)]);
  if (sighting.host !== '')
    rows.push(isSealedRef(sighting.host) ? ['List', inertName(sealedListOf(sighting.host))] : ['Page', defang(sighting.url)]);
  return rows;
}

const ACTIONS = { allow: 'It was open to them.', block: 'It was blocked.', coach: 'They saw a warning page first.' } as const;

function placeRows(incident: Incident, sighting: Sighting | null): [string, string][] {
  if (sighting === null || incident.cluster !== undefined) return [];
  if (isSealedRef(sighting.host)) return [['List', inertName(sealedListOf(sighting.host))]];
  // Statutory material is never named in a mail, whether or not this sighting is the sealed one.
  if (isSealed(incident)) return [];
  const rows: [string, string][] = [
    [sighting.visibility === 'host' ? 'Site' : 'Page', defang(sighting.visibility === 'host' ? sighting.host : sighting.url)],
  ];
  if (sighting.searchTerm !== null) rows.push(['Search words', `“${inertName(sighting.searchTerm)}”`]);
  rows.push(['Outcome', ACTIONS[sighting.action]]);
  return rows;
}

/** The way in, then what to do. A sealed match has its card in place of any step that could lead to looking, and before the way in. */
export function careBlocks(incident: Incident, link: string | null): Block[] {
  const open: Block[] = link === null ? [] : [{ kind: 'link', words: 'Open the incident', url: link }];
  if (isSealed(incident)) return [{ kind: 'card', ...SEALED_CARD }, ...open];
  return [...open, { kind: 'heading', text: 'What to do now' }, { kind: 'list', items: stepsFor(incident) }];
}

/** Minimal mails leave out why it is ranked so: the reasons speak of what was visited. */
function whyBlocks({ factors, severity }: Incident, detail: 'minimal' | 'full'): Block[] {
  if (detail === 'minimal' || factors.length === 0) return [];
  return [
    { kind: 'heading', text: `Why it is ranked as ${severity}` },
    { kind: 'list', items: factors.map(({ words }) => inertLine(words)) },
  ];
}
