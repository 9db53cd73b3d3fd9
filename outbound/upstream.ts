import { connect, type Socket } from 'node:net';
import type { AddressRange, IpAddress } from '../core/address.ts';
import type { Hostname } from '../core/hostname.ts';
import { type GateRefusal, rememberingGate } from './address-gate.ts';
import { BareSocket, type Connecting, type OwnBuffers } from './bare-socket.ts';
import { Deadlines, type Expiring } from './deadlines.ts';
import { UpstreamError } from './failure.ts';
import { NOWHERE } from './open-set.ts';
import type { IsOwnEndpoint } from './own-endpoints.ts';
import type { ResolveName } from './resolve.ts';
import { atTurnEnd, type Leaving } from './turn-end.ts';
import type { Wire } from './wire.ts';

/** Where a connection goes. `dialHost` replaces the name that is resolved, and nothing else (SafeSearch). */
export interface Destination {
  readonly hostname: Hostname;
  readonly port: number;
  readonly dialHost?: Hostname | undefined;
  /** Speak TLS there, to the host whose certificate must hold: the way of an inspected request. */
  readonly securedFor?: Hostname | undefined;
}

/** Called once, with a connected socket or an error that failure.ts knows. A socket without an error handler never leaves here. */
export type Dialled<Connection = Socket> = (error: Error | null, connection: Connection | null) => void;

/** Opens a TCP connection. The function returned gives up; the callback is then not called any more. */
export type Dial = (destination: Destination, done: Dialled) => () => void;

/** As `Dial`, for a tunnel: a connection of its own or Node's, paused. One of its own reads into the buffers. */
export type DialTunnel = (destination: Destination, buffers: OwnBuffers, done: Dialled<Wire>) => () => void;

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
  const around = surroundings(options);
  return (destination, done) => new DialAttempt(around, destination, connectSocket, done).begin();
}

/** As `createDialler`, without Node's streams. */
export function createTunnelDialler(options: UpstreamOptions): DialTunnel {
  const around = surroundings(options);
  return (destination, buffers, done) => {
    const connectBare: Connect<BareSocket> = (host, port, events) => BareSocket.connect(host, port, buffers, events);
    return new DialAttempt(around, destination, connectBare, done).begin();
  };
}

/** What the attempts of a dialler share. */
interface DialSurroundings {
  readonly resolve: ResolveName;
  readonly isOwnEndpoint: IsOwnEndpoint;
  readonly gate: (ip: IpAddress) => GateRefusal | undefined;
  readonly deadlines: Deadlines;
}

function surroundings({ resolve, isOwnEndpoint, opened, connectTimeoutMs }: UpstreamOptions): DialSurroundings {
  return { resolve, isOwnEndpoint, gate: rememberingGate(opened), deadlines: new Deadlines(connectTimeoutMs) };
}

type Connect<Connection> = (host: IpAddress, port: number, events: Connecting<Connection>) => Connection;

function connectSocket(host: IpAddress, port: number, events: Connecting<Socket>): Socket {
  const socket = connect({ host, port, noDelay: true });
  // Stays for the socket's whole life; after the hand-over the owner's own handlers act.
  socket.on('error', (error) => events.connectingIsOver(socket, error));
  socket.on('connect', () => events.connectingIsOver(socket, null));
  return socket;
}

class DialAttempt<Connection extends Wire> implements Leaving, Expiring, Connecting<Connection> {
  place = NOWHERE;
  dueAtMs = 0;
  readonly #around: DialSurroundings;
  readonly #destination: Destination;
  readonly #connect: Connect<Connection>;
  #done: Dialled<Connection> | null;
  #addresses: readonly IpAddress[] = [];
  #next = 0;
  /** Few at a time, and mostly one. */
  readonly #connecting: Connection[] = [];
  #staggerTimer: NodeJS.Timeout | undefined;
  #lastError: Error | undefined;

  constructor(around: DialSurroundings, destination: Destination, connect: Connect<Connection>, done: Dialled<Connection>) {
    this.#around = around;
    this.#destination = destination;
    this.#connect = connect;
    this.#done = done;
  }

  /** Returns how to give up. */
  begin(): () => void {
    const { hostname, dialHost = hostname } = this.#destination;
    this.#around.deadlines.add(this);
    this.#around.resolve(dialHost, (resolution) => {
      if (resolution.ok) this.#gate(resolution.addresses);
      else this.#fail(new UpstreamError(resolution.code, `look-up failed: ${resolution.code}`));
    });
    return () => this.#finish();
  }

  /** Drops the addresses that are refused, and goes on with the others in their order. */
  #gate(addresses: readonly IpAddress[]): void {
    const { gate, isOwnEndpoint } = this.#around;
    const open = addresses.filter((ip) => gate(ip) === undefined);
    let left = open.length;
    if (left === 0) {
      this.#fail(new UpstreamError('ADDRESS_GATE', 'every address is refused'));
      return;
    }
    let own: Set<IpAddress> | undefined;
    for (const ip of open) {
      isOwnEndpoint(ip, this.#destination.port, (isOwn) => {
        if (isOwn) own = (own ?? new Set()).add(ip);
        left--;
        if (left === 0) this.#start(own === undefined ? open : open.filter((each) => own?.has(each) !== true));
      });
    }
  }

  #fail(error: Error): void {
    this.#finish()?.(error, null);
  }

  #start(addresses: readonly IpAddress[]): void {
    if (this.#done === null) return;
    if (addresses.length === 0) {
      this.#fail(new UpstreamError('ADDRESS_GATE', 'every address is refused'));
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
    this.#fail(new UpstreamError(this.#addresses.length === 0 ? 'ETIMEOUT' : 'CONNECT_TIMEOUT', 'took too long'));
  }

  #tryNext(): void {
    if (this.#staggerTimer !== undefined) clearTimeout(this.#staggerTimer);
    const ip = this.#addresses[this.#next];
    if (ip === undefined) {
      if (this.#connecting.length === 0) this.#fail(this.#lastError ?? new UpstreamError('ENOTFOUND', 'no address'));
      return;
    }
    this.#next++;
    this.#connecting.push(this.#connect(ip, this.#destination.port, this));
    if (this.#next < this.#addresses.length) this.#staggerTimer = setTimeout(() => this.#tryNext(), NEXT_ATTEMPT_AFTER_MS);
  }

  /** What a connection tells after the first time is passed over. */
  connectingIsOver(connection: Connection, error: Error | null): void {
    const at = this.#connecting.indexOf(connection);
    if (at < 0) return;
    this.#connecting.splice(at, 1);
    if (error === null) this.#finish()?.(null, connection);
    else {
      this.#lastError = error;
      this.#tryNext();
    }
  }

  /** Stops everything that is under way, and gives the callback away for its one call. */
  #finish(): Dialled<Connection> | null {
    const done = this.#done;
    this.#done = null;
    if (this.#staggerTimer !== undefined) clearTimeout(this.#staggerTimer);
    this.#around.deadlines.delete(this);
    for (const connection of this.#connecting.splice(0)) connection.destroy();
    return done;
  }
}
