import { bulletinDelivery } from '../../alerts/bulletin.ts';
import type { SchoolSettings } from '../../config/schema/config.ts';
import { londonTime } from '../../core/london-time.ts';
import type { Principal } from '../auth/principal.ts';
import { type OpenAction, type OpenActionContext, openActions } from './open-actions.ts';

/** With the week's report for leadership. */
const FROM_MINUTE = 7 * 60 + 30;
const MOST_LISTED = 100;
const SYSTEM: Principal = { actor: 'system', role: 'trust-admin', school: null };

/**
 * Mails each week's open actions, once, on Monday morning or when there are some: to the owner where an address is known, else to the IT
 * contact of the school, or of every school for what is the whole trust's (row D03). A review that is due goes to the safeguarding lead, too.
 */
export async function mailOpenActions(context: OpenActionContext): Promise<void> {
  const { stores, clock, config } = context;
  const { dayNumber, weekday, minute } = londonTime(clock());
  if (minute < FROM_MINUTE) return;
  const byReader = new Map<string, OpenAction[]>();
  for (const action of await openActions(SYSTEM, context)) {
    for (const to of readersOf(action, config.schools)) byReader.set(to, [...(byReader.get(to) ?? []), action]);
  }
  const monday = dayNumber - weekday;
  const deliveries = [...byReader].map(([to, actions]) => bulletinDelivery(to, `open-actions|${monday}`, bulletinOf(actions)));
  await stores.outbox.add(deliveries, clock());
}

function readersOf({ school, email, kind }: OpenAction, schools: readonly SchoolSettings[]): Set<string> {
  if (email !== null) return new Set([email]);
  const own = schools.filter(({ id }) => school === null || id === school);
  const contacts = own.flatMap(({ it, dsl }) => (kind === 'review-due' ? [it, dsl] : [it]));
  return new Set(contacts.flatMap((contact) => (contact === undefined ? [] : [contact.email])));
}

function bulletinOf(actions: readonly OpenAction[]) {
  const overdue = actions.filter((one) => one.overdue).length;
  const items = actions.slice(0, MOST_LISTED).map(({ what, owner, due, overdue: isLate }) => {
    const when = due === null ? '' : isLate ? ` It was due on ${due}.` : ` Due on ${due}.`;
    return `${what} (${owner}.${when})`;
  });
  return {
    title: `${actions.length} to see to${overdue > 0 ? `, ${overdue} of them overdue` : ''}`,
    words: ['Open actions of filtering and monitoring. In the console they are under “Oversight”, “Open actions”.'],
    items,
    reason: 'You are named as an owner, or as the school’s contact. This comes once a week while something is open.',
  };
}
