import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import httpProxy from 'http-proxy';
import { DiallingAgent } from '../../outbound/dialling-agent.ts';
import { UpstreamError } from '../../outbound/failure.ts';
import { NOWHERE } from '../../outbound/open-set.ts';
import type { Destination, Dial } from '../../outbound/upstream.ts';
import type { Attempt } from '../attempt.ts';
import type { RequestHead } from '../request-head.ts';
import { resetSocket } from '../reset.ts';
import type { OpenTunnel } from '../tunnels.ts';
import { BROKEN_OFF, isFinal, MAX_INTERIM, reasonPhrase } from './answer.ts';
import { type RawHeaders, requestHeaders, responseHeaders } from './headers.ts';
import { limitHead } from './http-node.ts';
import type { TunnelSurroundings } from './tunnel-surroundings.ts';

export interface UpgradeOptions extends Omit<TunnelSurroundings, 'dial'> {
  readonly dial: Dial;
  readonly viaName: string;
  readonly responseTimeoutMs: number;
}

/** One WebSocket handshake on its way. */
export interface UpgradeExchange {
  readonly attempt: Attempt;
  readonly request: RequestHead;
  readonly client: Socket;
  /** What the client sent right behind its handshake. */
  readonly head: Buffer;
  readonly destination: Destination;
  readonly hostHeader: string;
  readonly requestTarget: string;
  /** Nothing was sent to the client yet. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Carries WebSocket upgrades by http-proxy, whose defaults this overrides where they change a message:
 * it collapses `//` in paths, writes headers in lower case, and passes a refusal's body on unframed.
 */
export class UpgradeForwarder {
  readonly #options: UpgradeOptions;
  readonly #proxy = httpProxy.createProxyServer({ ignorePath: true, toProxy: true });

  constructor(options: UpgradeOptions) {
    this.#options = options;
    this.#proxy.on('proxyReqWs', (outgoing, handshake) => {
      if (handshake instanceof Handshake) handshake.prepare(outgoing);
    });
  }

  forward(exchange: UpgradeExchange): void {
    const upgrade = new Upgrade(this.#options, exchange);
    upgrade.open((upstream) => {
      const handshake = new Handshake(this.#options, exchange, upgrade);
      const agent = new DiallingAgent({}, (done) => done(null, upstream));
      const target = { protocol: 'http:', host: exchange.destination.hostname, port: exchange.destination.port };
      this.#proxy.ws(handshake as unknown as IncomingMessage, exchange.client, exchange.head, { target, agent }, (error) =>
        upgrade.failed(error),
      );
    });
  }
}

/** From the decision to the last byte: what the registry of tunnels sees. */
class Upgrade implements OpenTunnel {
  readonly attempt: Attempt;
  place = NOWHERE;
  readonly #options: UpgradeOptions;
  readonly #exchange: UpgradeExchange;
  #upstream: Socket | null = null;
  /** The origin answers instead of switching; the end of its answer ends the client's connection. */
  refused = false;
  /** Set once the origin has accepted, with what the handshake itself had taken. */
  #joined: { readonly upstream: Socket; readonly written: number; readonly read: number } | null = null;

  constructor(options: UpgradeOptions, exchange: UpgradeExchange) {
    this.attempt = exchange.attempt;
    this.#options = options;
    this.#exchange = exchange;
  }

  open(connected: (upstream: Socket) => void): void {
    const { client, destination } = this.#exchange;
    this.#options.tunnels.add(this);
    const cancel = this.#options.dial(destination, (error, socket) => {
      if (socket === null) return this.failed(error ?? new Error('no socket'));
      this.#upstream = socket;
      socket.once('close', () => {
        if (!this.refused) client.destroySoon();
      });
      connected(socket);
    });
    client.once('close', () => {
      cancel();
      this.#upstream?.destroy();
      this.measure();
      this.#options.tunnels.delete(this);
      this.#options.records.ended(this.attempt);
    });
  }

  cut(reason: string): void {
    this.attempt.endReason ??= reason;
    this.#exchange.client.destroy();
  }

  failed(error: unknown): void {
    if (this.attempt.status === null) this.#exchange.onFailure(error);
    else this.cut('The site broke the connection.');
  }

  /** `early` bytes of the origin's came right behind its 101. */
  accepted(upstream: Socket, early: number): void {
    const { attempt } = this;
    attempt.status = 101;
    this.#options.records.opened(attempt);
    attempt.upgraded = true;
    this.#joined = { upstream, written: upstream.bytesWritten, read: upstream.bytesRead - early };
  }

  measure(): void {
    if (this.#joined === null) return;
    const { upstream, written, read } = this.#joined;
    this.attempt.bytesUp = upstream.bytesWritten - written;
    this.attempt.bytesDown = upstream.bytesRead - read;
  }
}

