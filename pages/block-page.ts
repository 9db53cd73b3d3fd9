import type { Band } from './band.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { easySteps, factList, helpSection, mistakeSection, pageFooter, type RefusalFacts, upsetSection } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';
import type { Subject } from './words.ts';

export interface BlockPageInput extends RefusalFacts {
  readonly school: PageSchool;
  readonly band: Band;
  readonly subject: Subject;
  /** The site refused; never shown when the subject may not be named. */
  readonly host: string | Html;
  readonly portalUrl: string;
  /** The token of the form that asks IT for the site; null or absent where asking is not offered. */
  readonly askToken?: string | Html | null;
  /** AI tools that are open to the reader, in place of a refused one; null or absent where there are none. */
  readonly instead?: string | Html | null;
}

const TITLES: Readonly<Record<Band, string>> = {
  easy: 'You cannot open this page',
  plain: 'This site is blocked',
  adult: 'This site is blocked',
};

/** The page in place of a blocked one: what, why, whom to ask, where to find help (contract, "Pages"; rows A09, A10). */
export function blockPage(input: BlockPageInput): string {
  const { school, band, subject } = input;
  const title = subject.isNamed ? TITLES[band] : 'This page cannot be shown';
  const main = html`<h1>${title}</h1>${subject.isNamed && html`<p class="site"><bdi>${input.host}</bdi></p>`}${band === 'easy' ? easyBody(input) : fullBody(input)}${factList(subject, input, band)}`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}

function easyBody({ school, band, subject, portalUrl, reference, instead }: BlockPageInput): Html {
  const steps = easySteps([
    html`${subject.why[band]}${insteadWords(instead)}`,
    'Seeing this page is OK. Do something else, or ask your teacher.',
    'Worried? Tell a grown-up you trust.',
  ]);
  return html`${steps}${helpSection(subject, school, band, portalUrl)}${upsetSection(band, portalUrl, reference)}`;
}

/** Help comes first where the matter may weigh on the reader. */
function fullBody({ school, band, subject, portalUrl, reference, askToken, instead }: BlockPageInput): Html {
  const why = html`<p>${subject.why[band]}${insteadWords(instead)}</p>`;
  const help = helpSection(subject, school, band, portalUrl);
  const upset = upsetSection(band, portalUrl, reference);
  // What is closed by law is closed by nobody's mistake, and nobody at the school can open it.
  const ask = askToken == null ? null : { portalUrl, token: askToken, what: subject.isAiTool ? 'this AI tool' : 'this site' };
  const mistake = subject.isNamed ? mistakeSection(school, band, ask) : html``;
  return subject.isTender ? html`${why}${help}${upset}${mistake}` : html`${why}${mistake}${upset}${help}`;
}

/** The AI tools that may be used (row R31). */
export function insteadWords(instead: string | Html | null | undefined): Html {
  return instead == null ? html`` : html` You may use: <strong><bdi>${instead}</bdi></strong>.`;
}
