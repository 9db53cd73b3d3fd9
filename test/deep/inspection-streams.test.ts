import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InspectedSite } from '../integration/inspection-site.ts';
import { until } from '../support/product.ts';
import { type InspectingProduct, secured, startInspecting, tunnelTo } from './inspection-world.ts';
import { megabytes, openFiles, residentBytes } from './process-figures.ts';

const GB = 2 ** 30;
const MB = 2 ** 20;
const HOST = 'bulk.localhost';
const CHUNK = Buffer.alloc(2 ** 18, 'x');
/** Longer than any buffer on the way takes to fill. */
const UNREAD_MS = 5_000;
/** More than the proxy waits for a client that neither sends nor reads (26 s). */
const SILENCE_MS = 60_000;

/** `/give/BYTES` and `/take`. */
function bulk(request: IncomingMessage, response: ServerResponse): void {
  const [, size] = /^\/give\/(\d+)$/.exec(request.url ?? '') ?? [];
  if (size === undefined) {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => response.end(`took ${bytes}`));
    return;
  }
  response.writeHead(200, { 'content-length': size });
  send(response, Number(size), () => response.end());
}

/** As fast as it is taken, and no faster. `sentAll` is called when all of it was given. */
function send(to: NodeJS.WritableStream, size: number, sentAll = (): void => {}): void {
  let sent = 0;
  const more = (): void => {
    let room = true;
    while (room && sent < size) {
      room = to.write(CHUNK.subarray(0, size - sent));
      sent += CHUNK.length;
    }
    if (sent < size) return;
    to.off('drain', more);
    sentAll();
  };
  to.on('drain', more);
  more();
}

/** The head of the answer, and how many bytes of body followed by the time there are `enough`. */
function received(secure: TLSSocket, enough: number): Promise<{ head: string; bytes: number }> {
  return new Promise((done, fail) => {
    let head = '';
    let bytes = 0;
    secure.on('close', () => fail(new Error(`closed after ${bytes} bytes`)));
    secure.on('data', (chunk: Buffer) => {
      if (!head.includes('\r\n\r\n')) {
        head += chunk.toString('latin1');
        bytes = head.length - head.indexOf('\r\n\r\n') - 4;
      } else bytes += chunk.length;
      if (head.includes('\r\n\r\n') && bytes >= enough) done({ head, bytes });
    });
  });
}

describe('an inspected connection', () => {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-bulk-'));
  const site = new InspectedSite(folder, bulk);
  let inspecting: InspectingProduct;

  beforeAll(async () => {
    if (!(await site.open())) throw new Error('port 443 is needed');
    inspecting = await startInspecting(site.caPath, { config: `proxy: { responseTimeoutMs: ${2 * UNREAD_MS}, connectTimeoutMs: 1000 }\n` });
  });
  afterAll(async () => {
    await inspecting?.product.close();
    await site.close();
    rmSync(folder, { recursive: true });
  });

  const open = async (): Promise<TLSSocket> => secured(await tunnelTo(inspecting, HOST), inspecting, HOST);

  async function carry(way: 'from' | 'to', size: number): Promise<void> {
    const secure = await open();
    const answer = received(secure, way === 'from' ? size : 1);
    if (way === 'from') secure.write(`GET /give/${size} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    else {
      secure.write(`PUT /take HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${size}\r\n\r\n`);
      send(secure, size);
    }
    const { head, bytes } = await answer;
    if (way === 'from') expect(bytes).toBe(size);
    else expect(head).toMatch(new RegExp(`took ${size}$`));
    secure.destroy();
    await inspecting.product.find((record) => record.event !== 'tunnel-close' && record[way === 'from' ? 'bytesDown' : 'bytesUp'] === size);
  }

  it.each(['from', 'to'] as const)('carries 1 GB %s a site in flat memory', async (way) => {
    const worker = inspecting.product.pidOf('proxy-1');
    await carry(way, GB / 4);
    const before = residentBytes(worker);
    let highest = 0;
    const watching = setInterval(() => {
      highest = Math.max(highest, residentBytes(worker));
    }, 250);
    const startedMs = performance.now();
    await carry(way, GB);
    clearInterval(watching);
    const rate = Math.round(GB / MB / ((performance.now() - startedMs) / 1_000));
    console.log(`1 GB ${way} a site, inspected: ${rate} MB/s, at most ${megabytes(highest - before)} more than before`);
    expect(highest - before).toBeLessThan(100 * MB);
  });

  it('holds back a site whose client does not read, and a client whose site does not', async () => {
    const worker = inspecting.product.pidOf('proxy-1');
    const [before, filesBefore] = [residentBytes(worker), openFiles(worker)];
    const secure = await open();
    secure.pause();
    secure.write(`GET /give/${GB} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    const waiting = site.asked('/poll');
    const upload = await open();
    upload.write(`PUT /poll HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${GB}\r\n\r\n`);
    send(upload, GB);
    await waiting;
    const startedMs = performance.now();
    await until(() => performance.now() - startedMs > UNREAD_MS, 2 * UNREAD_MS);
    const grown = residentBytes(worker) - before;
    console.log(`1 GB unread each way: ${megabytes(grown)} held`);
    expect(grown).toBeLessThan(50 * MB);
    expect(upload.bytesWritten).toBeLessThan(100 * MB);
    secure.destroy();
    upload.destroy();
    // That the upload is given up stands behind what is unread: nobody is told, and both connections end with the silence.
    await until(() => openFiles(worker) <= filesBefore, SILENCE_MS);
  });

  it('records what runs for long while it runs, and its end', async () => {
    const { product } = inspecting;
    const secure = await open();
    const asked = site.asked('/events');
    secure.write(`GET /events HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`);
    await asked;
    const answer = received(secure, 5);
    const { id } = await product.find(({ url, event }) => url === `https://${HOST}/events` && event === 'request');
    site.tell('after the record');
    expect((await answer).bytes).toBeGreaterThan(0);
    secure.destroy();
    expect(await product.find((record) => record.id === id && record.event === 'request-close')).toMatchObject({
      status: 200,
      username: 'pupil1',
    });
  });
});
