import type { Socket } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import { type CancelForward, ClientAnswer, type Exchange, flushAnswer } from './answer.ts';
import { errorCode, UpstreamError } from './failure.ts';
import { requestHeaders } from './headers.ts';
import type { Destination, Dial } from './upstream.ts';

export interface HttpForwarderOptions {
  readonly dial: Dial;
  readonly viaName: string;
  /** `Proxy-Authorization` for the parent proxy. */
  readonly parentAuthorization: string | undefined;
  readonly responseTimeoutMs: number;
  readonly maxHeaderBytes: number;
  readonly onRetry: () => void;
}

/** Never resolved nor sent: a pool's connections come from the dialler, and every request brings its own Host header. */
const POOL_ORIGIN = 'http://upstream.invalid';
/** undici's own default; an origin's Keep-Alive hint shortens or lengthens it. */
const KEEP_ALIVE_MS = 4_000;
const MAX_KEEP_ALIVE_MS = 60_000;

/** May be sent a second time when a kept connection turns out dead (RFC 9110 section 9.2.2); all of them without a body here. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** Errors of a connection that died while it was idle: nothing of the request was looked at. */
const DEAD_CONNECTION = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * Forwards requests that have no body and are bound to no connection: nearly all of them, at about half of node:http's cost.
 * Connections are pooled by destination; a SafeSearch dial name is part of the key.
 */
export class HttpForwarder {
  readonly #options: HttpForwarderOptions;
  readonly #pools = new Map<string, Pool>();
  /** Errors of connections that had carried an answer before. */
  readonly #onKeptConnections = new WeakSet<Error>();
  /** True while undici is being told of a connection's error. */
  #resetting = false;

  constructor(options: HttpForwarderOptions) {
    this.#options = options;
  }

  forward(exchange: Exchange): CancelForward {
    const { request, destination, hostHeader, requestTarget, attempt } = exchange;
    const { viaName, responseTimeoutMs, parentAuthorization } = this.#options;
    const pool = this.#poolFor(destination);
    const options: Dispatcher.DispatchOptions = {
      path: requestTarget,
      method: request.method ?? 'GET',
      headers: requestHeaders(request, hostHeader, viaName, false, parentAuthorization, attempt.decision.rewrite?.headers),
      headersTimeout: responseTimeoutMs,
      bodyTimeout: responseTimeoutMs,
    };
    const retry = (error: Error): boolean => {
      if (!REPEATABLE.has(options.method) || !this.#diedIdle(error)) return false;
      this.#options.onRetry();
      pool.dispatch(options, fetching);
      return true;
    };
    const fetching = new Fetching(exchange, viaName, retry, () => this.#resetting);
    pool.dispatch(options, fetching);
    return () => fetching.cancel();
  }

  /** Open pools; for metrics and tests. */
  get size(): number {
    return this.#pools.size;
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #poolFor(destination: Destination): Pool {
    const { hostname, port, dialHost = '', securedFor = '' } = destination;
    const key = `${hostname}:${port}>${dialHost}>${securedFor}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const pool = new Pool(POOL_ORIGIN, {
      connect: (_, done) => this.#connect(destination, done),
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
      maxHeaderSize: this.#options.maxHeaderBytes,
    });
    const dropWhenUnused = (): void => {
      const { connected, size } = pool.stats;
      if (connected > 0 || size > 0 || this.#pools.get(key) !== pool) return;
      this.#pools.delete(key);
      void pool.close();
    };
    pool.on('disconnect', dropWhenUnused);
    pool.on('connectionError', dropWhenUnused);
    this.#pools.set(key, pool);
    return pool;
  }

  #connect(destination: Destination, done: (...result: [null, Socket] | [Error, null]) => void): void {
    this.#options.dial(destination, undefined, (error, socket) => {
      if (socket === null) return done(error ?? new UpstreamError('ECONNRESET', 'no socket'), null);
      // Ahead of undici's own listener, which may finish the response under way from within.
      socket.prependListener('error', (reason) => {
        if (socket.bytesRead > 0) this.#onKeptConnections.add(reason);
        this.#resetting = true;
        queueMicrotask(() => {
          this.#resetting = false;
        });
      });
      done(null, socket);
    });
  }

  #diedIdle(error: Error): boolean {
    if (!DEAD_CONNECTION.has(errorCode(error))) return false;
    const kept = 'socket' in error ? (error.socket as { bytesRead?: number } | null)?.bytesRead : undefined;
    return kept === undefined ? this.#onKeptConnections.has(error) : kept > 0;
  }
}

/** One request under way through undici. */
class Fetching implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  readonly #answer: ClientAnswer;
  readonly #retry: (error: Error) => boolean;
  readonly #isResetting: () => boolean;
  #controller: Dispatcher.DispatchController | null = null;
  #cancelled = false;
  #retried = false;
  /** Bytes of an answer have come, be it only an interim one: it cannot be asked for again. */
  #answered = false;

  constructor(exchange: Exchange, viaName: string, retry: (error: Error) => boolean, isResetting: () => boolean) {
    this.#exchange = exchange;
    this.#answer = new ClientAnswer(exchange, viaName);
    this.#retry = retry;
    this.#isResetting = isResetting;
    exchange.response.on('drain', () => this.#controller?.resume());
  }

  cancel(): void {
    this.#cancelled = true;
    this.#controller?.abort(CANCELLED);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#cancelled) controller.abort(CANCELLED);
  }

  onResponseStarted(): void {
    this.#answered = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, statusMessage = ''): void {
    const raw = rawPairs(controller.rawHeaders);
    if (status < 200) {
      this.#answer.inform(status, raw);
      return;
    }
    this.#answer.start(status, statusMessage, raw);
    // Behind all that this read brought.
    process.nextTick(flushAnswer, this.#answer);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#answer.write(chunk)) controller.pause();
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    // undici takes a reset for the end of a body that ends with its connection; the client must not.
    if (this.#isResetting()) this.#answer.fail(BROKEN_OFF);
    else this.#answer.end(rawPairs(controller.rawTrailers));
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.#cancelled) return;
    if (!this.#retried && !this.#answered && this.#exchange.response.writable) {
      this.#retried = true;
      if (this.#retry(error)) return;
    }
    this.#answer.fail(error);
  }
}

const BROKEN_OFF = new UpstreamError('ECONNRESET', 'reset within the body');
const CANCELLED = new UpstreamError('CANCELLED', 'the client is gone');

function rawPairs(raw: Dispatcher.DispatchController['rawHeaders']): readonly (string | Buffer)[] {
  return Array.isArray(raw) ? raw : [];
}
