import { openCase } from '../admin/services/incident-case.ts';
import { type Actor, changeIncident } from '../admin/services/incident-triage.ts';
import type { Role } from '../core/identity.ts';
import type { Incident } from '../core/incident.ts';
import { londonTime, parseTimeOfDay } from '../core/london-time.ts';
import type { TriageChange } from '../storage/incidents.ts';
import { at, isWeekday, MINUTE_MS } from './calendar.ts';
import { ANSWERS, type Answer, LOOKED_THROUGH, OTHERWISE } from './lead-answers.ts';
import { ACCOUNTS, type Account, ON_CALL, type SchoolId } from './schools.ts';
import type { World } from './world.ts';

/** What is to be done about one person's incident instead of the usual. Minutes count from when it was told. */
export interface Special {
  /** Null: nobody does anything. */
  readonly acknowledgeAfter: number | null;
  readonly steps?: readonly Step[];
}

/** By the lead, where nobody else is named. */
export interface Step {
  readonly after: number;
  readonly change: TriageChange;
  readonly by?: Account;
}

/** `role`: null for somebody without an account, who acts by the link in a mail. */
interface Lead extends Actor {
  readonly role: Role | null;
}

const account = ({ name, role }: Account): Lead => ({ actor: `user:${name}`, name, role });
const byMail = (address: string): Lead => ({ actor: `contact:${address}`, name: address, role: null });

const LEADS: Readonly<Record<SchoolId, readonly [Lead, ...Lead[]]>> = {
  bramblewick: [account(ACCOUNTS.joan)],
  harrowmere: [account(ACCOUNTS.ruth), account(ACCOUNTS.ruth), account(ACCOUNTS.daniel)],
  quayle: [account(ACCOUNTS.samira)],
};
const HEADS: Readonly<Record<SchoolId, Lead>> = {
  bramblewick: byMail('h.thwaite@example.org'),
  harrowmere: account(ACCOUNTS.abena),
  quayle: byMail('f.adair@example.org'),
};

const OPENS = parseTimeOfDay('08:00') ?? 0;
const CLOSES = parseTimeOfDay('16:00') ?? 0;
const CLOSED_OF_DIGEST = 0.55;
/** Of this week's dangers. */
const STAYS_OPEN = 0.4;
const MOST_OF_DIGEST = 200;

