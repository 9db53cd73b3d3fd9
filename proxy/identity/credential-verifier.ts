import type { IpAddress } from '../../core/address.ts';
import { normaliseUserName, type Person } from '../../core/identity.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import { findPerson } from '../../snapshot/lease-identity.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import type { AttemptLimits } from './attempt-limits.ts';
import { type BasicCredentials, parseBasicCredentials } from './basic-credentials.ts';
import type { HashPool } from './hash-pool.ts';
import type { VerifiedCredentials } from './verified-credentials.ts';

export type CredentialOutcome =
  | { readonly kind: 'verified'; readonly person: Person }
  | { readonly kind: 'refused'; readonly reason: 'credentials-wrong' | 'too-many-attempts' };

export interface CredentialVerifier {
  /** Checks a `Proxy-Authorization` header. Answers at once when it remembers the credentials or cannot read them. */
  verify(header: string, clientIp: IpAddress, now: EpochMs): CredentialOutcome | Promise<CredentialOutcome>;
}

export interface CredentialVerifierOptions {
  readonly policy: Pick<LivePolicy, 'person'>;
  readonly remembered: VerifiedCredentials;
  readonly limits: AttemptLimits;
  readonly pool: Pick<HashPool, 'verify'>;
  readonly clock: Clock;
  /** Told when a password could not be checked: the pool is full or its thread died. Never holds a name. */
  readonly onTrouble?: (trouble: 'busy' | 'failed') => void;
}

/**
 * Checked in place of a hash that is not there, so that an unknown name takes as long as a known one.
 * Same costs as the hashes that are stored (m=19456 KiB, t=2, p=1: OWASP's first choice for argon2id); its password is lost.
 */
export const DUMMY_HASH = '$argon2id$v=19$m=19456,t=2,p=1$Y2hvc2VuQXRSYW5kb20hIQ$zDOYN4DkAEkoNCwaNyYp3XoOpZ4qHwzqB2iR7cV1X0o';

/**
 * Checks under way for one address: a quarter of the hash queue, so that nobody who guesses from one computer keeps the
 * others from signing in, and a class behind one address still gets in together.
 */
const MAX_UNDER_WAY_PER_CLIENT = 25;

const WRONG: CredentialOutcome = { kind: 'refused', reason: 'credentials-wrong' };
const TOO_MANY: CredentialOutcome = { kind: 'refused', reason: 'too-many-attempts' };

export function createCredentialVerifier(options: CredentialVerifierOptions): CredentialVerifier {
  return new HashingVerifier(options);
}

class HashingVerifier implements CredentialVerifier {
  readonly #options: CredentialVerifierOptions;
  readonly #underWay = new Map<string, Promise<CredentialOutcome>>();
  readonly #underWayOf = new Map<IpAddress, number>();

  constructor(options: CredentialVerifierOptions) {
    this.#options = options;
  }

  verify(header: string, clientIp: IpAddress, now: EpochMs): CredentialOutcome | Promise<CredentialOutcome> {
    const { remembered, limits } = this.#options;
    const key = remembered.keyOf(header);
    const known = this.#known(key);
    if (known !== undefined) return known;
    const credentials = parseBasicCredentials(header);
    if (credentials === undefined) return WRONG;
    if (limits.isExhausted(clientIp, normaliseUserName(credentials.user), now)) return TOO_MANY;
    // A browser opens six connections at once with the same credentials: they are one check. Per client, since a
    // failure counts against the client that tried.
    const flight = `${clientIp} ${key}`;
    const running = this.#underWay.get(flight);
    if (running !== undefined) return running;
    const others = this.#underWayOf.get(clientIp) ?? 0;
    if (others >= MAX_UNDER_WAY_PER_CLIENT) return TOO_MANY;
    this.#underWayOf.set(clientIp, others + 1);
    const started = this.#check(key, credentials, clientIp).finally(() => this.#landed(flight, clientIp));
    this.#underWay.set(flight, started);
    return started;
  }

  #landed(flight: string, clientIp: IpAddress): void {
    this.#underWay.delete(flight);
    const left = (this.#underWayOf.get(clientIp) ?? 1) - 1;
    if (left === 0) this.#underWayOf.delete(clientIp);
    else this.#underWayOf.set(clientIp, left);
  }

  /** Compares with the person as of now: whoever changed or went meanwhile is checked afresh. */
  #known(key: string): CredentialOutcome | undefined {
    const check = this.#options.remembered.get(key);
    if (check === undefined) return undefined;
    const person = findPerson(this.#options.policy, check.user);
    if ((person?.passwordHash ?? null) !== check.passwordHash) return undefined;
    return check.verified && person !== undefined ? { kind: 'verified', person } : WRONG;
  }

  async #check(key: string, { user, password }: BasicCredentials, clientIp: IpAddress): Promise<CredentialOutcome> {
    const { policy, remembered, limits, pool, clock, onTrouble } = this.#options;
    const passwordHash = findPerson(policy, user)?.passwordHash ?? null;
    const outcome = await pool.verify(passwordHash ?? DUMMY_HASH, password);
    if (outcome === 'busy' || outcome === 'failed') {
      onTrouble?.(outcome);
      return TOO_MANY;
    }
    const verified = outcome === 'match' && passwordHash !== null;
    if (!verified) limits.recordFailure(clientIp, normaliseUserName(user), clock());
    remembered.set(key, { user, passwordHash, verified });
    return this.#known(key) ?? WRONG;
  }
}
