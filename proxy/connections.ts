import type { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { type IpAddress, parseIpAddress } from '../core/address.ts';
import type { Attempt } from './attempt.ts';

/** A request under way. */
export interface Running {
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

/** A client's TCP connection. Says nothing about who is asking: identity is taken per request. */
export class ClientConnection {
  readonly socket: Socket;
  readonly ip: IpAddress;
  /** What has begun and not ended on this connection. */
  readonly running = new Set<Running>();
  /** No further request is to be answered on this connection. */
  closing = false;
  /** Upstream connections that this client has authenticated by NTLM or Negotiate, by destination: never anybody else's. */
  pinned: Map<string, Agent> | undefined;
  /** A CONNECT or Upgrade has the socket: it is no kept connection any more. */
  tunnelled = false;
  /** Set inside a CONNECT to port 80, whose requests are in origin form. */
  insideConnect: InsideConnect | undefined;

  constructor(socket: Socket, ip: IpAddress) {
    this.socket = socket;
    this.ip = ip;
  }

  /** Ends the connection now when it is idle, else after the answer that is under way. */
  closeWhenIdle(): void {
    if (this.tunnelled) return;
    this.closing = true;
    if (this.running.size === 0) this.socket.destroySoon();
  }
}

/** Every client connection of this worker, by address. */
export class ClientConnections {
  readonly #bySocket = new WeakMap<Socket, ClientConnection>();
  readonly #byIp = new Map<IpAddress, Set<ClientConnection>>();
  readonly #limitPerAddress: number;
  count = 0;

  constructor(limitPerAddress: number) {
    this.#limitPerAddress = limitPerAddress;
  }

  /** Takes a connection in. Undefined when its address has as many as it may, or is already gone. */
  admit(socket: Socket): ClientConnection | undefined {
    const ip = parseIpAddress(socket.remoteAddress ?? '');
    if (ip === undefined) return undefined;
    const siblings = this.#byIp.get(ip) ?? new Set();
    if (siblings.size >= this.#limitPerAddress) return undefined;
    this.#byIp.set(ip, siblings);
    const connection = new ClientConnection(socket, ip);
    siblings.add(connection);
    this.#bySocket.set(socket, connection);
    this.count++;
    socket.once('close', () => this.#forget(connection));
    return connection;
  }

  of(socket: Socket): ClientConnection | undefined {
    return this.#bySocket.get(socket);
  }

  /** Closes the idle kept connections of an address, and the busy ones after their answer. */
  closeOf(ip: IpAddress): void {
    for (const connection of [...(this.#byIp.get(ip) ?? [])]) connection.closeWhenIdle();
  }

  closeAllWhenIdle(): void {
    for (const siblings of [...this.#byIp.values()]) for (const connection of [...siblings]) connection.closeWhenIdle();
  }

  destroyAll(): void {
    for (const siblings of [...this.#byIp.values()]) for (const connection of [...siblings]) connection.socket.destroy();
  }

  #forget(connection: ClientConnection): void {
    this.count--;
    // Responses still queued behind another never learn of the close by themselves.
    for (const running of [...connection.running]) running.finish();
    for (const agent of connection.pinned?.values() ?? []) agent.destroy();
    const siblings = this.#byIp.get(connection.ip);
    siblings?.delete(connection);
    if (siblings?.size === 0) this.#byIp.delete(connection.ip);
  }
}