/** The safeguarding leads of the week: they acknowledge, talk to people, write down what they did, and close. */
export class Leads {
  readonly #world: World;
  readonly #special = new Map<string, Special>();
  readonly #answered = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    for (const day of world.week.days.filter(isWeekday)) {
      for (const { id } of world.config.schools) {
        const opens = at(day, '08:20') + world.dice.below(30) * MINUTE_MS;
        world.timeline.add(opens, () => this.#lookThrough(id as SchoolId));
      }
    }
  }

  /** How that person's incidents are to be answered. */
  expect(person: string, special: Special): void {
    this.#special.set(person, special);
  }

  /** Plans what is done about an incident that was just told; what is told again is being dealt with. */
  answer(incident: Incident): void {
    if (this.#answered.has(incident.id)) return;
    this.#answered.add(incident.id);
    const { timeline, now, dice, week } = this.#world;
    const { id, person, theme, severity } = incident;
    const special = this.#special.get(person ?? '');
    if (special !== undefined) {
      this.#answerSpecially(incident, special);
      return;
    }
    const lead = this.#leadOf(incident);
    const isUrgentAtHome = severity === 'danger' && !isSchoolTime(now());
    const first = isUrgentAtHome ? onCallOf(incident) : lead;
    const firstAt = this.#firstLook(severity);
    timeline.add(firstAt, () => this.#acknowledge(id, first));
    const answers = ANSWERS[theme];
    const { note, outcome, closing } = answers === undefined ? OTHERWISE : dice.pick(answers);
    const notedAt = isUrgentAtHome ? this.#nextMorning(firstAt) : firstAt + (12 + dice.below(40)) * MINUTE_MS;
    timeline.add(notedAt, () => this.#change(id, lead, { kind: 'note', text: note }));
    const closedAt = this.#nextMorning(notedAt) + dice.below(240) * MINUTE_MS;
    if (severity === 'danger' && now() > week.from && dice.chance(STAYS_OPEN)) return;
    timeline.add(closedAt, () => this.#change(id, lead, { kind: 'close', outcome, note: closing }));
  }

  #answerSpecially(incident: Incident, { acknowledgeAfter, steps = [] }: Special): void {
    const { timeline, now } = this.#world;
    const lead = this.#leadOf(incident);
    const told = now();
    if (acknowledgeAfter !== null) {
      const first = incident.severity === 'danger' && !isSchoolTime(told) ? onCallOf(incident) : lead;
      timeline.add(told + acknowledgeAfter * MINUTE_MS, () => this.#acknowledge(incident.id, first));
    }
    for (const { after, change, by } of steps) {
      timeline.add(told + after * MINUTE_MS, () => this.#change(incident.id, by === undefined ? lead : account(by), change));
    }
  }

  /** The digest's matters, one after the other, over the first coffee. */
  async #lookThrough(school: SchoolId): Promise<void> {
    const { context, dice } = this.#world;
    const filter = { school, severity: ['advisory'], status: ['new'], limit: MOST_OF_DIGEST } as const;
    for (const { id, group } of await context.stores.incidents.list(filter)) {
      if (group === 'staff' || !dice.chance(CLOSED_OF_DIGEST)) continue;
      const { outcome, closing }: Answer = dice.pick(LOOKED_THROUGH);
      await this.#change(id, dice.pick(LEADS[school]), { kind: 'close', outcome, note: closing });
    }
  }

  async #acknowledge(id: string, who: Lead): Promise<void> {
    const { stores } = this.#world.context;
    const incident = await stores.incidents.get(id);
    if (incident?.status !== 'new' && incident?.status !== 'escalated') return;
    const { role, actor } = who;
    const detail = { role, purpose: 'safeguarding', reference: id, context: true };
    const row = { at: this.#world.now(), actor, action: 'incident.view', subject: id, outcome: 'done', detail } as const;
    if (role !== null) await stores.audit.append(row);
    await this.#change(id, who, { kind: 'acknowledge' });
  }

  async #change(id: string, who: Actor, change: TriageChange): Promise<void> {
    const { incidents } = this.#world;
    const one = await openCase(id, incidents);
    // Put together with another one meanwhile, or closed by somebody else.
    if (one === undefined || one.incident.mergedInto !== null || one.incident.status === 'closed') return;
    await changeIncident(who, one, one.incident.version, change, incidents);
  }

  #leadOf(incident: Incident): Lead {
    const school = schoolOf(incident);
    return incident.group === 'staff' ? HEADS[school] : this.#world.dice.pick(LEADS[school]);
  }

  #firstLook(severity: Incident['severity']): number {
    const { now, dice } = this.#world;
    const isDanger = severity === 'danger';
    if (isSchoolTime(now())) return now() + (isDanger ? 3 + dice.below(15) : 10 + dice.below(85)) * MINUTE_MS;
    return isDanger ? now() + (6 + dice.below(22)) * MINUTE_MS : this.#nextMorning(now());
  }

  #nextMorning(after: number): number {
    let day = londonTime(this.#world.now()).dayNumber;
    while (at(day, '08:05') <= after || !isWeekday(day)) day++;
    return at(day, '08:05') + this.#world.dice.below(50) * MINUTE_MS;
  }
}

function schoolOf({ school }: Incident): SchoolId {
  return school === 'bramblewick' || school === 'quayle' ? school : 'harrowmere';
}

function onCallOf(incident: Incident): Lead {
  return incident.group === 'staff' ? HEADS[schoolOf(incident)] : byMail(ON_CALL[schoolOf(incident)]);
}

function isSchoolTime(time: ReturnType<World['now']>): boolean {
  const { dayNumber, minute } = londonTime(time);
  return isWeekday(dayNumber) && minute >= OPENS && minute < CLOSES;
}
