import { UpstreamError } from '../../outbound/failure.ts';
import { fieldPairs, TOKEN } from '../field-section.ts';

/** What a reader finds, in this order; `head` once, `interim` before it, `body` after it. */
export interface AnswerParts {
  interim(status: number, fields: readonly string[]): void;
  head(status: number, reason: string, fields: readonly string[]): void;
  body(chunk: Buffer): void;
}

/** RFC 9112 sections 4 and 5, without what section 2.2 and 5.2 let a reader put up with: bare line feeds, folded lines. */
const FIELD_LINES = `(?:${TOKEN}:[\\t -~\\x80-\\xff]*\\r\\n)*\\r\\n`;
const HEAD = new RegExp(`^HTTP/1\\.[01] \\d{3}(?: [^\\r\\n]*)?\\r\\n${FIELD_LINES}$`);
const TRAILERS = new RegExp(`^${FIELD_LINES}$`);
/** RFC 9112 section 7.1, without quoted values; what an extension says nobody here asked for. */
const CHUNK_SIZE = new RegExp(`^([0-9A-Fa-f]{1,12})(?:;${TOKEN}(?:=${TOKEN})?)*\\r\\n$`);

const STATUS_AT = 'HTTP/1.1 '.length;
const BEGINNING = Buffer.from('HTTP/1.', 'latin1');
const LINE_END = Buffer.from('\r\n', 'latin1');
const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A size line is a few characters; an extension of this length is an attack. */
const MAX_SIZE_LINE = 1_024;

type Place = 'head' | 'length' | 'to the end' | 'size' | 'chunk' | 'chunk end' | 'trailers' | 'ended';

/**
 * Reads the answer to one request, HTTP/1.1 or 1.0, as its bytes come (RFC 9112 sections 4 to 7). Whatever could have two ends
 * is refused: repeated lengths, a length and a coding, a coding other than `chunked`, a coding in HTTP/1.0. Throws an error that
 * failure.ts knows; a connection whose answer was refused must not be used again.
 */
export class AnswerReader {
  readonly #parts: AnswerParts;
  readonly #maxHeadBytes: number;
  readonly #toHead: boolean;
  #place: Place = 'head';
  /** The beginning of a head, a size line or trailers, of which the next read brings more. */
  #held: Buffer | undefined;
  /** Of the body with a length, or of the chunk. */
  #left = 0;
  #headCame = false;
  /** The connection may carry another answer, for as long as its fields say. */
  #persists = false;
  #keepAlive: string | undefined;
  trailers: readonly string[] = [];
  /** Bytes came behind the answer: they belong to nothing. */
  hasSurplus = false;

  /** `toHead`: it answers a HEAD, and has no body whatever its fields say. */
  constructor(parts: AnswerParts, maxHeadBytes: number, toHead: boolean) {
    this.#parts = parts;
    this.#maxHeadBytes = maxHeadBytes;
    this.#toHead = toHead;
  }

  get hasEnded(): boolean {
    return this.#place === 'ended';
  }

  /** The final head has come. */
  get headCame(): boolean {
    return this.#headCame;
  }

  /** The value of the origin's Keep-Alive field, if any; null where its connection ends with the answer. */
  get keptFor(): string | undefined | null {
    return this.#persists && !this.hasSurplus ? this.#keepAlive : null;
  }

