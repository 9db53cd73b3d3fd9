import { hash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** What is remembered of one check. It holds only while the person's hash is the one that was checked against. */
export interface RememberedCheck {
  /** The user name as typed. */
  readonly user: string;
  /** The hash that was checked against; null when there was nobody, or nobody with a password. */
  readonly passwordHash: string | null;
  readonly verified: boolean;
}

export interface VerifiedCredentials {
  /** The key of a `Proxy-Authorization` header. The header itself is never kept. */
  keyOf(header: string): string;
  get(key: string): RememberedCheck | undefined;
  set(key: string, check: RememberedCheck): void;
}

export interface VerifiedCredentialsOptions {
  readonly verifiedForMs?: number;
  /** A wrong password sent again and again (a phone that remembers the old one) is not hashed each time. */
  readonly refusedForMs?: number;
  readonly maxEntries?: number;
  /** Milliseconds that never go back; `performance.now` when absent. */
  readonly monotonicMs?: () => number;
}

/**
 * Remembers checked credentials under a hash keyed for this process, so that a request costs under 1 µs of SHA-256
 * and not 20 ms of argon2, and memory holds no password. The key is a prefix of fixed length: the digests never leave
 * this map, so nobody can extend one, and HMAC would cost three times as much.
 */
export function createVerifiedCredentials(options: VerifiedCredentialsOptions = {}): VerifiedCredentials {
  const { verifiedForMs = 600_000, refusedForMs = 30_000, maxEntries = 20_000, monotonicMs } = options;
  const secret = randomBytes(32).toString('hex');
  const checks = new LRUCache<string, RememberedCheck>({
    max: maxEntries,
    ttl: verifiedForMs,
    ...(monotonicMs === undefined ? { ttlResolution: 1_000 } : { ttlResolution: 0, perf: { now: monotonicMs } }),
  });
  return {
    keyOf: (header) => hash('sha256', secret + header, 'base64'),
    get: (entryKey) => checks.get(entryKey),
    set: (entryKey, check) => void checks.set(entryKey, check, { ttl: check.verified ? verifiedForMs : refusedForMs }),
  };
}
