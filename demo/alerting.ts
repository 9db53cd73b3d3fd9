import { DigestJob } from '../alerts/digest.ts';
import { escalate } from '../alerts/escalate.ts';
import { LiveDirectory } from '../alerts/live-directory.ts';
import { Raiser } from '../alerts/raise.ts';
import type { AlertRules } from '../alerts/rules.ts';
import { createSchoolRules } from '../alerts/school-rules.ts';
import { WeeklyJob } from '../alerts/weekly.ts';
import type { AccessRecord } from '../core/access-record.ts';
import type { Incident } from '../core/incident.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import type { AssessedSighting, NewDelivery } from '../storage/incidents.ts';
import { at, MINUTE_MS } from './calendar.ts';
import { Postman } from './postman.ts';
import type { World } from './world.ts';

/** Replaced by the real one when the week is whole; by this one everything would be read. */
const CURSOR_OF_THE_WEEK = '{}';
const ESCALATE_EVERY_MS = 15 * MINUTE_MS;

/** The alerts part's path from a record to the mail server, and the jobs beside it. */
export class Alerting {
  readonly #world: World;
  readonly #contacts: LiveDirectory;
  readonly #rules: AlertRules;
  readonly #raiser: Raiser;
  readonly #postman: Postman;
  #told: Incident[] = [];
  /** Called with each incident that somebody is to hear of, after the mails about it have left. */
  onTold: (incident: Incident) => void = () => {};

  constructor(world: World) {
    const { config, context, now } = world;
    const { stores, logger } = context;
    this.#world = world;
    this.#contacts = new LiveDirectory(config, stores.policies, now);
    const directory = this.#contacts.directory;
    this.#rules = createSchoolRules({
      ...{ detail: config.mail.detail, directory, clock: now, proofOfLifeTo: null },
      linkTo: (incident) => incident ?? '',
      notices: () => [],
      codeOf: () => '',
    });
    this.#postman = new Postman(world, this.#rules);
    const { assess, routing } = this.#rules;
    const onRaised = async (_: readonly Incident[], toTell: readonly Incident[]) => void this.#told.push(...toTell);
    this.#raiser = new Raiser({ incidents: stores.incidents, assess, routing, onRaised, clock: now, logger });
  }

  /** Raises what a record is a sign of, and sends the mails. */
  async take(record: AccessRecord): Promise<void> {
    const sighting = this.#rules.sightingOf(record);
    if (sighting === null) return;
    await this.#raiser.raise([{ sighting, synthetic: false }], CURSOR_OF_THE_WEEK);
    await this.#tell();
  }

  /** Stores what somebody reported, and sends the mails. */
  async report(concern: AssessedSighting): Promise<Incident | undefined> {
    const { incidents } = this.#world.context.stores;
    const routing = this.#rules.routing;
    const [incident] = await incidents.store([concern], null, { mergeWindowMs: 0, routing });
    if (incident !== undefined) this.#told.push(incident);
    await this.#tell();
    return incident;
  }

  /** Sends what waits to be sent. */
  sendMails(): Promise<void> {
    return this.#postman.deliver();
  }

  async #tell(): Promise<void> {
    await this.sendMails();
    for (const incident of this.#told.splice(0)) this.onTold(incident);
  }

  /** Puts the jobs into the week: who has not acknowledged in time, the mornings' digests, the Monday's reports. */
  async schedule(): Promise<void> {
    const { week, timeline, context, now, config } = this.#world;
    const { stores } = context;
    await this.#contacts.refresh();
    const directory = this.#contacts.directory;
    const send = async (deliveries: readonly NewDelivery[]) => {
      await stores.outbox.add(deliveries, now());
      await this.#postman.deliver();
    };
    const digestAt = (id: string) => config.schools.find((school) => school.id === id)?.digestAt ?? '07:30';
    const isOnSchoolDays = (id: string) => config.schools.find((school) => school.id === id)?.digestOn === 'school-days';
    const digests = new DigestJob({ stores, directory, digestAt, isOnSchoolDays, send, clock: now });
    const weekly = new WeeklyJob({ stores, directory, digestAt, send, clock: now });
    for (let time: number = week.from; time < week.until; time += ESCALATE_EVERY_MS) {
      timeline.add(time, () => escalate({ stores, directory, send, clock: now }));
    }
    for (const day of week.days) {
      for (const { id } of config.schools) timeline.add(justAfter(day, digestAt(id)), () => digests.run().then(() => weekly.run()));
    }
  }
}

function justAfter(day: number, time: string): EpochMs {
  return epochMs(at(day, time) + 1_000);
}
