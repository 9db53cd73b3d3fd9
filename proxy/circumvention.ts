import { asCircumvention, type Circumvention, isUnknownAddress, mayBeTold } from '../categoriser/circumvention.ts';
import type { Decision } from '../core/decision.ts';
import type { RequestFacts } from '../core/facts.ts';
import { hostnameAsAddress } from '../core/hostname.ts';
import { gateAddress } from '../outbound/address-gate.ts';
import type { ProxyCounters } from './counters.ts';

const HOUR_MS = 3_600_000;
/** People and what they were told of: more than a school has at once. */
const MAX_REMEMBERED = 20_000;

/**
 * How often the same thing of the same person is told of. Nobody's browser does the first two by itself. Apps do the others all
 * day, and three advisories in a day are a warning: once a day is enough to be looked at.
 */
const TOLD_EVERY_MS: Readonly<Record<Circumvention, number>> = {
  'other-name': HOUR_MS,
  fronting: HOUR_MS,
  'not-tls': 24 * HOUR_MS,
  'bare-address': 24 * HOUR_MS,
};

/** What of a worker's traffic looks like a way round the filter: counted each time, told of now and then. */
export class CircumventionSigns {
  readonly #counters: Pick<ProxyCounters, 'circumventions'>;
  readonly #nowMs: () => number;
  /** When it was last told of; what was told of longest ago comes first. */
  readonly #toldAtMs = new Map<string, number>();

  /** `nowMs`: monotonic. */
  constructor(counters: Pick<ProxyCounters, 'circumventions'>, nowMs: () => number) {
    this.#counters = counters;
    this.#nowMs = nowMs;
  }

  /** The decision as it is, or as an advisory where it is due. */
  seen(how: Circumvention, { identity, clientIp }: RequestFacts, decision: Decision): Decision {
    this.#counters.circumventions(how).value++;
    return mayBeTold(decision) && this.#isDue(`${how} ${identity.username ?? clientIp}`, TOLD_EVERY_MS[how])
      ? asCircumvention(decision, how)
      : decision;
  }

  /** The decision of somebody who asks for a site on the internet by its address, where nothing says what it is. */
  bareAddress(facts: RequestFacts, decision: Decision): Decision {
    if (!isUnknownAddress(facts, decision)) return decision;
    const address = hostnameAsAddress(facts.target.hostname);
    // A printer, or a server of the school's own.
    if (address === undefined || gateAddress(address, []) !== undefined) return decision;
    return this.seen('bare-address', facts, decision);
  }

  #isDue(key: string, everyMs: number): boolean {
    const nowMs = this.#nowMs();
    if (nowMs - (this.#toldAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    this.#toldAtMs.delete(key);
    this.#toldAtMs.set(key, nowMs);
    if (this.#toldAtMs.size > MAX_REMEMBERED) {
      const [oldest] = this.#toldAtMs.keys();
      if (oldest !== undefined) this.#toldAtMs.delete(oldest);
    }
    return true;
  }
}
