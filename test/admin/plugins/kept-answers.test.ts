import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Principal } from '../../../admin/auth/principal.ts';
import { registerEtags } from '../../../admin/plugins/etags.ts';
import { registerKeptAnswers } from '../../../admin/plugins/kept-answers.ts';
import { epochMs } from '../../../core/units.ts';

/** What the route shows, and how often it had to make it. */
let shown: { times: number; text: string; until?: number; etag?: string; fails?: boolean };
let stamp: readonly unknown[] | undefined;
let now: number;
let app: FastifyInstance;
/** Who shows waits for it. */
let gate: Promise<void>;

beforeEach(async () => {
  shown = { times: 0, text: 'one' };
  stamp = [1, 'a'];
  now = 10_000;
  gate = Promise.resolve();
  app = Fastify();
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    request.principal = principal(request.headers['x-as']);
  });
  registerEtags(app);
  registerKeptAnswers(app, { clock: () => epochMs(now) });
  const show = app.kept(
    async () => stamp,
    async () => {
      shown.times++;
      await gate;
      if (shown.fails) throw new Error('refused');
      return { body: { text: shown.text }, ...shown };
    },
  );
  app.get('/api/v1/things', { config: { roles: 'any' } }, show);
});
afterEach(() => app.close());

function principal(text: unknown): Principal {
  return { actor: 'token:a', role: 'it-operator', school: null, ...(typeof text === 'string' ? JSON.parse(text) : {}) };
}

function read({ as, query = '', headers = {} }: { as?: Partial<Principal>; query?: string; headers?: Record<string, string> } = {}) {
  const from = as === undefined ? {} : { 'x-as': JSON.stringify(as) };
  return app.inject({ url: `/api/v1/things${query}`, headers: { ...headers, ...from } });
}

it('is sent again as it was while what it rests on is the same, and made anew when that is another', async () => {
  const first = await read();
  expect([first.statusCode, first.json()]).toEqual([200, { text: 'one' }]);
  expect(first.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'content-length': '14' });
  shown.text = 'two';
  const second = await read();
  expect([second.body, second.headers['etag']]).toEqual([first.body, first.headers['etag']]);
  stamp = [1, 'b'];
  const third = await read();
  expect(third.json()).toEqual({ text: 'two' });
  expect(third.headers['etag']).not.toBe(first.headers['etag']);
  stamp = [1, 'b', 2];
  await read();
  expect(shown.times).toBe(3);
});

it('belongs to one reader and one address', async () => {
  await read();
  await read({ as: { actor: 'token:b' } });
  await read({ as: { role: 'dpo' } });
  await read({ as: { school: 'north' } });
  await read({ as: { person: 'jo' } });
  await read({ query: '?limit=1' });
  expect(shown.times).toBe(6);
  await read({ as: { school: 'north' } });
  expect(shown.times).toBe(6);
});

it('ends when what it says is no longer true by itself, and when the clock is put back before it was made', async () => {
  shown.until = 10_500;
  await read();
  now = 10_499;
  await read();
  expect(shown.times).toBe(1);
  now = 10_500;
  await read();
  expect(shown.times).toBe(2);
  shown.until = 20_000;
  await read();
  expect(shown.times).toBe(3);
  now = 10_499;
  await read();
  expect(shown.times).toBe(4);
});

it('is never kept where nothing says when it changes, nor where it is large', async () => {
  stamp = undefined;
  await read();
  await read();
  expect(shown.times).toBe(2);
  stamp = [1];
  shown.text = 'x'.repeat(5 * 1024 * 1024);
  await read();
  await read();
  expect(shown.times).toBe(4);
});

it('is made once for many who ask at once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const reads = Array.from({ length: 10 }, () => read());
  resolve();
  const bodies = (await Promise.all(reads)).map(({ body }) => body);
  expect(new Set(bodies)).toEqual(new Set(['{"text":"one"}']));
  expect(shown.times).toBe(1);
});

it('is made for whoever asked after a change, though another is under way', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const before = read();
  await expect.poll(() => shown.times).toBe(1);
  stamp = [2];
  const after = read();
  await expect.poll(() => shown.times).toBe(2);
  resolve();
  await Promise.all([before, after]);
  await read();
  expect(shown.times).toBe(2);
});

it('leaves a refusal to the one who was refused', async () => {
  shown.fails = true;
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const reads = Array.from({ length: 5 }, () => read());
  await expect.poll(() => shown.times).toBe(1);
  resolve();
  expect((await Promise.all(reads)).map(({ statusCode }) => statusCode)).toEqual([500, 500, 500, 500, 500]);
  expect(shown.times).toBe(5);
  shown.fails = false;
  expect((await read()).statusCode).toBe(200);
});

it('is not sent to whoever has it; an ETag of the route’s own is for If-Match alone', async () => {
  const { headers } = await read();
  const again = await read({ headers: { 'if-none-match': String(headers['etag']) } });
  expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', headers['etag']]);
  expect(again.headers).not.toHaveProperty('content-type');
  expect(shown.times).toBe(1);
  shown.etag = '"7"';
  stamp = [2];
  await read();
  const own = await read({ headers: { 'if-none-match': '"7"' } });
  expect([own.statusCode, own.headers['etag'], own.json()]).toEqual([200, '"7"', { text: 'one' }]);
});
