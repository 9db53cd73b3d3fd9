import { loadAtPace } from '../work/paced-load.ts';
import type { BusyProduct } from './busy-product.ts';
import type { Measured } from './measured.ts';

const PATHS = ['requests?status=open&limit=50', 'overrides', 'leases', 'protection', 'policy', 'audit?limit=50'].map(
  (path) => `/api/v1/${path}`,
);
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;

export interface ReadsOptions {
  /** Reads a second, from one token. */
  readonly rate: number;
  /** Pages a second through the proxy meanwhile. */
  readonly proxyRate: number;
  readonly seconds: number;
}

/** Reads through the admin API while the proxy works: p99 of the time from when an answer was due to be asked for. */
export async function measureReads(product: BusyProduct, options: ReadsOptions): Promise<Measured[]> {
  const { rate, proxyRate, seconds } = options;
  const read = (duration: number) =>
    loadAtPace({
      ...{ host: '127.0.0.1', port: product.adminPort, paths: PATHS, headers: product.headers, connections: CONNECTIONS },
      ...{ rate, seconds: duration },
    });
  await Promise.all([read(WARM_UP_SECONDS), product.load(proxyRate, WARM_UP_SECONDS)]);
  const [{ all, each }, proxied] = await Promise.all([read(seconds), product.load(proxyRate, seconds)]);
  const proxyReached = Math.round(proxied.requests / seconds);
  const { failed } = all;
  return [
    {
      id: 'api-reads',
      title: `p99 of ${rate} API reads a second beside ${proxyReached.toLocaleString('en-GB')} proxied pages a second`,
      value: all.p99Ms,
      unit: 'ms p99',
      beside: { ...options, proxyReached, proxyFailed: proxied.refused + proxied.broken, proxyP99Ms: proxied.p99Ms, all, each },
      ...(failed > 0 && { spoilt: `${failed} reads failed` }),
    },
  ];
}