/** Stands in for the client's request towards http-proxy, with the headers as they shall go upstream. */
class Handshake {
  readonly method = 'GET';
  readonly url: string;
  readonly headers: Record<string, string | string[]>;
  readonly #options: UpgradeOptions;
  readonly #exchange: UpgradeExchange;
  readonly #upgrade: Upgrade;

  constructor(options: UpgradeOptions, exchange: UpgradeExchange, upgrade: Upgrade) {
    const { request, hostHeader, requestTarget, attempt } = exchange;
    this.url = requestTarget;
    this.#options = options;
    this.#exchange = exchange;
    this.#upgrade = upgrade;
    this.headers = headerObject(requestHeaders(request, hostHeader, options.viaName, false, undefined, attempt.decision.rewrite?.headers));
    // In lower case, because http-proxy looks them up.
    this.headers['connection'] = 'Upgrade';
    this.headers['upgrade'] = 'websocket';
  }

  /** Called before http-proxy listens itself, so that this sees an accepted upgrade before it is written to the client. */
  prepare(outgoing: ClientRequest): void {
    outgoing.path = this.url;
    outgoing.maxHeadersCount = 0;
    limitHead(outgoing, this.#options.responseTimeoutMs);
    outgoing.setTimeout(this.#options.responseTimeoutMs, () => outgoing.destroy(new UpstreamError('RESPONSE_TIMEOUT', 'silence')));
    let interim = 0;
    outgoing.on('information', () => {
      if (++interim > MAX_INTERIM) outgoing.destroy(new UpstreamError('RESPONSE_INVALID', 'interim responses without end'));
    });
    queueMicrotask(() => this.#replaceListeners(outgoing));
  }

  /** http-proxy's own, registered by now, join whatever the origin switches to, and pass a refusal's body on unframed. */
  #replaceListeners(outgoing: ClientRequest): void {
    const joining = outgoing.listeners('upgrade');
    outgoing.removeAllListeners('response').on('response', (incoming) => this.#refused(incoming));
    outgoing.removeAllListeners('upgrade').once('upgrade', (incoming, upstream, early) => {
      if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') {
        upstream.destroy();
        this.#upgrade.failed(new UpstreamError('RESPONSE_INVALID', 'switched to something else'));
        return;
      }
      const headers = responseHeaders(101, incoming.rawHeaders, this.#options.viaName) ?? [];
      incoming.headers = headerObject([...headers, 'Connection', 'Upgrade', 'Upgrade', 'websocket']) as IncomingMessage['headers'];
      this.#upgrade.accepted(upstream as Socket, early.length);
      for (const join of joining) join.call(outgoing, incoming, upstream, early);
    });
  }

  /** An answer other than 101: passed on with the connection's end as the body's end. */
  #refused(incoming: IncomingMessage): void {
    const { attempt, client } = this.#exchange;
    const status = incoming.statusCode ?? 502;
    const headers = isFinal(status) ? responseHeaders(status, incoming.rawHeaders, this.#options.viaName) : undefined;
    if (headers === undefined) {
      this.#upgrade.failed(new UpstreamError('RESPONSE_INVALID', `status ${status}`));
      return;
    }
    attempt.status = status;
    this.#upgrade.refused = true;
    let head = `HTTP/1.1 ${status} ${reasonPhrase(status, incoming.statusMessage ?? '')}\r\n`;
    for (let i = 0; i + 1 < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
    client.write(`${head}Connection: close\r\n\r\n`, 'latin1');
    incoming.on('data', (chunk: Buffer) => {
      attempt.bytesDown += chunk.length;
    });
    incoming.on('error', () => {
      attempt.endReason ??= BROKEN_OFF;
      resetSocket(client);
    });
    incoming.on('end', () => client.destroySoon());
    incoming.pipe(client, { end: false });
  }
}

/** The first spelling of a name stands for its repetitions. */
function headerObject(raw: RawHeaders): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null);
  const spelling = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const value = raw[i + 1] ?? '';
    const lower = (raw[i] ?? '').toLowerCase();
    const name = spelling.get(lower) ?? raw[i] ?? '';
    spelling.set(lower, name);
    const before = headers[name];
    headers[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return headers;
}
