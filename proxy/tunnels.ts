import { nextBoundary, type PolicySnapshot } from '../categoriser/snapshot.ts';
import type { IpAddress } from '../core/address.ts';
import type { Decision } from '../core/decision.ts';
import type { RequestFacts } from '../core/facts.ts';
import type { Clock, EpochMs } from '../core/units.ts';
import { NOWHERE, OpenSet, type Placed } from '../outbound/open-set.ts';
import type { Attempt } from './attempt.ts';
import type { ProxyCounters } from './counters.ts';

/** A tunnel or an accepted upgrade, as the registry sees it. */
export interface OpenTunnel extends Placed {
  readonly attempt: Attempt;
  /** Bytes moved when last looked at, and since when there were no more. */
  quiet?: { bytes: number; sinceMs: number };
  /** It was opened to show why it is refused: no later refusal closes it, until it has been allowed. */
  isRefused?: boolean;
  /** Brings the attempt's byte counts up to date, where they are not kept so all the time. */
  measure?(): void;
  /** Closes both sides; the reason goes into the closing record. */
  cut(reason: string): void;
}

export interface TunnelLimits {
  readonly idleMs: number;
  readonly lifetimeMs: number;
}

export interface TunnelsOptions {
  readonly counters: ProxyCounters;
  readonly limits: TunnelLimits;
  readonly snapshot: () => PolicySnapshot | null;
  /** The decision on these facts under the policy in force, now. */
  readonly decide: (facts: RequestFacts) => Decision;
  readonly clock: Clock;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** Decided in one turn of the event loop: about 1 ms, so that 10,000 tunnels stall nobody and are all done well within a second. */
const SLICE = 200;
/** How often boundaries and idle tunnels are looked for; a cut is due within 2 s of its cause. */
export const TUNNEL_TICK_MS = 500;
/** A clock that moved by more than this against the monotonic one has stepped: every boundary is reckoned anew. */
const CLOCK_STEP_MS = 2_000;

/** Every tunnel and upgrade of this worker. None outlives its decision, its lease, its idle or its lifetime limit. */
export class Tunnels {
  readonly #open = new OpenSet<OpenTunnel>();
  readonly #counters: ProxyCounters;
  readonly #limits: TunnelLimits;
  readonly #snapshot: () => PolicySnapshot | null;
  readonly #decide: (facts: RequestFacts) => Decision;
  readonly #clock: Clock;
  readonly #nowMs: () => number;
  #boundary: EpochMs | null = null;
  #clockOffsetMs: number;
  #pass = 0;

  constructor({ counters, limits, snapshot, decide, clock, nowMs }: TunnelsOptions) {
    this.#counters = counters;
    this.#limits = limits;
    this.#snapshot = snapshot;
    this.#decide = decide;
    this.#clock = clock;
    this.#nowMs = nowMs;
    this.#clockOffsetMs = clock() - nowMs();
    this.#findBoundary();
  }

  get size(): number {
    return this.#open.size;
  }

  add(tunnel: OpenTunnel): void {
    this.#counters.tunnelsOpened.value++;
    tunnel.quiet = { bytes: 0, sinceMs: this.#nowMs() };
    this.#open.add(tunnel);
  }

  delete(tunnel: OpenTunnel): void {
    if (this.#open.delete(tunnel)) this.#counters.tunnelsClosed.value++;
  }

  /** Decides every tunnel again, a slice a turn. A pass that is overtaken by the next one stops. */
  decideAllAgain(): void {
    this.#findBoundary();
    const all = this.#open.all();
    const pass = ++this.#pass;
    const slice = (from: number): void => {
      for (const tunnel of all.slice(from, from + SLICE)) if (tunnel.place !== NOWHERE) this.#decideAgain(tunnel);
      if (from + SLICE >= all.length) return;
      setImmediate(() => {
        if (pass === this.#pass) slice(from + SLICE);
      });
    };
    slice(0);
  }

  /** Cuts what the ended lease of an address had opened. Who signed in with a password holds no lease. */
  cutLeasesOf(ip: IpAddress): void {
    for (const tunnel of this.#open.all()) {
      const { facts } = tunnel.attempt;
      if (facts.clientIp === ip && facts.identity.attribution !== 'proxy-auth') tunnel.cut('The lease of this address ended.');
    }
  }

  /** Cuts what was opened for somebody who is gone, or in another group or school than then. */
  cutOthersThan(isStillTheirs: (facts: RequestFacts) => boolean): void {
    for (const tunnel of this.#open.all()) {
      if (!isStillTheirs(tunnel.attempt.facts)) tunnel.cut('Who opened this is gone, or in another group or school now.');
    }
  }

  /** Looks for boundaries that have passed, and for tunnels beyond their limits. */
  tick(): void {
    const now = this.#clock();
    const monotonicMs = this.#nowMs();
    const stepped = Math.abs(now - monotonicMs - this.#clockOffsetMs) > CLOCK_STEP_MS;
    this.#clockOffsetMs = now - monotonicMs;
    if (stepped || (this.#boundary !== null && now >= this.#boundary)) this.decideAllAgain();
    for (const tunnel of this.#open.all()) {
      const { attempt, quiet: seen } = tunnel;
      if (seen === undefined) continue;
      tunnel.measure?.();
      const bytes = attempt.bytesUp + attempt.bytesDown;
      if (bytes !== seen.bytes) {
        seen.bytes = bytes;
        seen.sinceMs = monotonicMs;
      } else if (monotonicMs - seen.sinceMs > this.#limits.idleMs) tunnel.cut('The tunnel was idle for too long.');
      if (monotonicMs - attempt.startedAtMs > this.#limits.lifetimeMs) tunnel.cut('The tunnel reached its longest lifetime.');
    }
  }

  /** Cuts every tunnel that has moved nothing since the last tick, or all of them. */
  cutAll(reason: string, which: 'idle' | 'all'): void {
    for (const tunnel of this.#open.all()) {
      tunnel.measure?.();
      const idle = tunnel.quiet?.bytes === tunnel.attempt.bytesUp + tunnel.attempt.bytesDown;
      if (which === 'all' || idle) tunnel.cut(reason);
    }
  }

  #decideAgain(tunnel: OpenTunnel): void {
    const decision = this.#decide(tunnel.attempt.facts);
    if (decision.action === 'allow') {
      if (tunnel.isRefused === true) tunnel.isRefused = false;
      return;
    }
    if (tunnel.isRefused === true) return;
    tunnel.attempt.decision = decision;
    this.#counters.tunnelsCut.value++;
    tunnel.cut(decision.reason);
  }

  #findBoundary(): void {
    const snapshot = this.#snapshot();
    this.#boundary = snapshot === null ? null : nextBoundary(snapshot, this.#clock());
  }
}
