import type { OwnBuffers } from '../../outbound/bare-socket.ts';
import { atTurnEnd, type Leaving } from '../../outbound/turn-end.ts';
import type { Wire } from '../../outbound/wire.ts';
import type { Attempt } from '../attempt.ts';

/** What an idle tunnel holds: 10,000 of them are 40 MB. */
const SMALL = 4 * 1024;
/** Measured CPU per GB beside Squid: 0.93 × with 64 kB reads, 0.68 × with 256 kB. */
const LARGE = 256 * 1024;
/** A read that comes in below this ends a burst, and the large buffer goes back. */
const BURST_OVER_BELOW = 16 * 1024;
/** 64 MB a worker; tunnels beyond it stay with small buffers. */
const MAX_LARGE = 256;

/** Small ones that closed tunnels leave for the next: making one costs more than a read. */
const MAX_FREE_SMALL = 512;

/** The buffers of a worker: a small one for each tunnel while it lasts, large ones lent to tunnels while they are busy. */
export class ReadBuffers {
  readonly #free: Buffer[] = [];
  readonly #freeSmall: Buffer[] = [];
  #made = 0;

  takeSmall(): Buffer {
    return this.#freeSmall.pop() ?? Buffer.allocUnsafeSlow(SMALL);
  }

  /** No write may refer to it any more. */
  giveSmall(buffer: Buffer): void {
    if (this.#freeSmall.length < MAX_FREE_SMALL) this.#freeSmall.push(buffer);
  }

  /** Undefined when all large ones are lent out. */
  take(): Buffer | undefined {
    const free = this.#free.pop();
    if (free !== undefined || this.#made >= MAX_LARGE) return free;
    this.#made++;
    return Buffer.allocUnsafeSlow(LARGE);
  }

  give(buffer: Buffer): void {
    this.#free.push(buffer);
  }
}

/**
 * What a bare socket reads into, written on to a sink. A write that the kernel has not taken whole still
 * refers to its buffer, so a buffer is read into again only when nothing of it is left to write.
 */
export class OwnedReads implements Leaving, OwnBuffers {
  readonly #buffers: ReadBuffers;
  readonly #attempt: Pick<Attempt, 'bytesDown'>;
  #sink: Wire | undefined;
  #source: Wire | undefined;
  #small: Buffer;
  #current: Buffer;
  /** A small read that leaves at the end of the turn, and the buffer it came into. */
  #held: Buffer | undefined;
  #heldIn: Buffer | undefined;
  /** Still referred to by writes that wait for the sink. */
  #waiting: Buffer[] = [];
  /** Once released, what is lent goes back only when no write refers to it. */
  #released = false;

  /** `attempt` counts what is read. */
  constructor(buffers: ReadBuffers, attempt: Pick<Attempt, 'bytesDown'>) {
    this.#buffers = buffers;
    this.#small = this.#current = buffers.takeSmall();
    this.#attempt = attempt;
  }

  /** Names where reads go, and whom to stop when that is full. Nothing may be read before. */
  writeTo(sink: Wire, source: Wire): void {
    this.#sink = sink;
    this.#source = source;
  }

  readonly buffer = (): Uint8Array => this.#current;

  /** False stops reading until the sink has drained. */
  readonly callback = (length: number, bytes: Uint8Array): boolean => {
    const sink = this.#sink;
    if (sink === undefined || sink.destroyed) return false;
    this.#attempt.bytesDown += length;
    this.leave();
    if (this.#current === this.#small && length < SMALL && sink.writableLength === 0) {
      this.#held = bytes.subarray(0, length) as Buffer;
      this.#heldIn = this.#small;
      this.#current = this.#small = this.#buffers.takeSmall();
      atTurnEnd(this);
      return true;
    }
    const more = sink.write(bytes.subarray(0, length));
    if (sink.writableLength === 0) {
      this.drained();
      this.#resize(length);
    } else {
      this.#waiting.push(this.#current);
      if (this.#current === this.#small) this.#small = this.#buffers.takeSmall();
      this.#current = (length > BURST_OVER_BELOW ? this.#buffers.take() : undefined) ?? this.#small;
    }
    return more;
  };

  /** At once: before the sink is ended. */
  leave(): void {
    const held = this.#held;
    const buffer = this.#heldIn;
    if (held === undefined || buffer === undefined) return;
    this.#held = this.#heldIn = undefined;
    const sink = this.#sink;
    const more = sink?.writable === true && sink.write(held);
    this.#waiting.push(buffer);
    if (sink === undefined || sink.writableLength === 0) this.drained();
    if (!more) this.#source?.pause();
  }

  /** The sink has taken everything: no write refers to a buffer any more. */
  drained(): void {
    for (const buffer of this.#waiting) {
      if (buffer.length === LARGE) this.#buffers.give(buffer);
      else this.#buffers.giveSmall(buffer);
    }
    this.#waiting = [];
  }

  /** Both sockets are closed: gives back what is lent. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.leave();
    this.drained();
    if (this.#current.length === LARGE) this.#buffers.give(this.#current);
    this.#current = NONE;
    this.#buffers.giveSmall(this.#small);
  }

  #resize(length: number): void {
    const isLarge = this.#current !== this.#small;
    if (!isLarge && length === SMALL) this.#current = this.#buffers.take() ?? this.#small;
    else if (isLarge && length < BURST_OVER_BELOW) {
      this.#buffers.give(this.#current);
      this.#current = this.#small;
    }
  }
}

/** What is read into after the end: nothing. */
const NONE = Buffer.alloc(0);
