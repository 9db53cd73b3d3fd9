import type { Socket } from 'node:net';
import { atTurnEnd, type Leaving } from '../../outbound/turn-end.ts';
import type { Attempt } from '../attempt.ts';
import type { ClientConnection, ClientReader } from '../connections.ts';
import { HeldWrite } from './held-write.ts';
import type { OwnedReads } from './read-buffers.ts';

/** Two connected sockets of which each is to have what the other sends. The upstream one is paused, without listeners for data. */
export interface SplicedPair {
  readonly connection: ClientConnection;
  readonly upstream: Socket;
  readonly reads: OwnedReads;
  /** Counts what is passed on; the origin's bytes are counted by `reads` where it reads them. */
  readonly attempt: Attempt;
  /** False where the way leads through a parent proxy, whose sockets come without `onread`. */
  readonly dialsWithOnread: boolean;
}

/**
 * Passes bytes on both ways, each side no faster than the other takes them, half-closes included. Ends leave at the end of the
 * turn like small writes: each wakes whoever waits at the other end, and those of a turn wake him once.
 */
export class Splice implements ClientReader, Leaving {
  readonly #pair: SplicedPair;
  readonly #client: Socket;
  readonly #upwards: HeldWrite;
  /** What is still to be told to the other side. */
  #clientSaidAll = false;
  #upstreamSaidAll = false;

  constructor(pair: SplicedPair) {
    this.#pair = pair;
    this.#client = pair.connection.socket;
    this.#upwards = new HeldWrite(pair.upstream, this.#upstreamIsFull);
  }

  /** `early`: what the client has sent already. */
  begin(early: Buffer): void {
    const { connection, upstream, reads, attempt, dialsWithOnread } = this.#pair;
    const client = this.#client;
    if (early.length > 0) this.#upwards.hold(early);
    upstream.on('end', () => {
      this.#upstreamSaidAll = true;
      atTurnEnd(this);
    });
    if (dialsWithOnread) reads.writeTo(client, upstream);
    else {
      upstream.on('data', (chunk: Buffer) => {
        attempt.bytesDown += chunk.length;
        if (!client.write(chunk)) upstream.pause();
      });
    }
    upstream.resume();
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
    const { reads, upstream } = this.#pair;
    reads.drained();
    upstream.resume();
  }

  /** At once: before one of the two is closed by somebody else. */
  leave(): void {
    const { upstream, reads } = this.#pair;
    const client = this.#client;
    if (this.#clientSaidAll) {
      this.#clientSaidAll = false;
      this.#upwards.leave();
      if (upstream.writable) upstream.end();
    }
    if (!this.#upstreamSaidAll) return;
    this.#upstreamSaidAll = false;
    reads.leave();
    // Both have said all, and everything is passed on: closing says so with a system call less than a half-close.
    if (client.readableEnded && client.writableLength === 0) client.destroy();
    else if (client.writable) client.end();
  }

  readonly #upstreamIsFull = (): void => {
    const client = this.#client;
    client.pause();
    this.#pair.upstream.once('drain', () => client.resume());
  };
}
