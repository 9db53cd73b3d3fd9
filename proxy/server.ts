import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProxySettings } from '../config/schema/config.ts';
import { ClientConnections } from './connections.ts';
import type { ProxyCounters } from './counters.ts';
import { OrdinaryConnection, type OrdinaryEvents } from './ordinary/connection.ts';
import type { Arrival, Pipeline } from './pipeline.ts';
import { PlainArrival, type PlainSurroundings } from './plain-arrival.ts';
import type { RecordKeeper } from './record.ts';
import { connectTarget, plainTarget, type TargetProblem, upgradeTarget } from './request-target.ts';
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
  /** Monotonic. */
  readonly nowMs: () => number;
  /** Client connections that there is room for, of all addresses together. */
  readonly maxConnections: number;
}

/** Browsers keep idle proxy connections for minutes; each one costs about 10 kB here. */
const KEEP_ALIVE_MS = 65_000;
const DRAIN_LOOK_MS = 5;
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
  readonly #ordinary: OrdinaryEvents;
  /** Those that have brought nothing unusual so far. */
  readonly #ordinaryConnections = new Set<OrdinaryConnection>();
  readonly #tunnel: TunnelArrivalSurroundings;
  readonly #silenceMs: { readonly new: number; readonly kept: number; readonly busy: number };
  #ticking: NodeJS.Timeout | undefined;

  constructor(options: ProxyServerOptions) {
    this.#options = options;
    this.connections = new ClientConnections(options.settings.maxConnectionsPerClient, options.maxConnections);
    const { settings } = options;
    this.#silenceMs = {
      new: settings.headersTimeoutMs,
      kept: KEEP_ALIVE_MS,
      busy: settings.responseTimeoutMs + settings.connectTimeoutMs + CLIENT_SILENCE_MARGIN_MS,
    };
    this.#server = this.#createServer();
    const parse = parserOf(this.#server);
    this.#tunnel = { ...options.tunnel, readAsHttp: ({ socket }) => parse(socket) };
    this.#ordinary = {
      maxHeadBytes: settings.maxHeaderBytes,
      keepAlive: `Connection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE_MS / 1_000}\r\n`,
      request: (connection, head, response) => {
        const { target, problem } = plainTarget(head);
        this.#run(new PlainArrival(this.#options.plain, head, response, connection, target), problem);
      },
      connect: (connection, head, rest) => {
        const { target, problem } = connectTarget(head);
        this.#run(new TunnelArrival(this.#tunnel, 'connect', head, connection, target, rest), problem);
      },
      unusual: ({ socket }) => parse(socket),
    };
    this.#server.on('connection', (socket: Socket) => this.#admit(socket));
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
      this.#endSilent();
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
    // The sockets tell of their own end, which completes the records, a moment after the server does.
    while (this.connections.count > 0 || tunnels.size > 0) await delay(DRAIN_LOOK_MS);
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
      // Node would answer without a record.
      requireHostHeader: false,
      shouldUpgradeCallback: asksForWebSocket,
    };
    const server = createServer(serverOptions);
    // Node drops what exceeds a limit of its own, and frames by it all the same; maxHeaderSize bounds the number too.
    server.maxHeadersCount = 0;
    server.timeout = this.#silenceMs.busy;
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
    const outcome = this.connections.admit(socket);
    if (typeof outcome === 'object') {
      this.#ordinaryConnections.add(new OrdinaryConnection(outcome, this.#ordinary, this.#options.nowMs()));
      return;
    }
    if (outcome === 'no room') counters.noRoom.value++;
    else counters.connectionsRefused.value++;
    socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    socket.destroySoon();
  }

  /** What Node's timeouts do for the connections that its parser reads. */
  #endSilent(): void {
    const nowMs = this.#options.nowMs();
    for (const each of this.#ordinaryConnections) {
      if (!each.isOurs) {
        this.#ordinaryConnections.delete(each);
        continue;
      }
      const { ms, state } = each.silence(nowMs);
      if (ms <= this.#silenceMs[state]) continue;
      if (state === 'new') this.#onClientError(Object.assign(new Error('silent'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), each.socket);
      else each.socket.destroy();
    }
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
    const { target, problem } = plainTarget(request);
    this.#run(new PlainArrival(this.#options.plain, request, response, connection, target), problem);
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
    const { target, problem } = connectTarget(request);
    this.#run(new TunnelArrival(this.#tunnel, 'connect', request, connection, target, head), problem);
  }

  #onUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.connections.of(socket);
    if (connection === undefined) {
      socket.destroy();
      return;
    }
    const { target, problem } = upgradeTarget(request, connection);
    this.#run(new TunnelArrival(this.#tunnel, 'request', request, connection, target, head), problem);
  }

  #run(arrival: Arrival, problem: TargetProblem | undefined): void {
    const { pipeline } = this.#options;
    if (problem === undefined) pipeline.run(arrival);
    else pipeline.refuseMalformed(arrival, problem.status, problem.reason);
  }

  /** A head that is no HTTP, too large, or too slow. Nobody can be asked for it to be recorded: it names no target. */
  #onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
    const connection = this.connections.of(socket);
    if (ANSWERED_ALREADY.has(error.code ?? '') && (connection?.running.size ?? 0) > 0) return;
    this.#options.counters.malformed.value++;
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

/** Takes Node's HTTP parser off a server's own connections; the function returned gives it one to read. */
function parserOf(server: Server): (socket: Socket) => void {
  const [readHttp] = server.listeners('connection');
  server.removeAllListeners('connection');
  return (socket) => {
    readHttp?.call(server, socket);
    socket.resume();
  };
}

/**
 * The parser stops, but what came before stands: requests that say `close` with bytes behind them, or one whose coding is
 * refused by its head. Their answers close the connection.
 */
const ANSWERED_ALREADY = new Set(['HPE_CLOSED_CONNECTION', 'HPE_INVALID_TRANSFER_ENCODING']);

const HEAD_FAILURES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_INVALID_VERSION: '505 HTTP Version Not Supported',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * An Upgrade to anything else is an offer, and a proxy may decline it (RFC 9110 section 7.8). So is one with a body, which
 * belongs to the request and not to what would follow the switch.
 */
function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') return false;
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
}
