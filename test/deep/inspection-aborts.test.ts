import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientHello } from '../../bench/work/client-hello.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { until } from '../support/product.ts';
import { GoneSite } from './inspection-gone-site.ts';
import { type InspectingProduct, secured, startInspecting, tunnelTo } from './inspection-world.ts';
import { COLLECTING, heldBytes, megabytes, openFiles } from './process-figures.ts';

/** Of each way to leave, in each pass. */
const TIMES = 20;
const PASSES = 4;
/** What the worker may hold more after the last pass than after the first. */
const MAX_GROWTH_BYTES = 16 * 2 ** 20;

type Leave = 'closed' | 'reset';
interface Phase {
  readonly host: string;
  /** Goes as far as the phase's name says, with a path of its own; resolves when the client is to go. */
  go(socket: Socket, path: string): Promise<void>;
  /** Whether a request is to be recorded. */
  readonly asks: boolean;
}
const BOTH: readonly Leave[] = ['closed', 'reset'];

let site: GoneSite;
let inspecting: InspectingProduct;

const open = (socket: Socket, host: string): Promise<TLSSocket> => secured(socket, inspecting, host);

const CLIENT_GONE: Readonly<Record<string, Phase>> = {
  'before its hello': { host: 'client-1.localhost', asks: false, go: async () => {} },
  'in its hello': {
    host: 'client-2.localhost',
    asks: false,
    async go(socket) {
      await new Promise<void>((sent) => socket.write(clientHello('client-2.localhost').subarray(0, 60), () => sent()));
    },
  },
  'in the handshake': {
    host: 'client-3.localhost',
    asks: false,
    async go(socket) {
      socket.write(clientHello('client-3.localhost'));
      await once(socket, 'data');
    },
  },
  'in the head of its request': {
    host: 'client-4.localhost',
    asks: false,
    async go(socket) {
      (await open(socket, this.host)).write('GET /unfinished HTTP/1.1\r\nHos');
    },
  },
  'in the body of its request': {
    host: 'client-5.localhost',
    asks: true,
    async go(socket, path) {
      const secure = await open(socket, this.host);
      secure.write(`POST /never${path} HTTP/1.1\r\nHost: ${this.host}\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(10_000)}`);
      await site.until(`/never${path}`);
    },
  },
  'waiting for the answer': {
    host: 'client-6.localhost',
    asks: true,
    async go(socket, path) {
      (await open(socket, this.host)).write(`GET /never${path} HTTP/1.1\r\nHost: ${this.host}\r\n\r\n`);
      await site.until(`/never${path}`);
    },
  },
  'in the answer': {
    host: 'client-7.localhost',
    asks: true,
    async go(socket, path) {
      const secure = await open(socket, this.host);
      secure.write(`GET /endless${path} HTTP/1.1\r\nHost: ${this.host}\r\n\r\n`);
      await once(secure, 'data');
      secure.pause();
    },
  },
};

interface SiteGone {
  readonly host: string;
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** Of the answer; the one that has begun just breaks off. */
  readonly status: 200 | 502;
}
const SITE = 'site.localhost';
const SITE_GONE: Readonly<Record<string, SiteGone>> = {
  'not there': { host: '127.0.60.1', path: '/', method: 'GET', status: 502 },
  'after the hello, closed': { host: 'gone-at-hello.localhost', path: '/', method: 'GET', status: 502 },
  'after the hello, reset': { host: 'reset-at-hello.localhost', path: '/', method: 'GET', status: 502 },
  'in the handshake': { host: 'gone-in-handshake.localhost', path: '/', method: 'GET', status: 502 },
  'after the head, closed': { host: SITE, path: '/gone-at-head', method: 'GET', status: 502 },
  'after the head, reset': { host: SITE, path: '/reset-at-head', method: 'GET', status: 502 },
  'in the body of the request, closed': { host: SITE, path: '/gone-in-body', method: 'POST', status: 502 },
  'in the body of the request, reset': { host: SITE, path: '/reset-in-body', method: 'POST', status: 502 },
  'in its answer, closed': { host: SITE, path: '/gone-in-answer', method: 'GET', status: 200 },
  'in its answer, reset': { host: SITE, path: '/reset-in-answer', method: 'GET', status: 200 },
};

let turn = 0;

