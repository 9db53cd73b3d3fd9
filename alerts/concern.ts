import type { Theme } from '../core/category.ts';
import type { Assessment, Factor, Report, Severity, Sighting } from '../core/incident.ts';
import type { EpochMs } from '../core/units.ts';
import type { AssessedSighting } from '../storage/incidents.ts';
import type { Contact, Directory, SchoolContacts } from './routing/directory.ts';
import { isPerson } from './routing/subject.ts';

/** Whom a concern is about, as its reporter chose. `lead`: the designated safeguarding lead. */
export const CONCERN_SUBJECTS = ['nobody', 'pupil', 'adult', 'headteacher', 'lead'] as const;
export type ConcernSubject = (typeof CONCERN_SUBJECTS)[number];

/** What can be reported: themes that people tell of. The others are the filter's and IT's. */
export const CONCERN_THEMES = [
  'disclosure',
  'bullying-hate',
  'self-harm-suicide',
  'child-on-child-abuse',
  'grooming-exploitation',
  'child-sexual-abuse',
  'violence-weapons',
  'terrorism-extremism',
  'sexual-content',
  'domestic-abuse',
  'drugs-alcohol',
  'eating-disorders',
  'gambling',
] as const satisfies readonly Theme[];

/** Somebody told us (rows R54, R55). */
export interface Concern {
  /** One report has one, however often it is sent. */
  readonly id: string;
  readonly at: EpochMs;
  readonly reporter: Pick<Sighting, 'username' | 'computer' | 'clientIp' | 'group' | 'attribution'>;
  readonly isStaff: boolean;
  readonly school: string | null;
  readonly theme: (typeof CONCERN_THEMES)[number];
  readonly severity: Severity;
  readonly words: string;
  readonly place: string;
  /** The page it is about; both are `sealed:<list>:<keyed hash>` for a sealed one. */
  readonly page: Pick<Sighting, 'host' | 'url' | 'action'> | null;
  readonly about: ConcernSubject;
  /** Who that is, as typed. */
  readonly name: string;
  /** The reporter's own name, as typed where no lease says it. */
  readonly ownName: string;
  /** Group of whoever `name` is, where that is a known pupil. */
  readonly namedGroup: string | null;
}

/** Marks an incident that somebody reported. */
export const REPORT_FACTOR = 'reported';

/** A concern as incidents take it: never merged into another one, never held back. */
export function concernSighting(concern: Concern, directory: Directory): AssessedSighting {
  const { id, at, reporter, school, theme, severity, page } = concern;
  const signal = severity;
  const sighting: Sighting = {
    ...{ id, at, school, theme, signal, categories: [], searchTerm: null },
    ...{ computer: reporter.computer, clientIp: reporter.clientIp, attribution: reporter.attribution },
    ...subjectOf(concern, directory),
    host: page?.host ?? '',
    url: page?.url ?? '',
    action: page?.action ?? 'allow',
    intent: 'unknown',
    visibility: 'content',
    report: reportOf(concern),
  };
  const assessment: Assessment = { severity, notify: true, factors: factorsOf(concern), cluster: null };
  return { sighting, assessment, synthetic: false };
}

function reportOf({ reporter, isStaff, words, place, about, name, ownName }: Concern): Report {
  return { by: reporter.username, calledBy: ownName, role: isStaff ? 'staff' : 'pupil', words, place, about, name };
}

/**
 * Whom the incident is about. A pupil's own report is about the pupil, who is the one to be looked after; whoever is named in it is
 * told in its words only, so that nobody gets a record by somebody else's typing. A member of staff names a pupil; an adult goes by
 * the contact that the name may mean, so that routing goes round them.
 */
function subjectOf(concern: Concern, directory: Directory): Pick<Sighting, 'username' | 'group'> {
  const { about, name, isStaff, reporter, namedGroup } = concern;
  if (about === 'adult' || about === 'headteacher' || about === 'lead') {
    return { username: adultIn(concern, directory)?.email ?? (name === '' ? null : name), group: 'staff' };
  }
  if (!isStaff) return { username: reporter.username, group: reporter.group };
  return { username: about === 'pupil' && name !== '' ? name : null, group: namedGroup ?? 'unidentified' };
}

/** The contact that is meant. Of several whom the words fit, the one whom fewest others may then be told instead of. */
function adultIn({ about, name, school }: Concern, { schools, trustLead }: Directory): Contact | null {
  const own = school === null ? undefined : schools.get(school);
  if (about === 'headteacher') return own?.headteacher ?? null;
  if (about === 'lead') return own?.dsl ?? null;
  if (own !== undefined && /\bhead ?(?:teacher|master|mistress)\b|\bprincipal\b/i.test(name)) return own.headteacher;
  if (own !== undefined && /\bsafeguarding\b|\bDSL\b/i.test(name)) return own.dsl;
  const candidates = [...(own === undefined ? [] : contactsOf(own)), ...(trustLead === null ? [] : [trustLead])];
  return candidates.find((contact) => mayMean(name, contact)) ?? null;
}

function contactsOf({ headteacher, chair, dsl, deputies, it, onCall }: SchoolContacts): Contact[] {
  return [headteacher, chair, dsl, ...deputies, onCall, it].filter((contact) => contact !== null);
}

/** Children write "Mrs Lead": the last name is enough among a school's few contacts. */
function mayMean(typed: string, contact: Contact): boolean {
  if (typed.trim() === '') return false;
  const lastName = wordsOf(contact.name).at(-1) ?? '';
  return isPerson(contact, typed) || (lastName.length > 1 && wordsOf(typed).includes(lastName));
}

function wordsOf(text: string): readonly string[] {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return words.filter((word) => word !== '');
}

const ABOUT: Readonly<Record<ConcernSubject, string | null>> = {
  nobody: null,
  pupil: null,
  adult: 'It is about an adult at school.',
  headteacher: 'It is about the headteacher.',
  lead: 'It is about the safeguarding lead.',
};

function factorsOf({ isStaff, reporter, severity, about, page }: Concern): Factor[] {
  const who = isStaff ? 'A member of staff' : reporter.username === null ? 'Somebody who was not signed in' : 'A pupil';
  const factors: Factor[] = [{ id: REPORT_FACTOR, effect: 'base', words: `${who} reported it with the form.` }];
  if (severity === 'danger') factors.push({ id: 'danger-now', effect: 'raises', words: 'They said that somebody may be in danger now.' });
  const aboutWords = ABOUT[about];
  if (aboutWords !== null) factors.push({ id: 'about-adult', effect: 'marks', words: aboutWords });
  if (page?.host.startsWith('sealed:') === true) {
    factors.push({
      id: 'sealed',
      effect: 'marks',
      words: 'The page is on a sealed list. Do not view, copy or investigate it; call the police.',
    });
  }
  return factors;
}
