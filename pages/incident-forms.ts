import { type Html, html } from './html.ts';

/** What somebody may do with the incident they look at. */
export interface IncidentForms {
  /** The path of the incident's page. */
  readonly path: string;
  readonly token: string;
  readonly version: number;
  readonly canAcknowledge: boolean;
  readonly isClosed: boolean;
  readonly assignTo: readonly { readonly email: string; readonly name: string }[];
  readonly outcomes: readonly { readonly id: string; readonly words: string }[];
  /** Whom an escalation goes to; empty when nobody is left to tell. */
  readonly next: readonly string[];
  /** What was typed into a form that was not taken. */
  readonly draft: { readonly kind: string; readonly text: string } | null;
}

const LONGEST_TEXT = 2_000;

/** The one thing to do first. */
export function acknowledgeForm(forms: IncidentForms): Html | null {
  if (!forms.canAcknowledge) return null;
  return form(forms, 'acknowledge', html`<button type="submit">I am dealing with this</button>`);
}

/** Everything else, folded away until it is needed. */
export function caseForms(forms: IncidentForms): Html {
  const note = folded(
    forms,
    'note',
    'Add a note',
    html`${words(forms, 'note', 'What did you see, hear or do?')}${button('Save the note')}`,
  );
  if (forms.isClosed) {
    const reopen = html`${words(forms, 'reopen', 'Why is it opened again?')}${button('Open it again')}`;
    return html`${note}${folded(forms, 'reopen', 'Open it again', reopen)}`;
  }
  return html`${note}${assignForm(forms)}${escalateForm(forms)}${closeForm(forms)}`;
}

function assignForm(forms: IncidentForms): Html | null {
  if (forms.assignTo.length === 0) return null;
  const options = forms.assignTo.map(({ email, name }) => html`<option value="${email}">${name}</option>`);
  const fields = html`<label for="assign-to">Who works on it?</label><select id="assign-to" name="to" required><option value="">Choose</option>${options}</select>${button('Assign it')}`;
  return folded(forms, 'assign', 'Give it to somebody', fields);
}

function escalateForm(forms: IncidentForms): Html {
  const whom =
    forms.next.length === 0 ? 'Everybody above you has been told already; it is only marked.' : `Mails ${forms.next.join(' and ')} now.`;
  const fields = html`<p>${whom}</p>${words(forms, 'escalate', 'What should they know or do?')}${button('Escalate it')}`;
  return folded(forms, 'escalate', 'Escalate: I need help', fields);
}

function closeForm(forms: IncidentForms): Html {
  const options = forms.outcomes.map(({ id, words: text }) => html`<option value="${id}">${text}</option>`);
  const fields = html`<label for="close-outcome">How did it end?</label><select id="close-outcome" name="outcome" required><option value="">Choose</option>${options}</select>${words(forms, 'close', 'What was done?')}${button('Close the incident')}`;
  return folded(forms, 'close', 'Close it with an outcome', fields);
}

function folded(forms: IncidentForms, kind: string, summary: string, fields: Html): Html {
  return html`<details${forms.draft?.kind === kind && html` open`}><summary>${summary}</summary>${form(forms, kind, fields)}</details>`;
}

function form({ path, token, version }: IncidentForms, kind: string, fields: Html): Html {
  return html`<form method="post" action="${path}/${kind}"><input type="hidden" name="token" value="${token}"><input type="hidden" name="version" value="${version}">${fields}</form>`;
}

function words({ draft }: IncidentForms, kind: string, label: string): Html {
  const text = draft?.kind === kind ? draft.text : '';
  return html`<label for="${kind}-text">${label}</label><textarea id="${kind}-text" name="text" rows="4" maxlength="${LONGEST_TEXT}" required>${text}</textarea>`;
}

function button(text: string): Html {
  return html`<button type="submit">${text}</button>`;
}
