import { STATUS_CODES } from 'node:http';
import { BareSocket } from '../../outbound/bare-socket.ts';
import { atTurnEnd, type Leaving } from '../../outbound/turn-end.ts';
import { type Wire, writeTogether } from '../../outbound/wire.ts';
import { headerLines, type OwnAnswer } from '../block/answer.ts';
import { FilledPage } from '../block/template.ts';
import { fieldLines } from '../field-section.ts';
import type { ClientResponse } from '../request-head.ts';
import { httpDate, readFieldLines } from './field-lines.ts';
import { doneWithScratch, takeScratch } from './scratch.ts';

export interface KeptConnection {
  readonly socket: Wire;
  /** The lines that tell a client that its connection is kept, as Node's own server words them. */
  readonly keepAlive: string;
  /** The answer is with the kernel, or will never be. Called once. */
  ended(close: boolean): void;
}

const CLOSES = 'Connection: close\r\n';
const CHUNK_END = Buffer.from('\r\n', 'latin1');
const LAST_CHUNK = '0\r\n';

/**
 * The answer to an ordinary request, as Node's ServerResponse would write it, in as few writes as can be: a small answer's
 * head and body leave in one.
 */
export class OrdinaryResponse implements ClientResponse, Leaving {
  headersSent = false;
  writableEnded = false;
  writableFinished = false;
  chunkedEncoding = false;
  readonly #connection: KeptConnection;
  readonly #isHead: boolean;
  #close: boolean;
  #head = '';
  #hasBody = true;
  #trailers = '';
  /** The first piece of the body, kept back until the head leaves. */
  #first: Buffer | undefined;
  #onDrain: (() => void) | undefined;
  #onClose: (() => void) | undefined;
  #closed = false;
  /** Leaves at the end of the turn. */
  #last: string | Buffer | HeadedPage | undefined;
  #isLeaving = false;

  /** `close`: the client asked for the connection to end with this answer. */
  constructor(connection: KeptConnection, isHead: boolean, close: boolean) {
    this.#connection = connection;
    this.#isHead = isHead;
    this.#close = close;
  }

  get socket(): Wire {
    return this.#connection.socket;
  }

  get destroyed(): boolean {
    return this.#closed || this.#connection.socket.destroyed;
  }

  get writable(): boolean {
    return !this.writableEnded && !this.destroyed && this.#connection.socket.writable;
  }

  on(_: 'drain', listener: () => void): void {
    this.#onDrain = listener;
  }

  once(_: 'close', listener: () => void): void {
    this.#onClose = listener;
  }

  /** An ordinary request waits for no interim answer. */
  writeContinue(): void {}

  writeInformation(status: number, fields: string[]): void {
    this.#connection.socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n${fieldLines(fields)}\r\n`, 'latin1');
  }

  writeHead(status: number, reason: string, fields: string[]): void {
    const names = readFieldLines(fields);
    this.#hasBody = !this.#isHead && status !== 204 && status !== 304;
    this.#close ||= names.closes;
    this.chunkedEncoding = this.#hasBody && !names.length;
    const framing = this.chunkedEncoding ? 'Transfer-Encoding: chunked\r\n' : '';
    const date = names.date ? '' : `Date: ${httpDate()}\r\n`;
    const ends = this.#close ? CLOSES : this.#connection.keepAlive;
    this.#head = `HTTP/1.1 ${status} ${reason}\r\n${names.lines}${date}${names.connection ? '' : ends}${framing}\r\n`;
    this.headersSent = true;
  }

