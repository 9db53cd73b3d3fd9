import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { pageFooter } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';

export interface RationalePageInput {
  readonly school: PageSchool;
  readonly categories: readonly {
    readonly title: string;
    /** What it is and why it is as it is. */
    readonly why: string;
    /** Whom it is closed to, in words. */
    readonly access: string;
  }[];
}

/** Which kinds of sites are closed to whom, and why (row F35): for parents and governors as much as for pupils. */
export function rationalePage({ school, categories }: RationalePageInput): string {
  const title = 'What is filtered here, and why';
  const items = categories.map(({ title: name, why, access }) => html`<li><h2>${name}</h2><p>${why}</p><p class="note">${access}</p></li>`);
  const main = html`<h1>${title}</h1><p>Sites are sorted into kinds by lists that are kept up to date. For each kind the school decides, by age, whether it opens, asks first, or stays closed. Lists never know every site, and sometimes they are wrong: whoever is refused can ask for the site, and a site for help is never closed.</p><p>Blocking too much is a failure, too: what can be taught should be found. Religion, politics, news, and relationships, sex and health education are not closed unless the school says so below.</p><ul class="items">${items}</ul><p><a href="/">Back to the start</a></p>`;
  return renderPage({ title, school, main, easyRead: false, footer: pageFooter(school, 'plain') });
}
