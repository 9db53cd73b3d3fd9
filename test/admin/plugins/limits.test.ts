import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminContext } from '../../../admin/context.ts';
import { createRateLimit } from '../../../admin/plugins/rate-limit.ts';
import { Problem } from '../../../admin/problem.ts';
import { type AdminFixture, openAdminFixture } from '../../support/admin-fixture.ts';

describe('the rate limit', () => {
  let nowMs = 0;
  const app = Fastify();
  app.setErrorHandler((error, _request, reply) => reply.code(error instanceof Problem && error.code === 'rate-limited' ? 429 : 500).send());
  const config = { admin: { rateLimit: { perSecond: 10, burst: 20 } } } as unknown as AdminContext['config'];
  const takeCall = createRateLimit(config, () => nowMs);
  app.addHook('onRequest', async ({ headers }, reply) => takeCall(reply, String(headers['x-name'])));
  app.get('/', async () => 'ok');
  afterAll(() => app.close());

  const call = (name: string) => app.inject({ url: '/', headers: { 'x-name': name } });
  const passed = async (name: string, calls: number) => {
    const answers = await Promise.all(Array.from({ length: calls }, () => call(name)));
    return answers.filter((one) => one.statusCode === 200).length;
  };

  it('lets a burst through, then so many a second, each name for itself', async () => {
    expect(await passed('a', 30)).toBe(20);
    expect(await passed('b', 5)).toBe(5);
    const refused = await call('a');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1']);
    nowMs += 500;
    expect(await passed('a', 30)).toBe(5);
    nowMs += 3_600_000;
    expect(await passed('a', 30)).toBe(20);
  });
});

describe('calls that are refused', () => {
  let admin: AdminFixture;
  beforeAll(async () => {
    admin = await openAdminFixture({}, { admin: { rateLimit: { perSecond: 0.001, burst: 3 } } });
  });
  afterAll(() => admin.close());

  const codes = async (headers: object) => {
    const codes: number[] = [];
    for (let i = 0; i < 5; i++) codes.push((await admin.app.inject({ url: '/api/v1/audit', headers: { ...headers } })).statusCode);
    return codes;
  };

  it('for their role count for the token: each of them is written down', async () => {
    expect(await codes(await admin.tokenFor('teacher'))).toEqual([403, 403, 403, 429, 429]);
    expect(await admin.context.stores.audit.head()).toMatchObject({ sequence: 3 });
  });

  it('for their token count for the address, and keep out nobody there who has a good one', async () => {
    expect(await codes({ authorization: 'Bearer sg_wrong' })).toEqual([401, 401, 401, 429, 429]);
    expect(await codes(await admin.tokenFor('dpo'))).toEqual([200, 200, 200, 429, 429]);
  });
});

describe('a body of 10 MB', () => {
  let admin: AdminFixture;
  beforeAll(async () => {
    admin = await openAdminFixture();
    await admin.app.ready();
  });
  afterAll(() => admin.close());

  it('is refused by every route, with its code', async () => {
    const headers = { ...(await admin.tokenFor('head-of-it')), 'content-type': 'application/json' };
    const payload = `{"reason":"${'x'.repeat(10 * 1024 * 1024)}"}`;
    const writing = Object.entries(admin.app.swagger().paths ?? {}).flatMap(([path, item]) =>
      Object.entries(item ?? {}).flatMap(([method, operation]) => {
        const { 'x-roles': roles = [], requestBody } = operation as { 'x-roles'?: string[]; requestBody?: object };
        return requestBody !== undefined && roles.includes('head-of-it') ? [{ path, method: method.toUpperCase() as 'POST' }] : [];
      }),
    );
    expect(writing.length).toBeGreaterThan(8);
    for (const { path, method } of writing) {
      const answer = await admin.app.inject({ method, url: path.replace(/\{\w+\}/g, 'x'), headers, payload });
      expect([path, answer.statusCode]).toEqual([path, 413]);
      expect(answer.json()).toMatchObject({ code: 'payload-too-large' });
    }
  });
});
