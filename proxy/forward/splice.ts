import { atTurnEnd, type Leaving } from '../../outbound/turn-end.ts';
import type { Wire } from '../../outbound/wire.ts';
import type { Attempt } from '../attempt.ts';
import type { ClientConnection, ClientReader } from '../connections.ts';
import { HeldWrite } from './held-write.ts';
import type { OriginListener, TunnelOrigin } from './tunnel-origin.ts';

/** Two connections of which each is to have what the other sends. */
export interface SplicedPair {
  readonly connection: ClientConnection;
  readonly origin: TunnelOrigin;
  /** Counts what is passed on; what a bare socket reads of the origin is counted there. */
  readonly attempt: Attempt;
}

/**
 * Passes bytes on both ways, each side no faster than the other takes them, half-closes included. Ends leave at the end of the
 * turn like small writes: each wakes whoever waits at the other end, and those of a turn wake him once.
 */
export class Splice implements ClientReader, OriginListener, Leaving {
  readonly #pair: SplicedPair;
  readonly #client: Wire;
  readonly #upwards: HeldWrite;
  /** What is still to be told to the other side. */
  #clientSaidAll = false;
  #originSaidAll = false;
  /** The client waits until the origin has taken what there is. */
  #isUpwardsFull = false;

  constructor(pair: SplicedPair) {
    this.#pair = pair;
    this.#client = pair.connection.socket;
    this.#upwards = new HeldWrite(pair.origin.wire, this.#upwardsIsFull);
  }

  /** `early`: what the client has sent already. */
  begin(early: Buffer): void {
    const { connection, origin } = this.#pair;
    const client = this.#client;
    if (early.length > 0) this.#upwards.hold(early);
    origin.listener = this;
    origin.reads.writeTo(client, origin.wire);
    origin.wire.resume();
    connection.readBy(this);
    if (client.readableEnded) this.end();
    else if (client.isPaused()) client.resume();
  }

  data(chunk: Buffer): void {
    this.#pair.attempt.bytesUp += chunk.length;
    this.#upwards.hold(chunk);
  }

  end(): void {
    this.#clientSaidAll = true;
    atTurnEnd(this);
  }

  drain(): void {
    const { reads, wire } = this.#pair.origin;
    reads.drained();
    wire.resume();
  }

  originCame(chunk: Buffer): void {
    this.#pair.attempt.bytesDown += chunk.length;
    if (!this.#client.write(chunk)) this.#pair.origin.wire.pause();
  }

  originSaidAll(): void {
    this.#originSaidAll = true;
    atTurnEnd(this);
  }

  originDrained(): void {
    if (!this.#isUpwardsFull) return;
    this.#isUpwardsFull = false;
    this.#client.resume();
  }

  /** At once: before one of the two is closed by somebody else. */
  leave(): void {
    const { wire, reads } = this.#pair.origin;
    const client = this.#client;
    if (this.#clientSaidAll) {
      this.#clientSaidAll = false;
      this.#upwards.leave();
      if (wire.writable) wire.end();
    }
    if (!this.#originSaidAll) return;
    this.#originSaidAll = false;
    reads.leave();
    // Both have said all, and everything is passed on: closing says so with a system call less than a half-close.
    if (client.readableEnded && client.writableLength === 0) client.destroy();
    else if (client.writable) client.end();
  }

  readonly #upwardsIsFull = (): void => {
    this.#isUpwardsFull = true;
    this.#client.pause();
  };
}
