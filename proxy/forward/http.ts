import { errorCode, UpstreamError } from '../../outbound/failure.ts';
import { fieldLines, TOKEN } from '../field-section.ts';
import { type CancelForward, ClientAnswer, type Exchange } from './answer.ts';
import { requestHeaders } from './headers.ts';
import type { Asking, OriginConnection } from './origin-connection.ts';
import { OriginPool, type OriginPoolOptions } from './origin-pool.ts';

export interface HttpForwarderOptions extends OriginPoolOptions {
  readonly viaName: string;
  /** `Proxy-Authorization` for the parent proxy. */
  readonly parentAuthorization: string | undefined;
  readonly onRetry: () => void;
}

/** May be sent a second time when a kept connection turns out dead (RFC 9110 section 9.2.2); all of them without a body here. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** Errors of a connection that died while it was idle: nothing of the request was looked at. */
const DEAD_CONNECTION = new Set(['ECONNRESET', 'EPIPE']);
/** RFC 9110 section 8.6: without a length nobody could tell that theirs is none. */
const BRING_BODIES = new Set(['POST', 'PUT', 'PATCH']);
/** RFC 9112 sections 3 and 5. Whatever else were in a field could end its line early and begin another request. */
const VALID_HEAD = new RegExp(`^${TOKEN} [!-~\\x80-\\xff]+ HTTP/1\\.1\\r\\n(?:${TOKEN}: [\\t -~\\x80-\\xff]*\\r\\n)+\\r\\n$`);

/** Forwards requests that have no body and are bound to no connection: nearly all of them. */
export class HttpForwarder {
  readonly #options: HttpForwarderOptions;
  readonly #pool: OriginPool;

  constructor(options: HttpForwarderOptions) {
    this.#options = options;
    this.#pool = new OriginPool(options);
  }

  /** Throws an error that failure.ts knows for a request that cannot be written. */
  forward(exchange: Exchange): CancelForward {
    const { viaName, onRetry } = this.#options;
    const fetching = new Fetching(exchange, this.#pool, viaName, this.#requestHead(exchange), onRetry);
    fetching.begin();
    return () => fetching.cancel();
  }

  close(): void {
    this.#pool.close();
  }

  #requestHead({ request, hostHeader, requestTarget, attempt }: Exchange): string {
    const { viaName, parentAuthorization } = this.#options;
    const { method = 'GET' } = request;
    const fields = requestHeaders(request, hostHeader, viaName, false, parentAuthorization, attempt.decision.rewrite?.headers);
    let head = `${method} ${requestTarget} HTTP/1.1\r\n${fieldLines(fields)}`;
    if (BRING_BODIES.has(method)) head += 'Content-Length: 0\r\n';
    head += method === 'HEAD' ? 'Connection: close\r\n\r\n' : 'Connection: keep-alive\r\n\r\n';
    if (!VALID_HEAD.test(head)) throw new UpstreamError('REQUEST_INVALID', 'a head that no request may have');
    return head;
  }
}

/** One request under way. */
class Fetching implements Asking {
  readonly #exchange: Exchange;
  readonly #pool: OriginPool;
  readonly #head: string;
  readonly #answer: ClientAnswer;
  readonly #onRetry: () => void;
  #connection: OriginConnection | undefined;
  #cancelDial: (() => void) | undefined;
  #retried = false;

  constructor(exchange: Exchange, pool: OriginPool, viaName: string, head: string, onRetry: () => void) {
    this.#exchange = exchange;
    this.#pool = pool;
    this.#head = head;
    this.#onRetry = onRetry;
    this.#answer = new ClientAnswer(exchange, viaName);
    exchange.response.on('drain', () => this.#connection?.resume());
  }

  begin(): void {
    this.#cancelDial = this.#pool.take(this.#exchange.destination, this.#taken);
  }

  /** Nothing more of the answer is wanted. */
  cancel(): void {
    this.#cancelDial?.();
    this.#connection?.destroy();
    this.#connection = undefined;
  }

  interim(status: number, fields: readonly string[]): void {
    this.#answer.inform(status, fields);
    this.#connection?.stirred(performance.now());
  }

  head(status: number, reason: string, fields: readonly string[]): void {
    this.#answer.start(status, reason, fields);
  }

  body(chunk: Buffer): void {
    if (!this.#answer.write(chunk)) this.#connection?.pause();
  }

  flush(): void {
    this.#answer.flush();
  }

  end(trailers: readonly string[]): void {
    this.#connection = undefined;
    this.#answer.end(trailers);
  }

  fail(error: Error, untouched: boolean): void {
    this.#connection = undefined;
    const { request, response } = this.#exchange;
    const mayRepeat = untouched && DEAD_CONNECTION.has(errorCode(error)) && REPEATABLE.has(request.method ?? 'GET');
    if (!mayRepeat || this.#retried || !response.writable) {
      this.#answer.fail(error);
      return;
    }
    this.#retried = true;
    this.#onRetry();
    this.#cancelDial = this.#pool.connect(this.#exchange.destination, this.#taken);
  }

  readonly #taken = (error: Error | null, connection: OriginConnection | null): void => {
    this.#cancelDial = undefined;
    if (connection === null) {
      this.#answer.fail(error ?? new UpstreamError('ECONNRESET', 'no socket'));
      return;
    }
    this.#connection = connection;
    connection.ask(this.#head, this.#exchange.request.method === 'HEAD', this, performance.now());
  };
}
