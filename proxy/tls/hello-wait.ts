import { Deadlines, type Expiring } from '../../outbound/deadlines.ts';
import { NOWHERE } from '../../outbound/open-set.ts';
import type { ClientConnection, ClientReader } from '../connections.ts';
import { type ClientHello, readClientHello } from './client-hello.ts';

/** A client that opens a tunnel for TLS and says nothing is no TLS client. */
const DEADLINES = new Deadlines(10_000);
const NONE = Buffer.alloc(0);

export interface HelloEvents {
  /** So many bytes have come. */
  came(length: number): void;
  /** `bytes`: all that was read of the client. Who wants no more of it yet pauses it. */
  hello(hello: ClientHello, bytes: Buffer): void;
  notTls(): void;
  /** Browsers open connections that they then do not need. */
  nothing(reason: string): void;
}

/** Reads a client's ClientHello, of which some may have come already; exactly one of the last three events is told. */
export class HelloWait implements ClientReader, Expiring {
  place = NOWHERE;
  dueAtMs = 0;
  readonly #events: HelloEvents;
  #bytes: Buffer;
  #isOver = false;

  constructor(early: Buffer, events: HelloEvents) {
    this.#bytes = early;
    this.#events = events;
  }

  begin(connection: ClientConnection): void {
    const { socket } = connection;
    DEADLINES.add(this);
    connection.readBy(this);
    if (this.#bytes.length > 0) this.#read();
    // It may have closed while the site was dialled, when nobody listened: what is still incomplete stays so.
    if (socket.readableEnded) this.end();
    if (!this.#isOver && socket.isPaused()) socket.resume();
  }

  /** Gives up. */
  stop(): void {
    this.#isOver = true;
    this.#bytes = NONE;
    DEADLINES.delete(this);
  }

  data(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    this.#events.came(chunk.length);
    this.#read();
  }

  end(): void {
    this.#nothing('The client closed before it sent a TLS ClientHello.');
  }

  drain(): void {}

  expire(): void {
    this.#nothing('The client sent no TLS ClientHello in time.');
  }

  #nothing(reason: string): void {
    if (this.#isOver) return;
    this.stop();
    this.#events.nothing(reason);
  }

  #read(): void {
    const bytes = this.#bytes;
    const reading = readClientHello(bytes);
    if (reading.kind === 'incomplete') return;
    this.stop();
    if (reading.kind === 'not-tls') this.#events.notTls();
    else this.#events.hello(reading.hello, bytes);
  }
}
