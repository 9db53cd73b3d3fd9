import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceivedCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A status, or whatever is to be done with the call once the whole of it is here. */
export type Answer = number | ((response: ServerResponse, request: IncomingMessage) => void);

/** A real HTTP server on loopback that keeps what it is sent. */
export class WebhookReceiver {
  readonly received: ReceivedCall[] = [];
  /** Asked for each call, in turn. */
  answer: (call: ReceivedCall, count: number) => Answer = () => 202;
  readonly #waiting = new Set<() => void>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => this.listener(request, response));
  port = 0;

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#server.on('connection', (socket: Socket) => {
      receiver.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => receiver.#sockets.delete(socket));
    });
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    receiver.port = (receiver.#server.address() as AddressInfo).port;
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** For a server of another kind, too. */
  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const call = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      this.received.push(call);
      const answer = this.answer(call, this.received.length);
      if (typeof answer === 'number') response.writeHead(answer).end('taken');
      else answer(response, request);
      for (const check of [...this.#waiting]) check();
    });
  };

  /** Resolves once so many calls are here. */
  async until(count: number): Promise<void> {
    if (this.received.length >= count) return;
    await new Promise<void>((done) => {
      const check = () => {
        if (this.received.length < count) return;
        this.#waiting.delete(check);
        done();
      };
      this.#waiting.add(check);
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }
}
