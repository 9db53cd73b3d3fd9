import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../admin/configuration.ts';
import { ROLES } from '../../core/identity.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
beforeAll(async () => {
  admin = await openAdminFixture();
  await adoptConfiguration(admin.context.config, admin.context.stores, admin.context.clock());
});
afterAll(() => admin.close());

const IT = ['trust-admin', 'head-of-it', 'it-operator'] as const;
const SAFEGUARDING = ['dsl', 'deputy-dsl', 'headteacher'] as const;
const incidentChange = (kind: string, body: object) =>
  ({
    method: 'POST',
    path: `/api/v1/incidents/{id}/${kind}`,
    url: `/api/v1/incidents/none/${kind}`,
    body: { version: 1, ...body },
    roles: SAFEGUARDING,
    status: 404,
  }) as const;
/** Classes are not known yet: refused by what it says, once the role may say it. */
const CLASS_OVERRIDE = { hosts: ['games.example'], scope: { kind: 'class', id: '10B' }, reason: 'a lesson' };

const POLICY_READERS = ['trust-admin', 'head-of-it', 'it-operator', 'headteacher', 'dpo'] as const;
const POLICY_EDITORS = ['trust-admin', 'head-of-it'] as const;
const NO_VERSION = '000000000000';

/** Every route under /api/v1 with the roles that may call it, and a request that is valid in form. */
const ROUTES = [
  { method: 'GET', url: '/api/v1/leases', roles: ['trust-admin', 'head-of-it', 'it-operator'] },
  { method: 'PUT', url: '/api/v1/leases', body: [], roles: ['trust-admin', 'head-of-it', 'it-operator'] },
  { method: 'DELETE', url: '/api/v1/leases?ip=10.0.0.9', roles: ['trust-admin', 'head-of-it', 'it-operator'] },
  {
    method: 'POST',
    url: '/api/v1/explain',
    body: { url: 'http://gambling.schoolgate.test/' },
    roles: ['trust-admin', 'head-of-it', 'it-operator', 'headteacher', 'dsl', 'deputy-dsl'],
  },
  { method: 'GET', url: '/api/v1/protection', roles: ROLES },
  { method: 'GET', url: '/api/v1/audit', roles: ['trust-admin', 'head-of-it', 'headteacher', 'dpo'] },
  { method: 'POST', url: '/api/v1/overrides', body: CLASS_OVERRIDE, roles: [...IT, 'teacher'], status: 400 },
  { method: 'GET', url: '/api/v1/overrides', roles: IT },
  { method: 'DELETE', url: '/api/v1/overrides?id=none', roles: IT, status: 404 },
  {
    method: 'POST',
    url: '/api/v1/requests',
    body: { kind: 'unblock', url: 'https://games.example/', reason: 'for maths', requestedBy: 'mrs.smith' },
    roles: [...IT, 'headteacher', 'dsl', 'deputy-dsl', 'teacher'],
    status: 201,
  },
  { method: 'GET', url: '/api/v1/requests', roles: [...IT, 'headteacher'] },
  {
    method: 'POST',
    path: '/api/v1/requests/{id}/approve',
    url: '/api/v1/requests/none/approve',
    body: { scope: { kind: 'trust' }, until: null, reason: 'for maths' },
    roles: IT,
    status: 404,
  },
  {
    method: 'POST',
    path: '/api/v1/requests/{id}/decline',
    url: '/api/v1/requests/none/decline',
    body: { reason: 'not for school' },
    roles: IT,
    status: 404,
  },
  { method: 'GET', url: '/api/v1/incidents', roles: SAFEGUARDING },
  { method: 'GET', path: '/api/v1/incidents/{id}', url: '/api/v1/incidents/none', roles: SAFEGUARDING, status: 404 },
  incidentChange('acknowledge', {}),
  incidentChange('assign', { to: 'dsl@north.example' }),
  incidentChange('note', { text: 'a note' }),
  incidentChange('merge', { into: 'other' }),
  incidentChange('verdict', { verdict: 'true-positive' }),
  incidentChange('escalate', { reason: 'a reason' }),
  incidentChange('close', { outcome: 'pastoral', note: 'a note' }),
  incidentChange('reopen', { reason: 'a reason' }),
  { method: 'GET', url: '/api/v1/policy', roles: POLICY_READERS },
  { method: 'PUT', url: '/api/v1/policy', body: { document: {}, reason: 'because' }, roles: POLICY_EDITORS, status: 428 },
  { method: 'POST', url: '/api/v1/policy/dry-run', body: { document: {} }, roles: POLICY_EDITORS },
  { method: 'POST', url: '/api/v1/policy/rollback', body: { version: NO_VERSION, reason: 'because' }, roles: POLICY_EDITORS, status: 428 },
  { method: 'GET', url: '/api/v1/policy/versions', roles: POLICY_READERS },
  {
    method: 'GET',
    path: '/api/v1/policy/versions/{version}',
    url: `/api/v1/policy/versions/${NO_VERSION}`,
    roles: POLICY_READERS,
    status: 404,
  },
  { method: 'GET', url: `/api/v1/policy/diff?from=${NO_VERSION}&to=${NO_VERSION}`, roles: POLICY_READERS, status: 404 },
  {
    method: 'POST',
    path: '/api/v1/schools/{id}/test-alert',
    url: '/api/v1/schools/none/test-alert',
    roles: ['trust-admin', 'head-of-it', 'dsl'],
    status: 404,
  },
  { method: 'POST', url: '/api/v1/log/search', body: {}, roles: ROLES, status: 501 },
] as const;

