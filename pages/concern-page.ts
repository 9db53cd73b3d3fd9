import type { Theme } from '../core/category.ts';
import type { Band } from './band.ts';
import { dangerLine } from './helplines.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { helpSection, pageFooter } from './refusal-parts.ts';
import type { PageSchool } from './school.ts';

export const LONGEST_WORDS = 2_000;
export const LONGEST_LINE = 300;

/** What somebody filled in; shown again when it could not be taken. */
export interface ConcernValues {
  readonly words: string;
  /** Reference of a recent block, or empty. */
  readonly block: string;
  readonly page: string;
  readonly place: string;
  readonly theme: string;
  readonly about: string;
  readonly name: string;
  /** The reporter's own, where it is not known. */
  readonly ownName: string;
  /** `danger` from the box pupils tick; staff choose one of the three. */
  readonly severity: string;
  readonly school: string;
  /** IT is to look at the page. */
  readonly asksIt: boolean;
}

/** A value and what people read. */
export type Choice = readonly [value: string, words: string];

export interface ConcernPageInput {
  readonly school: PageSchool;
  readonly band: Band;
  readonly isStaff: boolean;
  /** Null where nobody is signed in. */
  readonly username: string | null;
  readonly token: string;
  readonly values: ConcernValues;
  /** Recent blocks to choose from, by reference. */
  readonly blocks: readonly Choice[];
  /** Empty where the school is known. */
  readonly schools: readonly Choice[];
  /** Why the form is here again; null the first time. */
  readonly problem: { readonly title: string; readonly words: string } | null;
}

/** The form by which somebody tells us (rows R54, R55): few words, no blame, nothing that has to be filled in. */
export function concernPage(input: ConcernPageInput): string {
  const { school, band, isStaff, problem } = input;
  const title = isStaff ? 'Report a concern' : 'Tell us what you saw';
  const main = html`<h1>${title}</h1>${problem !== null && problemBox(problem)}${isStaff ? staffIntro(input) : pupilIntro(input)}<form method="post" action="/concern"><input type="hidden" name="token" value="${input.token}">${
    isStaff ? staffFields(input) : pupilFields(input)
  }<button type="submit">${band === 'easy' ? 'Send' : 'Send it'}</button></form>${helpSection({ theme: null }, school, band, '')}<p><a href="/">Back to the start</a></p>`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}

function problemBox({ title, words }: { readonly title: string; readonly words: string }): Html {
  return html`<div class="help" role="alert"><h2>${title}</h2><p>${words}</p></div>`;
}

function pupilIntro({ band, school, username }: ConcernPageInput): Html {
  const lead = school.safeguarding?.name;
  if (band === 'easy') {
    const who = username === null ? html`<p>We do not know who you are. Write your name if you like.</p>` : html``;
    return html`<p><strong>You are not in trouble.</strong> It is good that you tell us.</p><p>A grown-up who keeps children safe will read it.</p>${who}${dangerLine(band)}`;
  }
  return html`<p><strong>You are not in trouble, whatever you saw or did.</strong> Say as much or as little as you like. You can even leave it all empty and press “Send it”: then we know that you would like to talk.</p><p>It goes to ${lead === undefined ? html`the people` : html`<bdi>${lead}</bdi> and the others`} at school who look after pupils’ safety. If it is about one of them, say so under “Tell us more”: then they are not told. ${knownAs(username)}</p>${dangerLine(band)}`;
}

function knownAs(username: string | null): Html {
  return username === null
    ? html`The filter does not know who you are, so your name does not go with it, only the address of this device. If you want somebody to come and find you, write your name.`
    : html`It goes with your name, <bdi>${username}</bdi>, so that they can find you and help.`;
}

function staffIntro({ band, username }: ConcernPageInput): Html {
  return html`<p>It goes to the designated safeguarding lead and deputies at once; a concern about an adult goes to the headteacher, and one about the headteacher to the chair of governors and the trust. Whoever it is about is not told.</p><p>${
    username === null
      ? 'You are not signed in here: write your own name, so that they can come back to you.'
      : html`It is sent under your name, <bdi>${username}</bdi>.`
  } It does not replace speaking to the safeguarding lead when a child may be at risk of harm today.</p>${dangerLine(band)}`;
}

