import { hash, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { LRUCache } from 'lru-cache';
import type { Hostname } from '../../core/hostname.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import { type Authority, createLeaf, newKeys, privatePem } from './authority.ts';
import { ticketKeysOf, ticketPeriodOf } from './ticket-keys.ts';

export interface LeafStoreOptions {
  readonly clock: Clock;
  /** Of secure contexts; the ones not used for longest go first. */
  readonly maxBytes?: number;
}

/** Measured resident size of a context with its leaf and chain, 2,000 at a time. */
export const BYTES_PER_CONTEXT = 48 * 1024;
/** About 1,300 hosts: a class of thirty touches a few hundred inspected ones in a lesson. */
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** How long a client may come back on a ticket. */
const SESSION_TIMEOUT_SECONDS = 3_600;

interface Leaf {
  readonly context: SecureContext;
  readonly madeAt: EpochMs;
  readonly period: number;
}

/**
 * A TLS server for every inspected host: its certificate is made when it is first asked for. Nothing here waits, so the same
 * host is never made twice at once, and one key serves all leaves of a worker: a key of its own for each would keep nothing
 * apart, as all are in the same memory.
 */
export class LeafStore {
  readonly #clock: Clock;
  readonly #leaves: LRUCache<Hostname, Leaf>;
  #authority: Authority;
  #publicKey: KeyObject;
  #privateKeyPem: string;
  #ticketKeys: { readonly period: number; readonly keys: Buffer } | undefined;
  #made = 0;

  constructor(authority: Authority, { clock, maxBytes = DEFAULT_MAX_BYTES }: LeafStoreOptions) {
    this.#clock = clock;
    this.#leaves = new LRUCache({ maxSize: maxBytes, sizeCalculation: () => BYTES_PER_CONTEXT, dispose: ({ context }) => free(context) });
    const { publicKey, privateKey } = newKeys();
    this.#authority = authority;
    this.#publicKey = publicKey;
    this.#privateKeyPem = privatePem(privateKey);
  }

  /** What to be this host with: about 1.2 ms of CPU for a new one, 1 µs for one that is there. */
  contextFor(host: Hostname): SecureContext {
    const now = this.#clock();
    const period = ticketPeriodOf(now);
    const known = this.#leaves.get(host);
    // A leaf made while the clock was ahead is not valid yet for anybody else.
    if (known !== undefined && known.period === period && known.madeAt <= now) return known.context;
    const context = this.#make(host, now, period);
    this.#leaves.set(host, { context, madeAt: now, period });
    return context;
  }

  /** Goes on under another authority, with a new key. Connections that are open keep what they began with. */
  renew(authority: Authority): void {
    if (authority.fingerprint === this.#authority.fingerprint) return;
    const { publicKey, privateKey } = newKeys();
    this.#authority = authority;
    this.#publicKey = publicKey;
    this.#privateKeyPem = privatePem(privateKey);
    this.#ticketKeys = undefined;
    this.#leaves.clear();
  }

  /** For metrics: contexts held, and leaves made since the start. */
  get counts(): { readonly held: number; readonly made: number } {
    return { held: this.#leaves.size, made: this.#made };
  }

  #make(host: Hostname, now: EpochMs, period: number): SecureContext {
    this.#made++;
    if (this.#ticketKeys?.period !== period) {
      this.#ticketKeys = { period, keys: ticketKeysOf(this.#authority.privateKey, period) };
    }
    return createSecureContext({
      key: this.#privateKeyPem,
      cert: createLeaf(this.#authority, host, this.#publicKey, now) + this.#authority.certificatePem,
      // No client is asked for a certificate; without this every context would carry the public roots to check one by.
      ca: [],
      minVersion: 'TLSv1.2',
      ticketKeys: this.#ticketKeys.keys,
      // A ticket for one host is of no use at another.
      sessionIdContext: hash('sha256', host, 'hex').slice(0, 32),
      sessionTimeout: SESSION_TIMEOUT_SECONDS,
    });
  }
}

/**
 * Gives the native memory back at once. The garbage collector would, but takes a context for small: measured, it let 6,000 of
 * them (250 MB) lie. Connections that were made with it hold what they need themselves (SSL_new counts a reference).
 */
function free({ context }: SecureContext): void {
  (context as { close?(): void }).close?.();
}
