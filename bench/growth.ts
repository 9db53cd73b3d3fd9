import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PolicyDocument } from '../core/policy.ts';
import { cpuSecondsOfTree } from './support/cpu.ts';
import { currentLoad, describeMachine } from './support/machine.ts';
import { positive, runCommandLine, UsageError } from './support/options.ts';
import { type Origin, startOrigin } from './support/origin.ts';
import { drawPanels, type Panel } from './support/panel-chart.ts';
import { type Product, type ProductOptions, startProduct } from './support/product.ts';
import { median } from './support/statistics.ts';
import { loadByWrk } from './work/http-client.ts';

/**
 * How cost grows: CPU of all processes for a plain request of 1 kB, against the size of the lists, the number of open connections and
 * the number of rules, each beside the smallest of its kind in turns that alternate, for the machine's own speed changes meanwhile.
 * `node bench/growth.ts [--only lists,connections,rules] [--seconds 3] [--rounds 3]`; about eight minutes. 9,000 connections need
 * 20,000 open files. With all three it draws docs/images/growth.svg.
 */
const IMAGE = fileURLToPath(new URL('../docs/images/growth.svg', import.meta.url));
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 12;
const FILES_A_CONNECTION = 2.2;
const AXES = ['lists', 'connections', 'rules'] as const;
type Axis = (typeof AXES)[number];

interface Step {
  readonly size: number;
  /** CPU of a request beside that of the smallest size in the same round. */
  readonly ratio: number;
}

interface Turn {
  readonly seconds: number;
  readonly rounds: number;
}

const TITLES: Readonly<Record<Axis, string>> = {
  lists: 'CPU a request against listed domains',
  connections: 'CPU a request against open connections, 64 of them busy',
  rules: 'CPU a request against rules: lists of the policy, overrides, suspensions',
};
const SIZES: Readonly<Record<Axis, readonly number[]>> = {
  lists: [10_000, 100_000, 1_000_000, 5_000_000],
  connections: [10, 100, 1_000, 9_000],
  rules: [10, 100, 1_000, 5_000],
};

async function run(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given,
    options: { only: { type: 'string' }, seconds: { type: 'string' }, rounds: { type: 'string' } },
  });
  const only = values.only?.split(',') ?? [...AXES];
  const unknown = only.find((one) => !AXES.some((axis) => axis === one));
  if (unknown !== undefined) throw new UsageError(`--only: there is no "${unknown}"; ${AXES.join(', ')}`);
  const turn = { seconds: positive('seconds', values.seconds, 3), rounds: positive('rounds', values.rounds, 3) };
  const { processor, cores, node } = describeMachine();
  process.stdout.write(`${processor}, ${cores} cores, node ${node}, load average ${currentLoad()}\n`);
  const origin = await startOrigin({ core: 0 });
  try {
    const panels: Panel[] = [];
    for (const axis of AXES) {
      if (!only.includes(axis)) continue;
      const steps = await MEASURE[axis](origin, turn);
      for (const { size, ratio } of steps) process.stdout.write(`${axis} ${size.toLocaleString('en-GB')}: ${ratio.toFixed(2)} ×\n`);
      panels.push(panelOf(TITLES[axis], steps));
    }
    if (panels.length === AXES.length) writeFileSync(IMAGE, drawPanels('How cost grows', panels));
    process.stdout.write(`load average ${currentLoad()}\n`);
    return 0;
  } finally {
    await origin.stop();
  }
}

const MEASURE: Readonly<Record<Axis, (origin: Origin, turn: Turn) => Promise<Step[]>>> = {
  lists: (origin, turn) => oneProductEach('lists', (size) => ({ madeUpNames: size }), origin, turn),
  rules: (origin, turn) => oneProductEach('rules', (size) => ({ config: `policy: ${JSON.stringify(rules(size))}\n` }), origin, turn),
  async connections(origin, turn) {
    const sizes = SIZES.connections.filter((size) => size * FILES_A_CONNECTION < mostOpenFiles());
    if (sizes.length < SIZES.connections.length)
      process.stdout.write(`connections: no more than ${sizes.at(-1)}, for want of open files\n`);
    const product = await startProduct({ ...SMALL, config: `proxy: { maxConnectionsPerClient: ${2 * Math.max(...sizes)} }\n` });
    const cpuAt = (size: number) => async () => {
      const idle = await openConnections(product.port, size);
      try {
        return await cpuOf(product, origin, turn);
      } finally {
        for (const socket of idle) socket.destroy();
      }
    };
    try {
      await cpuOf(product, origin, { ...turn, seconds: WARM_UP_SECONDS });
      return await eachBesideFirst(sizes, turn.rounds, cpuAt(sizes[0] ?? 1), async (size, measure) => measure(cpuAt(size)));
    } finally {
      await product.stop();
    }
  },
};

