import { NOWHERE, type Placed } from '../../outbound/open-set.ts';
import { type Arriving, whenAllIsRead } from '../../outbound/turn-end.ts';
import type { ClientConnection, ClientKeeper, ClientReader } from '../connections.ts';
import { type OrdinaryHead, readOrdinaryHead } from './head.ts';
import { type KeptConnection, OrdinaryResponse } from './response.ts';

/** What becomes of what a connection brings. */
export interface OrdinaryEvents {
  readonly maxHeadBytes: number;
  readonly keepAlive: string;
  /** A whole GET or HEAD. */
  request(connection: ClientConnection, head: OrdinaryHead, response: OrdinaryResponse): void;
  /** A CONNECT and what came behind it: it goes to another reader. */
  connect(connection: ClientConnection, head: OrdinaryHead, rest: Buffer): void;
  /** Something else, from here on for Node's parser: the socket has no reader, and what was read is in it again. */
  unusual(connection: ClientConnection): void;
  /** It brings no ordinary requests any more. */
  over(ordinary: OrdinaryConnection): void;
}

/** One client connection, for as long as it brings ordinary requests, one after the other. */
export class OrdinaryConnection implements KeptConnection, Arriving, Placed, ClientReader, ClientKeeper {
  readonly connection: ClientConnection;
  place = NOWHERE;
  readonly #events: OrdinaryEvents;
  #response: OrdinaryResponse | undefined;
  /** What came in this turn and has not been looked at. */
  #came: Buffer | undefined;
  /** What came while an answer was under way. */
  #ahead: Buffer | undefined;
  /** Reading for us; false once the socket is somebody else's. */
  #ours = true;
  #movedAtMs: number;
  #moved = 0;

  constructor(connection: ClientConnection, events: OrdinaryEvents, nowMs: number) {
    this.connection = connection;
    this.#events = events;
    this.#movedAtMs = nowMs;
    connection.keeper = this;
    connection.readBy(this);
  }

  get socket(): ClientConnection['socket'] {
    return this.connection.socket;
  }

  get keepAlive(): string {
    return this.#events.keepAlive;
  }

  /** False when there is nothing left to look after. */
  get isOurs(): boolean {
    return this.#ours && !this.socket.destroyed;
  }

  /** How long nothing has moved, and what it is waiting for: its first request, the next one, or the end of an answer. */
  silence(nowMs: number): { readonly ms: number; readonly state: 'new' | 'kept' | 'busy' } {
    const { socket } = this;
    const moved = socket.bytesRead + socket.bytesWritten - socket.writableLength;
    if (moved !== this.#moved) {
      this.#moved = moved;
      this.#movedAtMs = nowMs;
    }
    const idle = socket.bytesWritten === 0 ? 'new' : 'kept';
    return { ms: nowMs - this.#movedAtMs, state: this.#response === undefined ? idle : 'busy' };
  }

  /** The answer under way is over. */
  ended(close: boolean): void {
    this.#response = undefined;
    if (!this.isOurs || this.socket.writableEnded) return;
    if (close) {
      this.#ours = false;
      this.socket.destroySoon();
      return;
    }
    const ahead = this.#ahead;
    if (ahead === undefined) return;
    this.#ahead = undefined;
    this.socket.resume();
    this.data(ahead);
  }

  data(chunk: Buffer): void {
    // Behind the last answer nothing is asked any more.
    if (!this.#ours || this.socket.writableEnded) return;
    if (this.#response !== undefined) {
      this.#ahead = this.#ahead === undefined ? chunk : Buffer.concat([this.#ahead, chunk]);
      this.socket.pause();
      return;
    }
    if (this.#came === undefined) {
      this.#came = chunk;
      whenAllIsRead(this);
      return;
    }
    this.#came = Buffer.concat([this.#came, chunk]);
    // A turn can bring megabytes of an upload: what follows is for whoever reads it by then.
    this.arrive();
  }

  arrive(): void {
    const chunk = this.#came;
    this.#came = undefined;
    if (chunk === undefined || !this.isOurs || this.socket.writableEnded) return;
    const { pinned, inspected } = this.connection;
    const place = inspected === undefined ? 'to-proxy' : 'in-tunnel';
    const read = pinned === undefined ? readOrdinaryHead(chunk, this.#events.maxHeadBytes, place) : undefined;
    if (read === undefined) {
      this.#leave();
      // It has gone in the turn in which it came.
      if (this.socket.readableEnded) {
        this.socket.destroy();
        return;
      }
      this.connection.leaveSocket().unshift(chunk);
      this.#events.unusual(this.connection);
      return;
    }
    const { head, length } = read;
    if (head.method === 'CONNECT') {
      this.#leave();
      this.#events.connect(this.connection, head, chunk.subarray(length));
      // It has gone in the turn in which it came, and no reader will be told any more.
      if (this.socket.readableEnded) this.socket.destroy();
      return;
    }
    const closes = head.headers.connection?.toLowerCase() === 'close';
    this.#response = new OrdinaryResponse(this, head.method === 'HEAD', closes);
    this.#events.request(this.connection, head, this.#response);
  }

  /** A client that says no more is gone, as Node's server sees it too; what is on its way to it goes on. */
  end(): void {
    this.arrive();
    if (!this.#ours) return;
    this.#response?.leave();
    if (this.#response === undefined || this.#response.writableEnded) this.socket.end();
    else this.socket.destroy();
  }

  drain(): void {
    this.#response?.drained();
  }

  closed(): void {
    this.#response?.connectionClosed();
    this.#events.over(this);
  }

  #leave(): void {
    this.#ours = false;
    this.#events.over(this);
  }
}
