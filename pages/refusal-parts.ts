import type { DecisionId } from '../core/decision-id.ts';
import { type AskForm, askForm } from './ask-form.ts';
import type { Band } from './band.ts';
import { dangerLine, helplineList, helplinesFor } from './helplines.ts';
import { Html, html } from './html.ts';
import type { PageContact, PageSchool } from './school.ts';
import type { Subject } from './words.ts';

/** Parts that the refusing pages share. */

/** `K7Q2-0M5V-9TBD-3XWA`: four groups are easier to read aloud than sixteen characters. */
export function groupedReference(id: DecisionId): string {
  return `${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(8, 12)}-${id.slice(12)}`;
}

/** The monitoring notice (row R84) and the limits of any filter (row R23), at the foot of every page. */
export function pageFooter(school: PageSchool, band: Band): Html {
  if (band === 'easy') {
    return html`<p>Your school keeps a list of the pages you open, to keep you safe. A filter cannot stop every bad page. If you see one, tell a grown-up.</p>`;
  }
  return html`<p><bdi>${school.name}</bdi> filters and records the use of its internet, on its own and on personal devices, to keep people safe. Blocked pages are recorded too. No filter catches everything, and on most secure sites it sees only the site’s name: if something got through that should not have, tell ${band === 'adult' ? 'IT or the safeguarding lead' : 'a member of staff'}.</p>`;
}

export function helpSection(subject: Pick<Subject, 'theme'>, school: PageSchool, band: Band, portalUrl: string): Html {
  const heading =
    band === 'easy' ? 'Do you feel sad, scared or worried?' : band === 'adult' ? 'Help for you, or for a pupil' : 'Talk to someone';
  return html`<section class="help" aria-labelledby="help"><h2 id="help">${heading}</h2>${trustedPerson(school, band)}${helplineList(helplinesFor(subject.theme, band))}${dangerLine(band)}${band !== 'easy' && html`<p><a href="${portalUrl}/help">More help, by theme</a></p>`}</section>`;
}

function trustedPerson(school: PageSchool, band: Band): Html {
  const lead = school.safeguarding?.name ?? null;
  if (band === 'easy') {
    return html`<p>${lead !== null && html`At school you can talk to <bdi>${lead}</bdi>. `}You can also call Childline. It is free.</p>`;
  }
  if (band === 'adult') {
    return lead === null
      ? html`<p>Worried about somebody? Tell the designated safeguarding lead today.</p>`
      : html`<p>Worried about somebody? Tell <bdi>${lead}</bdi>, the designated safeguarding lead, today.</p>`;
  }
  return html`<p>At school: any adult you trust${lead !== null && html`, or <bdi>${lead}</bdi>, who looks after pupils’ safety`}. Outside school, for free:</p>`;
}

/** For whoever met something bad (rows R54, R55): the way to the form that tells the school. `reference`: of the page refused here. */
export function upsetSection(band: Band, portalUrl: string, reference: string | Html | null = null): Html {
  const form = html`${portalUrl}/concern${reference !== null && html`?ref=${reference}`}`;
  // The portal is never shown in a frame, where a block page may be.
  const top = reference !== null && html` target="_top"`;
  if (band === 'adult') {
    return html`<section aria-labelledby="upset"><h2 id="upset">Did you see something that worries you?</h2><p><a href="${form}"${top}>Report a concern</a> to those who look after safeguarding.</p></section>`;
  }
  return html`<section aria-labelledby="upset"><h2 id="upset">Did you see something upsetting?</h2><p>You are not in trouble. Close it, and tell an adult${
    band === 'plain' && ' what you saw, as much or as little as you like'
  }. They are there to help.</p><p><a href="${form}"${top}>${band === 'easy' ? 'Tell us here' : 'Or tell us here what you saw'}</a></p></section>`;
}

/** Whom to ask when the refusal is wrong (rows R60, F41): by a form where there is one. Young children ask their teacher. */
export function mistakeSection(school: PageSchool, band: Band, ask: AskForm | null = null): Html {
  if (band === 'easy') return html``;
  if (ask !== null) {
    return html`<section aria-labelledby="mistake"><h2 id="mistake">Is this a mistake, or do you need it?</h2><p>IT can look at it. They see the site, why it is blocked and your name.</p>${askForm(ask)}</section>`;
  }
  return html`<section aria-labelledby="mistake"><h2 id="mistake">Is this a mistake?</h2><p>${
    school.it === null ? noContact(band) : withContact(school.it, band)
  }</p></section>`;
}

function noContact(band: Band): Html {
  return band === 'adult'
    ? html`Tell your IT team, and give the reference.`
    : html`Show this page to your teacher, who can ask IT about it.`;
}

function withContact({ email }: PageContact, band: Band): Html {
  const address = html`<a href="mailto:${email}">${email}</a>`;
  return band === 'adult'
    ? html`Send the reference to ${address}.`
    : html`Show this page to your teacher, or send the reference to ${address}.`;
}

export interface RefusalFacts {
  readonly reference: string | Html;
  /** As `formatMoment` writes it. */
  readonly when: string | Html;
}

export function factList(subject: Pick<Subject, 'category'>, { reference, when }: RefusalFacts, band: Band): Html {
  const kind = subject.category !== null && band !== 'easy' && html`<dt>Kind of site</dt><dd>${subject.category}</dd>`;
  return html`<dl>${kind}<dt>Reference</dt><dd>${reference}</dd><dt>Time</dt><dd>${when}</dd></dl>`;
}

/** Three steps with a picture each, for readers who read little. The pictures say nothing that the words do not. */
export function easySteps(steps: readonly [string | Html, string | Html, string | Html]): Html {
  return html`<ul class="steps">${steps.map((words, index) => html`<li>${PICTURES[index] ?? html``}<span>${words}</span></li>`)}</ul>`;
}

const picture = (paths: string) => new Html(`<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">${paths}</svg>`);
const PICTURES = [
  // a shield, somebody talking, a heart
  picture('<path d="M24 5l16 6v12c0 10-7 17-16 20C15 40 8 33 8 23V11z"/><path d="M16 24l6 6 10-12"/>'),
  picture('<circle cx="15" cy="17" r="6"/><path d="M5 41c0-8 4-12 10-12s10 4 10 12"/><path d="M27 8h16v12H34l-5 5v-5h-2z"/>'),
  picture('<path d="M24 41C10 31 5 25 5 17c0-6 4-10 9-10 4 0 8 2 10 7 2-5 6-7 10-7 5 0 9 4 9 10 0 8-5 14-19 24z"/>'),
];
