import { cpuSecondsOfTree } from '../support/cpu.ts';
import { currentLoad } from '../support/machine.ts';
import type { Origin } from '../support/origin.ts';
import { median } from '../support/statistics.ts';
import type { Work } from '../work/work.ts';

/** A proxy that takes part; the first of them is ours. */
export interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
}

export interface ComparisonOptions {
  readonly contestants: readonly Contestant[];
  readonly works: readonly Work[];
  readonly origin: Origin;
  readonly rounds: number;
  /** Of one contestant's turn. */
  readonly seconds: number;
  /** Of the clients; undefined: any. */
  readonly core: number | undefined;
  readonly onTurn: (text: string) => void;
  /** So many times as many at a time as a work says. */
  readonly crowd?: number;
}

/** One contestant's turn in one round. */
export interface Turn {
  readonly contestant: string;
  readonly units: number;
  readonly failures: number;
  readonly cpuSeconds: number;
  /** User and system CPU of its whole process tree, microseconds for each unit. */
  readonly cpuPerUnitUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** One-minute load average at its end: what else the machine did. */
  readonly load: number;
}

const MAX_WARM_UP_TURNS = 5;

export interface WorkComparison {
  readonly work: Pick<Work, 'id' | 'title' | 'unit'>;
  readonly rounds: readonly (readonly Turn[])[];
}

/**
 * Lets each contestant do each kind of work in turn, A B A B. A round's turns follow each other closely, so what else runs
 * on the machine weighs on all of them alike; the ratio within a round is what counts.
 */
export async function compare(options: ComparisonOptions): Promise<WorkComparison[]> {
  const { contestants, works, rounds, onTurn } = options;
  const compared: WorkComparison[] = [];
  for (const work of works) {
    onTurn(`${work.id}: warming up`);
    for (const contestant of contestants) await warmUp(contestant, work, options);
    const done: Turn[][] = [];
    for (let round = 1; round <= rounds; round++) {
      const turns: Turn[] = [];
      for (const contestant of contestants) turns.push(await takeTurn(contestant, work, options));
      done.push(turns);
      const costs = turns.map((turn) => `${turn.contestant} ${turn.cpuPerUnitUs.toFixed(1)}`).join('  ');
      onTurn(`${work.id} round ${round} of ${rounds}: ${costs} µs per ${work.unit}`);
    }
    const { id, title, unit } = work;
    compared.push({ work: { id, title, unit }, rounds: done });
  }
  return compared;
}

/** Just-in-time compilers, name caches, pooled connections. On a busy machine it stops early rather than take for ever. */
async function warmUp(contestant: Contestant, work: Work, options: ComparisonOptions): Promise<void> {
  let units = 0;
  for (let turn = 0; turn < MAX_WARM_UP_TURNS && units < work.warmUpUnits; turn++)
    units += (await takeTurn(contestant, work, options)).units;
}

async function takeTurn({ name, pid, port }: Contestant, work: Work, options: ComparisonOptions): Promise<Turn> {
  const { origin, seconds, core, crowd } = options;
  const before = cpuSecondsOfTree(pid);
  const { units, failures, p50Ms, p99Ms } = await work.run({ proxyPort: port, origin, core, crowd }, seconds);
  const cpuSeconds = cpuSecondsOfTree(pid) - before;
  if (cpuSeconds < 0) throw new Error(`${name} lost a process during ${work.id}`);
  return { contestant: name, units, failures, cpuSeconds, cpuPerUnitUs: (cpuSeconds / units) * 1e6, p50Ms, p99Ms, load: currentLoad() };
}

export interface Standing {
  readonly contestant: string;
  readonly cpuPerUnitUs: number;
  readonly p99Ms: number;
  readonly failures: number;
  /** Median over the rounds of our cost divided by this one's in the same round: below 1, ours is cheaper. */
  readonly oursTo: number;
}

/** Each contestant's medians over the rounds, in their order. */
export function standings({ rounds }: WorkComparison): Standing[] {
  const names = (rounds[0] ?? []).map(({ contestant }) => contestant);
  return names.map((contestant, place) => {
    const turns = rounds.flatMap((round) => round[place] ?? []);
    const ratios = rounds.flatMap((round) => {
      const [ours, theirs] = [round[0], round[place]];
      return ours === undefined || theirs === undefined ? [] : [ours.cpuPerUnitUs / theirs.cpuPerUnitUs];
    });
    return {
      contestant,
      cpuPerUnitUs: median(turns.map((turn) => turn.cpuPerUnitUs)),
      p99Ms: median(turns.map((turn) => turn.p99Ms)),
      failures: turns.reduce((sum, turn) => sum + turn.failures, 0),
      oursTo: median(ratios),
    };
  });
}
