import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOfTree } from '../support/cpu.ts';
import { currentLoad } from '../support/machine.ts';
import { BenchProcess, freePorts } from '../support/processes.ts';
import { median } from '../support/statistics.ts';

/**
 * How two workers share connections, and what each connection (open, one request, close) costs in CPU of all their processes:
 * `node bench/experiments/accept-distribution.ts [rounds]`. The share is that of the busier worker: 0.5 is even. Kept
 * connections stay where they fell, as browsers' do.
 */
const WAYS = ['reuse-port', 'round-robin', 'shared-socket'] as const;
const SERVER = fileURLToPath(new URL('accept-server.ts', import.meta.url));
const SHORT = 3_000;
const AT_A_TIME = 16;
const KEPT = 200;
const rounds = Number(process.argv[2] ?? 5);

interface Measured {
  readonly cpuUs: number;
  readonly shortShare: number;
  readonly keptShare: number;
}

/** Which worker answered each exchange. */
class Shares {
  readonly #answers = new Map<string, number>();

  add(worker: string): void {
    this.#answers.set(worker, (this.#answers.get(worker) ?? 0) + 1);
  }

  get largest(): number {
    const counts = [...this.#answers.values()];
    return Math.max(...counts) / counts.reduce((sum, count) => sum + count, 0);
  }
}

/** One request on a connection of its own; resolves with what closes it. */
function exchange(port: number, shares: Shares): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('GET / HTTP/1.1\r\nHost: bench.test\r\n\r\n'));
    socket.once('error', reject);
    socket.once('data', (answer: Buffer) => {
      shares.add(answer.toString('latin1').split('\r\n\r\n')[1] ?? '');
      resolve(() => socket.end());
    });
  });
}

async function measure(port: number, pid: number): Promise<Measured> {
  const short = new Shares();
  const before = cpuSecondsOfTree(pid);
  let left = SHORT;
  const one = async (): Promise<void> => {
    while (left-- > 0) (await exchange(port, short))();
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, one));
  const cpuUs = ((cpuSecondsOfTree(pid) - before) / SHORT) * 1e6;
  const kept = new Shares();
  const closes = await Promise.all(Array.from({ length: KEPT }, () => exchange(port, kept)));
  for (const close of closes) close();
  return { cpuUs, shortShare: short.largest, keptShare: kept.largest };
}

const ports = await freePorts(WAYS.length);
const servers = await Promise.all(
  WAYS.map(async (way, index) => {
    const port = ports[index] ?? 0;
    const running = await BenchProcess.start(process.execPath, [SERVER, way, String(port)]);
    await running.line(/^ready$/);
    return { way, port, running };
  }),
);
const measured = new Map<string, Measured[]>(WAYS.map((way) => [way, []]));
for (let round = 0; round <= rounds; round++) {
  for (const { way, port, running } of servers) {
    const one = await measure(port, running.pid);
    if (round > 0) measured.get(way)?.push(one);
  }
}
const middle = (way: string, of: keyof Measured) => median((measured.get(way) ?? []).map((one) => one[of]));
const worst = (way: string, of: keyof Measured) => Math.max(...(measured.get(way) ?? []).map((one) => one[of]));
for (const way of WAYS) {
  const ratio = median(
    (measured.get(way) ?? []).map(({ cpuUs }, round) => cpuUs / (measured.get('reuse-port')?.[round]?.cpuUs ?? Number.NaN)),
  );
  process.stdout.write(
    `${way.padEnd(14)} ${middle(way, 'cpuUs').toFixed(0).padStart(5)} µs a connection (${ratio.toFixed(2)} × reuse-port)  busier worker: ` +
      `short ${middle(way, 'shortShare').toFixed(2)} (at most ${worst(way, 'shortShare').toFixed(2)})  kept ${middle(way, 'keptShare').toFixed(2)} (at most ${worst(way, 'keptShare').toFixed(2)})\n`,
  );
}
process.stdout.write(`load average ${currentLoad()}\n`);
await Promise.all(servers.map(({ running }) => running.stop()));