  /** An answer made here: nothing in its fields comes from outside, and it says its length itself. */
  sendOwn({ status, headers, lines, body }: OwnAnswer, reason: string, close: boolean): void {
    this.#close ||= close;
    const ends = this.#close ? CLOSES : this.#connection.keepAlive;
    const head = `HTTP/1.1 ${status} ${reason}\r\n${lines ?? headerLines(headers)}Date: ${httpDate()}\r\n${ends}\r\n`;
    this.headersSent = true;
    this.writableEnded = true;
    if (body.length === 0 || this.#isHead) this.#writeLast(head);
    else this.#writeLast(body instanceof FilledPage ? { head, page: body } : headed(head, body));
  }

  flushHeaders(): void {
    if (this.#head === '') return;
    const { socket } = this.#connection;
    const first = this.#first;
    this.#first = undefined;
    if (first === undefined) socket.write(this.#head, 'latin1');
    else this.#writeScratch(this.#join(first, ''));
    this.#head = '';
  }

  write(chunk: Buffer): boolean {
    if (!this.#hasBody || chunk.length === 0) return true;
    if (this.#head !== '') {
      if (this.#first === undefined) {
        this.#first = chunk;
        this.#leaveAtTurnEnd();
        return true;
      }
      this.flushHeaders();
    }
    const { socket } = this.#connection;
    if (!this.chunkedEncoding) return socket.write(chunk);
    return writeTogether(socket, [Buffer.from(`${chunk.length.toString(16)}\r\n`, 'latin1'), chunk, CHUNK_END]);
  }

  addTrailers(fields: [string, string][]): void {
    for (const [name, value] of fields) this.#trailers += `${name}: ${value}\r\n`;
  }

  end(chunk?: Buffer): void {
    if (this.writableEnded) return;
    if (chunk !== undefined && chunk.length > 0) this.write(chunk);
    this.writableEnded = true;
    const tail = this.chunkedEncoding ? `${LAST_CHUNK}${this.#trailers}\r\n` : '';
    if (this.#head !== '') {
      this.#writeLast(this.#first === undefined ? this.#head + tail : this.#join(this.#first, tail));
      this.#head = '';
    } else if (tail !== '') this.#writeLast(tail);
    else this.#finishWhenSent();
  }

  /** The answer stays unfinished, and so does the connection. */
  destroy(): void {
    this.#connection.socket.destroy();
  }

  /** The connection has ended, whatever became of the answer. */
  connectionClosed(): void {
    this.#finish();
  }

  sentUnlessCut(): void {
    if (!this.#connection.socket.destroyed) this.#sent();
  }

  drained(): void {
    this.#onDrain?.();
  }

  readonly #sent = (error?: Error | null): void => {
    if (error !== undefined && error !== null) return;
    this.writableFinished = true;
    this.#finish();
  };

  #finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose?.();
    this.#connection.ended(this.#close);
  }

  #writeLast(last: string | Buffer | HeadedPage): void {
    this.#last = last;
    this.#leaveAtTurnEnd();
  }

  #leaveAtTurnEnd(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    atTurnEnd(this);
  }

  /** All of it, or the beginning of what is longer than a read. */
  leave(): void {
    this.#isLeaving = false;
    const last = this.#last;
    this.#last = undefined;
    if (this.destroyed) {
      if (last instanceof Buffer) doneWithScratch(last, false);
    } else if (last === undefined) this.flushHeaders();
    else this.#writeWhole(last);
  }

  #writeWhole(last: string | Buffer | HeadedPage): void {
    const { socket } = this.#connection;
    // TLS takes what it is given in a later turn; else a callback would cost a turn of the stream's own.
    const told = 'encrypted' in socket ? this.#sent : undefined;
    if (typeof last === 'string') socket.write(last, 'latin1', told);
    else if ('page' in last) this.#writePage(last, told);
    else this.#writeScratch(last, told);
    if (told === undefined) this.#finishWhenSent();
  }

  #finishWhenSent(): void {
    const { socket } = this.#connection;
    // Not from within whoever gave the last piece: the next request may begin with this.
    if (socket.writableLength === 0 && !socket.destroyed) process.nextTick(sent, this);
    else socket.write('', 'latin1', this.#sent);
  }

  /** Of hundreds in a turn each is put together where the last was, in the processor's caches still. */
  #writePage({ head, page }: HeadedPage, told?: (error?: Error | null) => void): void {
    const { socket } = this.#connection;
    const bytes = socket instanceof BareSocket ? page.behind(head) : undefined;
    if (bytes === undefined) {
      this.#writeScratch(headed(head, page), told);
      return;
    }
    socket.write(bytes);
    if (socket.writableLength > 0) page.keep();
  }

  #writeScratch(bytes: Buffer, told?: (error?: Error | null) => void): void {
    const { socket } = this.#connection;
    // TLS encrypts what it is given before `write` returns, unless something waits before it.
    const isCopied = 'encrypted' in socket && socket.writableLength === 0;
    socket.write(bytes, 'latin1', told);
    // What the kernel has not taken at once is read from there later.
    doneWithScratch(bytes, socket.writableLength > 0 && !isCopied);
  }

  /** Head, first piece of the body and what follows it, as one buffer. */
  #join(first: Buffer, tail: string): Buffer {
    const head = this.chunkedEncoding ? `${this.#head}${first.length.toString(16)}\r\n` : this.#head;
    const end = this.chunkedEncoding ? `\r\n${tail}` : tail;
    const bytes = takeScratch(head.length + first.length + end.length);
    bytes.write(head, 0, 'latin1');
    bytes.set(first, head.length);
    if (end !== '') bytes.write(end, head.length + first.length, 'latin1');
    return bytes;
  }
}

/** An answer of ours that is put together as it leaves. */
interface HeadedPage {
  readonly head: string;
  readonly page: FilledPage;
}

function headed(head: string, body: Buffer | FilledPage): Buffer {
  const bytes = takeScratch(head.length + body.length);
  bytes.write(head, 0, 'latin1');
  if (body instanceof FilledPage) body.writeTo(bytes, head.length);
  else body.copy(bytes, head.length);
  return bytes;
}

function sent(response: OrdinaryResponse): void {
  response.sentUnlessCut();
}
