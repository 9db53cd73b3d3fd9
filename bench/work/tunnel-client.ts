import { connect, type Socket } from 'node:net';
import { quantile } from '../support/statistics.ts';
import { clientHello } from './client-hello.ts';

/**
 * A client of tunnels in a process of its own:
 * `node bench/work/tunnel-client.ts set-up|bytes PROXY_HOST:PORT ORIGIN_HOST:PORT SECONDS CONCURRENCY [PAUSE_MS]`.
 * `set-up`: CONNECT, 200, a ClientHello and the first bytes back, close; again and again, after a pause that is this long in the mean. `bytes`: streams without end.
 * Prints one line of JSON at the end.
 */
const [mode = '', proxy = '', origin = '', seconds = '5', concurrency = '16', pauseMs = '0'] = process.argv.slice(2);
const [proxyHost = '', proxyPort = ''] = proxy.split(/:(?=\d+$)/);
const [originHost = ''] = origin.split(/:(?=\d+$)/);
const request = Buffer.from(`CONNECT ${origin} HTTP/1.1\r\nHost: ${origin}\r\n\r\n`);
const hello = clientHello(/^[\d.]+$|:/.test(originHost) ? undefined : originHost);
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();
const deadlineMs = startedMs + Number(seconds) * 1_000;
const GIVE_UP_AFTER_MS = 10_000;
const ESTABLISHED = /^HTTP\/1\.[01] 200$/;

/** Until this process has been compiled, what is waited for is itself. */
const settledMs = mode === 'bytes' ? 0 : startedMs + Math.min(1_000, (Number(seconds) * 1_000) / 3);

const latenciesMs: number[] = [];
let tunnels = 0;
let broken = 0;
let refused = 0;
let bytes = 0;

/** One tunnel up to its first bytes back; what comes after them goes to `onBytes`, or the tunnel is closed. */
function openTunnel(onBytes: ((socket: Socket) => void) | undefined, onClose: () => void, askedMs = performance.now()): void {
  let state: 'asked' | 'established' | 'answered' | 'refused' = 'asked';
  const socket = connect({
    host: proxyHost,
    port: Number(proxyPort),
    noDelay: true,
    onread: {
      buffer: onBytes === undefined ? Buffer.allocUnsafeSlow(4_096) : sharedBuffer,
      callback: (length, buffer) => {
        if (state === 'answered') bytes += length;
        else if (state === 'established') {
          state = 'answered';
          tunnels++;
          if (askedMs > settledMs) latenciesMs.push(performance.now() - askedMs);
          if (onBytes === undefined) socket.end();
          else onBytes(socket);
        } else if (ESTABLISHED.test(Buffer.from(buffer.buffer, buffer.byteOffset, 12).toString('latin1'))) {
          state = 'established';
          socket.write(hello);
        } else {
          state = 'refused';
          refused++;
          socket.destroy();
        }
        return true;
      },
    },
  });
  socket.setTimeout(GIVE_UP_AFTER_MS, () => socket.destroy());
  socket.on('connect', () => socket.write(request));
  socket.on('error', () => {});
  socket.on('close', () => {
    if ((state === 'asked' || state === 'established') && performance.now() < deadlineMs) broken++;
    onClose();
  });
}

/** Nothing looks at what arrives, so all sockets may read into the same memory. */
const sharedBuffer = Buffer.allocUnsafeSlow(1024 * 1024);

function report(): void {
  const ms = (share: number) => Number(quantile(latenciesMs, share).toFixed(3));
  const { user, system } = process.cpuUsage(cpuBefore);
  const clientCpuShare = (user + system) / 1_000 / (performance.now() - startedMs);
  const done = { tunnels, bytes, refused, broken, p50Ms: ms(0.5), p99Ms: ms(0.99), clientCpuShare };
  process.stdout.write(`${JSON.stringify(done)}\n`);
}

let open = Number(concurrency);
const ended = (): void => {
  open--;
  if (open === 0) report();
};

function again(): void {
  if (performance.now() >= deadlineMs) ended();
  else if (pauseMs === '0') openTunnel(undefined, again);
  else {
    // From when it was due: who opens late waits as well.
    const waitMs = Math.random() * 2 * Number(pauseMs);
    const dueMs = performance.now() + waitMs;
    setTimeout(() => openTunnel(undefined, again, Math.min(performance.now(), dueMs)), waitMs);
  }
}

function stream(): void {
  openTunnel((socket) => {
    socket.write('more');
    setTimeout(() => socket.destroy(), Math.max(0, deadlineMs - performance.now()));
  }, ended);
}

for (let i = 0; i < Number(concurrency); i++) (mode === 'bytes' ? stream : again)();
