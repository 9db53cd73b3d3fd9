import type { Band } from './band.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { pageFooter } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';

export interface CertificateReadyPageInput {
  readonly school: PageSchool;
  readonly band: Band;
}

/** What `https://ready.schoolgate.test/` shows: whoever can read it trusts the root. */
export function certificateReadyPage({ school, band }: CertificateReadyPageInput): string {
  const title = 'This device is ready';
  const main = html`<h1>${title}</h1><p>It trusts the school’s web filter certificate. There is nothing else to do.</p>`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}
