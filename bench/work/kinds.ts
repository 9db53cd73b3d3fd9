import { loadByWrk } from './http-client.ts';
import { runTunnels, type TunnelLoad, type TunnelsDone } from './tunnels.ts';
import type { Work, WorkDone, WorkPlace } from './work.ts';

/** Like one lesson's browsers: many connections, few of them busy at a time. */
const KEPT_CONNECTIONS = 64;
const TUNNELS_AT_A_TIME = 16;
const STREAMS = 8;
/** In every deny list of the comparison; ours has a canary for each category. Like most blocks in a school it signals nothing. */
export const BLOCKED_HOST = 'games.schoolgate.test';
const BYTES_PER_GB = 1e9;

function tunnelsAt(
  { proxyPort, origin, core, crowd = 1 }: WorkPlace,
  mode: TunnelLoad['mode'],
  concurrency: number,
  seconds: number,
  pauseMs?: number,
): Promise<TunnelsDone> {
  const proxy = `127.0.0.1:${proxyPort}`;
  return runTunnels({
    mode,
    proxy,
    origin: `${origin.name}:${origin.tunnelPort}`,
    seconds,
    concurrency: concurrency * crowd,
    core,
    pauseMs,
  });
}

async function runHttp(url: string, expectRefusal: boolean, at: WorkPlace, seconds: number, pauseMs?: number): Promise<WorkDone> {
  const proxy = `http://127.0.0.1:${at.proxyPort}`;
  const connections = KEPT_CONNECTIONS * (at.crowd ?? 1);
  const done = await loadByWrk({ proxy, url, connections, seconds, core: at.core, pauseMs });
  const { requests, refused, broken, p50Ms, p99Ms } = done;
  return { units: requests, failures: broken + (expectRefusal ? requests - refused : refused), p50Ms, p99Ms };
}

/** The kinds of work that proxies are compared by. */
export const WORKS: readonly Work[] = [
  {
    id: 'plain-http',
    atATime: KEPT_CONNECTIONS,
    title: `plain HTTP, 1 kB, ${KEPT_CONNECTIONS} keep-alive connections`,
    unit: 'request',
    warmUpUnits: 30_000,
    run: (at, seconds, pauseMs) => runHttp(`http://${at.origin.name}:${at.origin.httpPort}/page`, false, at, seconds, pauseMs),
  },
  {
    id: 'connect',
    atATime: TUNNELS_AT_A_TIME,
    title: 'CONNECT set-up: connect, 200, one small exchange, close',
    unit: 'tunnel',
    warmUpUnits: 8_000,
    run: async (at, seconds, pauseMs) => {
      const { tunnels, refused, broken, p50Ms, p99Ms } = await tunnelsAt(at, 'set-up', TUNNELS_AT_A_TIME, seconds, pauseMs);
      return { units: tunnels, failures: refused + broken, p50Ms, p99Ms };
    },
  },
  {
    id: 'tunnel-bytes',
    atATime: STREAMS,
    title: `tunnel bytes, ${STREAMS} streams`,
    unit: 'GB',
    warmUpUnits: 2,
    run: async (at, seconds) => {
      const { bytes, refused, broken, p50Ms, p99Ms } = await tunnelsAt(at, 'bytes', STREAMS, seconds);
      return { units: bytes / BYTES_PER_GB, failures: refused + broken, p50Ms, p99Ms };
    },
  },
  {
    id: 'blocked',
    atATime: KEPT_CONNECTIONS,
    title: 'blocked request with a block page',
    unit: 'request',
    warmUpUnits: 30_000,
    run: (at, seconds, pauseMs) => runHttp(`http://${BLOCKED_HOST}/`, true, at, seconds, pauseMs),
  },
];
