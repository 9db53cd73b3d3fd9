import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { DiallingAgent } from '../../outbound/dialling-agent.ts';
import { UpstreamError } from '../../outbound/failure.ts';
import type { Dial } from '../../outbound/upstream.ts';
import { type CancelForward, ClientAnswer, type Exchange, flushAnswer } from './answer.ts';
import { bindsConnection, forwardableTrailers, requestHeaders } from './headers.ts';

export interface NodeForwarderOptions {
  readonly dial: Dial;
  readonly viaName: string;
  /** `Proxy-Authorization` for the parent proxy. */
  readonly parentAuthorization: string | undefined;
  readonly responseTimeoutMs: number;
  readonly maxHeaderBytes: number;
}

/** One whose body is still to be read. */
export interface StreamedExchange extends Exchange {
  readonly request: IncomingMessage;
}

/**
 * Forwards what the pool does not carry: bodies, `Expect`, `OPTIONS *`, and connections bound to one client by NTLM or Negotiate.
 */
export class NodeForwarder {
  readonly #options: NodeForwarderOptions;

  constructor(options: NodeForwarderOptions) {
    this.#options = options;
  }

  forward(exchange: StreamedExchange): CancelForward {
    const { request, hostHeader, requestTarget, attempt } = exchange;
    const { viaName, responseTimeoutMs, maxHeaderBytes, parentAuthorization } = this.#options;
    const upstream = httpRequest({
      agent: this.#agentFor(exchange),
      method: request.method,
      path: requestTarget,
      headers: requestHeaders(request, hostHeader, viaName, true, parentAuthorization, attempt.decision.rewrite?.headers),
      setHost: false,
      maxHeaderSize: maxHeaderBytes,
      timeout: responseTimeoutMs,
    });
    upstream.maxHeadersCount = 0;
    upstream.on('timeout', () => upstream.destroy(new UpstreamError('RESPONSE_TIMEOUT', 'silence')));
    request.once('end', () => limitHead(upstream, responseTimeoutMs));
    sendBody(exchange, upstream);
    receiveAnswer(exchange, new ClientAnswer(exchange, viaName), upstream);
    return () => upstream.destroy();
  }

  /**
   * A body is sent on a connection of its own: on a kept one that dies at that moment it could be neither finished nor repeated.
   * A login that authenticates its connection gets one that belongs to this client connection for as long as both live.
   */
  #agentFor(exchange: Exchange): DiallingAgent {
    const { connection, destination, request } = exchange;
    const key = pinKey(exchange);
    const kept = connection.pinned?.get(key);
    if (kept instanceof DiallingAgent) return kept;
    const pinned = bindsConnection(request);
    const agent = new DiallingAgent(pinned ? { keepAlive: true, maxSockets: 1 } : {}, (done) => {
      this.#options.dial(destination, (error, socket) => done(error, socket ?? undefined));
    });
    if (pinned) connection.pin(key, agent);
    return agent;
  }
}

/** Bounds the time from here to a whole head: bytes that trickle in are no silence. Interim answers begin it anew. */
export function limitHead(upstream: ClientRequest, limitMs: number): void {
  const giveUp = (): unknown => upstream.destroy(new UpstreamError('RESPONSE_TIMEOUT', 'no whole head in time'));
  const timer = setTimeout(giveUp, limitMs);
  const come = (): void => clearTimeout(timer);
  upstream.on('information', () => timer.refresh());
  upstream.once('response', come).once('close', come);
}

function sendBody({ request, attempt }: StreamedExchange, upstream: ClientRequest): void {
  request.on('data', (chunk: Buffer) => {
    attempt.bytesUp += chunk.length;
    if (!upstream.write(chunk)) request.pause();
  });
  upstream.on('drain', () => request.resume());
  request.on('end', () => {
    if (request.rawTrailers.length > 0) upstream.addTrailers(forwardableTrailers(request.rawTrailers));
    upstream.end();
  });
}

function receiveAnswer({ response }: Exchange, answer: ClientAnswer, upstream: ClientRequest): void {
  let isComplete = (): boolean => false;
  upstream.on('error', (error) => {
    // Bytes that follow a whole answer are no part of it.
    if (!isComplete()) answer.fail(error);
  });
  // Nobody asked for another protocol here; without a listener Node would drop the connection and say nothing.
  upstream.on('upgrade', (incoming, socket) => {
    socket.destroy();
    answer.fail(new UpstreamError('RESPONSE_INVALID', `status ${incoming.statusCode} without an upgrade`));
  });
  const passes = (pass: () => void): boolean => {
    try {
      pass();
      return true;
    } catch (error) {
      upstream.destroy();
      answer.fail(error);
      return false;
    }
  };
  upstream.on('information', ({ statusCode, rawHeaders }) => passes(() => answer.inform(statusCode, rawHeaders)));
  upstream.on('response', (incoming) => {
    const { statusCode = 0, statusMessage = '', rawHeaders } = incoming;
    if (!passes(() => answer.start(statusCode, statusMessage, rawHeaders))) return;
    isComplete = () => incoming.complete;
    // Behind all that this read brought.
    setImmediate(flushAnswer, answer);
    incoming.on('data', (chunk: Buffer) => {
      if (!answer.write(chunk)) incoming.pause();
    });
    response.on('drain', () => incoming.resume());
    incoming.on('end', () => answer.end(incoming.rawTrailers));
    incoming.on('error', (error) => answer.fail(error));
  });
}

/** A proxy before this one may send the requests of several people by one connection: the login is the one person's. */
function pinKey({ destination, attempt }: Exchange): string {
  const { hostname, port, dialHost = '', securedFor = '' } = destination;
  return `${hostname}:${port}>${dialHost}>${securedFor}>${attempt.facts.identity.username ?? ''}`;
}

/** Whether a request can go the cheap way: no body, nothing to wait for, no login that clings to a connection. */
export function suitsPool(exchange: Exchange): boolean {
  const { request, connection, requestTarget } = exchange;
  const { headers } = request;
  if (headers['transfer-encoding'] !== undefined || headers.expect !== undefined || requestTarget === '*') return false;
  if (headers['content-length'] !== undefined && headers['content-length'] !== '0') return false;
  return !bindsConnection(request) && connection.pinned?.has(pinKey(exchange)) !== true;
}
