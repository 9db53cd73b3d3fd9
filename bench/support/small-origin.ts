import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';

/**
 * An origin in a process of its own: `node bench/support/small-origin.ts HTTP_PORT TUNNEL_PORT` (0: none, or any that is
 * free for the tunnel). Prints `http PORT tunnel PORT` when both listen.
 *
 * The HTTP side answers 1 kB to everything. The tunnel side answers the first bytes of a connection (a ClientHello) with
 * 1 kB, as a server's first flight, and anything after that with bytes without end.
 */
export const BODY_BYTES = 1_024;
const FLOOD = Buffer.alloc(256 * 1024, 'schoolgate ');

function flood(socket: Socket): void {
  while (socket.writable && socket.write(FLOOD));
}

function serveTunnel(socket: Socket): void {
  const firstFlight = Buffer.alloc(BODY_BYTES, 0x16);
  socket.on('error', () => socket.destroy());
  socket.once('data', () => {
    socket.write(firstFlight);
    socket.once('data', () => {
      socket.on('drain', () => flood(socket));
      flood(socket);
    });
  });
}

const [httpPort = 0, tunnelPort = 0] = process.argv.slice(2).map(Number);
const body = Buffer.alloc(BODY_BYTES, 'x');
const http = createHttpServer({ keepAliveTimeout: 60_000 }, (_, response) => {
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': body.length });
  response.end(body);
});
const tunnel = createServer({ noDelay: true }, serveTunnel);
const portOf = (server: { address(): unknown }) => (server.address() as { readonly port: number } | null)?.port ?? 0;
const announce = () => process.stdout.write(`http ${portOf(http)} tunnel ${portOf(tunnel)}\n`);
tunnel.listen({ port: tunnelPort, host: '127.0.0.1', backlog: 4_096 }, () => {
  if (httpPort === 0) announce();
  else http.listen({ port: httpPort, host: '127.0.0.1', backlog: 4_096 }, announce);
});
process.on('SIGTERM', () => process.exit(0));
