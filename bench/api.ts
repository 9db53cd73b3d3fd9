import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Product } from '../test/support/product.ts';
import { currentLoad } from './support/machine.ts';
import { positive, runCommandLine } from './support/options.ts';
import { quantile } from './support/statistics.ts';

/**
 * Reads through the admin API of the real product, at a steady rate from one token whatever the answers take (an answer's time counts
 * from when it was due to be asked for): `node bench/api.ts [--rate 500] [--seconds 20]`.
 */
const SEEDED = { requests: 100, overrides: 100, leases: 500 };
const PATHS = ['requests?status=open&limit=50', 'overrides', 'leases', 'protection', 'policy', 'audit?limit=50'];
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;

interface Answer {
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

async function seed({ adminUrl }: Product, headers: Record<string, string>): Promise<void> {
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const sent = { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const { ok, status } = await fetch(`${adminUrl}/api/v1/${path}`, sent);
    if (!ok) throw new Error(`${method} ${path}: ${status}`);
  };
  const each = (count: number) => Array.from({ length: count }, (_, i) => i);
  for (const i of each(SEEDED.requests))
    await send('POST', 'requests', { kind: 'unblock', url: `https://s${i % 20}.example/`, reason: 'for maths', requestedBy: `u${i}` });
  for (const i of each(SEEDED.overrides))
    await send('POST', 'overrides', { hosts: [`o${i}.example`], scope: { kind: 'person', id: `u${i}` }, reason: 'for maths' });
  const lease = (i: number) => ({
    ip: `10.1.${i >> 8}.${i & 255}`,
    user: `u${i}`,
    computer: `pc${i}`,
    group: 'seniors',
    ttlSeconds: 3_600,
  });
  await send('PUT', 'leases', each(SEEDED.leases).map(lease));
}

async function ask(product: Product, headers: Record<string, string>, rate: number, seconds: number): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const answers: Promise<Answer>[] = [];
  const startMs = performance.now();
  for (let i = 0; i < rate * seconds; i++) {
    const dueMs = startMs + (i * 1_000) / rate;
    const waitMs = dueMs - performance.now();
    if (waitMs > 1) await delay(waitMs);
    const path = PATHS[i % PATHS.length] ?? '';
    answers.push(
      new Promise((done, fail) => {
        get(`${product.adminUrl}/api/v1/${path}`, { agent, headers }, (response) => {
          response.resume();
          response.on('end', () => done({ path, status: response.statusCode ?? 0, ms: performance.now() - dueMs }));
        }).on('error', fail);
      }),
    );
  }
  const all = await Promise.all(answers);
  agent.destroy();
  return all;
}

function line(name: string, answers: readonly Answer[]): string {
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const [middle, high, highest] = [0.5, 0.99, 0.999].map((share) => quantile(times, share).toFixed(1).padStart(8));
  return `${name.padEnd(32)}${String(answers.length).padStart(8)}${middle}${high}${highest}`;
}

async function run(given: string[]): Promise<number> {
  const { values } = parseArgs({ args: given, options: { rate: { type: 'string' }, seconds: { type: 'string' } } });
  const [rate, seconds] = [positive('rate', values.rate, 500), positive('seconds', values.seconds, 20)];
  const product = await Product.install({ config: 'schools: [{ id: north, name: North }]\nblocklists: { sources: [] }\n' });
  try {
    await product.start();
    const headers = await product.token('head-of-it');
    await seed(product, headers);
    await ask(product, headers, rate, WARM_UP_SECONDS);
    console.log(`load before: ${currentLoad()}`);
    const answers = await ask(product, headers, rate, seconds);
    const failed = answers.filter(({ status }) => status !== 200).length;
    console.log(`${rate} reads a second for ${seconds} s; failed: ${failed}`);
    console.log(`${''.padEnd(32)}${'answers'.padStart(8)}${'p50 ms'.padStart(8)}${'p99 ms'.padStart(8)}${'p99.9'.padStart(8)}`);
    for (const path of PATHS)
      console.log(
        line(
          path,
          answers.filter((one) => one.path === path),
        ),
      );
    console.log(line('all', answers));
    return failed > 0 ? 1 : 0;
  } finally {
    await product.close();
  }
}

await runCommandLine(run, process.argv.slice(2));
