import { isSealedRef, sealedListOf } from '../../alerts/assess/sighting.ts';
import { schoolName } from '../../alerts/routing/directory.ts';
import type { Recipient } from '../../alerts/routing/recipients.ts';
import { subjectMatter, toneOf } from '../../alerts/words/alert-mail.ts';
import { SEALED_CARD, stepsFor } from '../../alerts/words/guidance.ts';
import { defang, inertLine, inertName } from '../../alerts/words/inert.ts';
import { dayWords, momentWords, timeWords } from '../../alerts/words/moment.ts';
import { responseTo, severityTitle } from '../../alerts/words/themes.ts';
import { type Incident, OUTCOMES, type Sighting } from '../../core/incident.ts';
import type { IncidentPageInput } from '../../pages/incident-page.ts';
import { formatTimeOfDay } from '../../pages/when.ts';
import type { IncidentCase } from '../services/incident-case.ts';
import { type ContextItem, closest, type IncidentContext } from '../services/incident-context.ts';
import { assignable, nextInLine } from '../services/incident-triage.ts';
import { ledgerOf } from '../services/incident-view.ts';
import { eventLine, ledgerWords, namesOf, OUTCOME_WORDS, statusWords } from './words.ts';

/** On a phone nobody reads more; the API has all of it. */
const MOST_CONTEXT_ROWS = 40;
const MOST_HISTORY_LINES = 30;
const MOST_PLACES = 5;
const MOST_PEOPLE = 12;
const LONGEST_PLACE = 140;
const LONGEST_REPORT = 2_000;

export interface PageRequest {
  readonly reader: Recipient;
  /** Until when the page stays open for them. */
  readonly until: number;
  readonly earlier: readonly Incident[];
  readonly path: string;
  /** Of the incident that it was merged into. */
  readonly movedTo: string | null;
  readonly token: string;
  readonly notice: IncidentPageInput['notice'];
  readonly draft: IncidentPageInput['forms']['draft'];
}

type Words = Omit<IncidentPageInput, 'school'>;

/** An incident's page in words, for one reader. A reader of whom it is not sure that it is their school's learns no names. */
export function pageInput(one: IncidentCase, context: IncidentContext | null, request: PageRequest): Words {
  const { incident, events, deliveries, directory, isSealed } = one;
  const { reader, until, earlier, path, token, notice, draft } = request;
  const nameOf = namesOf(directory);
  const isMinimal = reader.detail === 'minimal';
  const isClosed = incident.status === 'closed';
  return {
    reference: incident.id,
    headline: `${severityTitle(incident.severity)}: ${subjectMatter(incident)}`,
    tone: toneOf(incident),
    response: isClosed ? null : responseTo(incident.severity),
    status: statusWords(incident, events, nameOf),
    notice,
    facts: isMinimal ? timeFacts(one) : [...whoFacts(one), ...placeFacts(one), ...timeFacts(one), ...deviceFacts(one)],
    card: isSealed ? SEALED_CARD : null,
    steps: isSealed || isClosed ? [] : stepsFor(incident),
    why: isMinimal ? [] : incident.factors.map(({ words }) => inertLine(words)),
    earlier: isMinimal ? [] : earlier.map(earlierLine),
    context: isMinimal || context === null ? null : contextWords(context),
    history: isMinimal ? [] : historyLines(one, nameOf),
    ledger: ledgerOf(deliveries, events).map((line) => ({ who: nameOf(line.to), words: ledgerWords(line) })),
    forms: {
      path,
      token,
      version: incident.version,
      canAcknowledge: incident.status === 'new' || incident.status === 'escalated',
      isClosed,
      assignTo: isMinimal ? [] : assignable(incident, directory),
      outcomes: OUTCOMES.map((id) => ({ id, words: OUTCOME_WORDS[id] })),
      next: nextInLine(one).map(({ name }) => name),
      draft,
    },
    movedTo: request.movedTo,
    reader: `Open for ${inertName(reader.name)} (${inertLine(reader.email)}) until ${timeWords(until)}.`,
  };
}