describe('who may call what', () => {
  it('covers every route there is', async () => {
    await admin.app.ready();
    const documented = Object.entries(admin.app.swagger().paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const covered = ROUTES.map((route) => `${route.method} ${'path' in route ? route.path : route.url.split('?')[0]}`);
    expect(documented.filter((route) => route.includes('/api/v1/')).sort()).toEqual([...covered].sort());
  });

  for (const route of ROUTES) {
    it.each(ROLES)(`${route.method} ${route.url} as %s`, async (role) => {
      const headers = await admin.tokenFor(role);
      const response = await admin.app.inject({
        method: route.method,
        url: route.url,
        headers,
        ...('body' in route ? { payload: route.body } : {}),
      });
      const allowed = (route.roles as readonly string[]).includes(role);
      expect(response.statusCode).toBe(allowed ? ('status' in route ? route.status : 200) : 403);
      if (!allowed) expect(response.json()).toMatchObject({ code: 'forbidden', status: 403 });
    });

    it.each([undefined, 'Bearer sg_unknown', 'Bearer ', 'Basic YTpi', 'sg_test1'])(
      `${route.method} ${route.url} with authorization %j is refused`,
      async (authorization) => {
        const headers = authorization === undefined ? {} : { authorization };
        const response = await admin.app.inject({
          method: route.method,
          url: route.url,
          headers,
          ...('body' in route ? { payload: route.body } : {}),
        });
        expect(response.statusCode).toBe(401);
        expect(response.headers['content-type']).toContain('application/problem+json');
        expect(response.json()).toMatchObject({ code: 'unauthenticated' });
      },
    );
  }

  it('refuses a token from the moment it expires or is revoked', async () => {
    const expiring = await admin.tokenFor('viewer', { expiresAt: admin.context.clock() + 1_000 });
    const get = (headers: { authorization: string }) => admin.app.inject({ method: 'GET', url: '/api/v1/protection', headers });
    expect((await get(expiring)).statusCode).toBe(200);
    admin.advance(1_000);
    expect((await get(expiring)).statusCode).toBe(401);
    const revoked = await admin.tokenFor('viewer');
    const id = (await admin.context.stores.tokens.list()).at(-1)?.id ?? '';
    await admin.context.stores.tokens.revoke(id, admin.context.clock());
    expect((await get(revoked)).statusCode).toBe(401);
  });

  it('audits a refusal, with actor and route and without the token', async () => {
    const headers = await admin.tokenFor('viewer');
    await admin.app.inject({ method: 'GET', url: '/api/v1/leases', headers });
    const entry = (await admin.context.stores.audit.list({ limit: 1000 })).at(-1);
    expect(entry).toMatchObject({ action: 'GET /api/v1/leases', outcome: 'refused', detail: { role: 'viewer' } });
    expect(JSON.stringify(entry)).not.toContain('sg_test');
    expect(await admin.context.stores.audit.verify()).toBeUndefined();
  });
});
