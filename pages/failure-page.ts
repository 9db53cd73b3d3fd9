import type { Html } from './html.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { pageFooter, type RefusalFacts } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';

export interface FailurePageInput extends RefusalFacts {
  readonly school: PageSchool;
  readonly status: number;
  /** Stable word for staff, such as `upstream-refused`. */
  readonly label: string | Html;
  /** One plain sentence. */
  readonly reason: string | Html;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'This address could not be understood',
  407: 'Please sign in',
  408: 'The request took too long',
  413: 'That is too large to send',
  431: 'The browser sent too much at once',
  502: 'The site could not be reached',
  503: 'Too busy at the moment',
  504: 'The site took too long to answer',
  508: 'The request went round in a circle',
};

const ADVICE: Readonly<Record<number, string>> = {
  400: 'Check the address for typing mistakes.',
  407: 'Sign in with your school user name and password. Forgotten it? Ask a member of staff.',
  431: 'Clearing the cookies of this site often helps.',
  502: 'Check the address, or try again in a few minutes. The site itself may be down.',
  503: 'Wait a minute, then try again.',
  504: 'Try again in a few minutes. The site itself may be slow.',
};

export function failureTitle(status: number): string {
  return TITLES[status] ?? 'Something did not work';
}

/** The page in place of one that could not be fetched. It says that nothing was blocked, so that nobody feels accused. */
export function failurePage({ school, status, label, reason, reference, when }: FailurePageInput): string {
  const title = failureTitle(status);
  const calm = status === 407 ? null : html`<p>This is a technical problem. Nothing was blocked, and you did nothing wrong.</p>`;
  const main = html`<h1>${title}</h1><p>${reason}</p>${calm}<p>${ADVICE[status] ?? 'Try again in a few minutes.'}</p><p>Still not working? Tell a member of staff, and give the reference.</p><dl><dt>Problem</dt><dd>${status} ${label}</dd><dt>Reference</dt><dd>${reference}</dd><dt>Time</dt><dd>${when}</dd></dl>`;
  return renderPage({ title, school, main, footer: pageFooter(school, 'plain') });
}
