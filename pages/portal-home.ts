import type { Band } from './band.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { helpSection, pageFooter, upsetSection } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';

/** Who sits at a device, as the filter knows it. */
export interface Visitor {
  readonly username: string;
  readonly computer: string;
  /** The group's name for people, such as `Seniors`. */
  readonly group: string;
}

export interface PortalHomeInput {
  readonly school: PageSchool;
  readonly band: Band;
  readonly visitor: Visitor | null;
  /** Some secure sites are opened here for some: there is a page about it and about the certificate. */
  readonly inspects: boolean;
  /** Changes of the filtering that this visitor is told of, the newest first. */
  readonly announcements: readonly { readonly when: string; readonly text: string }[];
  /** What staff were told before their private use was counted; null where it is not, and for everybody else. */
  readonly counted: string | null;
}

/** The portal's first page: who the filter takes you for, that use is recorded, where to find blocks and help. */
export function portalHome({ school, band, visitor, inspects, announcements, counted }: PortalHomeInput): string {
  const title = 'Your internet at school';
  const main = html`<h1>${title}</h1>${visitor === null ? unknownVisitor() : knownVisitor(visitor)}${announcements.length > 0 && changes(announcements, band)}<p><a href="/blocks"><strong>My recent blocks</strong></a>: why a site did not open in the last 10 minutes</p>${inspects && certificateLink(band)}${band !== 'easy' && html`<p><a href="/policy/rationale"><strong>What is filtered here, and why</strong></a>: which kinds of sites are closed to whom</p>`}${notice(band)}${counted !== null && html`<h2>Private use in working time is counted</h2><p>${counted}</p>`}${upsetSection(band, '')}${helpSection({ theme: null }, school, band, '')}`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}

function knownVisitor({ username, computer, group }: Visitor): Html {
  return html`<p>You are signed in as:</p><dl><dt>Name</dt><dd><bdi>${username}</bdi></dd><dt>Computer</dt><dd><bdi>${computer}</bdi></dd><dt>Group</dt><dd>${group}</dd></dl><p>Not you? Log off, log on with your own account, and tell a member of staff: what happens here is recorded under this name.</p>`;
}

function unknownVisitor(): Html {
  return html`<p>The filter does not know who is using this device. You get the rules for everybody, and use is recorded under the device’s address.</p>`;
}

function changes(announcements: PortalHomeInput['announcements'], band: Band): Html {
  const items = announcements.map(({ when, text }) => html`<li>${text} <small>${when}.</small></li>`);
  return html`<h2>${band === 'easy' ? 'What is new' : 'What changes about filtering'}</h2><ul>${items}</ul>`;
}

function certificateLink(band: Band): Html {
  if (band === 'easy')
    return html`<p><a href="/certificate"><strong>Secure sites</strong></a>: ask a grown-up to look at this with you</p>`;
  return html`<p><a href="/certificate"><strong>Secure sites and this device</strong></a>: which are opened, which never are, and the school’s certificate</p>`;
}

function notice(band: Band): Html {
  if (band === 'easy') {
    return html`<h2>What your school sees</h2><p>Your school keeps a list of the pages you open. It does this to keep you safe. Some grown-ups at school may look at the list if they are worried about you.</p>`;
  }
  return html`<h2>What is recorded</h2><p>Your user name, the computer, the site (on sites that are not secure, or that the school inspects, also the page and what you search for), the date and time, and whether it was allowed. This is so at school and on your own device on the school’s network.</p><p>It is kept to keep people safe and to keep the network working. Only staff who are authorised to may look. The safeguarding team is told when something looks worrying; it is not watched all the time. Visits to help sites such as Childline raise no alert.</p>`;
}
