import { normaliseUserName } from '../../core/identity.ts';
import type { Incident } from '../../core/incident.ts';
import type { Contact, Directory, SchoolContacts } from './directory.ts';

/**
 * Whether a contact is the person of that user name. Contacts have a name and an address, so they are compared with
 * - the whole address, and the part of it before `@` (and before `+`), also where the user name itself has a domain;
 * - the contact's name without spaces and punctuation: `a.lead` is "A. Lead", and `alead` is "Alice Lead".
 * Upper and lower case count alike; `NORTH\a.lead` is `a.lead`. Somebody taken for another costs one reader, and others are told instead;
 * somebody missed would read about themselves.
 */
export function isPerson(contact: Contact, username: string): boolean {
  const user = normaliseUserName(username).trim();
  const email = normaliseUserName(contact.email).trim();
  if (user === email) return true;
  const login = localPartOf(user.slice(user.lastIndexOf('\\') + 1));
  if (login === '') return false;
  if (login === localPartOf(email)) return true;
  const letters = lettersOf(login);
  if (letters === '') return false;
  const words = normaliseUserName(contact.name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const [first = '', last = ''] = [words[0], words.at(-1)];
  return letters === words.join('') || (words.length > 1 && (letters === first + last || letters === (first[0] ?? '') + last));
}

function localPartOf(address: string): string {
  const at = address.lastIndexOf('@');
  const local = at < 0 ? address : address.slice(0, at);
  const plus = local.indexOf('+');
  return plus > 0 ? local.slice(0, plus) : local;
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Every contact of a school, or of the trust for null. */
function contactsIn(school: SchoolContacts): Contact[] {
  const { dsl, deputies, headteacher, chair, it, onCall } = school;
  return [dsl, ...deputies, headteacher, chair, it, onCall].filter((contact) => contact !== null);
}

/** What an incident's person is among the named contacts. */
export interface Subject {
  /** Lower-case addresses at which nobody is told of this incident. */
  readonly addresses: ReadonlySet<string>;
  /** Staff by group, or a named contact. */
  readonly isStaff: boolean;
  readonly isHeadteacher: boolean;
  /** The incident's school; for a named contact of no known school, the school that names them. */
  readonly school: SchoolContacts | null;
}

export function subjectOf({ person, group, school }: Pick<Incident, 'person' | 'group' | 'school'>, directory: Directory): Subject {
  const addresses = new Set<string>();
  let home = school === null ? null : (directory.schools.get(school) ?? null);
  let isHeadteacher = false;
  if (person !== null) {
    if (directory.trustLead !== null && isPerson(directory.trustLead, person)) addresses.add(addressKey(directory.trustLead));
    for (const candidate of directory.schools.values()) {
      for (const contact of contactsIn(candidate)) {
        if (!isPerson(contact, person)) continue;
        addresses.add(addressKey(contact));
        home ??= candidate;
      }
      const head = candidate.headteacher;
      isHeadteacher ||= head !== null && (isPerson(head, person) || addresses.has(addressKey(head)));
    }
  }
  return { addresses, isStaff: group === 'staff' || addresses.size > 0, isHeadteacher, school: home };
}

export function addressKey({ email }: Pick<Contact, 'email'>): string {
  return email.trim().toLowerCase();
}
