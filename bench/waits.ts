import { parseArgs } from 'node:util';
import { blockPageOf } from './peers/block-page.ts';
import { deniedDomains } from './peers/denied-domains.ts';
import { squid } from './peers/squid.ts';
import { cpuSecondsOfTree } from './support/cpu.ts';
import { currentLoad, describeMachine } from './support/machine.ts';
import { positive, runCommandLine, UsageError } from './support/options.ts';
import { type Origin, startOrigin } from './support/origin.ts';
import { startProduct } from './support/product.ts';
import { keepResult } from './support/results.ts';
import { median } from './support/statistics.ts';
import { WORKS } from './work/kinds.ts';
import type { Work, WorkPlace } from './work/work.ts';

/**
 * How long answers take at 70 % of what a proxy carries, ours beside Squid: `node bench/waits.ts [--only plain-http,connect,blocked]
 * [--rounds 5] [--seconds 4]`. Each is first asked as fast as it answers, then at 70 % of that, in turns that alternate. Needs wrk,
 * Squid and two cores. Exit code 1 when something failed or a p99 is above Squid's. About three minutes, on a quiet machine.
 */
const WAITED_FOR = ['plain-http', 'connect', 'blocked'];
const SHARE_OF_CAPACITY = 0.7;
const CAPACITY_SECONDS = 2;
const TRIAL_SECONDS = 1;

interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
}

interface Turn {
  /** Units a second: as fast as it answers, and in this turn. */
  readonly capacity: number;
  readonly rate: number;
  /** Share of its core. */
  readonly busy: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

async function takeTurn(work: Work, { pid, port }: Contestant, origin: Origin, seconds: number): Promise<Turn> {
  const at: WorkPlace = { proxyPort: port, origin, core: 0 };
  const capacity = (await work.run(at, CAPACITY_SECONDS)).units / CAPACITY_SECONDS;
  const everyMs = (work.atATime * 1_000) / (SHARE_OF_CAPACITY * capacity);
  // A connection's round is its pause and its answer; what an answer takes in the mean at this pace, a trial tells.
  const trial = await work.run(at, TRIAL_SECONDS, everyMs);
  const answerMs = Math.max(0, (work.atATime * TRIAL_SECONDS * 1_000) / trial.units - everyMs);
  const before = cpuSecondsOfTree(pid);
  const done = await work.run(at, seconds, Math.max(0.1, everyMs - answerMs));
  const busy = (cpuSecondsOfTree(pid) - before) / seconds;
  const { units, failures, p50Ms, p99Ms } = done;
  return { capacity, rate: units / seconds, busy, p50Ms, p99Ms, failures };
}

async function run(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given,
    options: { only: { type: 'string' }, rounds: { type: 'string' }, seconds: { type: 'string' } },
  });
  const only = values.only?.split(',') ?? WAITED_FOR;
  const unknown = only.find((id) => !WAITED_FOR.includes(id));
  if (unknown !== undefined) throw new UsageError(`--only: "${unknown}" is none of ${WAITED_FOR.join(', ')}`);
  const program = squid.find();
  if (program === undefined) throw new UsageError('Squid is not installed: there is nothing to compare with');
  const rounds = positive('rounds', values.rounds, 5);
  const seconds = positive('seconds', values.seconds, 4);
  const machine = describeMachine();
  const stops: (() => Promise<void>)[] = [];
  const kept: object[] = [];
  let isGood = true;
  try {
    const origin = await startOrigin({ core: 0 });
    stops.push(origin.stop);
    const ours = await startProduct({ core: 1, connectPorts: [origin.tunnelPort, 80] });
    stops.push(ours.stop);
    const theirs = await squid.start({
      program,
      core: 1,
      denied: deniedDomains(ours.hasRealLists),
      blockPage: await blockPageOf(ours.port),
    });
    stops.push(theirs.stop);
    const contestants: Contestant[] = [
      { name: 'ours', pid: ours.pid, port: ours.port },
      { name: 'squid', pid: theirs.pid, port: theirs.port },
    ];
    for (const work of WORKS.filter(({ id }) => only.includes(id))) {
      const turns: Turn[][] = [[], []];
      // The first round warms up.
      for (let round = 0; round <= rounds; round++) {
        for (const [place, contestant] of contestants.entries()) {
          const turn = await takeTurn(work, contestant, origin, seconds);
          if (round > 0) turns[place]?.push(turn);
        }
      }
      process.stdout.write(`${work.title}, to be ${100 * SHARE_OF_CAPACITY} % of what each carries\n`);
      for (const [place, { name }] of contestants.entries()) process.stdout.write(`  ${lineOf(name, turns[place] ?? [])}\n`);
      const [p99 = 0, theirP99 = 0] = turns.map((each) => median(each.map(({ p99Ms }) => p99Ms)));
      isGood &&= p99 <= theirP99 && turns.flat().every(({ failures }) => failures === 0);
      kept.push({ work: work.id, ours: turns[0], squid: turns[1], p99Ratio: p99 / theirP99 });
    }
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
  const path = keepResult({ at: new Date(), machine, rounds, seconds, works: kept }, 'waits');
  process.stdout.write(`load average ${currentLoad()}; kept in ${path}\n`);
  return isGood ? 0 : 1;
}

function lineOf(name: string, turns: readonly Turn[]): string {
  const of = (what: (turn: Turn) => number) => turns.map(what);
  const range = (values: readonly number[]) => `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
  const p99s = of(({ p99Ms }) => p99Ms);
  const failures = turns.reduce((sum, turn) => sum + turn.failures, 0);
  const rate = Math.round(median(of((turn) => turn.rate)));
  const share = Math.round(100 * median(of((turn) => turn.rate / turn.capacity)));
  const busy = Math.round(100 * median(of((turn) => turn.busy)));
  const p50 = median(of(({ p50Ms }) => p50Ms)).toFixed(2);
  const failed = failures === 0 ? '' : `  ${failures} FAILED`;
  return `${name.padEnd(6)} ${rate}/s (${share} % of what it carries), ${busy} % busy: p50 ${p50} ms, p99 ${median(p99s).toFixed(2)} ms (${range(p99s)})${failed}`;
}

await runCommandLine(run, process.argv.slice(2));
