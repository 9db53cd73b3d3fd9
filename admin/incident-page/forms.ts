import { ERRORS } from '../../core/errors.ts';
import { OUTCOMES } from '../../core/incident.ts';
import type { TriageChange } from '../../storage/incidents.ts';
import { Problem } from '../problem.ts';
import type { IncidentCase } from '../services/incident-case.ts';
import type { IncidentServices } from '../services/incident-services.ts';
import { changeIncident } from '../services/incident-triage.ts';
import type { PageSession } from './session.ts';
import { eventLine, namesOf } from './words.ts';

/** The forms of the page, by the last part of their path. */
export const FORMS = ['acknowledge', 'note', 'assign', 'escalate', 'close', 'reopen'] as const;

/** What the page says once a form was taken. */
export const DONE: Readonly<Record<(typeof FORMS)[number], string>> = {
  acknowledge: 'Thank you. The others can see that you are dealing with it.',
  note: 'Your note is saved.',
  assign: 'It is assigned. Tell them: no mail is sent about it.',
  escalate: 'It is escalated.',
  close: 'The incident is closed.',
  reopen: 'The incident is open again.',
};

const LONGEST_TEXT = 2_000;

export type FormOutcome = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly status: number; readonly words: string };

/** Does what a form asks for. What was typed is never lost: a refusal says why, and the page shows the words again. */
export async function changeByForm(
  kind: (typeof FORMS)[number],
  form: URLSearchParams,
  one: IncidentCase,
  { reader, actor }: PageSession,
  services: IncidentServices,
): Promise<FormOutcome> {
  const change = changeOf(kind, form);
  if (typeof change === 'string') return { kind: 'refused', status: 400, words: change };
  try {
    const changed = await changeIncident({ actor, name: reader.name }, one, Number(form.get('version')), change, services);
    if (changed.kind === 'changed') return { kind: 'done' };
    const last = changed.last === undefined ? null : eventLine(changed.last, namesOf(one.directory));
    const what = last === null ? '' : ` ${last.words}${last.text === null ? '.' : `: “${last.text}”`}`;
    return {
      kind: 'refused',
      status: 409,
      words: `Nothing was changed, because something happened meanwhile:${what} Look at it, then send your form again.`,
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { kind: 'refused', status: ERRORS[error.code].status, words: error.message };
  }
}

/** The change, or what is missing in the form. */
function changeOf(kind: (typeof FORMS)[number], form: URLSearchParams): TriageChange | string {
  const text = (form.get('text') ?? '').trim().slice(0, LONGEST_TEXT);
  const isWordless = kind === 'acknowledge' || kind === 'assign';
  if (text === '' && !isWordless) return 'Write a few words first. Nothing was changed.';
  switch (kind) {
    case 'acknowledge':
      return { kind };
    case 'note':
      return { kind, text };
    case 'assign':
      return { kind, to: form.get('to') ?? '' };
    case 'escalate':
    case 'reopen':
      return { kind, reason: text };
    case 'close': {
      const outcome = OUTCOMES.find((one) => one === form.get('outcome'));
      return outcome === undefined ? 'Choose how it ended. Nothing was changed.' : { kind, outcome, note: text };
    }
  }
}
