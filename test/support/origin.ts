import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Something that listens on loopback for one test. */
export interface Origin<S extends Server = Server> {
  readonly server: S;
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: Socket[];
  /** Resolves with the next connection that is accepted. */
  nextConnection(): Promise<Socket>;
  close(): Promise<void>;
}

async function listen<S extends Server>(server: S): Promise<Origin<S>> {
  const accepted: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    port: (server.address() as AddressInfo).port,
    accepted,
    nextConnection: async () => (await once(server, 'connection'))[0] as Socket,
    close: async () => {
      for (const socket of accepted) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An origin that answers by node:http. */
export function httpOrigin(listener: RequestListener): Promise<Origin<HttpServer>> {
  return listen(createHttpServer({ keepAliveTimeout: 30_000 }, listener));
}

/** An origin that answers in bytes. */
export function rawOrigin(onConnection: (socket: Socket) => void): Promise<Origin> {
  return listen(createServer({ allowHalfOpen: true }, onConnection));
}

/** An origin that answers every head with the same bytes, and remembers what it was sent. */
export async function scriptedOrigin(
  answer: string | ((head: string, socket: Socket) => void),
): Promise<Origin & { readonly heads: string[] }> {
  const heads: string[] = [];
  const origin = await rawOrigin((socket) => {
    let pending = '';
    socket.on('data', (chunk: Buffer) => {
      pending += chunk.toString('latin1');
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end + 4);
        pending = pending.slice(end + 4);
        heads.push(head);
        if (typeof answer === 'string') socket.write(Buffer.from(answer, 'latin1'));
        else answer(head, socket);
      }
    });
    socket.on('end', () => socket.end());
  });
  return Object.assign(origin, { heads });
}
