import type { Band } from './band.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { pageFooter } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';

export interface NoticePageInput {
  readonly school: PageSchool;
  readonly band: Band;
  readonly title: string;
  readonly words: string | Html;
}

/** One short message, and the way back to the portal's start. */
export function noticePage({ school, band, title, words }: NoticePageInput): string {
  const main = html`<h1>${title}</h1><p>${words}</p><p><a href="/blocks">My recent blocks</a></p><p><a href="/">Back to the start</a></p>`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}
