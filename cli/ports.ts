import { createServer } from 'node:net';
import { failure, type Result, success } from '../core/result.ts';

export interface WantedPort {
  readonly host: string;
  readonly port: number;
  /** How a person changes it, e.g. `SCHOOLGATE_PROXY_PORT`. */
  readonly setting: string;
}

/**
 * Tries every port and lets it go again. Without `reusePort`, because with it a second instance would share the port in
 * silence. Names every port that cannot be had.
 */
export async function probePorts(ports: readonly WantedPort[]): Promise<Result<void>> {
  const problems = (await Promise.all(ports.map(probe))).filter((problem) => problem !== undefined);
  return problems.length === 0 ? success(undefined) : failure('port-unavailable', problems.join('\n'));
}

function probe({ host, port, setting }: WantedPort): Promise<string | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => done(`port ${port} on ${host} ${describe(error)} (${setting})`));
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(undefined)));
  });
}

function describe(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return 'is already in use: stop what uses it or choose another';
  if (error.code === 'EACCES') return 'is not allowed to this user: ports below 1024 need a privilege';
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return 'cannot be had: this machine does not have that address';
  return `cannot be had: ${error.message}`;
}