function pupilFields(input: ConcernPageInput): Html {
  const { band, values, blocks } = input;
  const words = wordsField(band === 'easy' ? 'What did you see?' : 'What happened?', values.words);
  const chosenBlock =
    blocks.length > 0 &&
    select('block', 'Which page was it?', [['', band === 'easy' ? 'I do not know' : 'Another page, or none'], ...blocks], values.block);
  const inDanger = check(
    'severity',
    'danger',
    band === 'easy' ? 'Someone is hurt or in danger now' : 'Somebody is in danger or hurt now',
    values.severity === 'danger',
  );
  if (band === 'easy') {
    const name = ownName(input);
    return html`${words}${chosenBlock}${name}${inDanger}${schoolField(input)}`;
  }
  const more = [values.theme, values.about, values.name, values.page].some((value) => value !== '');
  return html`${words}${chosenBlock}${inDanger}${ownName(input)}${schoolField(input)}<details${more ? html` open` : html``}><summary>Tell us more, if you want to</summary>${select('theme', 'What is it about?', PUPIL_THEMES, values.theme)}${select('about', 'Is it about somebody?', aboutChoices(input), values.about)}${line('name', 'Their name', values.name)}${pageFields(values)}</details>`;
}

function staffFields(input: ConcernPageInput): Html {
  const { values, blocks } = input;
  return html`${ownName(input)}${select('about', 'Who is it about?', aboutChoices(input), values.about)}${line('name', 'Their name or user name', values.name)}${wordsField('What did you see or hear?', values.words, 'Their own words where you can. Facts, not judgements.')}${line('place', 'Where and when?', values.place)}${select('theme', 'What is it about?', STAFF_THEMES, values.theme)}${select('severity', 'How serious is it?', SEVERITY_CHOICES, values.severity)}${
    blocks.length > 0 && select('block', 'A page that was blocked for you just now', [['', 'None of them'], ...blocks], values.block)
  }${pageFields(values)}${schoolField(input)}`;
}

/** Somebody who wants to be found can say who they are. */
function ownName({ username, isStaff, values }: ConcernPageInput): Html {
  return username === null ? line('ownName', isStaff ? 'Your name' : 'Your name, if you like', values.ownName) : html``;
}

function pageFields({ page, asksIt }: ConcernValues): Html {
  return html`${line('page', 'The page: its address or name', page)}${check('asksIt', 'yes', 'Ask IT to look at blocking this page. IT is told its address, not who told us.', asksIt)}`;
}

function schoolField({ schools, values }: ConcernPageInput): Html {
  return schools.length === 0 ? html`` : select('school', 'Which school?', [['', 'I do not know'], ...schools], values.school);
}

const PUPIL_THEMES: readonly Choice[] = [
  ['', 'I would rather not say, or something else'],
  ['bullying-hate', 'Bullying, or being nasty about who people are'],
  ['self-harm-suicide', 'Somebody hurting themselves, or wanting to'],
  ['child-on-child-abuse', 'Nudes, pictures, or pressure from other pupils'],
  ['grooming-exploitation', 'Somebody online, or older, who wants something'],
  ['sexual-content', 'Sexual pictures or videos'],
  ['violence-weapons', 'Violence, fights or weapons'],
  ['terrorism-extremism', 'Extreme views that call for hurting people'],
  ['domestic-abuse', 'Being afraid at home'],
  ['eating-disorders', 'Food and how a body looks'],
  ['drugs-alcohol', 'Drugs, alcohol or vapes'],
  ['gambling', 'Betting or gambling'],
];

