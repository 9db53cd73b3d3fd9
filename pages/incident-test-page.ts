import { html } from './html.ts';
import { EMERGENCY, incidentFrame } from './incident-frame.ts';
import type { PageSchool } from './school.ts';

export interface TestAlertPageInput {
  readonly school: PageSchool;
  readonly path: string;
  readonly token: string;
  /** What came of confirming; null before it. */
  readonly confirmed: 'live' | 'noted' | null;
}

const CONFIRMED = {
  live: 'Thank you. It is recorded that alerts reach you: the alerts of your school are live.',
  noted: 'Thank you. It is recorded that alerts reach you. The school’s alerts are live once its safeguarding lead has confirmed as well.',
} as const;

/** The page of a test alert (row A12). */
export function testAlertPage({ school, path, token, confirmed }: TestAlertPageInput): string {
  const title = 'Test alert: nothing has happened';
  const words =
    confirmed === null
      ? html`<p>A real alert reaches you just like this: a mail, its link, a code. Confirm that it arrived, so that the school knows.</p><form method="post" action="${path}/confirm"><input type="hidden" name="token" value="${token}"><button type="submit">Yes, it arrived</button></form>`
      : html`<div class="notice" role="status"><p>${CONFIRMED[confirmed]}</p></div>`;
  return incidentFrame(school, title, html`<div class="calm"><h1>${title}</h1></div>${words}`, EMERGENCY);
}
