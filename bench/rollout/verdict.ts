/** What was measured on the way through a proxy, and beside it. */
export interface Measured {
  /** Requests a second to the origin without the proxy; null when it cannot be reached so. */
  readonly directPerSecond: number | null;
  readonly requestsPerSecond: number;
  /** Tunnels opened and closed a second; null when that was not measured. */
  readonly tunnelsPerSecond: number | null;
  /** Of all answers, those that were not 2xx, and connections that broke. */
  readonly failedShare: number;
  /** Of the cores that the client could use, at full load: 1 is all of them. */
  readonly clientCpuShare: number;
  /** At the rate of the asked number of pupils. */
  readonly expected: { readonly p99Ms: number; readonly failedShare: number; readonly reachedShare: number };
}

/** What a pupil does in the busiest minute. */
export interface PupilLoad {
  readonly requestsPerSecond: number;
  readonly tunnelsPerSecond: number;
}

/**
 * A lesson's start: a device opens six connections within ten seconds, nearly all of them HTTPS; what is left of plain HTTP
 * is system checks and updates.
 */
export const BUSIEST_MINUTE: PupilLoad = { requestsPerSecond: 0.2, tunnelsPerSecond: 0.6 };
/** Beyond this share of what a machine can do, queues grow and waits with them. */
export const SAFE_SHARE = 0.7;
/** For a proxy whose tunnels were not measured: opening one costs about as much as three plain requests (bench/README.md). */
export const REQUESTS_PER_TUNNEL = 3;
/** A client this busy measures itself. */
const BUSY_CLIENT = 0.85;
/** A proxy that passes on nearly all that the origin gives is not what limits. */
const NEAR_ORIGIN = 0.8;
const TOLERATED_FAILURES = 0.001;
const TOLERATED_P99_MS = 1_000;

export type Limit = 'proxy' | 'client' | 'origin';

export interface Verdict {
  /** Rounded down to two digits: it is no more exact than that. */
  readonly pupils: number;
  readonly limit: Limit;
  readonly carriesAsked: boolean;
  readonly lines: readonly string[];
}

/** What the figures mean, in words. Pure. */
export function judge(measured: Measured, askedPupils: number, load: PupilLoad): Verdict {
  const { requestsPerSecond, tunnelsPerSecond, clientCpuShare, directPerSecond, expected } = measured;
  const tunnels = tunnelsPerSecond ?? requestsPerSecond / REQUESTS_PER_TUNNEL;
  const shareOfOnePupil = load.requestsPerSecond / requestsPerSecond + load.tunnelsPerSecond / tunnels;
  const pupils = twoDigits(SAFE_SHARE / shareOfOnePupil);
  const limit = limitOf(clientCpuShare, requestsPerSecond, directPerSecond);
  const failed = Math.max(measured.failedShare, expected.failedShare);
  const isWell = failed <= TOLERATED_FAILURES && expected.p99Ms <= TOLERATED_P99_MS && expected.reachedShare >= 1 - 0.05;
  const lines =
    failed > TOLERATED_FAILURES
      ? [noVerdict(failed)]
      : [
          `The proxy's machine carries about ${pupils.toLocaleString('en-GB')} pupils${limit === 'proxy' ? '' : ' at least'}; ${LIMITS[limit]}.`,
          `Reckoned with ${load.requestsPerSecond} plain requests and ${load.tunnelsPerSecond} new HTTPS tunnels a second for each pupil in the busiest minute,`,
          `at ${SAFE_SHARE * 100} % of what it can do: ${perSecond(requestsPerSecond)} requests or ${perSecond(tunnels)} tunnels a second${tunnelsPerSecond === null ? ' (assumed: a tunnel costs as much as three requests)' : ''}.`,
          `At ${askedPupils.toLocaleString('en-GB')} pupils: p99 ${Math.round(expected.p99Ms)} ms${expected.reachedShare < 0.95 ? `, and only ${percent(expected.reachedShare)} of that rate was reached` : ''}.`,
          'Bandwidth is not part of this: check the line for itself.',
          ...(directPerSecond === null ? [UNKNOWN_ORIGIN] : []),
        ];
  return { pupils, limit, carriesAsked: isWell && pupils >= askedPupils, lines };
}

const LIMITS: Readonly<Record<Limit, string>> = {
  proxy: 'the limit is the proxy: its CPU, or what it waits for',
  client: 'the limit is the client itself, so the proxy may carry more: run it on a larger machine, or on several at once',
  origin: 'the limit is the origin or the line to it, so the proxy may carry more: choose a faster origin',
};

function limitOf(clientCpuShare: number, throughProxy: number, direct: number | null): Limit {
  if (clientCpuShare >= BUSY_CLIENT) return 'client';
  return direct !== null && throughProxy >= NEAR_ORIGIN * direct ? 'origin' : 'proxy';
}

const UNKNOWN_ORIGIN = 'WARNING: the origin cannot be reached without the proxy, so nobody knows whether it is the origin that limits.';

function noVerdict(failed: number): string {
  return `No verdict: ${percent(failed)} of all answers were not 2xx or never came. See first that the proxy lets this client have that address.`;
}

function twoDigits(value: number): number {
  if (!(value >= 1)) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.floor(value / unit) * unit;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const perSecond = (rate: number) => Math.round(rate).toLocaleString('en-GB');
