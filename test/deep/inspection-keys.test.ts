import { createPrivateKey } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InspectedSite } from '../integration/inspection-site.ts';
import { ask, PAGE } from '../integration/proxy-client.ts';
import { type Product, until } from '../support/product.ts';
import { type InspectingProduct, secured, startInspecting, tunnelTo } from './inspection-world.ts';

const HOST = 'web.localhost';
const CHUNK_BYTES = 16 * 2 ** 20;

/** What a private key looks like wherever it may lie: as a number in either order, in DER, hex, base64 at any offset, PEM's own lines. */
function spellings(pem: string): Buffer[] {
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  const scalar = Buffer.from(d, 'base64url');
  const reversed = Buffer.from(scalar).reverse();
  const hex = scalar.toString('hex');
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), scalar])
      .toString('base64')
      .slice(4, -4),
  );
  const texts = [hex, hex.toUpperCase(), d, ...base64, pem.split('\n')[2] ?? ''];
  return [scalar, reversed, ...texts.map((text) => Buffer.from(text, 'latin1'))];
}

/** Whether a key is there, however its text was broken into lines. */
function holds(content: Buffer, key: readonly Buffer[]): boolean {
  if (key.some((spelling) => content.includes(spelling))) return true;
  const joined = Buffer.from(content.toString('latin1').replace(/\r?\n|\\n|\\r/g, ''), 'latin1');
  return key.some((spelling) => joined.includes(spelling));
}

/** Whether a process has a key in its memory; null where that may not be read. */
function remembers(pid: number, key: readonly Buffer[]): boolean | null {
  const overlap = Math.max(...key.map(({ length }) => length));
  let memory: number;
  try {
    memory = openSync(`/proc/${pid}/mem`, 'r');
  } catch {
    return null;
  }
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (const [, from = '', to = ''] of readFileSync(`/proc/${pid}/maps`, 'latin1').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)) {
      const end = Number.parseInt(to, 16);
      for (let at = Number.parseInt(from, 16); at < end; at += CHUNK_BYTES - overlap) {
        let length = 0;
        try {
          length = readSync(memory, buffer, 0, Math.min(CHUNK_BYTES, end - at), at);
        } catch {
          break; // Given back to the system meanwhile.
        }
        const part = buffer.subarray(0, length);
        if (key.some((spelling) => part.includes(spelling))) return true;
      }
    }
    return false;
  } finally {
    closeSync(memory);
  }
}

