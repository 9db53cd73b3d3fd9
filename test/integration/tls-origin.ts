import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** False where the certificate cannot be made: skip, saying so. */
export const opensslIsInstalled = spawnSync('openssl', ['version']).status === 0;

export interface TlsOrigin {
  readonly port: number;
  /** The certificate, which vouches for itself, in PEM. */
  readonly ca: string;
  close(): Promise<void>;
}

/** An HTTPS origin for the given names at a loopback address. Port 0 is any. Rejects where the port cannot be had. */
export async function tlsOrigin(names: readonly string[], host: string, port: number, listener: RequestListener): Promise<TlsOrigin> {
  const { key, ca } = selfSigned(names);
  const server: Server = createServer({ key, cert: ca }, listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    ca,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function selfSigned(names: readonly string[]): { key: string; ca: string } {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-certificate-'));
  try {
    const [keyPath, certificatePath] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=test'],
      ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`, '-keyout', keyPath, '-out', certificatePath],
    ]);
    if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
    return { key: readFileSync(keyPath, 'utf8'), ca: readFileSync(certificatePath, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
