import { fork } from 'node:child_process';
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

/**
 * Two workers of a bare HTTP server that answer with their process ids: `node bench/experiments/accept-server.ts WAY PORT`.
 * `reuse-port`: a socket for each. `round-robin`: one, dealt out in turn by node:cluster. `shared-socket`: one that both accept from.
 */
const [way = '', port = '0', role = 'primary'] = process.argv.slice(2);
const WORKERS = 2;

function startWorkers(): void {
  const self = fileURLToPath(import.meta.url);
  cluster.schedulingPolicy = way === 'round-robin' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  cluster.setupPrimary({ exec: self, args: [way, port, 'worker'] });
  let ready = 0;
  const onReady = (): void => {
    ready++;
    if (ready === WORKERS) process.stdout.write('ready\n');
  };
  for (let index = 0; index < WORKERS; index++) {
    if (way === 'reuse-port') fork(self, [way, port, 'worker']).once('message', onReady);
    else cluster.fork().once('listening', onReady);
  }
}

function serve(): void {
  const body = String(process.pid);
  const server = createServer({ keepAliveTimeout: 60_000 }, (_, response) => {
    response.writeHead(200, { 'Content-Length': body.length });
    response.end(body);
  });
  server.listen({ port: Number(port), host: '127.0.0.1', backlog: 4_096, reusePort: way === 'reuse-port' }, () =>
    process.send?.('listening'),
  );
  process.on('disconnect', () => process.exit(0));
}

if (role === 'worker') serve();
else startWorkers();
