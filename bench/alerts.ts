import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { AccessRecord } from '../core/access-record.ts';
import { decisionIdGenerator } from '../core/decision-id.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { openStores } from '../storage/open-stores.ts';
import type { RecordSpool } from '../storage/record-spool/spool.ts';
import { openRecordSpool } from '../storage/record-spool/writer.ts';
import type { Stores } from '../storage/stores.ts';
import { type PrivateRedis, startRedis } from '../test/support/redis.ts';
import { atExit } from './support/at-exit.ts';
import { cpuSecondsOfTree } from './support/cpu.ts';
import { currentLoad } from './support/machine.ts';
import { positive, runCommandLine } from './support/options.ts';
import { PlainMailServer } from './support/plain-mail-server.ts';
import { quantile } from './support/statistics.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/**
 * The alerts in a process of their own, from the records to a real mail server, with a real Redis, and SQLite in a file:
 * `node bench/alerts.ts [--only idle,mails,stream,backlog]`, three minutes. `idle`: what waiting costs. `mails`: from an attempt
 * to its mails, at a steady rate. `stream`: signalled records of a few people, at rising rates. `backlog`: what waited during an
 * outage, a danger at its end.
 */
const ALERTS = fileURLToPath(new URL('../test/alerts/runtime/alerts-process.ts', import.meta.url));
const clock = (): EpochMs => epochMs(Date.now());
const nextId = decisionIdGenerator(1, process.pid);

interface Installation {
  readonly folder: string;
  readonly mail: PlainMailServer;
  readonly redis: PrivateRedis;
  readonly stores: Stores;
  readonly spool: RecordSpool;
  /** Starts the alerts; resolves when they read. */
  start(): Promise<ChildProcess>;
}

async function installed<T>(work: (installation: Installation) => Promise<T>): Promise<T> {
  const folder = temporaryFolder();
  const [mail, redis] = await Promise.all([PlainMailServer.start(), startRedis(['--appendonly', 'yes'])]);
  const stores = await openStores({ databaseUrl: null, sqlitePath: join(folder.path, 'db.sqlite'), clock });
  const spool = await openRecordSpool({ folder: join(folder.path, 'records'), writer: 'proxy-1', clock, onProblem: console.error });
  const children: ChildProcess[] = [];
  const forget = atExit(() => children.forEach((child) => void child.kill('SIGKILL')));
  const start = async () => {
    const child = spawn(process.execPath, [ALERTS, folder.path, redis.socketPath, mail.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  };
  try {
    return await work({ folder: folder.path, mail, redis, stores, spool, start });
  } finally {
    forget();
    for (const child of children) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    await spool.close();
    await stores.close();
    await mail.close();
    await redis.stop();
    folder.remove();
  }
}

function record(username: string, changes: Partial<AccessRecord> = {}): AccessRecord {
  const now = clock();
  const host = 'terrorism.schoolgate.test';
  return {
    ...{ id: nextId(now), event: 'request', time: new Date(now).toISOString(), username, computer: 'PC-1', clientIp: '10.20.3.4' },
    ...{ school: 'north', group: 'seniors', attribution: 'lease', method: 'GET', url: `http://${host}/`, host, categories: ['terrorism'] },
    ...{ action: 'block', rule: 'locked', reason: 'Made up.', signal: 'danger', visibility: 'url', intent: 'navigation' },
    ...{ contentType: null, status: 403, bytesUp: 0, bytesDown: 0, durationMs: 1, policyVersion: 'p', listVersion: 'l', ...changes },
  } as AccessRecord;
}

/** Calls at a steady rate, as the wall clock has it. */
async function atRate(perSecond: number, seconds: number, call: (number: number) => void): Promise<void> {
  const startedAt = performance.now();
  for (let done = 0; done < perSecond * seconds; await delay(5)) {
    const due = Math.min(perSecond * seconds, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond));
    for (; done < due; done++) call(done);
  }
}

const line = (what: string, figures: string) => console.log(`${what.padEnd(44)} ${figures}  (load ${currentLoad()})`);

/** Each record is another person's: each makes an incident and two mails. */
async function mails({ mail, stores, spool, start }: Installation, perSecond: number, seconds: number): Promise<void> {
  const child = await start();
  const attemptedAt = new Map<string, number>();
  const cpuBefore = cpuSecondsOfTree(child.pid ?? 0);
  await atRate(perSecond, seconds, (number) => {
    const made = record(`pupil-${number}`);
    attemptedAt.set(`pupil-${number}`, Date.parse(made.time));
    spool.appendDurable(made, () => {});
  });
  await mail.until(perSecond * seconds * 2);
  const cpu = cpuSecondsOfTree(child.pid ?? 0) - cpuBefore;
  const waits: number[] = [];
  for (const { id, person } of await stores.incidents.list({ limit: perSecond * seconds })) {
    for (const delivery of await stores.outbox.forIncident(id)) {
      waits.push((mail.receivedAt.get(delivery.id) ?? Number.NaN) - (attemptedAt.get(person ?? '') ?? Number.NaN));
    }
  }
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => `${Math.round(quantile(waits, share))} ms`);
  line(`attempt to mail, ${perSecond} alerts/s for ${seconds} s`, `p50 ${p50}, p99 ${p99}, longest ${most}, ${cpu.toFixed(1)} s of CPU`);
}

