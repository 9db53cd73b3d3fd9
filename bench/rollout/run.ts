import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { positive, runCommandLine, UsageError } from '../support/options.ts';
import { type HttpDone, loadByAutocannon } from '../work/http-client.ts';
import { runTunnels } from '../work/tunnels.ts';
import { BUSIEST_MINUTE, judge, type Measured, type PupilLoad } from './verdict.ts';

/**
 * Before rollout: what a proxy carries, from a machine that stands where the pupils' devices do.
 * `node bench/rollout/run.ts --proxy http://proxy:3128 --origin http://web-server/1k.txt [--tunnel-origin web-server:443]`
 */
const CONNECTIONS = 200;
const TUNNELS_AT_A_TIME = 32;
/** How the given time is spent. */
const SHARES = { direct: 0.15, full: 0.3, tunnels: 0.25, expected: 0.3 };

interface Given {
  readonly proxy: string;
  readonly origin: string;
  readonly tunnelOrigin: string | undefined;
  readonly pupils: number;
  readonly seconds: number;
  readonly load: PupilLoad;
}

/** Returns the exit code: 0 when the asked number of pupils is carried. */
export async function run(given: string[]): Promise<number> {
  const asked = parse(given);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const measured = await measure(asked, (step) => process.stderr.write(`${step}\n`));
  const verdict = judge(measured, asked.pupils, asked.load);
  for (const line of verdict.lines) say(line);
  say(verdict.carriesAsked ? `Enough for ${asked.pupils} pupils.` : `Not shown to be enough for ${asked.pupils} pupils.`);
  return verdict.carriesAsked ? 0 : 1;
}

async function measure({ proxy, origin, tunnelOrigin, pupils, seconds, load }: Given, onStep: (step: string) => void): Promise<Measured> {
  // One core is left to whatever else runs here, the proxy maybe.
  const threads = Math.max(1, Math.min(4, availableParallelism() - 1));
  const common = { proxy, url: origin, connections: CONNECTIONS, threads, core: undefined };
  const lasting = (share: number) => Math.max(1, Math.round(seconds * share));
  onStep('the origin without the proxy');
  const direct = await loadByAutocannon({ ...common, proxy: new URL(origin).origin, seconds: lasting(SHARES.direct) });
  onStep('the proxy, as fast as it answers');
  const full = await loadByAutocannon({ ...common, seconds: lasting(SHARES.full) });
  const tunnels = tunnelOrigin === undefined ? null : await openTunnels(proxy, tunnelOrigin, lasting(SHARES.tunnels), onStep);
  const rate = pupils * load.requestsPerSecond;
  onStep(`the proxy, at ${rate} requests a second`);
  const expected = await loadByAutocannon({ ...common, seconds: lasting(SHARES.expected), overallRate: rate });
  const failures = [failedShare(full), ...(tunnels === null ? [] : [tunnels.failedShare])];
  return {
    directPerSecond: failedShare(direct) > 0.01 ? null : direct.requests / lasting(SHARES.direct),
    requestsPerSecond: full.requests / lasting(SHARES.full),
    tunnelsPerSecond: tunnels?.perSecond ?? null,
    failedShare: Math.max(...failures),
    clientCpuShare: Math.max(full.clientCpuShare, tunnels?.clientCpuShare ?? 0),
    expected: {
      p99Ms: expected.p99Ms,
      failedShare: failedShare(expected),
      reachedShare: expected.requests / (rate * lasting(SHARES.expected)),
    },
  };
}

async function openTunnels(proxy: string, origin: string, seconds: number, onStep: (step: string) => void) {
  onStep('tunnels, one after another as fast as they open');
  const { host } = new URL(proxy);
  const proxyAt = host.includes(':') ? host : `${host}:80`;
  const done = await runTunnels({ mode: 'set-up', proxy: proxyAt, origin, seconds, concurrency: TUNNELS_AT_A_TIME, core: undefined });
  const failures = done.refused + done.broken;
  return {
    perSecond: done.tunnels / seconds,
    failedShare: failures / Math.max(1, done.tunnels + failures),
    clientCpuShare: done.clientCpuShare,
  };
}

/** Nothing answered at all counts as everything failed. */
function failedShare({ requests, refused, broken }: HttpDone): number {
  return requests + broken === 0 ? 1 : (refused + broken) / (requests + broken);
}

function parse(given: string[]): Given {
  const text = { type: 'string' } as const;
  const options = { proxy: text, origin: text, 'tunnel-origin': text, pupils: text, seconds: text };
  const { values } = parseArgs({ args: given, options: { ...options, 'requests-per-second': text, 'tunnels-per-second': text } });
  const tunnelOrigin = values['tunnel-origin'];
  if (tunnelOrigin !== undefined && !/^[^/]+:\d+$/.test(tunnelOrigin))
    throw new UsageError('--tunnel-origin: host:port, such as web.example.org:443');
  return {
    proxy: new URL(httpUrl('proxy', values.proxy)).origin,
    origin: new URL(httpUrl('origin', values.origin)).href,
    tunnelOrigin,
    pupils: positive('pupils', values.pupils, 1_200),
    seconds: positive('seconds', values.seconds, 60),
    load: {
      requestsPerSecond: positive('requests-per-second', values['requests-per-second'], BUSIEST_MINUTE.requestsPerSecond),
      tunnelsPerSecond: positive('tunnels-per-second', values['tunnels-per-second'], BUSIEST_MINUTE.tunnelsPerSecond),
    },
  };
}

function httpUrl(name: string, value: string | undefined): string {
  if (value !== undefined && /^http:\/\/[^/]/.test(value) && URL.canParse(value)) return value;
  throw new UsageError(`--${name}: an address that begins with http:// is required`);
}

if (import.meta.main) await runCommandLine(run, process.argv.slice(2));