/** Opens tunnels and leaves them all; resolves when each is recorded, and what it asked for. */
async function clientsLeave(phase: Phase, leave: Leave): Promise<void> {
  const { host, asks } = phase;
  const before = recordsOf(host);
  await Promise.all(
    Array.from({ length: TIMES }, async () => {
      const socket = await tunnelTo(inspecting, host);
      await phase.go(socket, `?${turn++}`);
      if (leave === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }),
  );
  await expectRecords(host, before, { tunnels: TIMES, requests: asks ? TIMES : 0 });
}

function recordsOf(host: string): AccessRecord[] {
  return inspecting.product.records().filter((record) => record.host === host);
}

/** A tunnel may be recorded twice when it opens: by the name outside, then by the one inside. */
const idsOf = (records: readonly AccessRecord[], event: AccessRecord['event']) =>
  new Set(records.filter((record) => record.event === event).map(({ id }) => id));

/** Each tunnel is recorded when it opens and when it closes, each request when it began and perhaps when it ended. */
async function expectRecords(
  host: string,
  before: readonly AccessRecord[],
  { tunnels, requests }: { tunnels: number; requests: number },
): Promise<void> {
  const since = () => recordsOf(host).slice(before.length);
  const counts = () => (['tunnel-open', 'tunnel-close', 'request'] as const).map((event) => idsOf(since(), event).size);
  await until(
    () => `${counts()}` === `${[tunnels, tunnels, requests]}`,
    20_000,
    () => `${host}: tunnels opened, closed, requests: ${counts()} of ${[tunnels, tunnels, requests]}`,
  );
  expect(idsOf(since(), 'tunnel-close')).toEqual(idsOf(since(), 'tunnel-open'));
  expect(since().filter(({ event }) => event === 'tunnel-close' || event === 'request')).toHaveLength(tunnels + requests);
  for (const id of idsOf(since(), 'request-close')) expect(idsOf(since(), 'request')).toContain(id);
}

/** Asks, and gives back all that comes until the connection ends. */
async function ask({ host, path, method }: SiteGone, query: string): Promise<string> {
  const secure = await open(await tunnelTo(inspecting, host), host);
  let answer = '';
  secure.on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1');
  });
  const body = method === 'POST' ? `Content-Length: 1000000\r\n\r\n${'x'.repeat(100_000)}` : '\r\n';
  secure.write(`${method} ${path}${query} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${body}`);
  await once(secure, 'close');
  return answer;
}

describe('an inspected connection that breaks off', () => {
  let worker: number;
  const hosts = [...Object.values(CLIENT_GONE), ...Object.values(SITE_GONE)].map(({ host }) => host);

  beforeAll(async () => {
    site = new GoneSite([...new Set(hosts)]);
    await site.open();
    inspecting = await startInspecting(site.caPath, { env: COLLECTING });
    worker = inspecting.product.pidOf('proxy-1');
  });
  afterAll(async () => {
    await inspecting?.product.close();
    await site?.close();
  });

  for (const [where, phase] of Object.entries(CLIENT_GONE))
    it.each(BOTH)(`has its records: a client gone ${where}, %s`, (leave) => clientsLeave(phase, leave));

  it.each(Object.entries(SITE_GONE))('has its records, and is told to the client: a site gone %s', async (_where, gone) => {
    const { host, status } = gone;
    const before = recordsOf(host);
    const queries = Array.from({ length: TIMES }, () => `?${turn++}`);
    const answers = await Promise.all(queries.map((query) => ask(gone, query)));
    for (const answer of answers) {
      expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
      if (status === 200) expect(answer).toMatch(/part of it$/);
      else expect(answer).toMatch(/^schoolgate-decision: \S+\r$/im);
    }
    await expectRecords(host, before, { tunnels: TIMES, requests: TIMES });
    const statuses = recordsOf(host)
      .slice(before.length)
      .filter(({ event }) => event === 'request')
      .map((record) => record.status);
    expect(new Set(statuses)).toEqual(new Set([status]));
    // A connection of its own tells that a request was read: none is asked for twice.
    for (const query of queries) expect(site.asked.get(`${gone.path}${query}`) ?? 1).toBe(1);
  });

  it('leaves nothing behind: no file, no memory, no connection', { timeout: 300_000 }, async () => {
    const figures: { files: number; bytes: number }[] = [];
    for (let pass = 0; pass < PASSES; pass++) {
      for (const phase of Object.values(CLIENT_GONE)) for (const leave of BOTH) await clientsLeave(phase, leave);
      for (const gone of Object.values(SITE_GONE)) await Promise.all(Array.from({ length: TIMES }, () => ask(gone, `?${turn++}`)));
      await until(
        () => site.connections === 0,
        30_000,
        () => `${site.connections} connections to the site are open`,
      );
      figures.push({ files: openFiles(worker), bytes: await heldBytes(inspecting.product, worker) });
    }
    console.log(figures.map(({ files, bytes }) => `${files} files, ${megabytes(bytes)}`).join('; '));
    const [first, last] = [figures[0], figures.at(-1)];
    if (first === undefined || last === undefined) throw new Error('no pass');
    expect(last.files).toBeLessThanOrEqual(first.files);
    expect(last.bytes - first.bytes).toBeLessThan(MAX_GROWTH_BYTES);
    expect(inspecting.product.pidOf('proxy-1')).toBe(worker);
    expect(inspecting.product.log).not.toMatch(/stopped (by|with)/);
  });

  it('ends in an orderly way', () => inspecting.product.stop().then(() => {}));
});
