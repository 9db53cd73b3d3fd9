import { STATUS_CODES } from 'node:http';
import { BareSocket } from '../outbound/bare-socket.ts';
import { Deadlines, type Expiring } from '../outbound/deadlines.ts';
import { NOWHERE } from '../outbound/open-set.ts';
import type { Wire } from '../outbound/wire.ts';
import { bytesOf, type OwnAnswer } from './block/answer.ts';
import { OrdinaryResponse } from './ordinary/response.ts';
import type { ClientResponse, RequestHead } from './request-head.ts';

/** Where an answer of our own goes: a response, or the bare socket of a CONNECT or Upgrade. */
export interface Reply {
  /** False when the client is gone. */
  readonly wanted: boolean;
  /** Sends the answer. Nothing was sent before. */
  send(answer: OwnAnswer): void;
}

/** A body this small is read and thrown away to keep the connection; a larger one is not worth reading to the end. */
const WORTH_READING_BYTES = 1024 * 1024;

export class ResponseReply implements Reply {
  readonly #request: RequestHead;
  readonly #response: ClientResponse;
  readonly #closing: boolean;

  /** `closing`: the connection takes no further request anyway. */
  constructor(request: RequestHead, response: ClientResponse, closing: boolean) {
    this.#request = request;
    this.#response = response;
    this.#closing = closing;
  }

  get wanted(): boolean {
    return !this.#response.destroyed;
  }

  send(answer: OwnAnswer): void {
    const close = this.#closing || !mayKeepConnection(this.#request);
    if (this.#response instanceof OrdinaryResponse) {
      this.#response.sendOwn(answer, reasonOf(answer), close);
      return;
    }
    // With its own reason: one that could not be written for an origin's answer would stand there still.
    this.#response.writeHead(answer.status, reasonOf(answer), [
      ...Object.entries(answer.headers).flat(),
      ...(close ? ['Connection', 'close'] : []),
    ]);
    this.#response.end(bytesOf(answer));
  }
}

/** After `Expect` nobody can tell whether the body still comes (RFC 9110 section 10.1.1), so that connection ends. */
function mayKeepConnection(request: RequestHead): boolean {
  if (request.complete) return true;
  if (request.headers.expect !== undefined || request.headers['transfer-encoding'] !== undefined) return false;
  return Number(request.headers['content-length'] ?? 0) <= WORTH_READING_BYTES;
}

export class SocketReply implements Reply {
  readonly #socket: Wire;
  readonly #onSent: () => void;
  #lingering: Lingering | undefined;

  /** `onSent` is called when the answer is on its way: nothing else will follow it. */
  constructor(socket: Wire, onSent: () => void) {
    this.#socket = socket;
    this.#onSent = onSent;
  }

  get wanted(): boolean {
    return this.#socket.writable;
  }

  send(answer: OwnAnswer): void {
    const socket = this.#socket;
    socket.end(Buffer.concat([Buffer.from(rawHead(answer), 'latin1'), bytesOf(answer)]));
    // What the client still sends is read and dropped: unread bytes would turn the close into a reset that overtakes the answer.
    socket.resume();
    if (socket instanceof BareSocket) {
      this.#lingering = new Lingering(socket);
      LINGERING.add(this.#lingering);
    } else socket.setTimeout(LINGER_MS, () => socket.destroy());
    this.#onSent();
  }

  /** The client is gone. */
  closed(): void {
    if (this.#lingering !== undefined) LINGERING.delete(this.#lingering);
  }
}

/** A client that is refused may take its time to read that, but not stand still for so long. */
const LINGER_MS = 5_000;
const LINGERING = new Deadlines(LINGER_MS);

class Lingering implements Expiring {
  place = NOWHERE;
  dueAtMs = 0;
  readonly #socket: BareSocket;
  #moved: number;

  constructor(socket: BareSocket) {
    this.#socket = socket;
    this.#moved = this.#movedNow();
  }

  #movedNow(): number {
    return this.#socket.bytesRead - this.#socket.unsentBytes;
  }

  expire(): void {
    const moved = this.#movedNow();
    if (moved === this.#moved) this.#socket.destroy();
    else {
      this.#moved = moved;
      LINGERING.add(this);
    }
  }
}

function rawHead(answer: OwnAnswer): string {
  const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${answer.status} ${reasonOf(answer)}\r\n`;
  return `${status}${lines.join('')}Connection: close\r\n\r\n`;
}

function reasonOf({ status }: OwnAnswer): string {
  return STATUS_CODES[status] ?? 'Refused';
}
