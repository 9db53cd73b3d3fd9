import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consolePages } from '../../admin/console/routes.ts';
import { API_TYPES, apiTypes } from '../../scripts/generate-api.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

const FOREVER = 'public, max-age=31536000, immutable';

describe('serving the console', () => {
  let folder: string;
  let app: FastifyInstance;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sg-console-'));
    app = Fastify();
    app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    app.register(async (scope) => consolePages(scope, folder));
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function build(): void {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Schoolgate</title>');
    writeFileSync(join(folder, 'assets/index-Abc123_-.js'), 'script()');
    writeFileSync(join(folder, 'assets/index-Abc123_-.js.gz'), 'zipped');
    writeFileSync(join(folder, '.sources'), 'hash');
  }

  it.each(['/console/', '/console/incidents/x?tab=1', '/console/.sources', '/console/no/such.js'])(
    'answers %s with the page, never kept',
    async (url) => {
      build();
      const { statusCode, headers, body } = await app.inject({ url });
      expect([statusCode, headers['cache-control'], body]).toEqual([200, 'no-store', expect.stringContaining('<title>Schoolgate')]);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toContain('unsafe');
    },
  );

  it('lets browsers keep what never changes, and sends it packed where they can read that', async () => {
    build();
    const url = '/console/assets/index-Abc123_-.js';
    expect(await app.inject({ url })).toMatchObject({ statusCode: 200, body: 'script()', headers: { 'cache-control': FOREVER } });
    const packed = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
    expect(packed).toMatchObject({ statusCode: 200, body: 'zipped', headers: { 'content-encoding': 'gzip', 'cache-control': FOREVER } });
    expect(packed.headers['content-type']).toMatch(/javascript/);
  });

  it.each(['/console/assets/gone.js', '/console/assets/', '/console/assets/..%2findex.html', '/console/assets/..%2f..%2fetc%2fpasswd'])(
    'has nothing at %s, and nobody keeps that',
    async (url) => {
      build();
      const { statusCode, headers } = await app.inject({ url });
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(headers['cache-control']).toBe('no-store');
    },
  );

  it('leads there from the root, and teachers to their page', async () => {
    for (const [url, location] of [
      ['/', '/console/'],
      ['/console', '/console/'],
      ['/teach', '/console/teach'],
    ] as const)
      expect(await app.inject({ url })).toMatchObject({ statusCode: 302, headers: { location } });
  });

  it('says so when it has not been built', async () => {
    const { statusCode, body } = await app.inject({ url: '/console/' });
    expect([statusCode, body]).toEqual([503, expect.stringContaining('npm start')]);
    build();
    expect((await app.inject({ url: '/console/' })).statusCode).toBe(200);
  });
});

describe('the console’s types', () => {
  it('are those of the routes as they are', { timeout: 60_000 }, async () => {
    const isSame = readFileSync(API_TYPES, 'utf8') === (await apiTypes());
    expect(isSame, 'run: node scripts/generate-api.ts').toBe(true);
  });
});

describe('the admin port', () => {
  let admin: AdminFixture;
  beforeEach(async () => {
    admin = await openAdminFixture();
  });
  afterEach(() => admin.close());

  it('serves it with the headers of every answer', async () => {
    const { headers } = await admin.app.inject({ url: '/console/now' });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });
});
