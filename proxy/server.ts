import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ProxySettings } from '../config/schema/config.ts';
import { parseHostname } from '../core/hostname.ts';
import { failure, type Result, success } from '../core/result.ts';
import { parseAbsoluteTarget, parseAuthority, type Target } from '../core/target.ts';
import { type ClientConnection, ClientConnections } from './connections.ts';
import type { ProxyCounters } from './counters.ts';
import type { Pipeline } from './pipeline.ts';
import { PlainArrival, type PlainSurroundings } from './plain-arrival.ts';
import type { RecordKeeper } from './record.ts';
import { TunnelArrival, type TunnelArrivalSurroundings } from './tunnel-arrival.ts';
import { TUNNEL_TICK_MS, type Tunnels } from './tunnels.ts';

export interface ProxyServerOptions {
  readonly settings: Pick<
    ProxySettings,
    'maxConnectionsPerClient' | 'maxHeaderBytes' | 'headersTimeoutMs' | 'responseTimeoutMs' | 'connectTimeoutMs'
  >;
  readonly pipeline: Pipeline;
  readonly plain: PlainSurroundings;
  readonly tunnel: Omit<TunnelArrivalSurroundings, 'readAsHttp'>;
  readonly records: RecordKeeper;
  readonly tunnels: Tunnels;
  readonly counters: ProxyCounters;
}

/** Browsers keep idle proxy connections for minutes; each one costs about 10 kB here. */
const KEEP_ALIVE_MS = 65_000;
const HEAD_CHECK_EVERY_MS = 2_000;
/**
 * Requests under way on one connection. Each may hold an upstream connection, so that without a limit one client
 * connection is worth thousands; clients that pipeline at all send about ten ahead.
 */
const MAX_PIPELINED = 64;
/** Longer than any wait of ours, so that this only ever ends a client that stopped reading or sending. */
const CLIENT_SILENCE_MARGIN_MS = 15_000;

/** The listening side: sockets in, arrivals out to the pipeline. Every socket has an error handler from birth. */
export class ProxyServer {
  readonly connections: ClientConnections;
  readonly #options: ProxyServerOptions;
  readonly #server: Server;
  readonly #tunnel: TunnelArrivalSurroundings;
  #ticking: NodeJS.Timeout | undefined;

  constructor(options: ProxyServerOptions) {
    this.#options = options;
    this.connections = new ClientConnections(options.settings.maxConnectionsPerClient);
    this.#server = this.#createServer();
    const inside = this.#createServer();
    this.#tunnel = { ...options.tunnel, readAsHttp: (connection) => inside.emit('connection', connection.socket) };
    // Before the parser's own listener, so that a refused connection is never read.
    this.#server.prependListener('connection', (socket: Socket) => this.#admit(socket));
  }

