import { askButton } from './ask-form.ts';
import type { Band } from './band.ts';
import { insteadWords } from './block-page.ts';
import { coachForm } from './coach-page.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { helpSection, mistakeSection, pageFooter, upsetSection } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';
import type { Subject } from './words.ts';

export interface RecentBlock {
  readonly host: string;
  readonly subject: Subject;
  /** As `formatTimeOfDay` writes it. */
  readonly when: string;
  readonly reference: string;
  /** AI tools that are open to this person, in place of a refused one. */
  readonly instead?: string;
  /** `closed`: blocked. A coached site can be opened with a token, or is open until a time of day. */
  readonly way:
    | { readonly kind: 'closed'; readonly askToken?: string }
    | { readonly kind: 'coach'; readonly token: string }
    | { readonly kind: 'open'; readonly until: string };
}

export interface RecentBlocksPageInput {
  readonly school: PageSchool;
  readonly band: Band;
  /** Null where nobody is signed in at this address. */
  readonly username: string | null;
  readonly blocks: readonly RecentBlock[];
  /** What this person asked IT for lately. */
  readonly asked?: readonly AskedFor[];
}

export interface AskedFor {
  readonly host: string;
  /** In words. */
  readonly state: string;
}

/** What was refused to this person here in the last ten minutes: a browser shows no page of ours for a refused secure site. */
export function recentBlocksPage({ school, band, username, blocks, asked = [] }: RecentBlocksPageInput): string {
  const title = 'My recent blocks';
  const main = html`<h1>${title}</h1>${username === null ? nobodyHere() : ownBlocks(username, blocks, band)}${
    asked.length > 0 &&
    html`<section aria-labelledby="asked"><h2 id="asked">What you asked for</h2><ul>${asked.map(askedItem)}</ul></section>`
  }${blocks.length > 0 && mistakeSection(school, band)}${upsetSection(band, '')}${helpSection({ theme: null }, school, band, '')}<p><a href="/">Back to the start</a></p>`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}

function nobodyHere(): Html {
  return html`<p>Nobody is signed in at this device, as far as the filter knows, so there is nothing to show. Sign in to the computer with your own account, then open this page again.</p>`;
}

function ownBlocks(username: string, blocks: readonly RecentBlock[], band: Band): Html {
  const intro = html`<p>Sites that were not opened for <bdi>${username}</bdi> in the last 10 minutes. For secure sites your browser shows only an error, so look here.</p>`;
  if (blocks.length === 0) return html`${intro}<p><strong>Nothing was blocked.</strong> If a site does not open, it may be down.</p>`;
  return html`${intro}<ul class="items">${blocks.map((block) => blockItem(block, band))}</ul>`;
}

function blockItem({ host, subject, when, reference, instead, way }: RecentBlock, band: Band): Html {
  const name = subject.isNamed ? html`<bdi>${host}</bdi>` : html`A page that cannot be shown`;
  return html`<li><h2>${name}</h2><p>${subject.why[band]}${insteadWords(instead)}</p>${wayOn(way, host)}<p class="note">${when} · reference ${reference}</p></li>`;
}

function wayOn(way: RecentBlock['way'], host: string): Html {
  if (way.kind === 'coach') {
    return html`<p>If you need it for your work you can open it. It is recorded that you opened it.</p>${coachForm('/coach', way.token, null, `Open ${host} for 60 minutes`)}`;
  }
  return way.kind === 'open'
    ? html`<p><strong>Open for you until ${way.until}.</strong> <a href="https://${host}/">Go to <bdi>${host}</bdi></a></p>`
    : way.kind === 'closed' && way.askToken !== undefined
      ? askButton({ portalUrl: '', token: way.askToken }, host)
      : html``;
}

/** What became of it. The words of whoever decided are shown: the requester is told why. */
function askedItem({ host, state }: AskedFor): Html {
  return html`<li><bdi>${host}</bdi>: ${state}</li>`;
}