const SMALL: ProductOptions = { core: 1, realLists: false };

function oneProductEach(axis: Axis, of: (size: number) => ProductOptions, origin: Origin, turn: Turn): Promise<Step[]> {
  const withProduct = async <Result>(size: number, work: (cpu: () => Promise<number>) => Promise<Result>): Promise<Result> => {
    const product = await startProduct({ ...SMALL, ...of(size) });
    try {
      await cpuOf(product, origin, { ...turn, seconds: WARM_UP_SECONDS });
      return await work(() => cpuOf(product, origin, turn));
    } finally {
      await product.stop();
    }
  };
  const sizes = SIZES[axis];
  return withProduct(sizes[0] ?? 1, (first) => eachBesideFirst(sizes, turn.rounds, first, withProduct));
}

/** Measures the first size and another one in turn, A B A B. */
async function eachBesideFirst(
  sizes: readonly number[],
  rounds: number,
  first: () => Promise<number>,
  at: (size: number, measure: (cpu: () => Promise<number>) => Promise<number>) => Promise<number>,
): Promise<Step[]> {
  const steps: Step[] = [{ size: sizes[0] ?? 1, ratio: 1 }];
  for (const size of sizes.slice(1)) {
    const ratio = await at(size, async (cpu) => {
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const usual = await first();
        ratios.push((await cpu()) / usual);
      }
      return median(ratios);
    });
    steps.push({ size, ratio });
  }
  return steps;
}

/** Connections that ask for nothing, a hundred at a time. */
async function openConnections(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let first = 0; first < count; first += 100) {
    const some = Array.from({ length: Math.min(100, count - first) }, () => connect(port, '127.0.0.1').on('error', () => {}));
    await Promise.all(some.map((socket) => once(socket, 'connect')));
    sockets.push(...some);
  }
  return sockets;
}

function mostOpenFiles(): number {
  return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? 0);
}

async function cpuOf(product: Product, origin: Origin, { seconds }: Turn): Promise<number> {
  const before = cpuSecondsOfTree(product.pid);
  const url = `http://${origin.name}:${origin.httpPort}/page`;
  const done = await loadByWrk({ proxy: `http://127.0.0.1:${product.port}`, url, connections: CONNECTIONS, seconds, core: 0 });
  if (done.refused + done.broken > 0) throw new Error(`${done.refused} requests were refused and ${done.broken} broke`);
  return ((cpuSecondsOfTree(product.pid) - before) / done.requests) * 1e6;
}

/** So many rules, a third of each kind, none of which names the site that is asked for. */
function rules(count: number): PolicyDocument {
  const third = Math.ceil(count / 3);
  const agreed = { reason: 'as agreed' };
  return {
    lists: Array.from({ length: third }, (_, i) => ({
      ...{
        id: `list-${i}`,
        action: i % 2 === 0 ? ('block' as const) : ('allow' as const),
        sites: [`listed${i}.example`, `paged${i}.example/a`],
      },
      ...{
        ...agreed,
        owner: 'it',
        reviewBy: '2099-07-31',
        audience: { groups: [i % 3 === 0 ? ('staff' as const) : ('seniors' as const)] },
      },
    })),
    overrides: Array.from({ length: third }, (_, i) => ({
      ...{ id: `override-${i}`, scope: { kind: 'person' as const, id: `person${i}` }, hosts: [`opened${i}.example`] },
      ...{ ...agreed, until: '2099-07-31T00:00', grantedBy: 'bench' },
    })),
    suspensions: Array.from({ length: third }, (_, i) => ({
      ...{ id: `suspension-${i}`, person: `person${i}`, until: '2099-07-31T00:00', ...agreed, by: 'bench' },
    })),
  };
}

/** A logarithmic axis, by its sizes. */
function panelOf(title: string, steps: readonly Step[]): Panel {
  const [first = 1, last = 1] = [steps[0]?.size, steps.at(-1)?.size];
  const at = (size: number) => Math.log(size / first) / Math.log(last / first);
  return {
    title,
    unit: '× that of the smallest',
    points: steps.map(({ size, ratio }) => ({ at: at(size), value: ratio })),
    ticks: steps.map(({ size }) => ({ at: at(size), label: size.toLocaleString('en-GB') })),
  };
}

await runCommandLine(run, process.argv.slice(2));
