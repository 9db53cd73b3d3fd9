import type { Socket } from 'node:net';
import { UpstreamError } from '../../outbound/failure.ts';
import { NOWHERE, type Placed } from '../../outbound/open-set.ts';
import { withoutReadAhead } from '../../outbound/read-ahead.ts';
import { type Arriving, atTurnEnd, type Leaving, whenAllIsRead } from '../../outbound/turn-end.ts';
import { type AnswerParts, AnswerReader } from './answer-reader.ts';

/** Who has asked, and is told of the answer as it comes. Exactly one of `end` and `fail` is called, once. */
export interface Asking extends AnswerParts {
  /** The read that brought the head has been passed on, and more is to come. */
  flush(): void;
  end(trailers: readonly string[]): void;
  /** `untouched`: not a byte of an answer came, and the connection had carried one before: it may have died while it was idle. */
  fail(error: Error, untouched: boolean): void;
}

/** What of a connection its pool must know. */
export interface ConnectionEvents {
  readonly maxHeadBytes: number;
  /** Nothing is under way any more, and another request may be. `keptFor`: what the origin's Keep-Alive field says. */
  idle(connection: OriginConnection, keptFor: string | undefined): void;
  closed(connection: OriginConnection): void;
}

/** A connection to an origin or a parent proxy: one request after the other, without bodies. */
export class OriginConnection implements Arriving, Leaving, Placed {
  /** Where it leads; a connection is only ever used again for the same. */
  readonly key: string;
  place = NOWHERE;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  #asking: Asking | undefined;
  #reader: AnswerReader | undefined;
  /** The first read of this turn. */
  #came: Buffer | undefined;
  /** Leaves at the end of the turn. */
  #head: string | undefined;
  #isUsed = false;
  #isTouched = false;
  #isPaused = false;
  #moved = 0;
  #movedAtMs = 0;

  constructor(key: string, socket: Socket, events: ConnectionEvents) {
    this.key = key;
    this.#socket = withoutReadAhead(socket);
    this.#events = events;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.once('close', this.#onClose);
  }

  get isOpen(): boolean {
    return this.#socket.writable && !this.#socket.readableEnded;
  }

  /** Sends a whole request. Nothing may be under way. */
  ask(head: string, toHead: boolean, asking: Asking, nowMs: number): void {
    this.#asking = asking;
    this.#reader = new AnswerReader(asking, this.#events.maxHeadBytes, toHead);
    this.#isTouched = false;
    this.#movedAtMs = nowMs;
    this.#head = head;
    atTurnEnd(this);
  }

  leave(): void {
    const head = this.#head;
    this.#head = undefined;
    if (head !== undefined && !this.#socket.destroyed) this.#socket.write(head, 'latin1');
  }

  /** The client does not keep up. */
  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  /** Ends an exchange in which the origin has been silent, or has not brought a whole head, for longer than the limit. */
  endSilent(nowMs: number, limitMs: number): void {
    if (this.#reader === undefined) return;
    const moved = this.#socket.bytesRead;
    const isSilent = moved === this.#moved && !this.#isPaused;
    this.#moved = moved;
    // Bytes that trickle in are no head.
    if (!isSilent && this.#reader.headCame) this.#movedAtMs = nowMs;
    else if (nowMs - this.#movedAtMs >= limitMs) this.#fail(new UpstreamError('RESPONSE_TIMEOUT', 'silence'));
  }

  /** Interim answers are signs of life. */
  stirred(nowMs: number): void {
    this.#movedAtMs = nowMs;
  }

  /** Closes it; who has asked hears nothing more. */
  destroy(): void {
    this.#asking = undefined;
    this.#reader = undefined;
    this.#socket.destroy();
  }

  readonly #onData = (chunk: Buffer): void => {
    // An origin that is busy says so to whoever connects: nobody asked here before, so it is for the request that waits to leave.
    if (this.#head !== undefined && !this.#isUsed) this.leave();
    // On a kept connection, what comes before the request has left is no answer to it.
    if (this.#reader === undefined || this.#head !== undefined) {
      this.#fail(new UpstreamError('ECONNRESET', 'said unasked'));
      return;
    }
    if (this.#came === undefined) {
      this.#came = chunk;
      whenAllIsRead(this);
      return;
    }
    // More than one read brings in a turn: whoever takes it must be able to say that it is enough.
    this.arrive();
    // And what follows an answer is nobody's.
    if (this.#reader === undefined) this.#socket.destroy();
    else this.#read(chunk);
  };

  arrive(): void {
    const chunk = this.#came;
    this.#came = undefined;
    if (chunk !== undefined) this.#read(chunk);
  }

  #read(chunk: Buffer): void {
    const reader = this.#reader;
    const asking = this.#asking;
    if (reader === undefined || asking === undefined) return;
    this.#isTouched = true;
    const hadHead = reader.headCame;
    try {
      reader.read(chunk);
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    // Given up meanwhile, by whoever was told.
    if (this.#reader !== reader) return;
    if (reader.hasEnded) this.#finish(reader, asking);
    else if (!hadHead && reader.headCame) asking.flush();
  }

  #finish(reader: AnswerReader, asking: Asking): void {
    this.#asking = undefined;
    this.#reader = undefined;
    const { keptFor } = reader;
    this.#isUsed = true;
    if (keptFor === null || !this.isOpen) this.#socket.destroy();
    else {
      this.resume();
      this.#events.idle(this, keptFor);
    }
    asking.end(reader.trailers);
  }

  readonly #onEnd = (): void => {
    this.arrive();
    const reader = this.#reader;
    const asking = this.#asking;
    if (reader === undefined || asking === undefined) return;
    try {
      reader.connectionEnded();
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    this.#finish(reader, asking);
  };

  readonly #onError = (error: Error): void => {
    this.arrive();
    this.#fail(error);
  };

  readonly #onClose = (): void => {
    this.arrive();
    // Nearly all close while nobody waits for them, and an error is dear.
    if (this.#asking !== undefined) this.#fail(new UpstreamError('ECONNRESET', 'closed'));
    this.#events.closed(this);
  };

  #fail(error: Error): void {
    const asking = this.#asking;
    this.destroy();
    asking?.fail(error, this.#isUsed && !this.#isTouched);
  }
}
