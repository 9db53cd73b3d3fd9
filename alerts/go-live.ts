import type { AlertConfirmation } from '../storage/incident-access.ts';
import type { Directory, SchoolContacts } from './routing/directory.ts';
import { addressKey } from './routing/subject.ts';

/**
 * Schools whose alerts are not live: the lead as configured now has not confirmed that a test alert arrived (rows I05, A12). Without a
 * lead a deputy's word counts. It is a label: alerts are sent all the same.
 */
export function schoolsNotLive({ schools }: Directory, confirmations: readonly AlertConfirmation[]): SchoolContacts[] {
  return [...schools.values()].filter(
    (school) => !confirmations.some(({ school: id, recipient }) => id === school.id && confirms(school, recipient)),
  );
}

/** Whether this address is the one whose confirmation counts. */
export function confirms({ dsl, deputies }: SchoolContacts, recipient: string): boolean {
  return (dsl === null ? deputies : [dsl]).some((contact) => addressKey(contact) === recipient);
}

export function notLiveNotice({ name }: Pick<SchoolContacts, 'name'>): string {
  return `Alerts of ${name} are not live yet: its safeguarding lead has not confirmed a test alert.`;
}
