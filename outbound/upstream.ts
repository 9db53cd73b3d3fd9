import { connect, type OnReadOpts, type Socket } from 'node:net';
import type { AddressRange, IpAddress } from '../core/address.ts';
import type { Hostname } from '../core/hostname.ts';
import { gateAddress } from './address-gate.ts';
import { UpstreamError } from './failure.ts';
import type { IsOwnEndpoint } from './own-endpoints.ts';
import type { ResolveName } from './resolve.ts';
import { atTurnEnd, type Leaving } from './turn-end.ts';

/** Where a connection goes. `dialHost` replaces the name that is resolved, and nothing else (SafeSearch). */
export interface Destination {
  readonly hostname: Hostname;
  readonly port: number;
  readonly dialHost?: Hostname | undefined;
  /** Speak TLS there, to the host whose certificate must hold: the way of an inspected request. */
  readonly securedFor?: Hostname | undefined;
}

/** Called once, with a connected socket or an error that failure.ts knows. A socket without an error handler never leaves here. */
export type Dialled = (error: Error | null, socket: Socket | null) => void;

/** Opens a TCP connection. The function returned gives up; the callback is then not called any more. */
export type Dial = (destination: Destination, onread: OnReadOpts | undefined, done: Dialled) => () => void;

export interface UpstreamOptions {
  readonly resolve: ResolveName;
  readonly isOwnEndpoint: IsOwnEndpoint;
  /** Ranges that SCHOOLGATE_ALLOW_UPSTREAM opens. */
  readonly opened: readonly AddressRange[];
  readonly connectTimeoutMs: number;
}

/** RFC 8305 section 5, "Connection Attempt Delay". */
const NEXT_ATTEMPT_AFTER_MS = 250;

/**
 * Dials by address, never by name: the address that passed the gate is the one connected to, so that a name cannot
 * answer one thing to the check and another to the connection.
 */
export function createDialler(options: UpstreamOptions): Dial {
  return (destination, onread, done) => {
    const attempt = new DialAttempt(options, destination.port, onread, done);
    options.resolve(destination.dialHost ?? destination.hostname, (resolution) => {
      if (resolution.ok) attempt.gate(resolution.addresses);
      else attempt.fail(new UpstreamError(resolution.code, `look-up failed: ${resolution.code}`));
    });
    return () => attempt.cancel();
  };
}

class DialAttempt implements Leaving {
  readonly #options: UpstreamOptions;
  readonly #port: number;
  readonly #onread: OnReadOpts | undefined;
  #done: Dialled | null;
  #addresses: IpAddress[] = [];
  #next = 0;
  readonly #connecting = new Set<Socket>();
  #staggerTimer: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #lastError: Error | undefined;

  constructor(options: UpstreamOptions, port: number, onread: OnReadOpts | undefined, done: Dialled) {
    this.#options = options;
    this.#port = port;
    this.#onread = onread;
    this.#done = done;
    this.#deadline = setTimeout(() => this.#tooLate(), options.connectTimeoutMs);
  }

  /** Drops the addresses that are refused, and goes on with the others in their order. */
  gate(addresses: readonly IpAddress[]): void {
    const open = addresses.filter((ip) => gateAddress(ip, this.#options.opened) === undefined);
    let left = open.length;
    if (left === 0) {
      this.fail(new UpstreamError('ADDRESS_GATE', 'every address is refused'));
      return;
    }
    const own = new Set<IpAddress>();
    for (const ip of open) {
      this.#options.isOwnEndpoint(ip, this.#port, (isOwn) => {
        if (isOwn) own.add(ip);
        left--;
        if (left === 0) this.#start(open.filter((each) => !own.has(each)));
      });
    }
  }

  fail(error: Error): void {
    const done = this.#finish();
    done?.(error, null);
  }

  cancel(): void {
    this.#finish();
  }

  #start(addresses: IpAddress[]): void {
    if (this.#done === null) return;
    if (addresses.length === 0) {
      this.fail(new UpstreamError('ADDRESS_GATE', 'every address is refused'));
      return;
    }
    this.#addresses = addresses;
    atTurnEnd(this);
  }

  leave(): void {
    if (this.#done !== null) this.#tryNext();
  }

  /** The look-up counts as well: the system's own resolver knows no limit that could be relied on. */
  #tooLate(): void {
    this.fail(new UpstreamError(this.#addresses.length === 0 ? 'ETIMEOUT' : 'CONNECT_TIMEOUT', 'took too long'));
  }

  #tryNext(): void {
    clearTimeout(this.#staggerTimer);
    const ip = this.#addresses[this.#next];
    if (ip === undefined) {
      if (this.#connecting.size === 0) this.fail(this.#lastError ?? new UpstreamError('ENOTFOUND', 'no address'));
      return;
    }
    this.#next++;
    this.#connect(ip);
    if (this.#next < this.#addresses.length) this.#staggerTimer = setTimeout(() => this.#tryNext(), NEXT_ATTEMPT_AFTER_MS);
  }

  #connect(host: IpAddress): void {
    // A tunnel keeps half-closed connections; HTTP has no use for them.
    const forTunnel = this.#onread && { onread: this.#onread, allowHalfOpen: true };
    const socket = connect({ host, port: this.#port, noDelay: true, ...forTunnel });
    this.#connecting.add(socket);
    socket.on('error', (error) => {
      // Stays for the socket's whole life; after the hand-over the owner's own handlers act.
      if (!this.#connecting.delete(socket)) return;
      this.#lastError = error;
      this.#tryNext();
    });
    socket.once('connect', () => {
      this.#connecting.delete(socket);
      const done = this.#finish();
      done?.(null, socket);
    });
  }

  /** Stops everything that is under way, and gives the callback away for its one call. */
  #finish(): Dialled | null {
    const done = this.#done;
    this.#done = null;
    clearTimeout(this.#staggerTimer);
    clearTimeout(this.#deadline);
    for (const socket of this.#connecting) {
      this.#connecting.delete(socket);
      socket.destroy();
    }
    return done;
  }
}
