import { setTimeout as delay } from 'node:timers/promises';
import { loadAtPace, type PacedResult } from '../work/paced-load.ts';
import type { BusyProduct } from './busy-product.ts';
import type { Measured } from './measured.ts';

const PATHS = ['requests?status=open&limit=50', 'overrides', 'leases', 'protection', 'policy', 'audit?limit=50'].map(
  (path) => `/api/v1/${path}`,
);
const CONNECTIONS = 64;
/** Asked and not counted, so that what has just started has settled: the product, and the clients, which share its cores. */
const LEAD_SECONDS = 4;
/** Pages are asked for beyond the last read. */
const TAIL_SECONDS = 1;
const BESIDE_SECONDS = 10;
const CHANGES_A_SECOND = 5;

export interface ReadsOptions {
  /** Reads a second, from one token. */
  readonly rate: number;
  /** Pages a second through the proxy meanwhile. */
  readonly proxyRate: number;
  readonly seconds: number;
}

interface Turn extends PacedResult {
  readonly pagesASecond: number;
  readonly pagesFailed: number;
  readonly changes: number;
}

interface Asked {
  readonly port: number;
  readonly paths: readonly string[];
  readonly seconds: number;
  readonly isChanging?: boolean;
}

/**
 * Reads through the admin API while the proxy works: p99 of the time from when an answer was due to be asked for. Beside it the same while
 * what is read changes, and the control: the same client asking the pages' origin itself, for what it and the machine make one wait.
 */
export async function measureReads(product: BusyProduct, options: ReadsOptions): Promise<Measured[]> {
  const { rate, seconds } = options;
  const api = { port: product.adminPort, paths: PATHS };
  const control = await oneTurn(product, options, { port: product.originPort, paths: ['/page'], seconds: BESIDE_SECONDS });
  const reads = await oneTurn(product, options, { ...api, seconds });
  const changing = await oneTurn(product, options, { ...api, seconds: BESIDE_SECONDS, isChanging: true });
  const pages = `beside ${Math.round(reads.pagesASecond).toLocaleString('en-GB')} proxied pages a second`;
  const changes = `${(changing.changes / BESIDE_SECONDS).toFixed(1)} changes a second of what they show`;
  return [
    numberOf('reads-control', `the same client asks the pages' origin itself, ${pages}`, control),
    numberOf('api-reads', `p99 of ${rate} API reads a second ${pages}`, reads),
    numberOf('api-reads-changing', `the same, with ${changes}`, changing),
  ];
}

function numberOf(id: string, title: string, turn: Turn): Measured {
  const { p99Ms, failed } = turn.all;
  return { id, title, value: p99Ms, unit: 'ms p99', beside: { ...turn }, ...(failed > 0 && { spoilt: `${failed} reads failed` }) };
}

async function oneTurn(product: BusyProduct, { rate, proxyRate }: ReadsOptions, asked: Asked): Promise<Turn> {
  const { port, paths, seconds, isChanging = false } = asked;
  const to = { host: '127.0.0.1', port, paths, headers: product.headers, connections: CONNECTIONS };
  const over = new AbortController();
  const loadSeconds = LEAD_SECONDS + seconds + TAIL_SECONDS;
  const reading = loadAtPace({ ...to, rate, seconds, leadSeconds: LEAD_SECONDS }).finally(() => over.abort());
  const changing = isChanging ? change(product, over.signal) : 0;
  const [read, pages, changes] = await Promise.all([reading, product.load(proxyRate, loadSeconds), changing]);
  return {
    ...read,
    pagesASecond: pages.requests / loadSeconds,
    pagesFailed: pages.refused + pages.broken,
    changes: (changes * seconds) / (LEAD_SECONDS + seconds),
  };
}

/** Renews a lease, opens a site, files a request, again and again until it is over; returns how many of them were done. */
async function change({ send }: BusyProduct, over: AbortSignal): Promise<number> {
  const renewed = { ip: '10.1.0.1', user: 'u1', computer: 'pc1', group: 'seniors' };
  const kinds = [
    (i: number) => send('PUT', 'leases', [{ ...renewed, ttlSeconds: 4_000 + i }]),
    (i: number) => send('POST', 'overrides', { hosts: [`c${i}.example`], scope: { kind: 'person', id: 'u1' }, reason: 'for maths' }),
    (i: number) => send('POST', 'requests', { kind: 'unblock', url: `https://c${i}.example/`, reason: 'for maths', requestedBy: 'u1' }),
  ];
  const startMs = performance.now();
  let done = 0;
  while (!over.aborted) {
    await delay(Math.max(0, startMs + (done * 1_000) / CHANGES_A_SECOND - performance.now()));
    await kinds[done % kinds.length]?.(done);
    done++;
  }
  return done;
}
