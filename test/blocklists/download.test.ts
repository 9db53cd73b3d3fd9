import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FetchJob, fetchSource } from '../../blocklists/fetch/fetch-source.ts';
import { DEFAULT_LIMITS } from '../../blocklists/fetch/limits.ts';
import type { ListSource } from '../../config/schema/config.ts';
import { temporaryFolder, writeTree } from './workbench.ts';

const LIST = 'one.test\ntwo.test\n';
const NOTHING_KNOWN = { etag: null, lastModified: null };

let server: Server;
let origin: string;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
let requests: IncomingMessage[];

beforeEach(async () => {
  requests = [];
  handle = (_request, response) => response.end(LIST);
  server = createServer((request, response) => {
    requests.push(request);
    handle(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

async function fetchFrom(url: string, job: Partial<FetchJob> = {}, source: Partial<ListSource> = {}) {
  const folder = temporaryFolder();
  const result = await fetchSource({
    source: { id: 'list', format: 'domains', category: 'drugs', url, ...source },
    validators: NOTHING_KNOWN,
    folder,
    limits: DEFAULT_LIMITS,
    ...job,
  });
  const list = join(folder, 'list');
  return { result, text: existsSync(list) ? readFileSync(list, 'utf8') : undefined, files: readdirSync(folder) };
}

const codeOf = ({ result }: Awaited<ReturnType<typeof fetchFrom>>) => (result.ok ? 'ok' : result.failure.code);

describe('over http', () => {
  test('the body becomes the list, with its checksum and validators', async () => {
    handle = (_request, response) => response.writeHead(200, { etag: '"v1"', 'last-modified': 'Mon, 17 Aug 2026 10:00:00 GMT' }).end(LIST);
    const { result, text, files } = await fetchFrom(`${origin}/list`);
    const sha256 = createHash('sha256').update(LIST).digest('hex');
    expect(result).toEqual({ ok: true, value: { sha256, etag: '"v1"', lastModified: 'Mon, 17 Aug 2026 10:00:00 GMT' } });
    expect(text).toBe(LIST);
    expect(files).toEqual(['list']);
  });

  test('validators are sent back, and 304 means unchanged', async () => {
    handle = (_request, response) => response.writeHead(304).end();
    const { result, files } = await fetchFrom(`${origin}/list`, {
      validators: { etag: '"v1"', lastModified: 'Mon, 17 Aug 2026 10:00:00 GMT' },
    });
    expect(result).toEqual({ ok: true, value: 'unchanged' });
    expect(files).toEqual([]);
    expect(requests[0]?.headers).toMatchObject({ 'if-none-match': '"v1"', 'if-modified-since': 'Mon, 17 Aug 2026 10:00:00 GMT' });
  });

  test('a 304 to an unconditional request is an error of the server', async () => {
    handle = (_request, response) => response.writeHead(304).end();
    expect(codeOf(await fetchFrom(`${origin}/list`))).toBe('source-status');
  });

  test('gzip is opened by what it is, once more when the server packed a packed file', async () => {
    handle = (_request, response) => response.end(gzipSync(gzipSync(LIST)));
    expect((await fetchFrom(`${origin}/list.gz`)).text).toBe(LIST);
  });

  test('the checksum is over the file as published', async () => {
    const packed = gzipSync(LIST);
    handle = (_request, response) => response.end(packed);
    const sha256 = createHash('sha256').update(packed).digest('hex');
    expect(codeOf(await fetchFrom(`${origin}/list.gz`, {}, { sha256 }))).toBe('ok');
    expect(codeOf(await fetchFrom(`${origin}/list.gz`, {}, { sha256: '0'.repeat(64) }))).toBe('source-checksum');
  });

  test('progress tells what has come, and of how much', async () => {
    handle = (_request, response) => response.writeHead(200, { 'content-length': LIST.length }).end(LIST);
    const told: [number, number | null][] = [];
    await fetchFrom(`${origin}/list`, { onBytes: (received, total) => told.push([received, total]) });
    expect(told.at(-1)).toEqual([LIST.length, LIST.length]);
  });

  test('redirects are followed, five of them', async () => {
    const hops = (limit: number) => (request: IncomingMessage, response: ServerResponse) => {
      const hop = Number(request.url?.slice(1) ?? 0);
      if (hop < limit) response.writeHead(302, { location: `/${hop + 1}` }).end();
      else response.end(LIST);
    };
    handle = hops(5);
    expect((await fetchFrom(`${origin}/0`)).text).toBe(LIST);
    handle = hops(6);
    expect(codeOf(await fetchFrom(`${origin}/0`))).toBe('source-redirects');
  });

  test.each(['/', 'ftp://127.0.0.1/list', 'file:///etc/passwd', 'http://', ''])(
    'a redirect in a circle or to %j ends',
    async (location) => {
      handle = (_request, response) => response.writeHead(301, { location }).end();
      expect(codeOf(await fetchFrom(`${origin}/`))).toBe('source-redirects');
    },
  );

  test.each([404, 403, 500, 206, 204])('status %i is a failure', async (status) => {
    handle = (_request, response) => response.writeHead(status).end();
    expect(codeOf(await fetchFrom(`${origin}/list`))).toBe('source-status');
  });

  test('a body that ends early is a failure, with a length, in chunks, and in gzip', async () => {
    handle = (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write(LIST, () => response.socket?.destroy());
    };
    expect(codeOf(await fetchFrom(`${origin}/list`))).toBe('source-unreachable');
    handle = (_request, response) => response.write(LIST, () => response.socket?.destroy());
    expect(codeOf(await fetchFrom(`${origin}/list`))).toBe('source-unreachable');
    handle = (_request, response) => response.end(gzipSync('x'.repeat(100_000)).subarray(0, 60));
    const cut = await fetchFrom(`${origin}/list.gz`);
    expect(cut.result).toMatchObject({ ok: false, failure: { code: 'source-unreachable', message: expect.stringContaining('cut short') } });
  });

  test('too large is refused, announced or not, packed or not', async () => {
    const limits = { ...DEFAULT_LIMITS, maxBytes: 10 };
    handle = (_request, response) => response.writeHead(200, { 'content-length': LIST.length }).end(LIST);
    expect(codeOf(await fetchFrom(`${origin}/list`, { limits }))).toBe('source-too-large');
    handle = (_request, response) => {
      response.write(LIST);
      response.end();
    };
    expect(codeOf(await fetchFrom(`${origin}/list`, { limits }))).toBe('source-too-large');
    expect(codeOf(await fetchFrom(`${origin}/list`, {}, { maxBytes: 10 }))).toBe('source-too-large');
    handle = (_request, response) => response.end(gzipSync('x'.repeat(1_000_000)));
    const bomb = await fetchFrom(`${origin}/list.gz`, { limits: { ...DEFAULT_LIMITS, maxUnpackedBytes: 100_000 } });
    expect(codeOf(bomb)).toBe('source-too-large');
  });

  test('a server that is silent, or that drips, is not waited for', async () => {
    handle = () => {};
    const limits = { ...DEFAULT_LIMITS, totalTimeoutMs: 200 };
    expect(codeOf(await fetchFrom(`${origin}/list`, { limits }))).toBe('source-slow');
    handle = (_request, response) => {
      const drip = setInterval(() => response.write('a'), 20);
      response.on('close', () => clearInterval(drip));
    };
    expect(codeOf(await fetchFrom(`${origin}/list`, { limits }))).toBe('source-slow');
  });

  test('a stop ends the fetch', async () => {
    const stopping = new AbortController();
    handle = () => stopping.abort();
    expect(codeOf(await fetchFrom(`${origin}/list`, { signal: stopping.signal }))).toBe('source-unreachable');
  });

  test('a server that is not there is told in words', async () => {
    const gone = origin;
    await new Promise((closed) => server.close(closed));
    const { result } = await fetchFrom(`${gone}/list`);
    expect(result).toMatchObject({ ok: false, failure: { message: 'the server refuses connections (ECONNREFUSED)' } });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
});

describe('from a place on this machine', () => {
  test('a file is copied, and is unchanged while its size and time are', async () => {
    const url = `${writeTree(temporaryFolder(), { 'my list.txt': LIST })}/my%20list.txt`;
    const first = await fetchFrom(url);
    expect(first.text).toBe(LIST);
    if (!first.result.ok || first.result.value === 'unchanged') throw new Error('not fetched');
    const again = await fetchFrom(url, { validators: first.result.value });
    expect(again.result).toEqual({ ok: true, value: 'unchanged' });
  });

  test('a folder is copied with what a UT1 tree holds, and nothing else', async () => {
    const url = writeTree(temporaryFolder(), {
      'adult/domains': LIST,
      'adult/usage': 'black',
      'adult/deep/domains': LIST,
      porn: 'adult\n',
      README: 'A text of several words.',
    });
    const { result, files } = await fetchFrom(url, {}, { format: 'ut1' });
    expect(result.ok).toBe(true);
    expect(files.sort()).toEqual(['adult', 'porn']);
  });

  test('what is not there, and what has the wrong layout, is told', async () => {
    const folder = temporaryFolder();
    const url = writeTree(folder, { 'adult/domains': LIST, list: LIST });
    expect(codeOf(await fetchFrom(pathToFileURL(join(folder, 'none')).href))).toBe('source-unreachable');
    expect(codeOf(await fetchFrom(url))).toBe('source-layout');
    expect(codeOf(await fetchFrom(`${url}/list`, {}, { format: 'ut1' }))).toBe('source-layout');
    expect(codeOf(await fetchFrom(`${url}/adult`, {}, { format: 'ut1' }))).toBe('source-layout');
    expect(codeOf(await fetchFrom('gopher://example.test/'))).toBe('source-url');
  });
});
