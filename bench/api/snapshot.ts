import { availableParallelism, constants, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WORKER_OPTIONS } from '../../cli/parts.ts';
import type { Stores } from '../../storage/stores.ts';
import { type Origin, startOrigin } from '../support/origin.ts';
import { BenchProcess } from '../support/processes.ts';
import { quantile } from '../support/statistics.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { loadAtPace } from '../work/paced-load.ts';
import {
  grant,
  openTrust,
  policyOf,
  policySave,
  savePolicy,
  type TrustSize,
  withOtherRule,
  withOtherSite,
  writeTrust,
} from './made-up-trust.ts';
import type { Measured } from './measured.ts';

export interface SnapshotOptions {
  readonly size: TrustSize;
  /** Pages a second while swaps are watched. */
  readonly rate: number;
  readonly rounds: number;
  /** Of one kind of swap in one round; two swaps fall in it. */
  readonly seconds: number;
}

const KINDS = ['grant', 'policy', 'policy-list', 'lists'] as const;
type Kind = (typeof KINDS)[number];
const SWAPS_A_TURN = 2;
const WARM_UP_SECONDS = 3;
const LEAD_SECONDS = 1;
const CONNECTIONS = 64;

interface Turn {
  /** What each page took. */
  readonly timesMs: readonly number[];
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly failed: number;
  readonly swaps: number;
  /** That the worker's event loop stood still. */
  readonly longestMs: number;
}

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * The largest trust: how long a worker takes from nothing to its first snapshot, and what those who browse feel of a swap, when one
 * grant, a rule of the policy, one of its own long lists or the lists of the world changed. The worker is a process on a core of its own where there are two.
 */
export async function measureSnapshot(options: SnapshotOptions): Promise<Measured[]> {
  const folder = temporaryFolder();
  const core = availableParallelism() >= 2 ? 0 : undefined;
  const origin = await startOrigin({ core });
  const stores = await openTrust(folder.path);
  let worker: BenchProcess | undefined;
  try {
    const { size } = options;
    const publishing = await BenchProcess.start(process.execPath, [script('publish-lists.ts'), folder.path, String(size.domains)]);
    await Promise.all([publishing.finished(), writeTrust(stores, size)]);
    worker = await BenchProcess.start(process.execPath, [...WORKER_OPTIONS, script('snapshot-worker.ts'), folder.path], {
      core: core === undefined ? core : 1,
    });
    const [, compiledMs = 0, , port = 0] = (await worker.line(/^compiled [\d.]+ port \d+$/)).split(' ').map(Number);
    const compiled: Measured = {
      id: 'snapshot-compile',
      title: `a worker’s first snapshot: ${words(size)}`,
      value: Math.round(compiledMs) / 1_000,
      unit: 's',
      beside: { ...size },
    };
    return [compiled, ...(await measureSwaps({ worker, port, origin, stores, core }, options))];
  } finally {
    await worker?.stop();
    await stores.close();
    await origin.stop();
    folder.remove();
  }
}

function words({ people, classes, listEntries, domains }: TrustSize): string {
  const [p, c, l, d] = [people, classes, listEntries, domains].map((count) => count.toLocaleString('en-GB'));
  return `${p} people, ${c} classes, ${l} list entries, ${d} domains`;
}

interface Scene {
  readonly worker: BenchProcess;
  readonly port: number;
  readonly origin: Origin;
  readonly stores: Stores;
  readonly core: number | undefined;
}

