import { STATUS_CODES } from 'node:http';
import { BareSocket } from '../../outbound/bare-socket.ts';
import { UpstreamError } from '../../outbound/failure.ts';
import type { Destination } from '../../outbound/upstream.ts';
import type { Attempt } from '../attempt.ts';
import type { ClientConnection } from '../connections.ts';
import type { ClientResponse, RequestHead } from '../request-head.ts';
import { resetSocket } from '../reset.ts';
import { forwardableTrailers, rawHeader, responseHeaders } from './headers.ts';

/** One plain request on its way: what the forwarders need to know of it. */
export interface Exchange {
  readonly attempt: Attempt;
  readonly request: RequestHead;
  readonly response: ClientResponse;
  readonly connection: ClientConnection;
  readonly destination: Destination;
  /** What goes into the Host header. */
  readonly hostHeader: string;
  /** What goes into the request line: the client's own path bytes, `*`, or the whole URL for a parent proxy. */
  readonly requestTarget: string;
  /** The way upstream failed before anything of an answer went to the client. */
  readonly onFailure: (error: unknown) => void;
}

/** A server that says "still at it" every twenty seconds may do so for half an hour. */
export const MAX_INTERIM = 100;

export const BROKEN_OFF = 'The site stopped in the middle of its answer.';

/** Gives up the way upstream; nothing more comes back from it. */
export type CancelForward = () => void;

/** The client's side of a forwarded response, whoever fetches it. */
export class ClientAnswer {
  readonly #exchange: Exchange;
  readonly #viaName: string;
  /** The end of the body is visible without the end of the connection. */
  #framed = false;
  #interim = 0;
  #bodyBegun = false;

  constructor(exchange: Exchange, viaName: string) {
    this.#exchange = exchange;
    this.#viaName = viaName;
  }

  get begun(): boolean {
    return this.#exchange.response.headersSent;
  }

  /** False when the client is gone. */
  get wanted(): boolean {
    return !this.#exchange.response.destroyed;
  }

  /**
   * Sends an interim response on (RFC 9110 section 15.2); 100 only to a client that waits for it. Nothing slows an origin
   * down that sends them faster than the client reads, so there is an end to them. Throws as `start` does.
   */
  inform(status: number, raw: readonly (string | Buffer)[]): void {
    const { request, response } = this.#exchange;
    this.#interim++;
    if (this.#interim > MAX_INTERIM) throw new UpstreamError('RESPONSE_INVALID', 'interim responses without end');
    if (status < 100 || status === 101) throw new UpstreamError('RESPONSE_INVALID', `status ${status} cannot be passed on`);
    if (this.begun || !this.wanted || request.httpVersionMinor === 0) return;
    if (status === 100) {
      if (request.headers.expect !== undefined) response.writeContinue();
      return;
    }
    const headers = responseHeaders(status, raw, this.#viaName);
    if (headers !== undefined) response.writeInformation(status, headers);
  }

  /** Sends the head. Throws an error that failure.ts knows when the origin's head is nothing that may be passed on. */
  start(status: number, statusMessage: string, raw: readonly (string | Buffer)[]): void {
    const { attempt, request, response, connection } = this.#exchange;
    const headers = isFinal(status) ? responseHeaders(status, raw, this.#viaName) : undefined;
    if (headers === undefined) throw new UpstreamError('RESPONSE_INVALID', `status ${status} cannot be passed on`);
    // An early answer leaves part of the request unread, and an unread body must not become the next request.
    if (connection.closing || !request.complete) headers.push('Connection', 'close');
    attempt.contentType = rawHeader(headers, 'content-type') ?? null;
    response.writeHead(status, reasonPhrase(status, statusMessage), headers);
    attempt.status = status;
    this.#framed = response.chunkedEncoding || rawHeader(headers, 'content-length') !== undefined;
  }

  /** Sends the head by itself where nothing of the body has come with it: a stream of events may begin with silence. */
  flush(): void {
    const { response } = this.#exchange;
    if (!this.#bodyBegun && !response.writableEnded && !response.destroyed) response.flushHeaders();
  }

  /** False when the client must be waited for. */
  write(chunk: Buffer): boolean {
    this.#bodyBegun = true;
    this.#exchange.attempt.bytesDown += chunk.length;
    return this.#exchange.response.write(chunk);
  }

  end(rawTrailers: readonly (string | Buffer)[]): void {
    const { response } = this.#exchange;
    if (rawTrailers.length > 0) response.addTrailers(forwardableTrailers(rawTrailers));
    response.end();
  }

  /** Before the head: a failure page. After it: the connection is cut, so that the client sees that something is missing. */
  fail(error: unknown): void {
    const { attempt, response } = this.#exchange;
    // What goes wrong behind the end of an answer is nothing that the client waits for.
    if (!this.wanted || response.writableEnded) return;
    if (!this.begun) {
      this.#exchange.onFailure(error);
      return;
    }
    attempt.endReason = BROKEN_OFF;
    // What came with the fault in one read.
    response.flushHeaders();
    // Node's own responses hold it back until the next tick.
    const { socket } = response;
    while (socket !== null && !(socket instanceof BareSocket) && socket.writableCorked > 0) socket.uncork();
    // Where the body's end is the connection's end, only a reset tells a broken body from a whole one.
    if (this.#framed || socket === null) response.destroy();
    else resetSocket(socket);
  }
}

/** For `nextTick` and `setImmediate`, without a closure for each answer. */
export function flushAnswer(answer: ClientAnswer): void {
  answer.flush();
}

/** Whether an answer may end a request. A 407 from an origin would make a browser offer it, or us, the pupil's password. */
export function isFinal(status: number): boolean {
  return status >= 200 && status !== 407;
}

/** The origin's own words where they are ASCII, else those of the standard: RFC 9112 section 4 has clients ignore them. */
export function reasonPhrase(status: number, given: string): string {
  return /^[\t\x20-\x7e]*$/.test(given) ? given : (STATUS_CODES[status] ?? '');
}
