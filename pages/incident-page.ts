import { type Html, html } from './html.ts';
import { acknowledgeForm, caseForms, type IncidentForms } from './incident-forms.ts';
import { EMERGENCY, incidentFrame } from './incident-frame.ts';
import type { PageSchool } from './school.ts';

/** One line of what the person did, as it is shown. */
export interface ContextRow {
  readonly time: string;
  /** Site, page or search words: plain text that leads nowhere. */
  readonly what: string;
  /** "blocked", "a page element", …; may be empty. */
  readonly tag: string;
  readonly isOwn: boolean;
}

/** Everything is plain text; what came from a network was made inert before. */
export interface IncidentPageInput {
  readonly school: PageSchool;
  readonly reference: string;
  /** E.g. `Danger: Self-harm and suicide`. */
  readonly headline: string;
  readonly tone: 'danger' | 'warning' | 'calm';
  /** What the severity asks for; null when it is closed. */
  readonly response: string | null;
  readonly status: string;
  readonly notice: { readonly isProblem: boolean; readonly words: string } | null;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** "Do not view, copy or investigate". */
  readonly card: { readonly title: string; readonly lines: readonly string[] } | null;
  readonly steps: readonly string[];
  readonly why: readonly string[];
  /** Earlier incidents about the same person, one a line. */
  readonly earlier: readonly string[];
  readonly context: { readonly words: string; readonly rows: readonly ContextRow[] } | null;
  readonly history: readonly { readonly when: string; readonly words: string; readonly text: string | null }[];
  readonly ledger: readonly { readonly who: string; readonly words: string }[];
  readonly forms: IncidentForms;
  /** Set on an incident that was merged: the path of the one that holds its records now. */
  readonly movedTo: string | null;
  /** Who looks, and until when the page stays open. */
  readonly reader: string;
}

/** The page behind an alert mail's link (requirements, 3.2): who, where, what, when, why, what to do, what was done; on a phone. */
export function incidentPage(input: IncidentPageInput): string {
  const { school, reference, headline, tone, response, status, notice, facts, card, steps, why, earlier, forms, movedTo, reader } = input;
  const main = html`<div class="${tone}"><h1>${headline}</h1>${response !== null && html`<p>${response}.</p>`}<p class="state">${status}</p></div>${
    notice !== null &&
    html`<div class="notice${notice.isProblem && html` problem`}" role="${notice.isProblem ? 'alert' : 'status'}"><p>${notice.words}</p></div>`
  }${acknowledgeForm(forms)}${card !== null && html`<section class="card" aria-labelledby="card"><h2 id="card">${card.title}</h2>${list(card.lines)}</section>`}<dl class="facts">${facts.map(
    ([label, value]) => html`<dt>${label}</dt><dd><bdi>${value}</bdi></dd>`,
  )}</dl>${section('now', 'What to do now', steps.length > 0 && html`<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>`)}${section(
    'case',
    'Your next step',
    movedTo === null ? caseForms(forms) : html`<p><a href="${movedTo}">Go on with the one it was merged into</a></p>`,
  )}${section('why', 'Why it is ranked so', why.length > 0 && list(why))}${section('earlier', 'Alerts about them before', earlier.length > 0 && list(earlier))}${contextSection(input)}${historySection(input)}${ledgerSection(input)}`;
  const leave = html`<form method="post" action="${forms.path}/leave"><input type="hidden" name="token" value="${forms.token}"><button class="quiet" type="submit">Leave this page</button></form>`;
  const title = `Safeguarding incident ${reference}`;
  return incidentFrame(school, title, main, html`<p>${reader} Every look at this page is recorded.</p>${leave}${EMERGENCY}`);
}

function section(id: string, title: string, content: Html | false): Html | null {
  return content === false ? null : html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;
}

function list(lines: readonly string[]): Html {
  return html`<ul class="plain">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function contextSection({ context }: IncidentPageInput): Html | null {
  if (context === null) return null;
  const rows = context.rows.map(
    ({ time, what, tag, isOwn }) =>
      html`<li${isOwn && html` class="own"`}><time>${time}</time><bdi>${what}</bdi>${tag !== '' && html` <span class="tag">${tag}</span>`}</li>`,
  );
  return section(
    'context',
    'An hour before and after',
    html`<p>${context.words}</p>${rows.length > 0 && html`<ul class="rows">${rows}</ul>`}`,
  );
}

function historySection({ history }: IncidentPageInput): Html | null {
  const lines = history.map(
    ({ when, words, text }) => html`<li><time>${when}</time>${words}${text !== null && html`<br><bdi>${text}</bdi>`}</li>`,
  );
  return section('history', 'What was done', lines.length > 0 && html`<ul class="rows">${lines}</ul>`);
}

function ledgerSection({ ledger }: IncidentPageInput): Html | null {
  const lines = ledger.map(({ who, words }) => html`<li><bdi>${who}</bdi><br><span class="tag">${words}</span></li>`);
  return section('ledger', 'Who was told', lines.length > 0 && html`<ul class="rows">${lines}</ul>`);
}