  read(bytes: Buffer): void {
    const held = this.#held;
    this.#held = undefined;
    const input = held === undefined ? bytes : Buffer.concat([held, bytes]);
    let at = 0;
    while (at < input.length && this.#place !== 'ended') at = this.#step(input, at);
    this.hasSurplus ||= at < input.length;
  }

  /** The connection has ended in good order: the end of a body without a length, and of nothing else. */
  connectionEnded(): void {
    if (this.#place === 'to the end') this.#place = 'ended';
    if (this.#place !== 'ended') throw new UpstreamError('ECONNRESET', 'closed within the answer');
  }

  /** Returns where the next part begins. */
  #step(input: Buffer, at: number): number {
    switch (this.#place) {
      case 'head':
        return this.#readHead(input, at);
      case 'size':
        return this.#readSize(input, at);
      case 'chunk end':
        return this.#readChunkEnd(input, at);
      case 'trailers':
        return this.#readTrailers(input, at);
      default:
        return this.#readBody(input, at);
    }
  }

  #readHead(input: Buffer, at: number): number {
    const end = input.indexOf(HEAD_END, at);
    if (end < 0) {
      const begun = Math.min(input.length - at, BEGINNING.length);
      if (input.compare(BEGINNING, 0, begun, at, at + begun) !== 0) throw invalid('no HTTP');
      return this.#hold(input, at, this.#maxHeadBytes);
    }
    const next = end + HEAD_END.length;
    if (next - at > this.#maxHeadBytes) throw TOO_LARGE;
    const text = input.toString('latin1', at, next);
    if (!HEAD.test(text)) throw invalid('no head of an answer');
    const status = Number(text.slice(STATUS_AT, STATUS_AT + 3));
    const lineEnd = text.indexOf('\r\n');
    const fields = fieldPairs(text, lineEnd + 2, text.length - 2);
    if (status < 200) {
      this.#parts.interim(status, fields);
      return next;
    }
    this.#frame(status, text.startsWith('HTTP/1.1'), fields);
    this.#headCame = true;
    this.#parts.head(status, text.slice(STATUS_AT + 4, lineEnd), fields);
    return next;
  }

  /** RFC 9112 section 6.3: where the body ends. */
  #frame(status: number, isCurrent: boolean, fields: readonly string[]): void {
    const framing = readFraming(fields);
    if (framing.coding !== undefined) {
      if (!isCurrent || framing.length !== undefined || framing.coding.toLowerCase() !== 'chunked') throw invalid('a body with two ends');
      this.#place = 'size';
    } else if (framing.length !== undefined) {
      this.#left = lengthOf(framing.length);
      this.#place = this.#left === 0 ? 'ended' : 'length';
    } else this.#place = 'to the end';
    const isBodiless = this.#toHead || status === 204 || status === 304;
    if (isBodiless) this.#place = 'ended';
    // A server that sends a body all the same would answer the next request with it; a 304 with a length is usual.
    const mayFollow = this.#toHead || (isBodiless && (framing.coding !== undefined || (status === 204 && this.#left > 0)));
    this.#persists = isCurrent && this.#place !== 'to the end' && !framing.closes && !mayFollow;
    this.#keepAlive = framing.keepAlive;
  }

  #readBody(input: Buffer, at: number): number {
    let end = input.length;
    if (this.#place !== 'to the end') {
      end = Math.min(end, at + this.#left);
      this.#left -= end - at;
      if (this.#left === 0) this.#place = this.#place === 'chunk' ? 'chunk end' : 'ended';
    }
    this.#parts.body(at === 0 && end === input.length ? input : input.subarray(at, end));
    return end;
  }

  #readSize(input: Buffer, at: number): number {
    const end = input.indexOf(LINE_FEED, at) + 1;
    if (end === 0) return this.#hold(input, at, MAX_SIZE_LINE);
    const size = end - at > MAX_SIZE_LINE ? undefined : CHUNK_SIZE.exec(input.toString('latin1', at, end))?.[1];
    if (size === undefined) throw invalid('no size of a chunk');
    this.#left = Number.parseInt(size, 16);
    this.#place = this.#left === 0 ? 'trailers' : 'chunk';
    return end;
  }

  #readChunkEnd(input: Buffer, at: number): number {
    if (input.length - at < LINE_END.length && input[at] === CARRIAGE_RETURN) return this.#hold(input, at, LINE_END.length);
    if (input[at] !== CARRIAGE_RETURN || input[at + 1] !== LINE_FEED) throw invalid('a chunk of another length');
    this.#place = 'size';
    return at + LINE_END.length;
  }

  #readTrailers(input: Buffer, at: number): number {
    if (input[at] === CARRIAGE_RETURN && input[at + 1] === LINE_FEED) {
      this.#place = 'ended';
      return at + LINE_END.length;
    }
    const last = input.indexOf(HEAD_END, at);
    if (last < 0) return this.#hold(input, at, this.#maxHeadBytes);
    const end = last + HEAD_END.length;
    if (end - at > this.#maxHeadBytes) throw TOO_LARGE;
    const text = input.toString('latin1', at, end);
    if (!TRAILERS.test(text)) throw invalid('trailers that are no fields');
    this.trailers = fieldPairs(text, 0, text.length - LINE_END.length);
    const { coding, length } = readFraming(this.trailers);
    if (coding !== undefined || length !== undefined) throw invalid('a body that is framed twice');
    this.#place = 'ended';
    return end;
  }

  /** Keeps what is there of a part that is not whole. A line feed by itself would never end it. */
  #hold(input: Buffer, at: number, limit: number): number {
    if (input.length - at > limit) throw TOO_LARGE;
    for (let lf = input.indexOf(LINE_FEED, at); lf >= 0; lf = input.indexOf(LINE_FEED, lf + 1)) {
      if (lf === at || input[lf - 1] !== CARRIAGE_RETURN) throw invalid('a line feed by itself');
    }
    this.#held = Buffer.from(input.subarray(at));
    return input.length;
  }
}

interface Framing {
  coding: string | undefined;
  length: string | undefined;
  keepAlive: string | undefined;
  closes: boolean;
}

function readFraming(fields: readonly string[]): Framing {
  const framing: Framing = { coding: undefined, length: undefined, keepAlive: undefined, closes: false };
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    // Only names of these lengths are looked at closer.
    if (name.length !== 14 && name.length !== 10 && name.length !== 17) continue;
    const value = fields[i + 1] ?? '';
    switch (name.toLowerCase()) {
      case 'content-length':
        framing.length = framing.length === undefined ? value : 'repeated';
        break;
      case 'transfer-encoding':
        framing.coding = framing.coding === undefined ? value : 'repeated';
        break;
      case 'connection':
        framing.closes ||= /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i.test(value);
        break;
      case 'keep-alive':
        framing.keepAlive = value;
    }
  }
  return framing;
}

function lengthOf(value: string): number {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (length === undefined) throw invalid('a length that is none');
  return length;
}

function invalid(detail: string): UpstreamError {
  return new UpstreamError('RESPONSE_INVALID', detail);
}

const TOO_LARGE = new UpstreamError('RESPONSE_TOO_LARGE', 'a head larger than the limit');
