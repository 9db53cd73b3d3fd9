import type { Incident } from '../../core/incident.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import type { Contact, Directory, SchoolContacts } from './directory.ts';
import { schoolDay } from './school-day.ts';
import { addressKey, type Subject, subjectOf } from './subject.ts';

export type ContactRole = 'dsl' | 'deputy-dsl' | 'headteacher' | 'chair' | 'trust-lead' | 'on-call' | 'it';

export interface Recipient extends Contact {
  readonly role: ContactRole;
  /** Why this person is told, as a sentence of their mail. */
  readonly reason: string;
  /** `minimal` wins over the configured detail: IT, and leads of schools the incident may not belong to, learn no names. */
  readonly detail: 'configured' | 'minimal';
}

type Candidate = Omit<Recipient, 'name' | 'email'> & { readonly contact: Contact | null };

/** The reader's part of a directory: one `Candidate` for each contact of a role. */
function candidate(contact: Contact | null, role: ContactRole, reason: string, detail: Recipient['detail'] = 'configured'): Candidate {
  return { contact, role, reason, detail };
}

/**
 * Who is told of an incident (rows R52, R53, R10, R11, I11), each once and with the reason. Never the subject, nor an address the
 * subject is known at. Where nobody of the right ones can be told, the next in line is; empty when nobody is left at all.
 * `now` says whether somebody on call is needed; by default the time of the incident's last record.
 */
export function recipientsOf(incident: Incident, directory: Directory, now: EpochMs = epochMs(incident.lastAt)): Recipient[] {
  const subject = subjectOf(incident, directory);
  const told = firstReachable(linesOf(incident, subject, directory), subject);
  return tellable([...told, ...besides(incident, subject, directory, now)], subject);
}

/** Lines of people to tell; a later line is asked only when nobody of the earlier ones can be. */
function linesOf(incident: Incident, subject: Subject, directory: Directory): Candidate[][] {
  const { school } = subject;
  if (subject.isHeadteacher) return headteacherLines(school, directory);
  if (subject.isStaff) return staffLines(school, directory);
  if (incident.theme === 'malware')
    return [[candidate(school?.it ?? null, 'it', 'You look after IT at this school.', 'minimal')], ...pupilLines(school, directory)];
  return pupilLines(school, directory);
}

function leads(school: SchoolContacts, detail: Recipient['detail'] = 'configured'): Candidate[] {
  return [
    candidate(school.dsl, 'dsl', `You are the designated safeguarding lead of ${school.name}.`, detail),
    ...school.deputies.map((deputy) => candidate(deputy, 'deputy-dsl', `You are a deputy safeguarding lead of ${school.name}.`, detail)),
  ];
}

function pupilLines(school: SchoolContacts | null, { trustLead, schools }: Directory): Candidate[][] {
  const unknown = 'The school of this person is not known, and you are the trust safeguarding lead.';
  if (school === null) {
    const all = [...schools.values()];
    return [
      [candidate(trustLead, 'trust-lead', unknown)],
      // No name leaves the school it may belong to; with one school there is no doubt.
      all.flatMap((each) => leads(each, all.length === 1 ? 'configured' : 'minimal')),
    ];
  }
  const nobody = `No safeguarding lead of ${school.name} could be told.`;
  return [
    leads(school),
    [candidate(school.headteacher, 'headteacher', `${nobody} You are the headteacher.`)],
    [candidate(trustLead, 'trust-lead', `${nobody} You are the trust safeguarding lead.`)],
    [candidate(school.chair, 'chair', `${nobody} You are the chair of governors.`)],
  ];
}

function staffLines(school: SchoolContacts | null, { trustLead }: Directory): Candidate[][] {
  const lead = candidate(trustLead, 'trust-lead', 'It is about a member of staff, and you are the trust safeguarding lead.');
  if (school === null) return [[lead]];
  return [
    [candidate(school.headteacher, 'headteacher', 'It is about a member of staff, and you are the headteacher.')],
    [candidate(school.chair, 'chair', 'It is about a member of staff, and you are the chair of governors.'), lead],
  ];
}