const PEOPLE = 300;

/** What a class that tries and tries makes: nearly all of it repeats. */
async function stream({ stores, spool, start }: Installation, perSecond: number, seconds: number): Promise<void> {
  const child = await start();
  const cpuBefore = cpuSecondsOfTree(child.pid ?? 0);
  const startedAt = performance.now();
  await atRate(perSecond, seconds, (number) => {
    const made = record(`pupil-${number % PEOPLE}`, { signal: 'warning', categories: ['weapons'], host: 'weapons.example' });
    spool.append(made);
  });
  const wroteAt = performance.now();
  await spool.flush();
  while (!(await hasIncident(stores, perSecond * seconds))) await delay(50);
  const behindMs = performance.now() - wroteAt;
  const cores = (cpuSecondsOfTree(child.pid ?? 0) - cpuBefore) / ((performance.now() - startedAt) / 1_000);
  const made = Math.round((perSecond * seconds) / ((performance.now() - startedAt) / 1_000));
  line(
    `${perSecond} signalled records/s for ${seconds} s`,
    `read ${made}/s, all ${Math.round(behindMs)} ms behind the last, ${cores.toFixed(2)} core`,
  );
}

async function hasIncident(stores: Stores, records: number): Promise<boolean> {
  const incidents = await stores.incidents.list({ limit: 10_000 });
  return incidents.reduce((sum, each) => sum + each.records, 0) >= records;
}

async function backlog({ mail, spool, start }: Installation, records: number, signalledShare: number): Promise<void> {
  const routine = record('somebody', { signal: 'none', categories: ['education'], host: 'site.example', action: 'allow' });
  for (let number = 0; number < records - 1; number++) {
    const isSignalled = Math.floor(number * signalledShare) !== Math.floor((number - 1) * signalledShare);
    const now = clock();
    const signalled = () =>
      record(`pupil-${number % PEOPLE}`, { signal: 'advisory', categories: ['gambling'], host: `bet${number % 50}.example` });
    spool.append(isSignalled ? signalled() : { ...routine, id: nextId(now), time: new Date(now).toISOString() });
    if (number % 1_000 === 0) await new Promise<void>((done) => setImmediate(done));
  }
  spool.append(record('pupil-in-danger'));
  await spool.flush();
  const startedAt = performance.now();
  const child = await start();
  await mail.until(2);
  const tookS = (performance.now() - startedAt) / 1_000;
  const cpu = cpuSecondsOfTree(child.pid ?? 0);
  line(
    `${records} records, ${100 * signalledShare} % signalled`,
    `the danger at their end is mailed after ${tookS.toFixed(1)} s, ${Math.round(records / tookS)} records/s, ${cpu.toFixed(1)} s of CPU`,
  );
}

const WARM_UP_MS = 3_000;
const IDLE_MS = 20_000;

/** Four writers' files, and nothing happens. */
async function idle({ folder, start }: Installation): Promise<void> {
  const open = (writer: string) => openRecordSpool({ folder: join(folder, 'records'), writer, clock, onProblem: console.error });
  const others = await Promise.all(['proxy-2', 'proxy-3', 'proxy-4'].map(open));
  const child = await start();
  await delay(WARM_UP_MS);
  const before = cpuSecondsOfTree(child.pid ?? 0);
  await delay(IDLE_MS);
  const share = (cpuSecondsOfTree(child.pid ?? 0) - before) / (IDLE_MS / 1_000);
  await Promise.all(others.map((spool) => spool.close()));
  line('idle, four writers', `${(100 * share).toFixed(1)} % of a core`);
}

const BENCHES = ['idle', 'mails', 'stream', 'backlog'] as const;

async function run(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given,
    options: { only: { type: 'string' }, rate: { type: 'string' }, records: { type: 'string' } },
  });
  const wanted = values.only?.split(',') ?? BENCHES;
  if (wanted.includes('idle')) await installed(idle);
  if (wanted.includes('mails')) await installed((one) => mails(one, positive('rate', values.rate, 50), 20));
  if (wanted.includes('stream')) for (const rate of [500, 2_000, 8_000]) await installed((one) => stream(one, rate, 8));
  if (wanted.includes('backlog'))
    for (const share of [0.02, 1]) await installed((one) => backlog(one, positive('records', values.records, 1_000_000), share));
  return 0;
}

if (import.meta.main) await runCommandLine(run, process.argv.slice(2));
