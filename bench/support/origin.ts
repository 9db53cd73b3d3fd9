import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versionOf } from './machine.ts';
import { BenchProcess, findProgram, freePorts } from './processes.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What proxies are asked for. All of it is on 127.0.0.1; `localhost` is its name in /etc/hosts. */
export interface Origin {
  readonly name: 'localhost';
  /** Answers 1 kB to everything. */
  readonly httpPort: number;
  /** Answers a ClientHello with 1 kB, and what follows with bytes without end. 443 where that may be bound. */
  readonly tunnelPort: number;
  /** Which programs these are. */
  readonly description: string;
  stop(): Promise<void>;
}

const SMALL_ORIGIN = fileURLToPath(new URL('small-origin.ts', import.meta.url));

/** Starts nginx for HTTP where it is installed, and a small Node process for the rest. */
export async function startOrigin(options: { readonly core?: number | undefined } = {}): Promise<Origin> {
  const [httpPort = 0] = await freePorts(1);
  const nginx = findProgram('nginx');
  const started: BenchProcess[] = [];
  const folder = temporaryFolder();
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.stop()));
    folder.remove();
  };
  try {
    const small = await startSmallOrigin(nginx === undefined ? httpPort : 0, options.core);
    started.push(small.process);
    if (nginx !== undefined) started.push(await startNginx(nginx, folder.path, httpPort, options.core));
    const description = nginx === undefined ? `node ${process.version}` : `${versionOf(nginx, '-v')}, node ${process.version} for tunnels`;
    return { name: 'localhost', httpPort, tunnelPort: small.tunnelPort, description, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The real port where it may be bound, for the ClientHello is read only there; another one otherwise. */
async function startSmallOrigin(httpPort: number, core: number | undefined): Promise<{ process: BenchProcess; tunnelPort: number }> {
  for (const tunnelPort of [443, 0]) {
    const process_ = await BenchProcess.start(process.execPath, [SMALL_ORIGIN, String(httpPort), String(tunnelPort)], { core });
    try {
      const line = await process_.line(/^http \d+ tunnel \d+$/);
      return { process: process_, tunnelPort: Number(line.split(' ')[3]) };
    } catch (error) {
      if (tunnelPort === 0) throw error;
    }
  }
  throw new Error('unreachable');
}

async function startNginx(program: string, folder: string, port: number, core: number | undefined): Promise<BenchProcess> {
  const config = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr warn;
events { worker_connections 8192; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 60s; default_type text/plain; ${temporary.join(' ')}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { return 200 "${'x'.repeat(1_024)}"; }
  }
}
`,
  );
  const started = await BenchProcess.start(program, ['-e', 'stderr', '-p', folder, '-c', config], { core });
  await waitUntilAccepting(port, started);
  return started;
}

/** nginx does not say when it is ready: it is when a connection is accepted. */
export async function waitUntilAccepting(port: number, owner: BenchProcess): Promise<void> {
  const { connect } = await import('node:net');
  const { setTimeout: delay } = await import('node:timers/promises');
  const deadlineMs = performance.now() + 60_000;
  for (;;) {
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (accepted) return;
    if (owner.isOver || performance.now() > deadlineMs) throw new Error(`nothing listens on ${port}: ${owner.lines.slice(-5).join(' | ')}`);
    await delay(50);
  }
}
