import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import type { ProxySettings } from '../config/schema/config.ts';
import type { BareSocket } from '../outbound/bare-socket.ts';
import { OpenSet } from '../outbound/open-set.ts';
import type { Wire } from '../outbound/wire.ts';
import { READY_HOST } from '../pages/certificate-page.ts';
import { acceptBare } from './accept.ts';
import type { OwnAnswer } from './block/answer.ts';
import { type ClientConnection, ClientConnections, type Inspected } from './connections.ts';
import type { ProxyCounters } from './counters.ts';
import { createHttpServer, KEEP_ALIVE_MS } from './http-server.ts';
import { OrdinaryConnection, type OrdinaryEvents } from './ordinary/connection.ts';
import type { Arrival, Pipeline } from './pipeline.ts';
import { PlainArrival, type PlainSurroundings } from './plain-arrival.ts';
import type { RecordKeeper } from './record.ts';
import { ResponseReply } from './reply.ts';
import type { ClientResponse, RequestHead } from './request-head.ts';
import { connectTarget, inspectedTarget, plainTarget, type TargetProblem, upgradeTarget } from './request-target.ts';
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
  /** Says that a device trusts the school's certificate: whoever can read it does. */
  readonly readyPage: OwnAnswer | undefined;
  /** Client connections that there is room for, of all addresses together. */
  readonly maxConnections: number;
}

const DRAIN_LOOK_MS = 5;
/**
 * Requests under way on one connection. Each may hold an upstream connection, so that without a limit one client
 * connection is worth thousands; clients that pipeline at all send about ten ahead.
 */
const MAX_PIPELINED = 64;
/** Longer than any wait of ours, so that this only ever ends a client that stopped reading or sending. */
const CLIENT_SILENCE_MARGIN_MS = 15_000;

/** The listening side: sockets in, arrivals out to the pipeline. A connection is bare until somebody needs a socket of Node's. */
export class ProxyServer {
  readonly connections: ClientConnections;
  readonly #options: ProxyServerOptions;
  readonly #server: Server;
  readonly #ordinary: OrdinaryEvents;
  /** Those that have brought nothing unusual so far. */
  readonly #ordinaryConnections = new OpenSet<OrdinaryConnection>();
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
    const { server, parse } = createHttpServer(settings, this.#silenceMs.busy, {
      request: (request, response) => this.#onRequest(request, response),
      connect: (request, socket, head) => this.#onConnect(request, socket, head),
      upgrade: (request, socket, head) => this.#onUpgrade(request, socket, head),
      failed: (error, socket) => this.#onClientError(error, socket, this.connections.of(socket)),
    });
    this.#server = server;
    this.#tunnel = { ...options.tunnel, readAsHttp: (connection) => parse(connection.leaveSocket()) };
    this.#ordinary = {
      maxHeadBytes: settings.maxHeaderBytes,
      keepAlive: `Connection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE_MS / 1_000}\r\n`,
      request: (connection, head, response) => this.#ask(connection, head, response),
      connect: (connection, head, rest) => {
        const { target, problem } = connectTarget(head);
        this.#run(new TunnelArrival(this.#tunnel, 'connect', head, connection, target, rest), problem);
      },
      unusual: (connection) => parse(connection.leaveSocket()),
      over: (ordinary) => this.#ordinaryConnections.delete(ordinary),
    };
  }

  /** Reads the inside of a tunnel that is inspected, as requests like any other. */
  readonly acceptInspected = (socket: TLSSocket, outer: ClientConnection, inspected: Inspected): void => {
    this.#read(this.connections.adopt(socket, outer, inspected));
  };

  /** Resolves when the port is bound. `shared`: several workers bind it, and the kernel spreads connections over them. */
  async listen(port: number, host: string, shared: boolean): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host, reusePort: shared, backlog: 4_096 }, () => {
        this.#server.off('error', reject);
        // A failed accept is reported here; the next one may work.
        this.#server.on('error', () => {});
        acceptBare(this.#server, (socket) => this.#admit(socket));
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

  #admit(socket: BareSocket): void {
    const { counters } = this.#options;
    const outcome = this.connections.admit(socket);
    if (typeof outcome === 'object') {
      this.#read(outcome);
      return;
    }
    if (outcome === 'no room') counters.noRoom.value++;
    else counters.connectionsRefused.value++;
    socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    socket.destroySoon();
  }

  #read(connection: ClientConnection): void {
    this.#ordinaryConnections.add(new OrdinaryConnection(connection, this.#ordinary, this.#options.nowMs()));
  }

  /** What Node's timeouts do for the connections that its parser reads. */
  #endSilent(): void {
    const nowMs = this.#options.nowMs();
    for (const each of this.#ordinaryConnections.all()) {
      if (!each.isOurs) continue;
      const { ms, state } = each.silence(nowMs);
      if (ms <= this.#silenceMs[state]) continue;
      if (state === 'new')
        this.#onClientError(Object.assign(new Error('silent'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), each.socket, each.connection);
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
    this.#ask(connection, request, response);
  }

  /** A request, to the proxy or in a tunnel that is inspected, whoever read its head. */
  #ask(connection: ClientConnection, request: RequestHead, response: ClientResponse): void {
    const { inspected } = connection;
    if (inspected?.hostname === READY_HOST && this.#options.readyPage !== undefined) {
      new ResponseReply(request, response, connection.closing).send(this.#options.readyPage);
      return;
    }
    const { target, problem } = inspected === undefined ? plainTarget(request) : inspectedTarget(request, inspected);
    if (problem === undefined) inspected?.requestCame();
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
    if (connection.inspected !== undefined) {
      socket.destroy();
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
    if (problem === undefined) connection.inspected?.requestCame();
    this.#run(new TunnelArrival(this.#tunnel, 'request', request, connection, target, head), problem);
  }

  #run(arrival: Arrival, problem: TargetProblem | undefined): void {
    const { pipeline } = this.#options;
    if (problem === undefined) pipeline.run(arrival);
    else pipeline.refuseMalformed(arrival, problem);
  }

  /** A head that is no HTTP, too large, or too slow. Nobody can be asked for it to be recorded: it names no target. */
  #onClientError(error: NodeJS.ErrnoException, socket: Wire, connection: ClientConnection | undefined): void {
    if (ANSWERED_ALREADY.has(error.code ?? '') && (connection?.running.size ?? 0) > 0) return;
    this.#options.counters.malformed.value++;
    if (connection?.insideConnect !== undefined) {
      connection.insideConnect.refuse('What came through a tunnel to port 80 was not HTTP.');
      return;
    }
    // Under TLS nothing more can be written to who ended without its closing alert: the connection would stay for minutes.
    const hasLeftTls = error.code === 'HPE_INVALID_EOF_STATE' && connection?.inspected !== undefined;
    // Behind an answer that is under way, one more status line would be taken for part of it.
    if (!socket.writable || error.code === 'ECONNRESET' || hasLeftTls || (connection?.running.size ?? 0) > 0) {
      socket.destroy();
      return;
    }
    socket.end(`HTTP/1.1 ${HEAD_FAILURES[error.code ?? ''] ?? '400 Bad Request'}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    socket.destroySoon();
  }
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
