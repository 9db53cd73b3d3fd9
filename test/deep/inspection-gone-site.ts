import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClientHello } from '../../proxy/tls/client-hello.ts';
import { leaf, newChain } from '../proxy/tls/test-authorities.ts';

/** The beginning of a ServerHello that says it is longer. */
const HALF_A_HELLO = Buffer.from('160303007a020000760303', 'hex');

/** A site that breaks off where the name in the ClientHello, or the path, says; on port 443 of this machine. */
export class GoneSite {
  readonly #folder = mkdtempSync(join(tmpdir(), 'schoolgate-gone-'));
  readonly caPath = join(this.#folder, 'ca.pem');
  /** How often each path was asked for. */
  readonly asked = new Map<string, number>();
  readonly #requests = new EventEmitter().setMaxListeners(0);
  /** By the proxy's own port: what carries its TLS. */
  readonly #bare = new Map<number, Socket>();
  readonly #server: Server;
  readonly #https: HttpsServer;

  constructor(hosts: readonly string[]) {
    const { root } = newChain();
    writeFileSync(this.caPath, root.certificatePem);
    this.#https = createHttpsServer(leaf({ hosts, signedBy: root }), (request, response) => this.#answer(request, response));
    this.#https.on('tlsClientError', () => {});
    this.#server = createServer((socket) => this.#accept(socket));
  }

  async open(): Promise<void> {
    this.#server.listen(443, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    for (const socket of this.#bare.values()) socket.destroy();
    await new Promise((done) => this.#server.close(done));
    rmSync(this.#folder, { recursive: true });
  }

  get connections(): number {
    return this.#bare.size;
  }

  /** Resolves when a request for this path has come. */
  until(path: string): Promise<unknown> {
    return this.asked.has(path) ? Promise.resolve() : once(this.#requests, path);
  }

  #accept(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    this.#bare.set(port, socket);
    socket.on('error', () => {}).on('close', () => this.#bare.delete(port));
    let bytes = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const reading = readClientHello(bytes);
      if (reading.kind === 'incomplete') return;
      socket.off('data', onData).pause();
      const name = reading.kind === 'hello' ? reading.hello.serverName : undefined;
      if (name === 'gone-at-hello.localhost') socket.destroy();
      else if (name === 'reset-at-hello.localhost') socket.resetAndDestroy();
      else if (name === 'gone-in-handshake.localhost') socket.end(HALF_A_HELLO, () => socket.destroy());
      else {
        socket.unshift(bytes);
        this.#https.emit('connection', socket);
      }
    };
    socket.on('data', onData);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    this.asked.set(url, (this.asked.get(url) ?? 0) + 1);
    this.#requests.emit(url);
    const [, how, where] = /^\/(gone|reset)-(at-head|in-body|in-answer)\?/.exec(url) ?? [];
    const leave = (): void => {
      if (how === 'reset') this.#bare.get(request.socket.remotePort ?? 0)?.resetAndDestroy();
      else request.socket.destroy();
    };
    if (where === 'at-head') leave();
    else if (where === 'in-body') request.once('data', leave);
    else if (where === 'in-answer') response.writeHead(200, { 'content-length': 1_000 }).write('part of it', leave);
    else if (url.startsWith('/endless')) flood(response);
    else if (url.startsWith('/never')) request.resume();
    else response.end('all well');
  }
}

function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, 'x');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}
