import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { UpstreamError } from '../forward/failure.ts';
import type { ClientResponse } from '../request-head.ts';

export interface KeptConnection {
  readonly socket: Socket;
  /** The lines that tell a client that its connection is kept, as Node's own server words them. */
  readonly keepAlive: string;
  /** The answer is with the kernel, or will never be. Called once. */
  ended(close: boolean): void;
}

const CHUNK_END = Buffer.from('\r\n', 'latin1');
const LAST_CHUNK = '0\r\n';

/**
 * The answer to an ordinary request, as Node's ServerResponse would write it, in as few writes as can be: a small answer's
 * head and body leave in one.
 */
export class OrdinaryResponse implements ClientResponse {
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

  /** `close`: the client asked for the connection to end with this answer. */
  constructor(connection: KeptConnection, isHead: boolean, close: boolean) {
    this.#connection = connection;
    this.#isHead = isHead;
    this.#close = close;
  }

  get socket(): Socket {
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
    this.#connection.socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n${lines(fields)}\r\n`, 'latin1');
  }

  writeHead(status: number, reason: string, fields: string[] | Record<string, string>): void {
    const names = Array.isArray(fields) ? readNames(fields) : readObject(fields);
    this.#hasBody = !this.#isHead && status !== 204 && status !== 304;
    this.#close ||= names.closes;
    this.chunkedEncoding = this.#hasBody && !names.length;
    const framing = this.chunkedEncoding ? 'Transfer-Encoding: chunked\r\n' : '';
    const date = names.date ? '' : `Date: ${httpDate()}\r\n`;
    const ends = this.#close ? 'Connection: close\r\n' : this.#connection.keepAlive;
    this.#head = `HTTP/1.1 ${status} ${reason}\r\n${names.lines}${date}${names.connection ? '' : ends}${framing}\r\n`;
    this.headersSent = true;
  }

  flushHeaders(): void {
    if (this.#head === '') return;
    const { socket } = this.#connection;
    const first = this.#first;
    this.#first = undefined;
    if (first === undefined) socket.write(this.#head, 'latin1');
    else socket.write(this.#join(first, ''));
    this.#head = '';
  }

  write(chunk: Buffer): boolean {
    if (!this.#hasBody || chunk.length === 0) return true;
    if (this.#head !== '') {
      if (this.#first === undefined) {
        this.#first = chunk;
        // Behind all that this read brought.
        process.nextTick(flush, this);
        return true;
      }
      this.flushHeaders();
    }
    const { socket } = this.#connection;
    if (!this.chunkedEncoding) return socket.write(chunk);
    socket.cork();
    socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
    socket.write(chunk);
    const more = socket.write(CHUNK_END);
    socket.uncork();
    return more;
  }

  addTrailers(fields: [string, string][]): void {
    for (const [name, value] of fields) this.#trailers += `${name}: ${value}\r\n`;
  }

  end(chunk?: Buffer): void {
    if (this.writableEnded) return;
    if (chunk !== undefined && chunk.length > 0) this.write(chunk);
    this.writableEnded = true;
    const tail = this.chunkedEncoding ? `${LAST_CHUNK}${this.#trailers}\r\n` : '';
    const { socket } = this.#connection;
    if (this.#head !== '') {
      const first = this.#first;
      if (first === undefined) socket.write(this.#head + tail, 'latin1', this.#sent);
      else socket.write(this.#join(first, tail), this.#sent);
      this.#head = '';
    } else if (tail !== '') socket.write(tail, 'latin1', this.#sent);
    else if (socket.writableLength === 0) this.#sent();
    else socket.write('', this.#sent);
  }

  /** The answer stays unfinished, and so does the connection. */
  destroy(): void {
    this.#connection.socket.destroy();
  }

  /** The connection has ended, whatever became of the answer. */
  connectionClosed(): void {
    this.#finish();
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

  /** Head, first piece of the body and what follows it, as one buffer. */
  #join(first: Buffer, tail: string): Buffer {
    const head = this.chunkedEncoding ? `${this.#head}${first.length.toString(16)}\r\n` : this.#head;
    const end = this.chunkedEncoding ? `\r\n${tail}` : tail;
    const bytes = Buffer.allocUnsafe(head.length + first.length + end.length);
    bytes.write(head, 0, 'latin1');
    bytes.set(first, head.length);
    if (end !== '') bytes.write(end, head.length + first.length, 'latin1');
    return bytes;
  }
}

/** Without a closure for each answer. */
function flush(response: OrdinaryResponse): void {
  if (!response.destroyed) response.flushHeaders();
}

interface HeadLines {
  readonly lines: string;
  readonly date: boolean;
  readonly length: boolean;
  readonly connection: boolean;
  readonly closes: boolean;
}

function lines(fields: readonly string[]): string {
  let text = '';
  for (let i = 0; i + 1 < fields.length; i += 2) text += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return text;
}

/** RFC 9110 sections 5.1 and 5.5; anything else could end a line early and begin another answer. */
const VALID_LINES = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\t -~\x80-\xff]*\r\n)*$/;

/** Throws for fields that no head may have. */
function readNames(fields: readonly string[]): HeadLines {
  let text = '';
  let [date, length, connection, closes] = [false, false, false, false];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    const value = fields[i + 1] ?? '';
    // Only names of these lengths are looked at closer.
    if (name.length === 4) date ||= name.toLowerCase() === 'date';
    else if (name.length === 14) length ||= name.toLowerCase() === 'content-length';
    else if (name.length === 10 && name.toLowerCase() === 'connection') {
      connection = true;
      closes = value === 'close';
    }
    text += `${name}: ${value}\r\n`;
  }
  if (!VALID_LINES.test(text)) throw new UpstreamError('RESPONSE_INVALID', 'a field that no head may have');
  return { lines: text, date, length, connection, closes };
}

function readObject(fields: Readonly<Record<string, string>>): HeadLines {
  return readNames(Object.entries(fields).flat());
}

let dateSecond = 0;
let dateText = '';

/** RFC 9110 section 6.6.1; made once a second. */
function httpDate(): string {
  const second = Math.floor(Date.now() / 1_000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1_000).toUTCString();
  }
  return dateText;
}