const STAFF_THEMES: readonly Choice[] = [
  ['', 'Not sure, or something else'],
  ['bullying-hate', 'Bullying and hate'],
  ['self-harm-suicide', 'Self-harm and suicide'],
  ['child-on-child-abuse', 'Child-on-child abuse, nudes and semi-nudes'],
  ['child-sexual-abuse', 'Child sexual abuse'],
  ['grooming-exploitation', 'Grooming and exploitation, sexual or criminal'],
  ['domestic-abuse', 'Domestic abuse'],
  ['violence-weapons', 'Violence and weapons'],
  ['terrorism-extremism', 'Terrorism and extremism (Prevent)'],
  ['sexual-content', 'Sexual content'],
  ['eating-disorders', 'Eating disorders'],
  ['drugs-alcohol', 'Drugs and alcohol'],
  ['gambling', 'Gambling'],
];

const SEVERITY_CHOICES: readonly Choice[] = [
  ['warning', 'Somebody should look at it today'],
  ['danger', 'Somebody may be in danger: now'],
  ['advisory', 'For information'],
];

function aboutChoices({ isStaff, school }: ConcernPageInput): readonly Choice[] {
  const lead = school.safeguarding?.name;
  return [
    ['', isStaff ? 'Nobody in particular' : 'No, or I would rather not say'],
    ['pupil', isStaff ? 'A pupil' : 'Me or another pupil'],
    ['adult', isStaff ? 'A member of staff or another adult at school' : 'An adult at school'],
    ['headteacher', 'The headteacher'],
    ['lead', lead === undefined ? 'The safeguarding lead' : `${lead}, the safeguarding lead`],
  ];
}

function wordsField(label: string, value: string, note = 'You can leave this empty.'): Html {
  return html`<label for="words">${label}</label><p class="note" id="words-note">${note}</p><textarea id="words" name="words" rows="5" maxlength="${LONGEST_WORDS}" aria-describedby="words-note">${value}</textarea>`;
}

function line(name: string, label: string, value: string): Html {
  return html`<label for="${name}">${label}</label><input type="text" id="${name}" name="${name}" maxlength="${LONGEST_LINE}" autocomplete="off" value="${value}">`;
}

function check(name: string, value: string, label: string, isOn: boolean): Html {
  return html`<p class="check"><input type="checkbox" id="${name}" name="${name}" value="${value}"${isOn && html` checked`}><label for="${name}">${label}</label></p>`;
}

function select(name: string, label: string, choices: readonly Choice[], chosen: string): Html {
  return html`<label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(
    ([value, words]) => html`<option value="${value}"${value === chosen && html` selected`}>${words}</option>`,
  )}</select>`;
}

export interface ConcernSentInput {
  readonly school: PageSchool;
  readonly band: Band;
  readonly isStaff: boolean;
  readonly theme: Theme;
  /** IT was asked to look at the page. */
  readonly itAsked: boolean;
  /** Perhaps about the very person whom the help would name. */
  readonly isAboutAdult: boolean;
}

/** What is said once it is taken. */
export function concernSentPage({ school, band, isStaff, theme, itAsked, isAboutAdult }: ConcernSentInput): string {
  const title = isStaff ? 'Your concern has been sent' : 'Thank you for telling us';
  const next = isStaff
    ? html`<p>Those who have to know are being told now. If nobody has come back to you today, speak to them; if a child may be in danger, do not wait.</p>`
    : band === 'easy'
      ? html`<p>You did the right thing. A grown-up who keeps children safe will read it.</p><p>Please tell a grown-up near you too.</p>`
      : html`<p>You did the right thing. It has been sent to people at school whose job is to keep pupils safe. They do not read it every minute, so if you can, talk to an adult you trust today as well.</p>`;
  const it = itAsked && html`<p>IT has been asked to look at the page. They were not told who asked.</p>`;
  const main = html`<h1>${title}</h1>${next}${it}${helpSection({ theme }, isAboutAdult ? { ...school, safeguarding: null } : school, band, '')}<p><a href="/">Back to the start</a></p>`;
  return renderPage({ title, school, main, easyRead: band === 'easy', footer: pageFooter(school, band) });
}
