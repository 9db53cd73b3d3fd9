import { constants, hash, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { LRUCache } from 'lru-cache';
import { detachedHost, type Hostname } from '../../core/hostname.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import { CIPHERS } from '../../outbound/tls-ciphers.ts';
import { type Authority, createLeaf, newKeys, privatePem } from './authority.ts';
import { ticketKeysOf, ticketPeriodOf } from './ticket-keys.ts';

export interface LeafStoreOptions {
  readonly clock: Clock;
  /** Of leaves; the ones not used for longest go first. */
  readonly maxLeaves?: number;
}

/** Of about 2 kB each: a class of thirty touches a few hundred inspected hosts in a lesson. */
const DEFAULT_MAX_LEAVES = 4_000;
/** How long a client may come back on a ticket. */
const SESSION_TIMEOUT_SECONDS = 3_600;

interface Leaf {
  readonly pem: Buffer;
  readonly sessionIdContext: string;
  readonly madeAt: EpochMs;
}

/** What Node itself sets a context up with, and documents as options of `createSecureContext` only. */
interface NativeContext {
  setCert(pem: Buffer): void;
  setSessionIdContext(id: string): void;
}

/**
 * Lets the proxy be the TLS server of every inspected host: its certificate is made when it is first asked for. Nothing here
 * waits, so the same host is never made twice at once, and one key serves all leaves of a worker: a key of its own for each would
 * keep nothing apart, as all are in the same memory.
 *
 * One secure context serves all hosts, too, one after the other: a connection takes the certificate with it when it begins
 * (SSL_new copies it). A context for each host took 0.5 ms and 48 kB, to put another leaf into one takes 0.07 ms.
 */
export class LeafStore {
  readonly #clock: Clock;
  readonly #leaves: LRUCache<Hostname, Leaf>;
  #authority: Authority;
  #publicKey: KeyObject;
  #privateKeyPem: string;
  #context: { readonly secure: SecureContext; readonly period: number } | undefined;
  /** What the context holds at the moment. */
  #shown: Leaf | undefined;
  #made = 0;

  constructor(authority: Authority, { clock, maxLeaves = DEFAULT_MAX_LEAVES }: LeafStoreOptions) {
    this.#clock = clock;
    this.#leaves = new LRUCache({ max: maxLeaves });
    const { publicKey, privateKey } = newKeys();
    this.#authority = authority;
    this.#publicKey = publicKey;
    this.#privateKeyPem = privatePem(privateKey);
  }

  /** What to be this host with, for a connection that begins at once: the next call makes another host of it. */
  contextFor(host: Hostname): SecureContext {
    const now = this.#clock();
    const period = ticketPeriodOf(now);
    if (this.#context?.period !== period) this.#begin();
    const leaf = this.#leafOf(host, now);
    this.#context ??= { period, secure: this.#newContext(leaf, period) };
    const { secure } = this.#context;
    if (this.#shown !== leaf) {
      // Should this fail, the context is no host's.
      this.#shown = undefined;
      show(leaf, secure.context as NativeContext);
      this.#shown = leaf;
    }
    return secure;
  }

  /** Goes on under another authority, with a new key. Connections that are open keep what they began with. */
  renew(authority: Authority): void {
    if (authority.fingerprint === this.#authority.fingerprint) return;
    const { publicKey, privateKey } = newKeys();
    this.#authority = authority;
    this.#publicKey = publicKey;
    this.#privateKeyPem = privatePem(privateKey);
    this.#begin();
  }

  /** For metrics: leaves held, and made since the start. */
  get counts(): { readonly held: number; readonly made: number } {
    return { held: this.#leaves.size, made: this.#made };
  }

  #begin(): void {
    this.#context = undefined;
    this.#shown = undefined;
    this.#leaves.clear();
  }

  #leafOf(host: Hostname, now: EpochMs): Leaf {
    const known = this.#leaves.get(host);
    // A leaf made while the clock was ahead is not valid yet for anybody else.
    if (known !== undefined && known.madeAt <= now) return known;
    this.#made++;
    const leaf: Leaf = {
      pem: Buffer.from(createLeaf(this.#authority, host, this.#publicKey, now)),
      // A ticket for one host is of no use at another.
      sessionIdContext: hash('sha256', host, 'hex').slice(0, 32),
      madeAt: now,
    };
    this.#leaves.set(detachedHost(host), leaf);
    return leaf;
  }

  #newContext(leaf: Leaf, period: number): SecureContext {
    return createSecureContext({
      key: this.#privateKeyPem,
      // What stands above the leaf stays when another leaf takes its place.
      cert: leaf.pem.toString() + this.#authority.certificatePem,
      // No client is asked for a certificate; without this every context would carry the public roots to check one by.
      ca: [],
      minVersion: 'TLSv1.2',
      ciphers: CIPHERS,
      honorCipherOrder: true,
      // But for a client whose own first choice is ChaCha20, as it is where nothing in hardware speeds AES up.
      secureOptions: constants.SSL_OP_PRIORITIZE_CHACHA,
      ticketKeys: ticketKeysOf(this.#authority.privateKey, period),
      sessionTimeout: SESSION_TIMEOUT_SECONDS,
    });
  }
}

function show({ pem, sessionIdContext }: Leaf, context: NativeContext): void {
  context.setCert(pem);
  context.setSessionIdContext(sessionIdContext);
}