  /** Resolves when the port is bound. `shared`: several workers bind it, and the kernel spreads connections over them. */
  async listen(port: number, host: string, shared: boolean): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host, reusePort: shared, backlog: 4_096 }, () => {
        this.#server.off('error', reject);
        // A failed accept is reported here; the next one may work.
        this.#server.on('error', () => {});
        resolve();
      });
    });
    const { tunnels, records } = this.#options;
    this.#ticking = setInterval(() => {
      tunnels.tick();
      records.sweep();
    }, TUNNEL_TICK_MS);
    return this.#server.address() as AddressInfo;
  }

  /**
   * Accepts no more, lets requests finish, closes idle connections and tunnels at once and the others after `limitMs`.
   * Every record is written when this resolves.
   */
  async drain(limitMs: number): Promise<void> {
    const { tunnels } = this.#options;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.connections.closeAllWhenIdle();
    tunnels.cutAll('The proxy is stopping.', 'idle');
    const limit = setTimeout(() => {
      tunnels.cutAll('The proxy is stopping.', 'all');
      this.connections.destroyAll();
    }, limitMs);
    await closed;
    clearTimeout(limit);
    clearInterval(this.#ticking);
  }

  #createServer(): Server {
    const { settings } = this.#options;
    const serverOptions: ServerOptions = {
      maxHeaderSize: settings.maxHeaderBytes,
      headersTimeout: settings.headersTimeoutMs,
      // Uploads may take as long as they move; silence is what ends them (server.timeout).
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(HEAD_CHECK_EVERY_MS, settings.headersTimeoutMs),
      insecureHTTPParser: false,
      noDelay: true,
      // An Upgrade to anything but WebSocket is an offer, and a proxy may decline it (RFC 9110 section 7.8).
      shouldUpgradeCallback: (request) => request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket',
    };
    const server = createServer(serverOptions);
    server.timeout = settings.responseTimeoutMs + settings.connectTimeoutMs + CLIENT_SILENCE_MARGIN_MS;
    server.on('request', (request, response) => this.#onRequest(request, response));
    server.on('checkContinue', (request, response) => this.#onRequest(request, response));
    // Without a listener Node answers 417 by itself: an answer without a record.
    server.on('checkExpectation', (request, response) => this.#onRequest(request, response));
    server.on('connect', (request, socket: Socket, head) => this.#onConnect(request, socket, head));
    server.on('upgrade', (request, socket: Socket, head) => this.#onUpgrade(request, socket, head));
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.#onClientError(error, socket));
    return server;
  }

  #admit(socket: Socket): void {
    const { counters } = this.#options;
    socket.on('error', () => {});
    if (this.connections.admit(socket) !== undefined) return;
    counters.connectionsRefused.value++;
    socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    socket.destroySoon();
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.connections.of(request.socket);
    if (connection === undefined || request.socket.destroyed || connection.running.size >= MAX_PIPELINED) {
      if (!request.socket.destroyed) this.#options.counters.connectionsRefused.value++;
      request.socket.destroy();
      return;
    }
    if (connection.insideConnect !== undefined) {
      connection.insideConnect.refuse('A tunnel to port 80 carried something other than a WebSocket handshake.');
      return;
    }
    const target = plainTarget(request);
    const arrival = new PlainArrival(this.#options.plain, request, response, connection, target.ok ? target.value : NO_TARGET);
    if (target.ok) this.#options.pipeline.run(arrival);
    else this.#options.pipeline.refuseMalformed(arrival, statusOf(target.failure.code), target.failure.message);
  }

  #onConnect(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.connections.of(socket);
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    if (connection.insideConnect !== undefined) {
      connection.insideConnect.refuse('A tunnel to port 80 carried another CONNECT.');
      return;
    }
    const authority = parseAuthority(request.url ?? '');
    const target: Target = authority.ok
      ? { scheme: authority.value.port === 80 ? 'http' : 'https', ...authority.value, path: '', query: '' }
      : NO_TARGET;
    const arrival = new TunnelArrival(this.#tunnel, 'connect', request, connection, target, head);
    if (authority.ok) this.#options.pipeline.run(arrival);
    else this.#options.pipeline.refuseMalformed(arrival, 400, authority.failure.message);
  }

  #onUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.connections.of(socket);
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    const target = upgradeTarget(request, connection);
    const arrival = new TunnelArrival(this.#tunnel, 'request', request, connection, target.ok ? target.value : NO_TARGET, head);
    if (target.ok) this.#options.pipeline.run(arrival);
    else this.#options.pipeline.refuseMalformed(arrival, statusOf(target.failure.code), target.failure.message);
  }

  /** A head that is no HTTP, too large, or too slow. Nobody can be asked for it to be recorded: it names no target. */
  #onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
    this.#options.counters.malformed.value++;
    const connection = this.connections.of(socket);
    if (connection?.insideConnect !== undefined) {
      connection.insideConnect.refuse('What came through a tunnel to port 80 was not HTTP.');
      return;
    }
    // Behind an answer that is under way, one more status line would be taken for part of it.
    if (!socket.writable || error.code === 'ECONNRESET' || (connection?.running.size ?? 0) > 0) {
      socket.destroy();
      return;
    }
    socket.end(`HTTP/1.1 ${HEAD_FAILURES[error.code ?? ''] ?? '400 Bad Request'}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    socket.destroySoon();
  }
}

const HEAD_FAILURES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Stands in the record of a request whose own target was none. */
const NO_TARGET: Target = {
  scheme: 'http',
  hostname: parseHostname('invalid.invalid') as Target['hostname'],
  port: 80,
  path: '/',
  query: '',
};

function statusOf(code: string): number {
  return code === 'transfer-coding' ? 501 : 400;
}

function plainTarget(request: IncomingMessage): Result<Target> {
  const framing = framingFailure(request);
  if (framing !== undefined) return framing;
  const target = parseAbsoluteTarget(request.url ?? '');
  if (target.ok && target.value.scheme !== 'http') {
    return failure('target-scheme', `Requests for ${target.value.scheme}: addresses come by CONNECT, not in the clear.`);
  }
  return target;
}

function upgradeTarget(request: IncomingMessage, connection: ClientConnection): Result<Target> {
  const framing = framingFailure(request);
  if (framing !== undefined) return framing;
  const { insideConnect } = connection;
  if (insideConnect === undefined) {
    const target = parseAbsoluteTarget(request.url ?? '');
    if (!target.ok || target.value.scheme === 'http') return target;
    return target.value.scheme === 'ws' ? success({ ...target.value, scheme: 'http' }) : failure('target-scheme', 'wss: comes by CONNECT.');
  }
  const { hostname, port } = insideConnect.attempt.facts.target;
  const [, path = '', query = ''] = /^(\/[^?#]*)(\?[^#]*)?$/s.exec(request.url ?? '') ?? [];
  if (path === '') return failure('target-malformed', 'The request target inside a tunnel must be a path.');
  return success({ scheme: 'http', hostname, port, path, query });
}

/** What the parser lets pass and a proxy must not: two readers of the same bytes could disagree about it. */
function framingFailure(request: IncomingMessage): Result<never> | undefined {
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return failure('transfer-coding', 'Only the chunked transfer coding is understood.');
  if (coding !== undefined && request.httpVersionMinor === 0) return failure('target-malformed', 'HTTP/1.0 has no transfer codings.');
  let hosts = 0;
  for (let i = 0; i < request.rawHeaders.length; i += 2) if (request.rawHeaders[i]?.toLowerCase() === 'host') hosts++;
  return hosts > 1 ? failure('target-malformed', 'The request has more than one Host header.') : undefined;
}