/** Who it is about; for a report, what somebody wrote and who. */
function whoFacts({ incident, sightings }: IncidentCase): [string, string][] {
  const names = [...new Set(sightings.map(({ username }) => username).filter((name) => name !== null))];
  const shown = names.slice(0, MOST_PEOPLE).map((name) => inertLine(name, 100));
  const several = `${shown.join(', ')}${names.length > MOST_PEOPLE ? ` and ${names.length - MOST_PEOPLE} more` : ''}`;
  const one = `${inertLine(incident.person ?? 'Nobody was signed in', 100)} (${inertLine(incident.group)})`;
  const isSeveral = incident.cluster !== undefined || names.length > 1;
  return [['Who', isSeveral ? several : one], ...reportFacts(sightings)];
}

function deviceFacts({ incident, sightings: [newest] }: IncidentCase): [string, string][] {
  const computer = `${inertLine(newest?.computer ?? 'not known', 100)}, address ${inertLine(incident.clientIp)}`;
  const known = ATTRIBUTION[newest?.attribution ?? 'none'] ?? inertLine(newest?.attribution ?? '');
  return incident.cluster === undefined
    ? [
        ['Computer', computer],
        ['How we know', known],
      ]
    : [];
}

/** How sure it is who it was (row I15). */
const ATTRIBUTION: Readonly<Record<string, string>> = {
  'proxy-auth': 'They signed in to the filter.',
  lease: 'They were signed in to this computer.',
  radius: 'They were signed in to the Wi-Fi.',
  portal: 'They signed in at the portal.',
  network: 'By the network only: it may be anybody there.',
  none: 'Nobody was signed in.',
};

/** What somebody wrote into the form for concerns. */
function reportFacts(sightings: readonly Sighting[]): [string, string][] {
  const report = sightings.find((sighting) => sighting.report !== undefined)?.report;
  if (report === undefined) return [];
  const { by, calledBy, role, words, place, about, name } = report;
  const unknown = `somebody who was not signed in${calledBy === '' ? '' : ` and calls themselves “${inertLine(calledBy, 100)}”`}`;
  const facts: [string, string][] = [
    ['What they wrote', inertLine(words, LONGEST_REPORT)],
    ['Reported by', `${by === null ? unknown : inertLine(by, 100)} (${role})`],
  ];
  if (place !== '') facts.push(['Where it was', inertLine(place)]);
  if (about !== 'nobody') facts.push(['About', `${about}${name === '' ? '' : `: ${inertLine(name, 100)}`}`]);
  return facts;
}

function earlierLine(incident: Incident): string {
  const { severity, firstAt, outcome, id } = incident;
  const ended = outcome === null ? 'still open' : OUTCOME_WORDS[outcome].toLowerCase();
  return `${dayWords(firstAt)}: ${severityTitle(severity)}, ${subjectMatter(incident)}; ${ended} (${id})`;
}

function timeFacts({ incident, directory }: IncidentCase): [string, string][] {
  const { records, firstAt, lastAt, school, id } = incident;
  const last = isSameDay(firstAt, lastAt) ? timeWords(lastAt) : momentWords(lastAt);
  const when = records > 1 ? `${momentWords(firstAt)}; ${records} records, the last at ${last}` : momentWords(firstAt);
  return [
    ['School', inertLine(schoolName(school, directory))],
    ['When', when],
    ['Reference', id],
  ];
}

const ACTIONS = { allow: 'It was open to them.', block: 'It was blocked.', coach: 'They saw a warning page first.' } as const;

