import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Environment } from '../config/schema/surroundings.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { openRecordReader } from '../storage/record-spool/reader.ts';
import { makeAccounts } from './accounts.ts';
import { Alerting } from './alerting.ts';
import { Browsing, type Visit, WEEKS_WRITER } from './browsing.ts';
import { weekUntil } from './calendar.ts';
import { scheduleConcerns } from './concerns.ts';
import type { DemoMark } from './folder.ts';
import { scheduleItDesk } from './it-desk.ts';
import { Leads } from './leads.ts';
import { scheduleMachines } from './machines.ts';
import { scheduleOversight } from './oversight.ts';
import { populate } from './people.ts';
import { schedulePolicy } from './policy-week.ts';
import { Dice } from './random.ts';
import { safeguardingVisits } from './safeguarding.ts';
import type { SchoolId } from './schools.ts';
import { writeSettings } from './settings.ts';
import { scheduleTeaching } from './teaching.ts';
import { earlierConcerns, ordinaryTraffic } from './traffic.ts';
import { openWorld, type World } from './world.ts';

export interface WeekOptions {
  /** Gets `schoolgate.yaml` and `sources/`; the data folder stands in `env`. */
  readonly folder: string;
  readonly env: Environment;
  readonly schools: readonly SchoolId[];
  /** When the week ends: now. */
  readonly until: EpochMs;
  readonly seed: number;
  /** How much ordinary browsing, of the usual. */
  readonly share?: number;
  /** For how long before the week incidents were raised. */
  readonly earlierWeeks?: number;
  readonly newId?: () => string;
}

export interface MadeWeek {
  /** Access records. */
  readonly records: number;
  readonly people: number;
  /** Who may sign in. */
  readonly mark: DemoMark;
}

/** As far back as the console's trends go by themselves. */
const TREND_WEEKS = 11;
const FLUSH_EVERY = 5_000;

/** Makes the week in a data folder that nothing else uses: what happened, what was made of it, and what people did about it. */
export async function makeWeek(options: WeekOptions): Promise<MadeWeek> {
  const { folder, env, schools, until, seed, share = 1, earlierWeeks = TREND_WEEKS, newId = randomUUID } = options;
  const week = weekUntil(until, earlierWeeks);
  const dice = new Dice(seed);
  writeSettings(folder, schools, week);
  const world = await openWorld({ folder, env, week, dice, newId });
  try {
    const population = populate(dice, schools);
    const alerting = new Alerting(world);
    const leads = new Leads(world);
    alerting.onTold = (incident) => leads.answer(incident);
    await alerting.schedule();
    await scheduleMachines(world, population, env);
    const mark = await makeAccounts(world);
    scheduleItDesk(world, population);
    scheduleTeaching(world, population);
    schedulePolicy(world);
    scheduleOversight(world, population, alerting);
    scheduleConcerns(world, population, alerting);
    const visits = [
      ...earlierConcerns(week, population, dice),
      ...ordinaryTraffic(week, population, dice, share),
      ...safeguardingVisits(world, population, leads),
    ];
    const records = await play(
      world,
      visits.sort((a, b) => a.at - b.at),
      alerting,
    );
    return { records, mark, people: population.pupils.length + population.staff.length };
  } finally {
    await world.close();
  }
}

/** Everything in order of time. Returns how many records were written. */
async function play(world: World, visits: readonly Visit[], alerting: Alerting): Promise<number> {
  const { until } = world.week;
  const browsing = await Browsing.open(world, {
    writer: WEEKS_WRITER,
    onProblem(problem) {
      throw new Error(problem);
    },
    closeLater: (at, close) => close(epochMs(Math.min(at, until))),
  });
  for (const [index, visit] of visits.entries()) {
    await work(world, visit.at, alerting);
    const record = browsing.visit(visit);
    if (record.signal !== 'none') await alerting.take(record);
    if (index % FLUSH_EVERY === 0) await browsing.flush();
  }
  await work(world, until, alerting);
  await browsing.close();
  await markAsRead(world);
  return browsing.count;
}

/** What is to be done by then, and the mails that it asks for. */
async function work(world: World, by: number, alerting: Alerting): Promise<void> {
  for (let task = world.timeline.takeDue(by); task !== undefined; task = world.timeline.takeDue(by)) {
    world.goTo(task.at);
    await task.work();
    await alerting.sendMails();
  }
}

/** Alerts begin behind the week: all of it has been assessed. */
async function markAsRead({ config, context }: World): Promise<void> {
  const reader = openRecordReader({ folder: join(config.at.dataFolder, 'records') });
  try {
    for (let lines = await reader.read(); lines.length > 0; lines = await reader.read());
    const { incidents } = context.stores;
    await incidents.store([], JSON.stringify(reader.cursor()), { mergeWindowMs: 0, routing: () => [] });
  } finally {
    reader.close();
  }
}