function headteacherLines(school: SchoolContacts | null, { trustLead }: Directory): Candidate[][] {
  return [
    [
      candidate(school?.chair ?? null, 'chair', 'It is about the headteacher, and you are the chair of governors.'),
      candidate(trustLead, 'trust-lead', 'It is about the headteacher, and you are the trust safeguarding lead.'),
    ],
  ];
}

/** Who hears of it whoever else does. Nobody on call for incidents about staff: they are peers. */
function besides(incident: Incident, { school, isStaff }: Subject, { calendar }: Directory, now: EpochMs): Candidate[] {
  if (isStaff || school === null) return [];
  const { theme, severity, factors } = incident;
  const also: Candidate[] = [];
  if (factors.some(({ id }) => id === 'sealed')) {
    also.push(candidate(school.headteacher, 'headteacher', 'It is on a statutory sealed list, and you are the headteacher.'));
  }
  if (severity === 'danger' && schoolDay(now, calendar).period !== 'lessons') {
    also.push(candidate(school.onCall, 'on-call', 'It is a danger outside school hours, and you are on call.'));
  }
  if (theme === 'circumvention' && severity !== 'advisory') {
    also.push(
      candidate(school.it, 'it', 'Somebody keeps trying to get round the filter, and you look after IT at this school.', 'minimal'),
    );
  }
  return also;
}

function firstReachable(lines: readonly (readonly Candidate[])[], subject: Subject): readonly Candidate[] {
  return lines.find((line) => tellable(line, subject).length > 0) ?? [];
}

/** Leaves out gaps, the subject, and addresses that are there already. */
function tellable(candidates: readonly Candidate[], { addresses }: Subject): Recipient[] {
  const taken = new Set(addresses);
  const recipients: Recipient[] = [];
  for (const { contact, ...rest } of candidates) {
    if (contact === null || taken.has(addressKey(contact))) continue;
    taken.add(addressKey(contact));
    recipients.push({ name: contact.name, email: contact.email, ...rest });
  }
  return recipients;
}

/** Lines to go up when nobody acknowledges: each line's people at once, then the next line. */
export function escalationLines(incident: Incident, directory: Directory): Recipient[][] {
  const subject = subjectOf(incident, directory);
  const { school, isStaff } = subject;
  const lines: Candidate[][] = [];
  const nobody = 'Nobody has acknowledged it, and you are';
  const trustLead = candidate(directory.trustLead, 'trust-lead', `${nobody} the trust safeguarding lead.`);
  if (school !== null) {
    if (!isStaff) {
      lines.push([candidate(school.onCall, 'on-call', `${nobody} on call.`)]);
      lines.push([candidate(school.headteacher, 'headteacher', `${nobody} the headteacher.`)]);
      lines.push([trustLead]);
    } else {
      lines.push([candidate(school.chair, 'chair', `${nobody} the chair of governors.`), trustLead]);
    }
  } else lines.push([trustLead]);
  return lines.map((line) => tellable(line, subject)).filter((line) => line.length > 0);
}

/** IT of the school (of every school where it is not known), for what carries no content: mail that fails, alerts nobody acknowledges. */
export function itOf(school: string | null, directory: Directory): Contact[] {
  const own = school === null ? undefined : directory.schools.get(school);
  const contacts = (own === undefined ? [...directory.schools.values()] : [own]).flatMap(({ it }) => (it === null ? [] : [it]));
  return [...new Map(contacts.map((contact) => [addressKey(contact), contact])).values()];
}

/**
 * Whether the person at an address may be told of an incident in a digest or see it by role: of incidents about pupils the school's
 * leads, headteacher and whoever is on call, and the trust lead; of staff only those the alert itself goes to. Never the subject.
 */
export function mayBeTold(incident: Incident, email: string, directory: Directory): boolean {
  const subject = subjectOf(incident, directory);
  const key = addressKey({ email });
  if (subject.addresses.has(key)) return false;
  const { school, isStaff } = subject;
  const isOneOf = (contacts: readonly (Contact | null)[]) => contacts.some((contact) => contact !== null && addressKey(contact) === key);
  if (!isStaff && isOneOf([directory.trustLead])) return true;
  if (!isStaff && school !== null) return isOneOf([school.dsl, ...school.deputies, school.headteacher, school.onCall]);
  return recipientsOf(incident, directory).some((recipient) => recipient.role !== 'it' && addressKey(recipient) === key);
}
