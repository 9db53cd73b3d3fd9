import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ProxySettings } from '../config/schema/config.ts';

/** Browsers keep idle proxy connections for minutes; each one costs about 10 kB here. */
export const KEEP_ALIVE_MS = 65_000;
const HEAD_CHECK_EVERY_MS = 2_000;

/** What becomes of what Node's parser reads. */
export interface HttpHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  connect(request: IncomingMessage, socket: Socket, head: Buffer): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
  failed(error: NodeJS.ErrnoException, socket: Socket): void;
}

/**
 * Node's HTTP server, whose parser reads only what it is given by `parse`: it listens, but its connections are somebody
 * else's first. `silenceMs` ends a client that neither sends nor reads while something is under way.
 */
export function createHttpServer(
  settings: Pick<ProxySettings, 'maxHeaderBytes' | 'headersTimeoutMs'>,
  silenceMs: number,
  handlers: HttpHandlers,
): { readonly server: Server; readonly parse: (socket: Socket) => void } {
  const options: ServerOptions = {
    maxHeaderSize: settings.maxHeaderBytes,
    headersTimeout: settings.headersTimeoutMs,
    // Uploads may take as long as they move; silence is what ends them (server.timeout).
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(HEAD_CHECK_EVERY_MS, settings.headersTimeoutMs),
    insecureHTTPParser: false,
    // Node would answer without a record.
    requireHostHeader: false,
    shouldUpgradeCallback: asksForWebSocket,
  };
  const server = createServer(options);
  // Node drops what exceeds a limit of its own, and frames by it all the same; maxHeaderSize bounds the number too.
  server.maxHeadersCount = 0;
  server.timeout = silenceMs;
  server.on('request', handlers.request);
  server.on('checkContinue', handlers.request);
  // Without a listener Node answers 417 by itself: an answer without a record.
  server.on('checkExpectation', handlers.request);
  server.on('connect', (request, socket: Socket, head) => handlers.connect(request, socket, head));
  server.on('upgrade', (request, socket: Socket, head) => handlers.upgrade(request, socket, head));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => handlers.failed(error, socket));
  const [readHttp] = server.listeners('connection');
  server.removeAllListeners('connection');
  const parse = (socket: Socket): void => {
    readHttp?.call(server, socket);
    socket.resume();
  };
  return { server, parse };
}

/**
 * An Upgrade to anything else is an offer, and a proxy may decline it (RFC 9110 section 7.8). So is one with a body, which
 * belongs to the request and not to what would follow the switch.
 */
function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') return false;
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
}
