import type { Theme } from '../core/category.ts';
import type { Band } from './band.ts';
import { type Html, html } from './html.ts';

interface Helpline {
  readonly name: string;
  readonly what: string;
  /** As printed; without spaces it is what a phone dials. */
  readonly phone?: string;
  /** A word to text, and the number to text it to. */
  readonly text?: { readonly word: string; readonly number: string };
  readonly url: string;
}

/** National services of the United Kingdom, all in the `support` category, so that they always open. Check them against each service's own site before every release. */
export const HELPLINES = {
  childline: {
    name: 'Childline',
    what: 'about anything, for under 19s; free, day and night',
    phone: '0800 1111',
    url: 'https://www.childline.org.uk/',
  },
  shout: {
    name: 'Shout',
    what: 'by text message; free, day and night',
    text: { word: 'SHOUT', number: '85258' },
    url: 'https://giveusashout.org/',
  },
  samaritans: {
    name: 'Samaritans',
    what: 'to talk about how you feel; free, day and night',
    phone: '116 123',
    url: 'https://www.samaritans.org/',
  },
  papyrus: {
    name: 'HOPELINE247',
    what: 'if you think about suicide, for under 35s',
    phone: '0800 068 4141',
    url: 'https://www.papyrus-uk.org/',
  },
  beat: { name: 'Beat', what: 'about eating disorders', phone: '0808 801 0677', url: 'https://www.beateatingdisorders.org.uk/' },
  frank: { name: 'FRANK', what: 'honest facts about drugs', phone: '0300 123 6600', url: 'https://www.talktofrank.com/' },
  gamcare: {
    name: 'National Gambling Helpline',
    what: 'yours or somebody else’s gambling',
    phone: '0808 8020 133',
    url: 'https://www.gamcare.org.uk/',
  },
  refuge: {
    name: 'National Domestic Abuse Helpline',
    what: 'fear or control at home or by a partner',
    phone: '0808 2000 247',
    url: 'https://www.nationaldahelpline.org.uk/',
  },
  ceop: { name: 'CEOP', what: 'tell the police about someone’s behaviour towards you online', url: 'https://www.ceop.police.uk/' },
  reportRemove: {
    name: 'Report Remove',
    what: 'get a nude picture of you taken down, for under 18s',
    url: 'https://www.childline.org.uk/remove/',
  },
  actEarly: {
    name: 'ACT Early',
    what: 'worried that somebody is being drawn into extremism',
    phone: '0800 011 3764',
    url: 'https://actearly.uk/',
  },
  reportIt: { name: 'True Vision', what: 'tell the police about hate', url: 'https://www.report-it.org.uk/' },
  educationSupport: {
    name: 'Education Support',
    what: 'for everyone who works in education',
    phone: '08000 562 561',
    url: 'https://www.educationsupport.org.uk/',
  },
} as const satisfies Record<string, Helpline>;
export type HelplineId = keyof typeof HELPLINES;

/** Whom to turn to first, by theme. Themes that only IT looks after have none of their own. */
export const THEME_HELPLINES: Readonly<Record<Theme, readonly HelplineId[]>> = {
  'terrorism-extremism': ['actEarly'],
  'child-sexual-abuse': ['ceop'],
  'child-on-child-abuse': ['reportRemove', 'ceop'],
  'grooming-exploitation': ['ceop'],
  'self-harm-suicide': ['samaritans', 'shout', 'papyrus'],
  'eating-disorders': ['beat', 'shout'],
  'violence-weapons': [],
  'bullying-hate': ['shout', 'reportIt'],
  'sexual-content': ['ceop'],
  'drugs-alcohol': ['frank'],
  gambling: ['gamcare'],
  'domestic-abuse': ['refuge'],
  disclosure: ['shout', 'samaritans'],
  circumvention: [],
  malware: [],
};

const GENERAL: Readonly<Record<Band, readonly HelplineId[]>> = {
  easy: ['childline'],
  plain: ['childline', 'shout', 'samaritans'],
  adult: ['samaritans', 'shout', 'educationSupport'],
};

/** The services to name: the theme's own first, then the general ones, each once. Little children get the one number to know. */
export function helplinesFor(theme: Theme | null, band: Band): readonly HelplineId[] {
  if (band === 'easy') return GENERAL.easy;
  return [...new Set([...(theme === null ? [] : THEME_HELPLINES[theme]), ...GENERAL[band]])];
}

export function helplineList(ids: readonly HelplineId[]): Html {
  return html`<ul class="lines">${ids.map((id) => html`<li>${helplineLine(HELPLINES[id])}</li>`)}</ul>`;
}

function helplineLine({ name, what, phone, text, url }: Helpline): Html {
  const call = phone !== undefined && html` <a href="tel:${phone.replaceAll(' ', '')}">${phone}</a>`;
  const write = text !== undefined && html`: text <a href="sms:${text.number}">${text.word} to ${text.number}</a>`;
  return html`<a href="${url}"><strong>${name}</strong></a>${call}${write} <span class="note">– ${what}</span>`;
}

/** Said wherever help is offered (these pages alert nobody by themselves at once). */
export function dangerLine(band: Band): Html {
  return band === 'easy'
    ? html`<p><strong>If someone is in danger now, call 999.</strong> Nobody is watching this page all the time.</p>`
    : html`<p><strong>This is not watched all the time. If you or someone else is in danger now, call 999.</strong></p>`;
}
