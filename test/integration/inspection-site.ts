import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { leaf, newChain } from '../proxy/tls/test-authorities.ts';

/** Beneath `localhost`, so that all of them are this machine; no valid wildcard covers what is right beneath it. */
const NAMES = ['web', 'curl', 'git', 'npm', 'bulk'].map((site) => `${site}.localhost`);
/** Only there is anything inspected. */
const PORT = 443;

/** Silence: 44.1 kHz, two channels, 16 bits. */
const BYTES_A_SECOND = 44_100 * 4;
export const SOUND_SECONDS = 120;
const SOUND = Buffer.concat([soundHead(SOUND_SECONDS * BYTES_A_SECOND), Buffer.alloc(SOUND_SECONDS * BYTES_A_SECOND)]);
export const DOWNLOAD = Buffer.from(Array.from({ length: 300_000 }, (_, i) => `${i}\n`).join(''));

/** Secure sites as people use them, on port 443 of this machine. */
export class InspectedSite {
  /** PEM file of the root beneath which they stand: what a filter must be told to trust. */
  readonly caPath: string;
  readonly #server: Server;
  readonly #requests = new EventEmitter();
  readonly #sockets = new Set<Socket>();
  readonly #listening = new Set<ServerResponse>();
  readonly #polling = new Set<ServerResponse>();

  /** `others` answers what is not known here. */
  constructor(folder: string, others: RequestListener) {
    const { root } = newChain();
    this.caPath = join(folder, 'sites-ca.pem');
    writeFileSync(this.caPath, root.certificatePem);
    this.#server = createServer({ ...leaf({ hosts: NAMES, signedBy: root }), keepAliveTimeout: 30_000 }, (request, response) => {
      this.#answer(request, response, others);
      this.#requests.emit(request.url ?? '', request);
    });
    this.#server.on('upgrade', acceptWebSocket);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
    });
  }

  /** False where the port cannot be had. */
  async open(): Promise<boolean> {
    this.#server.listen(PORT, '127.0.0.1');
    try {
      await once(this.#server, 'listening');
      return true;
    } catch (error) {
      console.warn(`skipped: inspection needs port ${PORT} (${(error as NodeJS.ErrnoException).code})`);
      return false;
    }
  }

  /** The next request for this path. */
  async asked(path: string): Promise<IncomingMessage> {
    const [request] = (await once(this.#requests, path)) as [IncomingMessage];
    return request;
  }

  /** Sends an event to whoever listens at `/events`, and answers whoever waits at `/poll`. */
  tell(text: string): void {
    for (const response of this.#listening) response.write(`data: ${text}\n\n`);
    for (const response of this.#polling) response.end(text);
  }

  /** Connections to it that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((done) => this.#server.close(done));
  }

  #answer(request: IncomingMessage, response: ServerResponse, others: RequestListener): void {
    if (request.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      keepWhileOpen(this.#listening, response);
    } else if (request.url === '/poll') keepWhileOpen(this.#polling, response);
    else if (request.url === '/sound') sendSound(request, response);
    else if (request.url === '/download') response.setHeader('content-disposition', 'attachment; filename="n.txt"').end(DOWNLOAD);
    else others(request, response);
  }
}

function keepWhileOpen(kept: Set<ServerResponse>, response: ServerResponse): void {
  kept.add(response);
  response.once('close', () => kept.delete(response));
}

/** As players ask for it: a part from some byte on. */
function sendSound(request: IncomingMessage, response: ServerResponse): void {
  const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const part = SOUND.subarray(Number(first), last === '' ? SOUND.length : Number(last) + 1);
  const range = `bytes ${first}-${Number(first) + part.length - 1}/${SOUND.length}`;
  response.writeHead(206, { 'content-type': 'audio/wav', 'accept-ranges': 'bytes', 'content-range': range, 'content-length': part.length });
  response.end(part);
}

/** RIFF WAVE, PCM. */
function soundHead(bytes: number): Buffer {
  const head = Buffer.alloc(44);
  for (const [at, name] of [
    [0, 'RIFF'],
    [8, 'WAVEfmt '],
    [36, 'data'],
  ] as const)
    head.write(name, at, 'latin1');
  head.writeUInt32LE(36 + bytes, 4);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); // PCM
  head.writeUInt16LE(2, 22); // channels
  head.writeUInt32LE(44_100, 24);
  head.writeUInt32LE(BYTES_A_SECOND, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  head.writeUInt32LE(bytes, 40);
  return head;
}

const TEXT_FRAME = 0x81;

/** Sends every short text frame back (RFC 6455 section 5.2), and closes on anything else. */
function acceptWebSocket(request: IncomingMessage, socket: Socket): void {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.on('data', (frame: Buffer) => {
    const length = (frame[1] ?? 0) & 0x7f;
    if (frame[0] !== TEXT_FRAME || length > 125) return void socket.end();
    const mask = frame.subarray(2, 6);
    const text = frame.subarray(6, 6 + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0));
    socket.write(Buffer.from([TEXT_FRAME, length, ...text]));
  });
}
