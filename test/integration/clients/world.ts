import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { httpOrigin, type Origin } from '../../support/origin.ts';
import { type Outcome, Product } from '../../support/product.ts';
import { InspectedSite } from '../inspection-site.ts';

/** What the clients share: the product, and a small web to visit through it. */
export interface World {
  readonly product: Product;
  readonly origin: Origin;
  /** The same web and more over TLS, inspected for juniors; null where port 443 cannot be had. */
  readonly inspected: InspectedSite | null;
  /** What the web serves as files, and where clients may write. */
  readonly folder: string;
  /** The address of a path on some site of this web. */
  url(site: string, path: string): string;
  /** Runs a program that knows the proxy by its arguments alone. */
  run(program: string, words: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  close(): Promise<void>;
}

export const PASSWORD = 'a long enough password';
const CONFIG = `
blocklists: { sources: [] }
inspection: { enabled: true, groups: [juniors], notice: { text: We look inside., from: "2020-01-01", dpia: DPIA-1 } }
`;
export const TEXT = 'The quick brown fox jumps over the lazy dog.\n';

export function isInstalled(program: string): boolean {
  const found = spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  if (!found) console.warn(`skipped: ${program} is not installed`);
  return found;
}

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-web-'));
  mkdirSync(join(folder, 'home'));
  const origin = await httpOrigin((request, response) => void answer(folder, request, response));
  const site = new InspectedSite(folder, (request, response) => void answer(folder, request, response));
  const isOpen = await site.open();
  // The origin's port is open for CONNECT like 443, so that tunnels lead somewhere.
  const env = { SCHOOLGATE_CONNECT_PORTS: `443,80,${origin.port}`, SCHOOLGATE_UPSTREAM_CA: site.caPath };
  const product = await Product.install({ config: CONFIG, env });
  const close = async (): Promise<void> => {
    await product.close();
    await origin.close();
    await site.close();
    rmSync(folder, { recursive: true });
  };
  try {
    await setUp(product);
  } catch (error) {
    await close();
    throw error;
  }
  const home = join(folder, 'home');
  return {
    product,
    origin,
    inspected: isOpen ? site : null,
    folder,
    url: (site, path) => `http://${site}.localhost:${origin.port}${path}`,
    run: (program, words, env = {}) => run(program, words, { PATH: process.env['PATH'] ?? '', HOME: home, LC_ALL: 'C', ...env }, home),
    async close() {
      await product.stop().finally(close);
    },
  };
}

async function setUp(product: Product): Promise<void> {
  const made = await product.cli(['ca', 'init']);
  if (made.code !== 0) throw new Error(made.err);
  await product.start();
  await product.lease('127.0.0.1', 'pupil1', 'seniors', 'desk1');
  const { code, err } = await product.cli(['user', 'add', 'mr.smith', '--group', 'staff', '--password-stdin'], { input: PASSWORD });
  if (code !== 0) throw new Error(err);
}

async function run(program: string, words: readonly string[], env: Record<string, string>, cwd: string): Promise<Outcome> {
  const child = spawn(program, words, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, out, err };
}

/** `/text` with ranges, `/upload` that tells what came, `/page`; everything else is a file of the folder. */
async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path === '/upload') {
    let bytes = 0;
    for await (const chunk of request) bytes += (chunk as Buffer).length;
    response.end(`${request.method} ${bytes} bytes, by ${request.headers['transfer-encoding'] ?? 'length'}\n`);
  } else if (path === '/text') sendText(request, response);
  else if (path === '/page')
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Open page</title><h1>Open page</h1>');
  else if (path.startsWith('//')) response.end(`asked for ${request.url}\n`);
  else sendFile(join(folder, normalize(path)), response);
}

function sendText(request: IncomingMessage, response: ServerResponse): void {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  response.setHeader('content-type', 'text/plain').setHeader('accept-ranges', 'bytes');
  if (first === undefined || last === undefined) response.setHeader('content-length', TEXT.length).end(TEXT);
  else {
    response.writeHead(206, { 'content-range': `bytes ${first}-${last}/${TEXT.length}` });
    response.end(TEXT.slice(Number(first), Number(last) + 1));
  }
}

function sendFile(path: string, response: ServerResponse): void {
  if (!existsSync(path) || !statSync(path).isFile()) response.writeHead(404).end('not here\n');
  else response.end(readFileSync(path));
}