function placeFacts({ sightings, isSealed }: IncidentCase): [string, string][] {
  const newest = sightings[0];
  if (newest === undefined || newest.host === '') return [];
  if (isSealed) {
    const refs = [...new Set(sightings.map(({ host }) => host).filter(isSealedRef))].slice(0, MOST_PLACES);
    return refs.flatMap((ref): [string, string][] => [
      ['List', inertLine(sealedListOf(ref))],
      ['Its entry', inertLine(ref.split(':')[2] ?? '')],
    ]);
  }
  const searches = [...new Set(sightings.map(({ searchTerm }) => searchTerm).filter((term) => term !== null))];
  const places = [...new Set(sightings.map(placeOf))];
  const facts: [string, string][] = searches.slice(0, MOST_PLACES).map((words) => ['Searched for', `“${inertLine(words, LONGEST_PLACE)}”`]);
  facts.push(...places.slice(0, MOST_PLACES).map((place): [string, string] => ['Where to', place]));
  const more = Math.max(0, searches.length - MOST_PLACES) + Math.max(0, places.length - MOST_PLACES);
  if (more > 0) facts.push(['And', `${more} more`]);
  const limits = newest.visibility === 'host' ? ' The filter sees the site’s name there, not the page.' : '';
  facts.push(['Outcome', `${ACTIONS[newest.action]}${limits}`]);
  return facts;
}

/** Written so that no program makes a link of it. */
function placeOf({ visibility, host, url }: Sighting): string {
  return inertLine(defang(visibility === 'host' ? host : url), LONGEST_PLACE);
}

function contextWords(context: IncidentContext): IncidentPageInput['context'] {
  if ('withheld' in context) {
    const words =
      context.withheld === 'sealed' ? 'Not shown: nobody looks around illegal material.' : 'Not shown here: this is about several people.';
    return { words, rows: [] };
  }
  const did = context.items.filter(({ pageElement, ofIncident }) => ofIncident || !pageElement);
  const byPages = context.items.length - did.length + context.leftOut;
  const rows = closest(runsOf(did), MOST_CONTEXT_ROWS);
  const left = did.length === 0 ? 'Nothing else was recorded.' : 'What they did. Visits to places of help are never shown.';
  const loaded = byPages === 0 ? '' : ` ${byPages} things that pages loaded by themselves are left out.`;
  return { words: `${left}${loaded}`, rows: rows.map(contextRow) };
}

/** One after another at one site, and nothing special about it, is one row: the last of them. */
function runsOf(items: readonly ContextItem[]): ContextItem[] {
  return items.filter((item, index) => {
    const next = items[index + 1];
    return (
      next === undefined ||
      item.ofIncident ||
      item.searchTerm !== null ||
      item.host !== next.host ||
      item.action !== next.action ||
      next.ofIncident
    );
  });
}

const TAGS = { allow: '', block: 'blocked', coach: 'warned' } as const;

function contextRow({ at, host, url, searchTerm, action, visibility, ofIncident, pageElement }: ContextItem) {
  const place = ofIncident ? defang(visibility === 'host' ? host : url) : inertLine(host);
  const what = searchTerm === null ? place : `searched for “${inertLine(searchTerm, 100)}”`;
  const tags = [TAGS[action], ofIncident ? 'this incident' : '', pageElement ? 'may be a page element' : ''];
  return {
    time: formatTimeOfDay(at),
    what: inertLine(what, LONGEST_PLACE),
    tag: tags.filter((tag) => tag !== '').join(', '),
    isOwn: ofIncident,
  };
}

/** What the mail server took stands in the ledger. */
function historyLines({ incident, events }: IncidentCase, nameOf: (actor: string) => string): Words['history'] {
  const told = events.filter(({ event }) => event !== 'notified').slice(-MOST_HISTORY_LINES);
  const when = (at: number) => (isSameDay(at, incident.firstAt) ? timeWords(at) : momentWords(at));
  return told.map((event) => ({ when: when(event.at), ...eventLine(event, nameOf) }));
}

function isSameDay(one: number, other: number): boolean {
  return dayWords(one) === dayWords(other);
}