const below = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the private key of a root', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-keys-'));
  const site = new InspectedSite(folder, (_, response) => response.end('open'));
  let inspecting: InspectingProduct;
  let product: Product;
  let authority: string;
  let roots: Buffer[][];
  let intermediate: Buffer[];
  const said: [string, Buffer][] = [];

  beforeAll(async () => {
    if (!(await site.open())) throw new Error('port 443 is needed');
    inspecting = await startInspecting(site.caPath, { workers: 2 });
    product = inspecting.product;
    authority = join(product.dataFolder, 'keys/authority');
    await use();
    roots = readdirSync(authority)
      .filter((name) => /^root-.*\.pem$/.test(name))
      .map((name) => spellings(readFileSync(join(authority, name), 'utf8')));
    const { privateKeyPem } = JSON.parse(readFileSync(join(authority, 'intermediate.json'), 'utf8')) as { privateKeyPem: string };
    intermediate = spellings(privateKeyPem);
  }, 300_000);
  afterAll(async () => {
    await product?.close();
    await site.close();
    rmSync(folder, { recursive: true });
  });

  /** Everything that has to do with the authority, and what people may ask about it. */
  async function use(): Promise<void> {
    for (let i = 0; i < 20; i++) {
      const secure = await secured(await tunnelTo(inspecting, HOST), inspecting, HOST);
      secure.end(`GET /${i} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
      secure.resume();
    }
    for (const words of [
      ['show'],
      ['show', '--json'],
      ['export'],
      ['export', '--format', 'mobileconfig'],
      ['rotate'],
      ['rotate'],
      ['init'],
    ]) {
      const { out, err } = await product.cli(['ca', ...words]);
      said.push([`ca ${words.join(' ')}`, Buffer.from(out + err)]);
    }
    const headers = { ...(await product.token('it-operator')), ...PAGE };
    for (const path of ['/health', '/metrics', '/openapi.json', '/api/v1/audit', '/api/v1/protection'])
      said.push([path, Buffer.from((await ask(product.ports.admin, path, { headers })).body)]);
    for (const path of ['/certificate', '/blocks'])
      said.push([path, Buffer.from((await ask(product.ports.portal, path, { headers })).body)]);
  }

  it('is in one file of its own, which only its owner can read', () => {
    expect(roots).toHaveLength(2);
    const files = below(product.folder).filter(isFile);
    expect(files.length).toBeGreaterThan(10);
    for (const root of roots) {
      const places = files.filter((path) => holds(readFileSync(path), root));
      expect(places.map((path) => basename(path))).toEqual([expect.stringMatching(/^root-[0-9a-f]{16}\.pem$/)]);
    }
    expect(files.filter((path) => holds(readFileSync(path), intermediate))).toEqual([join(authority, 'intermediate.json')]);
  });

  it('lies among files and folders that nobody else can open', () => {
    const keys = join(product.dataFolder, 'keys');
    const [files, folders] = [below(keys).filter(isFile), [keys, ...below(keys).filter((path) => !isFile(path))]];
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((path) => modeOf(path) !== '600')).toEqual([]);
    expect(folders.filter((path) => modeOf(path) !== '700')).toEqual([]);
  });

  it('is in no log, record, answer or output', () => {
    said.push(['the log', Buffer.from(product.log)], ['the records', Buffer.from(product.recordLines().join('\n'))]);
    expect(said.length).toBeGreaterThan(12);
    for (const key of [...roots, intermediate])
      expect(said.filter(([, content]) => holds(content, key)).map(([place]) => place)).toEqual([]);
    expect(said.filter(([, content]) => content.includes('PRIVATE KEY')).map(([place]) => place)).toEqual([]);
  });

  it('is in no environment and no command line', () => {
    const processes = product.processes();
    expect(processes.length).toBeGreaterThanOrEqual(7);
    for (const { pid, instance } of processes)
      for (const file of ['environ', 'cmdline'])
        for (const key of [...roots, intermediate])
          expect([instance, file, holds(readFileSync(`/proc/${pid}/${file}`), key)]).toEqual([instance, file, false]);
  });

  it('is in the memory of no part: workers hold the intermediate, the others nothing', ({ skip }) => {
    const parts = product.processes().filter(({ instance }) => instance !== null);
    if (parts.some(({ pid }) => remembers(pid, intermediate) === null)) return skip('the memory of other processes may not be read here');
    for (const { pid, instance } of parts) {
      for (const root of roots) expect([instance, remembers(pid, root)]).toEqual([instance, false]);
      // What is searched for can be found.
      expect([instance, remembers(pid, intermediate)]).toEqual([instance, /^proxy-/.test(instance ?? '')]);
    }
  });

  it('is in no core file, as none is written', async () => {
    const parts = product.processes().filter(({ instance }) => instance !== null && instance !== 'redis');
    for (const { pid, instance } of parts)
      expect([instance, /^Max core file size\s+0\s+0/m.test(readFileSync(`/proc/${pid}/limits`, 'utf8'))]).toEqual([instance, true]);
    const worker = product.pidOf('proxy-1');
    process.kill(worker, 'SIGABRT');
    await until(() => product.processes().some(({ instance, pid }) => instance === 'proxy-1' && pid !== worker), 30_000);
    expect(below(product.folder).filter((path) => /^core/.test(basename(path)))).toEqual([]);
  });
});
