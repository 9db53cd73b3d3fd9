import { type InspectionLoad, runInspected } from './inspection-load.ts';
import { COLD_HOSTS, coldHost } from './inspection-origin.ts';
import type { Work, WorkDone, WorkPlace } from './work.ts';

const KEPT_TUNNELS = 64;
const TUNNELS_AT_A_TIME = 16;

/** By proxy: none is asked for a host twice. */
const nextHosts = new Map<number, number>();

async function run({ proxyPort, core }: WorkPlace, load: Pick<InspectionLoad, 'mode' | 'concurrency'>, seconds: number): Promise<WorkDone> {
  const firstHost = nextHosts.get(proxyPort) ?? 0;
  const maxHosts = COLD_HOSTS - firstHost;
  const host = load.mode === 'cold' && { host: coldHost(0).replace('0', '%') };
  const { answers, failed, nextHost, p50Ms, p99Ms } = await runInspected({
    ...load,
    ...host,
    proxyPort,
    core,
    seconds,
    firstHost,
    maxHosts,
  });
  nextHosts.set(proxyPort, nextHost);
  if (nextHost >= COLD_HOSTS) throw new Error(`more than ${COLD_HOSTS} hosts: fewer seconds, or fewer rounds`);
  return { units: answers, failures: failed, p50Ms, p99Ms };
}

/** The kinds of work that proxies are compared by that look inside. */
export const INSPECTION_WORKS: readonly Work[] = [
  {
    id: 'inspected-warm',
    atATime: TUNNELS_AT_A_TIME,
    title: 'new intercepted tunnel, leaf at hand: connect, TLS handshake, one small request, close',
    unit: 'tunnel',
    warmUpUnits: 3_000,
    run: (at, seconds) => run(at, { mode: 'warm', concurrency: TUNNELS_AT_A_TIME }, seconds),
  },
  {
    id: 'inspected-cold',
    atATime: TUNNELS_AT_A_TIME,
    title: 'the same, each to a host never seen before',
    unit: 'tunnel',
    warmUpUnits: 2_000,
    run: (at, seconds) => run(at, { mode: 'cold', concurrency: TUNNELS_AT_A_TIME }, seconds),
  },
  {
    id: 'inspected-request',
    atATime: KEPT_TUNNELS,
    title: `intercepted request, 1 kB, ${KEPT_TUNNELS} kept tunnels`,
    unit: 'request',
    warmUpUnits: 20_000,
    run: (at, seconds) => run(at, { mode: 'requests', concurrency: KEPT_TUNNELS }, seconds),
  },
];
