import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPanels } from '../../bench/support/panel-chart.ts';
import { type HttpDone, loadByAutocannon } from '../../bench/work/http-client.ts';
import { connectThrough } from '../integration/proxy-client.ts';
import { httpOrigin, type Origin } from '../support/origin.ts';
import { Product, until } from '../support/product.ts';
import { openFiles, residentBytes } from './process-figures.ts';

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 60);
/** In an hour; fewer in a shorter run. */
const SWAPS = Math.ceil((100 * MINUTES) / 60);
const DEATHS = Math.ceil((5 * MINUTES) / 60);
const SLICES = 60;
const SLICE_SECONDS = Math.max(2, Math.round((MINUTES * 60) / SLICES));
const CONNECTIONS = 50;
const DOMAINS = Array.from({ length: 25_000 }, (_, i) => `listed-domain-${i}.test`).join('\n');
const WORKERS = ['proxy-1', 'proxy-2'];
/** A run of less shows that the soak works, and is no picture for the documentation. */
const SHOWN_FROM_MINUTES = 30;

interface Sample {
  readonly minute: number;
  readonly megabytes: number;
  readonly files: number;
  readonly loopMs: number;
  readonly p99Ms: number;
  readonly done: HttpDone;
}

/** An hour at half of what it can carry, with clients that come and go, lists that change and workers that die: nothing grows, nothing slows down. */
describe(`${MINUTES} minutes at half capacity`, { timeout: (MINUTES + 15) * 60_000 }, () => {
  let product: Product;
  let origin: Origin;
  const samples: Sample[] = [];
  const deaths: number[] = [];
  let swaps = 0;
  let startedMs = 0;

  beforeAll(async () => {
    origin = await httpOrigin((_request, response) => response.end('open'));
    const preload = new URL('loop-delay-on-signal.mjs', import.meta.url).href;
    product = await Product.install({
      env: { NODE_OPTIONS: `--import ${preload}` },
      config:
        'blocklists: { sources: [ { id: big, format: domains, category: gambling, url: "file:big.domains" } ] }\nproxy: { maxConnectionsPerClient: 2000 }\n',
    });
    product.write('big.domains', DOMAINS);
    await product.start();
    await product.lease('127.0.0.1', 'pupil1', 'seniors');
  });
  afterAll(async () => {
    await product?.close();
    await origin?.close();
  });

  const browse = (seconds: number, overallRate?: number): Promise<HttpDone> =>
    loadByAutocannon({
      proxy: product.proxyUrl,
      url: `http://127.0.0.1:${origin.port}/`,
      connections: CONNECTIONS,
      seconds,
      core: undefined,
      ...(overallRate !== undefined && { overallRate }),
    });

  /** Tunnels that come and go while the requests are made. */
  async function churn(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const tunnels = await Promise.allSettled(
        Array.from({ length: 8 }, () => connectThrough(product.ports.proxy, `127.0.0.1:${origin.port}`)),
      );
      for (const tunnel of tunnels) if (tunnel.status === 'fulfilled') tunnel.value.socket.destroy();
      await new Promise((done) => setTimeout(done, 200)); // the pace of the load
    }
  }

  async function swapLists(): Promise<void> {
    product.write('big.domains', `${DOMAINS}\nround-${swaps++}.test\n`);
    expect((await product.cli(['blocklists', 'update'])).code).toBe(0);
  }

  async function killWorker(minute: number): Promise<void> {
    const instance = WORKERS[deaths.length % WORKERS.length] ?? '';
    deaths.push(minute);
    const pid = product.pidOf(instance);
    process.kill(pid, 'SIGKILL');
    await until(() => product.processes().some((one) => one.instance === instance && one.pid !== pid), 60_000);
  }

  /** The worst p99 of the workers' event loops since they were last asked. */
  async function loopDelay(pids: readonly number[]): Promise<number> {
    const from = product.log.length;
    for (const pid of pids) process.kill(pid, 'SIGUSR2');
    const told = () =>
      pids.map((pid) => Number(new RegExp(`^loop ${pid} ([\\d.]+)$`, 'm').exec(product.log.slice(from))?.[1] ?? Number.NaN));
    await until(() => told().every((ms) => !Number.isNaN(ms)), 30_000);
    return Math.max(...told());
  }

  async function slice(index: number, rate: number): Promise<void> {
    const minute = (performance.now() - startedMs) / 60_000;
    let isOver = false;
    const load = browse(SLICE_SECONDS, rate);
    const churning = churn(() => isOver);
    while (swaps < ((index + 1) * SWAPS) / SLICES) await swapLists();
    // In the middle of its part of the run, so that every death has a before and an after.
    if (deaths.length < DEATHS && index + 1 > ((deaths.length + 0.5) * SLICES) / DEATHS) await killWorker(minute);
    const done = await load;
    isOver = true;
    await churning;
    const pids = WORKERS.map((instance) => product.pidOf(instance));
    const total = (figure: (pid: number) => number): number => pids.reduce((sum, pid) => sum + figure(pid), 0);
    const loopMs = await loopDelay(pids);
    samples.push({ minute, megabytes: total(residentBytes) / 1_048_576, files: total(openFiles), loopMs, p99Ms: done.p99Ms, done });
  }

  it(`with ${SWAPS} swaps of the lists and ${DEATHS} deaths of a worker`, async () => {
    const full = await browse(Math.min(20, Math.max(5, MINUTES)));
    const rate = Math.round(full.requests / Math.min(20, Math.max(5, MINUTES)) / 2);
    startedMs = performance.now();
    for (let index = 0; index < SLICES; index++) await slice(index, rate);
    console.info(`half capacity: ${rate} requests a second; ${swaps} swaps, ${deaths.length} deaths; picture: ${draw(rate)}`);
    expect([swaps, deaths.length]).toEqual([SWAPS, DEATHS]);
    // Nobody else died, and nobody was taken for dead.
    expect(product.log.split('starting it again').length - 1).toBe(DEATHS);
    // Each death breaks what that worker was carrying, and nothing else is ever refused or broken.
    expect(samples.reduce((sum, { done }) => sum + done.refused, 0)).toBe(0);
    expect(samples.reduce((sum, { done }) => sum + done.broken, 0)).toBeLessThanOrEqual(DEATHS * CONNECTIONS);
  });

  it.each<[string, keyof Omit<Sample, 'done'>, number, number]>([
    ['memory', 'megabytes', 1.15, 20],
    ['open files', 'files', 1.1, 20],
    ['delay of the event loop', 'loopMs', 1.3, 10],
    ['p99 of the answers', 'p99Ms', 1.3, 10],
  ])('keeps flat: %s', (_, figure, ratio, slack) => {
    const values = samples.map((sample) => sample[figure]);
    const early = median(values.slice(SLICES * 0.15, SLICES * 0.45));
    const late = median(values.slice(SLICES * 0.7));
    expect(early).toBeGreaterThan(0);
    expect(late).toBeLessThanOrEqual(early * ratio + slack);
  });

  function draw(rate: number): string {
    const end = samples.at(-1)?.minute ?? 1;
    const of = (title: string, unit: string, figure: keyof Omit<Sample, 'done'>) => ({
      title,
      unit,
      points: samples.map((sample) => ({ at: sample.minute / end, value: sample[figure] })),
      ticks: [{ at: 1, label: `${Math.round(end)} min` }],
      marks: deaths.map((minute) => minute / end),
    });
    const title = `${MINUTES} minutes at ${rate} requests/s, half of what it carries: ${swaps} list swaps, ${deaths.length} workers killed (dashed)`;
    const panels = [
      of('Memory of both workers', 'MB', 'megabytes'),
      of('Open files of both workers', 'files', 'files'),
      of('Event loop delay, p99', 'ms', 'loopMs'),
      of('Answers, p99', 'ms', 'p99Ms'),
    ];
    const folder = MINUTES >= SHOWN_FROM_MINUTES ? fileURLToPath(new URL('../../docs/images', import.meta.url)) : tmpdir();
    const path = join(folder, 'soak.svg');
    writeFileSync(path, drawPanels(title, panels));
    return path;
  }
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
