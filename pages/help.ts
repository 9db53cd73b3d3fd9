import type { Band } from './band.ts';
import { dangerLine, type HelplineId, helplineList } from './helplines.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { pageFooter, upsetSection } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';

interface HelpTopic {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly lines: readonly HelplineId[];
}

/** Help by theme, in a pupil's words. */
const HELP_TOPICS: readonly HelpTopic[] = [
  {
    id: 'anything',
    title: 'Anything at all',
    words: 'You do not need a reason, and nothing is too small.',
    lines: ['childline', 'shout', 'samaritans'],
  },
  {
    id: 'low',
    title: 'Feeling very low, suicide, self-harm',
    words: 'These feelings can pass, and talking helps them pass. If you worry about a friend, you can call too.',
    lines: ['samaritans', 'shout', 'papyrus', 'childline'],
  },
  {
    id: 'eating',
    title: 'Food and your body',
    words: 'Help works best early. You need not be ill enough to ask.',
    lines: ['beat', 'childline'],
  },
  {
    id: 'pressure',
    title: 'Nudes, pressure, someone older online',
    words: 'Whatever you sent or did, it is not your fault. Do not pay, do not send more, keep the messages, tell someone.',
    lines: ['reportRemove', 'ceop', 'childline'],
  },
  {
    id: 'home',
    title: 'Fear at home or in a relationship',
    words: 'Nobody may hurt, control or watch you.',
    lines: ['refuge', 'childline'],
  },
  { id: 'bullying', title: 'Bullying and hate', words: 'Save what was sent, block, and tell an adult.', lines: ['childline', 'reportIt'] },
  { id: 'drugs', title: 'Drugs, alcohol, vapes', words: 'Facts, not lectures.', lines: ['frank'] },
  { id: 'gambling', title: 'Gambling', words: 'Also about loot boxes and skins.', lines: ['gamcare'] },
  { id: 'extremism', title: 'Extremism', words: 'If somebody you know is being drawn in, early advice helps them.', lines: ['actEarly'] },
];

/** Help by theme (rows A09, F46): the same for everybody, so that opening it says nothing about who does. */
export function helpPage({ school, band }: { readonly school: PageSchool; readonly band: Band }): string {
  const title = 'Help';
  const lead = school.safeguarding;
  const main = html`<h1>${title}</h1><p>At school you can talk to any adult you trust${
    lead !== null && html`, or to <bdi>${lead.name}</bdi>, who looks after pupils’ safety`
  }. These people outside school help too, for free. Their sites are always open here, and which pages you read there is not recorded.</p><div class="help">${dangerLine(band)}</div>${HELP_TOPICS.map(
    ({ id, title: heading, words, lines }) =>
      html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2><p>${words}</p>${helplineList(lines)}</section>`,
  )}${upsetSection(band, '')}<p><a href="/">Back to the start</a></p>`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}
