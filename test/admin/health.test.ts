import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
beforeEach(async () => {
  admin = await openAdminFixture();
});
afterEach(() => admin.close());

describe('GET /health', () => {
  it('is 200 and open to anybody when every part works', async () => {
    const response = await admin.app.inject({ method: 'GET', url: '/health' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ status: 'ok', failing: [] });
  });

  it('is 503 and names Redis when it is gone', async () => {
    const without = await openAdminFixture({ pingRedis: async () => false });
    const response = await without.app.inject({ method: 'GET', url: '/health' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ status: 'failing', failing: ['redis'] });
    await without.close();
  });

  it('is 503 and names the database when it is gone', async () => {
    await admin.context.stores.close();
    const response = await admin.app.inject({ method: 'GET', url: '/health' });
    expect(response.statusCode).toBe(503);
    expect(response.json().failing).toContain('database');
  });

  it('is 503 and names a part that is being restarted, or says that something is wrong inside it', async () => {
    const parts = [{ instance: 'proxy-1', part: 'proxy', state: 'restarting', restarts: 3, pid: null } as const];
    const broken = await openAdminFixture({ parts: () => parts });
    expect((await broken.app.inject({ method: 'GET', url: '/health' })).json().failing).toContain('proxy-1');
    await broken.close();
    const { bus, clock, policy } = admin.context;
    await bus.report({
      part: 'proxy',
      instance: 'proxy-1',
      pid: 1,
      at: clock(),
      metrics: [],
      ...policy.state(),
      problems: ['The disk is full.'],
    });
    const response = await admin.app.inject({ method: 'GET', url: '/health' });
    expect(response.statusCode).toBe(503);
    expect(JSON.stringify(response.json())).toContain('The disk is full.');
  });
});

describe('the rest of what anybody may read', () => {
  it('answers metrics in Prometheus text', async () => {
    const response = await admin.app.inject({ method: 'GET', url: '/metrics' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toContain('text/plain');
  });

  it('documents every route in OpenAPI 3.1', async () => {
    const document = (await admin.app.inject({ method: 'GET', url: '/openapi.json' })).json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/health', '/api/v1/leases', '/api/v1/explain', '/api/v1/protection']),
    );
  });

  it('answers an unknown route with problem details and safe headers', async () => {
    const response = await admin.app.inject({ method: 'GET', url: '/nothing' });
    expect(response.json()).toMatchObject({ status: 404, code: 'not-found' });
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('says nothing of what went wrong inside to the caller', async () => {
    const headers = await admin.tokenFor('it-operator');
    await admin.context.stores.close();
    const response = await admin.app.inject({ method: 'GET', url: '/api/v1/leases', headers });
    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({ code: 'internal', detail: 'Something went wrong here.' });
    expect(admin.log.join('')).not.toContain('sg_test');
  });
});
