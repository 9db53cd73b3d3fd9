import { connect, type OnReadOpts, type Socket } from 'node:net';
import type { AddressRange, IpAddress } from '../core/address.ts';
import type { Hostname } from '../core/hostname.ts';
import { type GateRefusal, rememberingGate } from './address-gate.ts';
import { Deadlines, type Expiring } from './deadlines.ts';
import { UpstreamError } from './failure.ts';
import { NOWHERE } from './open-set.ts';
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
  const { resolve, isOwnEndpoint, opened, connectTimeoutMs } = options;
  const around = { isOwnEndpoint, gate: rememberingGate(opened), deadlines: new Deadlines(connectTimeoutMs) };
  return (destination, onread, done) => {
    const attempt = new DialAttempt(around, destination.port, onread, done);
    resolve(destination.dialHost ?? destination.hostname, (resolution) => {
      if (resolution.ok) attempt.gate(resolution.addresses);
      else attempt.fail(new UpstreamError(resolution.code, `look-up failed: ${resolution.code}`));
    });
    return () => attempt.cancel();
  };
}

/** What the attempts of a dialler share. */
interface DialSurroundings {
  readonly isOwnEndpoint: IsOwnEndpoint;
  readonly gate: (ip: IpAddress) => GateRefusal | undefined;
  readonly deadlines: Deadlines;
}

class DialAttempt implements Leaving, Expiring {
  place = NOWHERE;
  dueAtMs = 0;
  readonly #around: DialSurroundings;
  readonly #port: number;
  readonly #onread: OnReadOpts | undefined;
  #done: Dialled | null;
  #addresses: readonly IpAddress[] = [];
  #next = 0;
  /** Few at a time, and mostly one. */
  readonly #connecting: Socket[] = [];
  #staggerTimer: NodeJS.Timeout | undefined;
  #lastError: Error | undefined;

  constructor(around: DialSurroundings, port: number, onread: OnReadOpts | undefined, done: Dialled) {
    this.#around = around;
    this.#port = port;
    this.#onread = onread;
    this.#done = done;
    around.deadlines.add(this);
  }

  /** Drops the addresses that are refused, and goes on with the others in their order. */
  gate(addresses: readonly IpAddress[]): void {
    const { gate, isOwnEndpoint } = this.#around;
    const open = addresses.filter((ip) => gate(ip) === undefined);
    let left = open.length;
    if (left === 0) {
      this.fail(new UpstreamError('ADDRESS_GATE', 'every address is refused'));
      return;
    }
    let own: Set<IpAddress> | undefined;
    for (const ip of open) {
      isOwnEndpoint(ip, this.#port, (isOwn) => {
        if (isOwn) own = (own ?? new Set()).add(ip);
        left--;
        if (left === 0) this.#start(own === undefined ? open : open.filter((each) => own?.has(each) !== true));
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

  #start(addresses: readonly IpAddress[]): void {
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
  expire(): void {
    this.fail(new UpstreamError(this.#addresses.length === 0 ? 'ETIMEOUT' : 'CONNECT_TIMEOUT', 'took too long'));
  }

  #tryNext(): void {
    if (this.#staggerTimer !== undefined) clearTimeout(this.#staggerTimer);
    const ip = this.#addresses[this.#next];
    if (ip === undefined) {
      if (this.#connecting.length === 0) this.fail(this.#lastError ?? new UpstreamError('ENOTFOUND', 'no address'));
      return;
    }
    this.#next++;
    this.#connect(ip);
    if (this.#next < this.#addresses.length) this.#staggerTimer = setTimeout(() => this.#tryNext(), NEXT_ATTEMPT_AFTER_MS);
  }

  #connect(host: IpAddress): void {
    const to = { host, port: this.#port, noDelay: true };
    // A tunnel keeps half-closed connections; HTTP has no use for them.
    const socket = connect(this.#onread === undefined ? to : { ...to, onread: this.#onread, allowHalfOpen: true });
    this.#connecting.push(socket);
    socket.on('error', (error) => {
      // Stays for the socket's whole life; after the hand-over the owner's own handlers act.
      if (!this.#isOver(socket)) return;
      this.#lastError = error;
      this.#tryNext();
    });
    socket.on('connect', () => {
      if (!this.#isOver(socket)) return;
      const done = this.#finish();
      done?.(null, socket);
    });
  }

  /** Its connecting is over. False when it was before. */
  #isOver(socket: Socket): boolean {
    const at = this.#connecting.indexOf(socket);
    if (at >= 0) this.#connecting.splice(at, 1);
    return at >= 0;
  }

  /** Stops everything that is under way, and gives the callback away for its one call. */
  #finish(): Dialled | null {
    const done = this.#done;
    this.#done = null;
    if (this.#staggerTimer !== undefined) clearTimeout(this.#staggerTimer);
    this.#around.deadlines.delete(this);
    for (const socket of this.#connecting.splice(0)) socket.destroy();
    return done;
  }
}
