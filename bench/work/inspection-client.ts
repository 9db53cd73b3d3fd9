import { connect, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type TLSSocket } from 'node:tls';
import { quantile } from '../support/statistics.ts';

/**
 * A client of intercepted tunnels in a process of its own; takes one argument, JSON. `warm`: a tunnel to the same host, a TLS
 * handshake without resumption, one small request, close; again and again. `cold`: each to the next host. `requests`: kept
 * tunnels, one request after the other. `idle`: opens its tunnels, asks once on each, says `open`, and holds them until SIGTERM.
 * Prints one line of JSON at the end.
 */
export interface InspectionGiven {
  readonly mode: 'warm' | 'cold' | 'requests' | 'idle';
  readonly proxyPort: number;
  /** `%` stands for the number of a cold host. */
  readonly host: string;
  readonly firstHost: number;
  /** So many tunnels at most (`cold`). */
  readonly maxHosts: number;
  readonly seconds: number;
  readonly concurrency: number;
}

export interface InspectionDone {
  /** Answers that came whole. */
  readonly answers: number;
  /** Tunnels that were refused or broke, and answers other than 200. */
  readonly failed: number;
  readonly nextHost: number;
  /** Who signed what the first tunnel was shown. */
  readonly issuer: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const given = JSON.parse(process.argv[2] ?? '{}') as InspectionGiven;
const { mode, proxyPort, concurrency, maxHosts } = given;
const deadlineMs = performance.now() + given.seconds * 1_000;
const GIVE_UP_AFTER_MS = 15_000;
/** Which certificate it is shown is looked at once; to check each would cost more than the handshake. */
const secureContext = createSecureContext({ ca: [] });
const latenciesMs: number[] = [];
let failed = 0;
let nextHost = given.firstHost;
let issuer = '';

const isOver = (): boolean => performance.now() >= deadlineMs || (mode === 'cold' && nextHost - given.firstHost >= maxHosts);
const hostOf = (): string => (mode === 'cold' ? given.host.replace('%', String(nextHost++)) : given.host);

/** A tunnel with TLS in it, or null. */
function openTunnel(host: string, opened: (secure: TLSSocket | null) => void): void {
  const socket = connect({ host: '127.0.0.1', port: proxyPort, noDelay: true });
  let isOpen = false;
  const fail = (): void => {
    if (isOpen) return;
    isOpen = true;
    socket.destroy();
    opened(null);
  };
  socket.setTimeout(mode === 'idle' ? 0 : GIVE_UP_AFTER_MS, () => socket.destroy());
  socket.on('error', fail).on('close', fail);
  socket.write(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`);
  socket.once('data', (answer: Buffer) => {
    if (!/^HTTP\/1\.[01] 200 /.test(answer.toString('latin1'))) return fail();
    const secure = connectTls({ socket, servername: host, secureContext, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    secure.on('error', fail);
    secure.once('secureConnect', () => {
      isOpen = true;
      if (issuer === '') issuer = secure.getPeerX509Certificate()?.issuer.replaceAll('\n', ', ') ?? '';
      opened(secure);
    });
  });
}

/** Asks once; true when the answer came whole and was a 200. */
function ask(secure: TLSSocket, host: string, answered: (isGood: boolean) => void): void {
  let received: Buffer = Buffer.alloc(0);
  let whole = Number.POSITIVE_INFINITY;
  const finish = (isGood: boolean): void => {
    secure.off('data', onData).off('close', onClose);
    answered(isGood);
  };
  const onClose = (): void => finish(false);
  const onData = (chunk: Buffer): void => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    if (whole === Number.POSITIVE_INFINITY) whole = lengthOf(received);
    if (received.length >= whole) finish(received.toString('latin1', 9, 12) === '200');
  };
  secure.on('data', onData).on('close', onClose);
  secure.write(`GET /page HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html,*/*;q=0.8\r\n\r\n`);
}

/** Of the whole answer, once its head is there. */
function lengthOf(received: Buffer): number {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return Number.POSITIVE_INFINITY;
  const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(received.toString('latin1', 0, end)) ?? [];
  return end + 4 + Number(length);
}

/** Opens, asks once and closes, until the time is over. */
function visit(done: () => void): void {
  if (isOver()) {
    done();
    return;
  }
  const startedMs = performance.now();
  const host = hostOf();
  openTunnel(host, (secure) => {
    if (secure === null) {
      failed++;
      setImmediate(visit, done);
      return;
    }
    ask(secure, host, (isGood) => {
      count(isGood, startedMs);
      secure.once('close', () => visit(done));
      if (isGood) secure.end();
      else secure.destroy();
    });
  });
}

/** Keeps one tunnel for all its requests. */
function stay(done: () => void): void {
  const { host } = given;
  openTunnel(host, (secure) => {
    if (secure === null) {
      failed++;
      return done();
    }
    const again = (): void => {
      if (isOver()) {
        secure.once('close', done).end();
        return;
      }
      const startedMs = performance.now();
      ask(secure, host, (isGood) => {
        count(isGood, startedMs);
        if (isGood) again();
        else done();
      });
    };
    again();
  });
}

function count(isGood: boolean, startedMs: number): void {
  if (isGood) latenciesMs.push(performance.now() - startedMs);
  else failed++;
}

const AT_A_TIME = 16;
const held: Socket[] = [];
let begun = 0;

/** One after the other, some at a time, until all are open. */
function hold(done: () => void): void {
  if (begun++ >= concurrency) {
    done();
    return;
  }
  const { host } = given;
  openTunnel(host, (secure) => {
    if (secure === null) {
      failed++;
      return hold(done);
    }
    held.push(secure);
    ask(secure, host, (isGood) => {
      count(isGood, performance.now());
      hold(done);
    });
  });
}

function report(): void {
  const ms = (share: number) => Number(quantile(latenciesMs, share).toFixed(3));
  const done: InspectionDone = { answers: latenciesMs.length, failed, nextHost, issuer, p50Ms: ms(0.5), p99Ms: ms(0.99) };
  process.stdout.write(`${JSON.stringify(done)}\n`);
}

const many = mode === 'idle' ? Math.min(AT_A_TIME, concurrency) : concurrency;
let running = many;
const ended = (): void => {
  running--;
  if (running > 0) return;
  if (mode !== 'idle') {
    report();
    return;
  }
  // Ahead of the word that it may be sent.
  process.once('SIGTERM', () => {
    for (const socket of held) socket.destroy();
    report();
  });
  process.stdout.write('open\n');
};
for (let i = 0; i < many; i++) (mode === 'idle' ? hold : mode === 'requests' ? stay : visit)(ended);
