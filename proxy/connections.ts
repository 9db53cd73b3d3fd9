import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { type IpAddress, parseIpAddress } from '../core/address.ts';
import type { Hostname } from '../core/hostname.ts';
import { BareSocket, type WireEvents } from '../outbound/bare-socket.ts';
import { NOWHERE, OpenSet, type Placed } from '../outbound/open-set.ts';
import { atTurnEnd, type Leaving } from '../outbound/turn-end.ts';
import type { Wire } from '../outbound/wire.ts';
import type { Attempt } from './attempt.ts';

/** A request under way. */
export interface Running extends Placed {
  /** The connection is gone: give up. Safe to call again. */
  finish(): void;
}

/** A CONNECT whose content is read as HTTP. */
export interface InsideConnect {
  readonly attempt: Attempt;
  /** The handshake has come and goes its own way through the pipeline. */
  handshakeCame(): void;
  /** Closes, for what came is nothing that is let through. */
  refuse(reason: string): void;
}

/** A CONNECT that is inspected: who asked for it, and for which site its requests are. */
export interface Inspected {
  readonly attempt: Attempt;
  readonly hostname: Hostname;
  readonly port: number;
  /** A request has come that takes the path of every request. */
  readonly requestCame: () => void;
}

/** A browser opens six connections to a host, each to its own proxy connection; none has logins at this many hosts. */
const MAX_PINNED = 16;

/** Spellings of client addresses that are remembered: more than a school has. */
const MAX_KNOWN_ADDRESSES = 10_000;

/** Is given what a client sends, and told when it takes more. */
export interface ClientReader {
  data(chunk: Buffer): void;
  end(): void;
  drain(): void;
}

/** Is told that a client's socket is closed. */
export interface ClientKeeper {
  closed(hadError: boolean): void;
}

/** A client's TCP connection. Says nothing about who is asking: identity is taken per request. */
export class ClientConnection implements Leaving, Placed, WireEvents {
  #socket: Wire;
  readonly ip: IpAddress;
  /** What has begun and not ended on this connection. */
  readonly running = new OpenSet<Running>();
  place = NOWHERE;
  /** No further request is to be answered on this connection. */
  closing = false;
  /** Upstream connections that a client has authenticated by NTLM or Negotiate, by destination and person: never anybody else's. */
  pinned: Map<string, Agent> | undefined;
  /** A CONNECT or Upgrade has the socket: it is no kept connection any more. */
  tunnelled = false;
  /** Set inside a CONNECT that is inspected: whose requests are in origin form, and for that site only. */
  inspected: Inspected | undefined;
  /** Set inside a CONNECT to port 80, whose requests are in origin form. */
  insideConnect: InsideConnect | undefined;
  /** Whoever has the connection now. */
  keeper: ClientKeeper | undefined;
  #reader: ClientReader | undefined;
  readonly #forget: ((connection: ClientConnection) => void) | undefined;

  /** `forget` is called when it is closed. */
  constructor(socket: Wire, ip: IpAddress, forget?: (connection: ClientConnection) => void) {
    this.#socket = socket;
    this.ip = ip;
    this.#forget = forget;
    if (socket instanceof BareSocket) socket.events = this;
    else this.#hear(socket);
  }

  get socket(): Wire {
    return this.#socket;
  }

  #hear(socket: KnownSocket): void {
    socket[CONNECTION] = this;
    socket.on('close', onClose);
  }

  /**
   * From here on this one reads; a socket that is paused stays so. Listeners stay where they are from reader to reader: putting
   * them there costs more than reading.
   */
  readBy(reader: ClientReader): void {
    const isFirst = this.#reader === undefined;
    const socket = this.#socket;
    this.#reader = reader;
    if (!isFirst) return;
    if (socket instanceof BareSocket) socket.resume();
    else socket.on('data', onData).on('end', onEnd).on('drain', onDrain);
  }

  /** Nobody reads here any more: a socket of Node's, paused and without listeners, for somebody who has his own. */
  leaveSocket(): Socket {
    const socket = this.#socket;
    const hadReader = this.#reader !== undefined;
    this.#reader = undefined;
    if (socket instanceof BareSocket) {
      const isGone = socket.destroyed;
      const replacement = socket.intoSocket().on('error', ignore);
      this.#socket = replacement;
      if (!isGone) this.#hear(replacement);
      return replacement;
    }
    return hadReader ? socket.off('data', onData).off('end', onEnd).off('drain', onDrain).pause() : socket;
  }

  came(chunk: Buffer): void {
    this.#reader?.data(chunk);
  }

  saidAll(): void {
    this.#reader?.end();
  }

  drained(): void {
    this.#reader?.drain();
  }

  /** The socket is closed. */
  closed(hadError: boolean): void {
    this.#forget?.(this);
    this.#ended();
    this.keeper?.closed(hadError);
  }

  /** Keeps an upstream connection for as long as this one lasts; beyond the limit the oldest ends. */
  pin(key: string, agent: Agent): void {
    this.pinned ??= new Map();
    this.pinned.set(key, agent);
    if (this.pinned.size <= MAX_PINNED) return;
    for (const [oldest, old] of this.pinned) {
      this.pinned.delete(oldest);
      old.destroy();
      return;
    }
  }

  #ended(): void {
    // Responses still queued behind another never learn of the close by themselves.
    for (const running of this.running.all()) running.finish();
    for (const agent of this.pinned?.values() ?? []) agent.destroy();
  }

  /** Ends the connection now when it is idle, else after the answer that is under way. */
  closeWhenIdle(): void {
    if (this.tunnelled) return;
    this.closing = true;
    // Behind what has been read and not been looked at yet.
    atTurnEnd(this);
  }

  leave(): void {
    if (!this.tunnelled && this.running.size === 0) this.socket.destroySoon();
  }
}

