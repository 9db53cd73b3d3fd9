import type { WebhookKind } from '../../config/schema/webhooks.ts';
import type { Incident } from '../../core/incident.ts';
import { formatInstant } from '../../core/london-time.ts';
import { epochMs } from '../../core/units.ts';
import { type AlertMailInput, factRows, isReported, isSealed, subjectMatter } from './alert-mail.ts';
import { SEALED_CARD } from './guidance.ts';
import { inertLine, inertName } from './inert.ts';
import { momentWords } from './moment.ts';
import { responseTo, severityTitle, themeTitle } from './themes.ts';

export interface WebhookBodyInput extends Pick<AlertMailInput, 'detail' | 'school' | 'sighting' | 'why'> {
  readonly link: string;
}

/** The body of a webhook as JSON: the facts of the mail, in the form its receiver takes. Whatever came from a network is inert, as in mails. */
export function webhookBody(kind: WebhookKind, incident: Incident, input: WebhookBodyInput): string {
  return JSON.stringify(BODIES[kind](incident, input));
}

/** For when the full one cannot be made: where to look. */
export function bareWebhookBody(kind: WebhookKind, reference: string, link: string): string {
  const title = 'Safeguarding alert: open the console';
  if (kind === 'teams') return JSON.stringify(message(title, 'Attention', [['Reference', reference]], link));
  return JSON.stringify({ type: 'incident.unreadable', data: { reference, title, link } });
}

type Rows = readonly (readonly [label: string, value: string])[];
type Body = (incident: Incident, input: WebhookBodyInput) => unknown;

const BODIES: Readonly<Record<WebhookKind, Body>> = { generic, teams, cpoms, myconcern };

function titleOf(incident: Incident, { why }: WebhookBodyInput): string {
  const label = why === 'severity-raised' ? `Raised to ${incident.severity}` : severityTitle(incident.severity);
  return `${label}: ${subjectMatter(incident)}`;
}

function generic(incident: Incident, input: WebhookBodyInput) {
  const { id, school, theme, severity, records, firstAt, lastAt } = incident;
  return {
    type: input.why === 'alert' ? 'incident.raised' : 'incident.severity-raised',
    timestamp: formatInstant(epochMs(lastAt)),
    data: {
      reference: id,
      school,
      schoolName: inertLine(input.school),
      theme,
      themeTitle: themeTitle(theme),
      severity,
      response: responseTo(severity),
      source: isReported(incident) ? 'report' : 'filter',
      sealed: isSealed(incident),
      records,
      firstAt: formatInstant(epochMs(firstAt)),
      lastAt: formatInstant(epochMs(lastAt)),
      link: input.link,
      detail: input.detail,
      facts: Object.fromEntries(factRows(incident, input)),
    },
  };
}

/** As "When a Teams webhook request is received" takes it, with an Adaptive Card. */
function teams(incident: Incident, input: WebhookBodyInput) {
  const colour = incident.severity === 'danger' ? 'Attention' : incident.severity === 'warning' ? 'Warning' : 'Default';
  const rows: Rows = [['What to do', `${responseTo(incident.severity)}.`], ...factRows(incident, input), ...sealedRows(incident)];
  return message(titleOf(incident, input), colour, rows, input.link);
}

function message(title: string, colour: string, rows: Rows, link: string) {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    // Runs of text, because Teams reads Markdown, links among it, in every other kind of text.
    body: [
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: title, size: 'Large', weight: 'Bolder', color: colour }] },
      ...rows.map(([label, value]) => ({
        type: 'RichTextBlock',
        spacing: 'Small',
        inlines: [
          { type: 'TextRun', text: `${label}: `, weight: 'Bolder' },
          { type: 'TextRun', text: value },
        ],
      })),
    ],
    actions: [{ type: 'Action.OpenUrl', title: 'Open the incident', url: link }],
    msteams: { width: 'Full' },
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }] };
}

function sealedRows(incident: Incident): Rows {
  return isSealed(incident) ? [[SEALED_CARD.title, SEALED_CARD.lines.join(' ')]] : [];
}

function wordsOf(incident: Incident, input: WebhookBodyInput): string {
  const rows: Rows = [...factRows(incident, input), ...sealedRows(incident)];
  return [`${responseTo(incident.severity)}.`, ...rows.map(([label, value]) => `${label}: ${value}`)].join('\n');
}

/** Whom it is about, where the mail says so too. */
function personOf({ person }: Incident, { detail }: WebhookBodyInput): string | null {
  return detail === 'full' && person !== null ? inertName(person) : null;
}

/** Under the names that CPOMS gives the fields of an incident. */
function cpoms(incident: Incident, input: WebhookBodyInput) {
  return {
    reference: incident.id,
    school: inertLine(input.school),
    student: personOf(incident, input),
    incident: `${titleOf(incident, input)}\n${wordsOf(incident, input)}`,
    category: themeTitle(incident.theme),
    severity: incident.severity,
    dateTime: formatInstant(epochMs(incident.firstAt)),
    link: input.link,
  };
}

/** Under the names that MyConcern gives the fields of a concern. */
function myconcern(incident: Incident, input: WebhookBodyInput) {
  return {
    reference: incident.id,
    school: inertLine(input.school),
    pupil: personOf(incident, input),
    concernSummary: titleOf(incident, input),
    detailsOfConcern: wordsOf(incident, input),
    concernDate: formatInstant(epochMs(incident.firstAt)),
    concernDateWords: momentWords(incident.firstAt),
    severity: incident.severity,
    link: input.link,
  };
}
