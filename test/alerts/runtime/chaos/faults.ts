import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { fillDisk } from '../../../storage/record-spool/small-disk.ts';
import type { Behaviour } from '../../../support/mail-server.ts';
import { until } from '../../../support/product.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;

/** Begins something that goes wrong; what it returns puts it right. */
type Fault = (world: World, random: () => number) => Promise<() => Promise<void>>;

const over = async () => {};

/** kill -9; the supervisor starts it again. */
const killed =
  (instance: string): Fault =>
  async ({ product }) => {
    const found = product.processes().find((each) => each.instance === instance);
    if (found !== undefined) process.kill(found.pid, 'SIGKILL');
    return async () => {
      await until(() => product.processes().some((each) => each.instance === instance && each.pid !== found?.pid), 30_000);
    };
  };

const mailServer =
  (behaviour: (random: () => number) => Behaviour): Fault =>
  async ({ mail }, random) => {
    mail.behaviour = () => behaviour(random);
    return async () => {
      mail.behaviour = () => 'accept';
    };
  };

/** Each message is dropped once at most: after a second silence it is given up, which is a rule of its own. */
const droppingServer =
  (kind: 'drop-after-data' | 'lose-after-data'): Fault =>
  async ({ mail }) => {
    const seen = new Set(mail.received.map((each) => each.mail.messageId));
    mail.behaviour = (_to, _attempt, message) => {
      if (message === undefined || seen.has(message)) return 'accept';
      seen.add(message);
      return kind;
    };
    return async () => {
      mail.behaviour = () => 'accept';
    };
  };

const redisFrozen: Fault = async ({ product }) => {
  const pid = product.pidOf('redis');
  process.kill(pid, 'SIGSTOP');
  return async () => void process.kill(pid, 'SIGCONT');
};

/** Moves the clock behind the attempts, while what failed waits to be tried again. */
const movedBy =
  (hours: number): Fault =>
  async (world, random) =>
  async () =>
    world.advance(Math.round(random() * hours * HOUR));

/** London's nights: two seconds before the hour that is left out, and before the one that comes twice. */
const movedTo =
  (to: number): Fault =>
  async (world) => {
    world.setClock(to);
    return over;
  };

/** What happens to processes. */
const PROCESSES = {
  'proxy-killed': killed('proxy-1'),
  'alerts-killed': killed('alerts'),
  'admin-killed': killed('admin'),
  'supervisor-killed': async (world) => {
    await world.product.kill(['proxy-1', 'alerts', 'admin', 'blocklists', 'redis']);
    return async () => {
      await world.ended();
      await world.product.start();
    };
  },
  'all-killed': async ({ product }) => {
    await product.kill();
    return async () => void (await product.start());
  },
  'redis-frozen': redisFrozen,
  'redis-killed': killed('redis'),
  'redis-wiped': async (world) => {
    world.redis('FLUSHALL');
    return over;
  },
} satisfies Record<string, Fault>;

/** What happens around them. */
const SURROUNDINGS = {
  'mail-refuses-connections': async ({ mail }) => {
    await mail.close();
    return () => mail.listen();
  },
  'mail-defers': mailServer((random) => (random() < 0.6 ? 'defer' : 'accept')),
  'mail-is-slow': mailServer((random) => Math.round(random() * 2_000)),
  'mail-takes-then-drops': droppingServer('drop-after-data'),
  'mail-loses-then-drops': droppingServer('lose-after-data'),
  'database-locked': async ({ databasePath }) => {
    const database = new Sqlite(databasePath, { timeout: 5_000 });
    database.exec('begin immediate');
    return async () => void database.close();
  },
  'disk-full': async ({ product, hasOwnDisk }) => {
    if (!hasOwnDisk) return over;
    fillDisk(product.dataFolder);
    return async () => rmSync(join(product.dataFolder, 'filler'));
  },
} satisfies Record<string, Fault>;

const CLOCKS = { 'clock-ahead': movedBy(3), 'clock-back': movedBy(-3) } satisfies Record<string, Fault>;

/** Jumps of months: nothing else at the same time, since what has waited for a day is given up when it fails again. */
const JUMPS = {
  'spring-forward': movedTo(Date.UTC(2026, 2, 29, 0, 59, 58)),
  'autumn-back': movedTo(Date.UTC(2026, 9, 25, 0, 59, 58)),
} satisfies Record<string, Fault>;

export const FAULTS = { ...PROCESSES, ...SURROUNDINGS, ...CLOCKS, ...JUMPS };

export type FaultName = keyof typeof FAULTS;

const oneOf = <Name extends FaultName>(faults: Readonly<Record<Name, Fault>>) => fc.constantFrom(...(Object.keys(faults) as Name[]));

/** What goes wrong at one time, in the order in which it begins and is put right: a product that is started needs its disk. */
export const trouble: fc.Arbitrary<FaultName[]> = fc.oneof(
  { weight: 4, arbitrary: oneOf(PROCESSES).map((name) => [name]) },
  { weight: 4, arbitrary: oneOf(SURROUNDINGS).map((name) => [name]) },
  { weight: 5, arbitrary: fc.tuple(oneOf(SURROUNDINGS), oneOf(PROCESSES)) },
  { weight: 3, arbitrary: fc.tuple(oneOf(SURROUNDINGS), oneOf(CLOCKS)) },
  { weight: 2, arbitrary: fc.tuple(oneOf(CLOCKS), oneOf(PROCESSES)) },
  { weight: 1, arbitrary: oneOf(JUMPS).map((name) => [name]) },
);

/** After these nobody knows whether a message was taken: copies are allowed, marked. After all others there must be none. */
export const DOUBTFUL: ReadonlySet<FaultName> = new Set([
  'alerts-killed',
  'supervisor-killed',
  'all-killed',
  'mail-refuses-connections',
  'mail-takes-then-drops',
  'mail-loses-then-drops',
]);
