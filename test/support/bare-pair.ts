import { createServer, type Server, Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { IpAddress } from '../../core/address.ts';
import type { BareSocket } from '../../outbound/bare-socket.ts';
import { acceptBare } from '../../proxy/accept.ts';

export const LOOPBACK = '127.0.0.1' as IpAddress;

/** Bare connections over loopback; what a test has opened is closed after it. Call once in a file, outside of tests. */
export function bareConnections() {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function listening(server: Server, host = LOOPBACK): Promise<number> {
    await new Promise<void>((done) => server.listen(0, host, done));
    closing.push(() => server.close());
    return (server.address() as { port: number }).port;
  }

  /** An accepted connection, and the client at its other end. */
  async function accepted(): Promise<{ bare: BareSocket; peer: Socket }> {
    const server = createServer();
    const port = await listening(server);
    const incoming = new Promise<BareSocket>((done) => acceptBare(server, done));
    const peer = new Socket({ allowHalfOpen: true }).on('error', () => {}).connect(port, LOOPBACK);
    const bare = await incoming;
    closing.push(
      () => peer.destroy(),
      () => bare.destroy(),
    );
    return { bare, peer };
  }

  return { closing, listening, accepted };
}
