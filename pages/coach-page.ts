import { type BlockPageInput, insteadWords } from './block-page.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { factList, helpSection, pageFooter } from './refusal-parts.ts';

export interface CoachPageInput extends BlockPageInput {
  /** Null where nobody is signed in whom the way on could be opened for. */
  readonly wayOn: WayOn | null;
}

export interface WayOn {
  readonly token: string | Html;
  /** The URL to come back to. */
  readonly back: string | Html;
}

/** The page that asks somebody to think first, with the recorded way on. */
export function coachPage(input: CoachPageInput): string {
  const { school, band, subject, portalUrl, wayOn, instead } = input;
  const title = titleOf(input);
  const main = html`<h1>${title}</h1><p class="site"><bdi>${input.host}</bdi></p><p>${subject.why[band]}${insteadWords(instead)}</p>${
    wayOn === null ? signInFirst() : subject.isReminder ? reminderForm(portalUrl, wayOn) : wayOnForm(portalUrl, wayOn)
  }${helpSection(subject, school, band, portalUrl)}${factList(subject, input, band)}`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}

function titleOf({ band, subject }: CoachPageInput): string {
  if (subject.isReminder) return 'Before you use this AI tool';
  return band === 'easy' ? 'Do you need this page?' : 'Do you need this site for your work?';
}

/** Once a day: it is recorded that it was read (row R34). */
function reminderForm(portalUrl: string, { token, back }: WayOn): Html {
  return html`<p>It is recorded that you have read this.</p>${coachForm(`${portalUrl}/coach`, token, back, 'I have read this: open it for today')}`;
}

function wayOnForm(portalUrl: string, { token, back }: WayOn): Html {
  return html`<p>If you do, you can open it for 60 minutes. It is recorded that you opened it.</p>${coachForm(`${portalUrl}/coach`, token, back)}`;
}

/** The button of the way on; the token is the proof that it was offered to whoever presses it. */
export function coachForm(action: string, token: string | Html, back: string | Html | null, label = 'Open it for 60 minutes'): Html {
  return html`<form method="post" action="${action}"><input type="hidden" name="token" value="${token}">${
    back !== null && html`<input type="hidden" name="back" value="${back}">`
  }<button type="submit">${label}</button></form>`;
}

function signInFirst(): Html {
  return html`<p>It can be opened for people who are signed in. Sign in to this computer with your own account, or ask a member of staff.</p>`;
}