const CONNECTION = Symbol('connection');
type KnownSocket = Socket & { [CONNECTION]?: ClientConnection };

function onData(this: KnownSocket, chunk: Buffer): void {
  this[CONNECTION]?.came(chunk);
}

function onEnd(this: KnownSocket): void {
  this[CONNECTION]?.saidAll();
}

function onDrain(this: KnownSocket): void {
  this[CONNECTION]?.drained();
}

function onClose(this: KnownSocket, hadError: boolean): void {
  this[CONNECTION]?.closed(hadError);
}

/** Whoever has the socket is told by its close. */
function ignore(): void {}

/** Every client connection of this worker, by address. */
export class ClientConnections {
  readonly #addresses = new Map<string, IpAddress>();
  readonly #byIp = new Map<IpAddress, OpenSet<ClientConnection>>();
  readonly #limitPerAddress: number;
  readonly #limitInAll: number;
  count = 0;

  constructor(limitPerAddress: number, limitInAll: number) {
    this.#limitPerAddress = limitPerAddress;
    this.#limitInAll = limitInAll;
  }

  /** Takes a connection in, or says why not. */
  admit(socket: Wire): ClientConnection | 'too many of one address' | 'no room' {
    const ip = this.#address(socket.remoteAddress ?? '');
    const siblings = (ip === undefined ? undefined : this.#byIp.get(ip)) ?? new OpenSet<ClientConnection>();
    // One that is gone already has no address any more.
    if (ip === undefined || siblings.size >= this.#limitPerAddress) return 'too many of one address';
    if (this.count >= this.#limitInAll) return 'no room';
    if (siblings.size === 0) this.#byIp.set(ip, siblings);
    const connection = new ClientConnection(socket, ip, this.#forget);
    siblings.add(connection);
    this.count++;
    return connection;
  }

  /** A client opens many connections from one address. */
  #address(text: string): IpAddress | undefined {
    const known = this.#addresses.get(text);
    if (known !== undefined) return known;
    const ip = parseIpAddress(text);
    if (this.#addresses.size >= MAX_KNOWN_ADDRESSES) this.#addresses.clear();
    if (ip !== undefined) this.#addresses.set(text, ip);
    return ip;
  }

  /** The inside of a connection that was taken in before: it has the same client, and is not counted again. */
  adopt(socket: Socket, outer: ClientConnection, inspected: Inspected): ClientConnection {
    const connection = new ClientConnection(socket, outer.ip);
    connection.inspected = inspected;
    return connection;
  }

  of(socket: Socket): ClientConnection | undefined {
    return (socket as KnownSocket)[CONNECTION];
  }

  /** Closes the idle kept connections of an address, and the busy ones after their answer. */
  closeOf(ip: IpAddress): void {
    for (const connection of this.#byIp.get(ip)?.all() ?? []) connection.closeWhenIdle();
  }

  closeAllWhenIdle(): void {
    for (const siblings of [...this.#byIp.values()]) for (const connection of siblings.all()) connection.closeWhenIdle();
  }

  destroyAll(): void {
    for (const siblings of [...this.#byIp.values()]) for (const connection of siblings.all()) connection.socket.destroy();
  }

  readonly #forget = (connection: ClientConnection): void => {
    this.count--;
    const siblings = this.#byIp.get(connection.ip);
    siblings?.delete(connection);
    if (siblings?.size === 0) this.#byIp.delete(connection.ip);
  };
}