async function measureSwaps(scene: Scene, options: SnapshotOptions): Promise<Measured[]> {
  await oneTurn(scene, { ...options, seconds: WARM_UP_SECONDS }, undefined);
  const rounds: Record<Kind | 'usual', Turn>[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const turn = (kind?: Kind) => oneTurn(scene, options, kind);
    rounds.push({
      usual: await turn(),
      grant: await turn('grant'),
      policy: await turn('policy'),
      'policy-list': await turn('policy-list'),
      lists: await turn('lists'),
    });
  }
  return KINDS.map((kind) => {
    const turns = rounds.map((round) => round[kind]);
    const failed = turns.reduce((sum, one) => sum + one.failed, 0);
    const fewest = Math.min(...turns.map(({ swaps }) => swaps));
    const problem = failed > 0 ? `${failed} pages failed` : fewest < 1 ? 'a turn saw no swap' : undefined;
    const longestMs = Math.max(...turns.map((one) => one.longestMs));
    return {
      id: `swap-${kind}`,
      title: `p99 of pages while ${WHAT[kind]} is swapped in ${SWAPS_A_TURN} times in ${options.seconds} s, beside the usual; the worker stood still for ${longestMs} ms at most`,
      value: p99OfAll(turns) / p99OfAll(rounds.map(({ usual }) => usual)),
      unit: '× usual p99',
      beside: { rate: options.rate, longestMs, usual: rounds.map(({ usual }) => figures(usual)), turns: turns.map(figures) },
      ...(problem !== undefined && { spoilt: problem }),
    };
  });
}

/** Of the pages of all rounds together: of one turn it is that of its 40 slowest, which a single pause of the machine can be. */
const p99OfAll = (turns: readonly Turn[]) =>
  quantile(
    turns.flatMap(({ timesMs }) => timesMs),
    0.99,
  );

const figures = ({ timesMs: _, ...kept }: Turn) => kept;

const WHAT: Readonly<Record<Kind, string>> = {
  grant: 'a grant',
  policy: 'a policy with another rule',
  'policy-list': 'a policy with a site more in a list',
  lists: 'a list index',
};
let made = 1_000;

/** What is to be done for one change. What admin has to reckon for it is reckoned now, not while people are measured. */
function prepared(kind: Kind, stores: Stores, { listEntries }: TrustSize): () => Promise<unknown> {
  const number = made++;
  if (kind === 'grant') return () => grant(stores, number);
  if (kind === 'lists') return () => stores.bumpRevision('lists');
  const before = policyOf(listEntries);
  const after = kind === 'policy' ? withOtherRule(before, `as agreed in ${number}`) : withOtherSite(before, `more${number}.example`);
  const save = policySave(after, 'bench');
  return () => savePolicy(stores, save);
}

/** Pages at a steady rate; a change early in each half of the turn, which the worker finds within a second. */
async function oneTurn({ worker, port, origin, stores, core }: Scene, options: SnapshotOptions, kind: Kind | undefined): Promise<Turn> {
  const { rate, seconds, size } = options;
  const changes = kind === undefined ? [] : Array.from({ length: SWAPS_A_TURN }, () => prepared(kind, stores, size));
  const from = worker.lines.length;
  const swapsBefore = swapsTold(worker, from);
  const url = `http://origin.test:${origin.httpPort}/page`;
  const headers = { Host: new URL(url).host };
  const pace = { rate, seconds, leadSeconds: LEAD_SECONDS, connections: CONNECTIONS };
  const load = loadAtPace({ host: '127.0.0.1', port, paths: [url], headers, ...pace }, core);
  for (const [at, change] of changes.entries()) {
    await delay(at === 0 ? LEAD_SECONDS * 1_000 + 300 : (seconds * 1_000) / SWAPS_A_TURN);
    await behindOthers(change);
  }
  const { all, timesMs } = await load;
  // What the worker had still to tell of this turn.
  await worker.linesBeyond(worker.lines.length);
  const lines = worker.lines.slice(from + 1).filter((line) => line.startsWith('longest '));
  const longestMs = Math.max(...lines.map((line) => Number(line.split(' ')[1])));
  const { p99Ms, p999Ms, failed } = all;
  return { timesMs, p99Ms, p999Ms, failed, longestMs, swaps: swapsTold(worker, worker.lines.length) - swapsBefore };
}

/** What saving costs is no part of a swap: it takes what the others leave of the cores. Only root can come back from that. */
async function behindOthers(work: () => Promise<unknown>): Promise<void> {
  const { PRIORITY_LOW, PRIORITY_NORMAL } = constants.priority;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) setPriority(PRIORITY_LOW);
  try {
    await work();
  } finally {
    if (isRoot) setPriority(PRIORITY_NORMAL);
  }
}

function swapsTold({ lines }: BenchProcess, before: number): number {
  const line = lines.slice(0, before).findLast((one) => one.startsWith('longest '));
  return Number(line?.split(' ')[3] ?? 0);
}
