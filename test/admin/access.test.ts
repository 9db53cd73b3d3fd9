import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../admin/configuration.ts';
import { ROLES, type Role } from '../../core/identity.ts';
import { tokenHash } from '../../storage/token-secret.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';
import { type ApiRoute, apiRoutes, callOf } from '../support/api-routes.ts';
import { sessionFor } from '../support/console-visitor.ts';

let admin: AdminFixture;
let routes: ApiRoute[];
let tokens: Record<Role, { authorization: string }>;
beforeAll(async () => {
  admin = await openAdminFixture();
  await adoptConfiguration(admin.context.config, admin.context.stores, admin.context.clock());
  routes = await apiRoutes(admin.app);
  tokens = Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, await admin.tokenFor(role)]))) as typeof tokens;
});
afterAll(() => admin.close());

/** The one table of who may do what (docs/permissions.md): a tick for each role. */
function permissionRows(): { route: string; ticks: string[] }[] {
  const text = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  return [...text.matchAll(/^\| `([A-Z]+ \/api\/[^`]+)` \|(.*)\|$/gm)].map(([, route = '', cells = '']) => ({
    route,
    ticks: cells.split('|').map((cell) => cell.trim()),
  }));
}

const nameOf = ({ method, path }: ApiRoute) => `${method} ${path}`;
const forbiddenByRole = /^The role "[a-z-]+" may not do this\.$/;

describe('docs/permissions.md', () => {
  it('has a row for every route there is, with the roles that it is registered for', () => {
    const row = (name: string, roles: readonly Role[]) =>
      `| \`${name}\` | ${ROLES.map((role) => (roles.includes(role) ? '✓' : '–')).join(' | ')} |`;
    const registered = routes.map((route) => row(nameOf(route), route.roles));
    const documented = permissionRows().map(({ route, ticks }) =>
      row(
        route,
        ROLES.filter((_role, i) => ticks[i] === '✓'),
      ),
    );
    expect(registered.length).toBeGreaterThan(30);
    expect(documented.toSorted()).toEqual(registered.toSorted());
  });

  it('keeps safeguarding from IT, and policy from safeguarding leads', () => {
    const rolesOf = (pattern: RegExp) => new Set(routes.filter((route) => pattern.test(nameOf(route))).flatMap(({ roles }) => roles));
    const [incidents, policyChanges] = [rolesOf(/ \/api\/v1\/incidents/), rolesOf(/^(PUT|POST|DELETE) \/api\/v1\/policy/)];
    expect(incidents.size).toBeGreaterThan(0);
    expect(policyChanges.size).toBeGreaterThan(0);
    for (const role of ['trust-admin', 'head-of-it', 'it-operator', 'teacher', 'viewer'] as const) expect(incidents).not.toContain(role);
    for (const role of ['dsl', 'deputy-dsl', 'teacher', 'viewer', 'headteacher'] as const) expect(policyChanges).not.toContain(role);
    expect([...rolesOf(/\/api\/v1\/tokens/)]).toEqual(['trust-admin']);
  });

  it('lets nobody in who has not signed in, but to sign in', () => {
    const open = routes.filter(({ isOpen }) => isOpen).map(nameOf);
    expect(open.filter((name) => !/^[A-Z]+ \/api\/v1\/(session|sign-in)(\/|$)/.test(name))).toEqual([]);
    expect(open.length).toBeGreaterThan(5);
  });

  it('gives every operation an id of its own', () => {
    expect(new Set(routes.map(({ operationId }) => operationId)).size).toBe(routes.length);
  });
});

describe('who may call what', () => {
  it.each(ROLES.flatMap((role) => [[role, 'a token'] as const, [role, 'a session'] as const]))(
    'every route as %s by %s: what has a tick gets past the role, and nothing else does',
    async (role, by) => {
      const ticked = new Map(permissionRows().map(({ route, ticks }) => [route, ticks[ROLES.indexOf(role)] === '✓']));
      for (const route of routes) {
        const headers = by === 'a token' ? tokens[role] : await sessionFor(admin, role);
        const answer = await admin.app.inject({ ...callOf(route), headers });
        const { code, detail } = answer.headers['content-type']?.includes('json') ? answer.json() : { code: '', detail: '' };
        const refused = answer.statusCode === 403 && code === 'forbidden' && forbiddenByRole.test(detail);
        expect([nameOf(route), refused ? 'refused' : 'let through']).toEqual([
          nameOf(route),
          ticked.get(nameOf(route)) ? 'let through' : 'refused',
        ]);
      }
    },
  );

  it('a sign-in that is not finished opens no route', async () => {
    const { stores, clock } = admin.context;
    const { cookie, ...rest } = await sessionFor(admin, 'trust-admin');
    const secretHash = tokenHash(cookie.split('=')[1] ?? '');
    const found = await stores.sessions.find(secretHash, clock());
    const to = { step: 'enrol-totp', factor: 'none', endsAt: clock() + 60_000 } as const;
    expect(await stores.sessions.advance(found?.session.id ?? '', 'done', to, secretHash)).toBe(true);
    await expectRefused({ cookie, ...rest });
  });

  it.each([undefined, 'Bearer sg_unknown', 'Bearer ', 'Basic YTpi', 'sg_test1'])(
    'nobody calls a route with authorization %j',
    async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization };
      await expectRefused(headers);
    },
  );

  it('nobody calls a route with a token from the moment it expires or is revoked', async () => {
    const { stores, clock } = admin.context;
    const expiring = await admin.tokenFor('trust-admin', { expiresAt: clock() + 1_000 });
    const get = () => admin.app.inject({ url: '/api/v1/protection', headers: expiring });
    expect((await get()).statusCode).toBe(200);
    admin.advance(1_000);
    await expectRefused(expiring);
    const revoked = await admin.tokenFor('trust-admin');
    const id = (await stores.tokens.list()).at(-1)?.id ?? '';
    await stores.tokens.revoke(id, clock());
    await expectRefused(revoked);
  });

  it('audits a refusal, with actor and route and without the token', async () => {
    await admin.app.inject({ method: 'GET', url: '/api/v1/leases', headers: tokens.viewer });
    const { sequence } = await admin.context.stores.audit.head();
    const [entry] = await admin.context.stores.audit.list({ after: sequence - 1, limit: 1 });
    expect(entry).toMatchObject({ action: 'GET /api/v1/leases', outcome: 'refused', detail: { role: 'viewer' } });
    expect(JSON.stringify(entry)).not.toContain('sg_test');
    expect(await admin.context.stores.audit.verify()).toBeUndefined();
  });

  async function expectRefused(headers: Record<string, string>): Promise<void> {
    for (const route of routes.filter(({ isOpen }) => !isOpen)) {
      const answer = await admin.app.inject({ ...callOf(route), headers });
      expect([nameOf(route), answer.statusCode]).toEqual([nameOf(route), 401]);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({ code: 'unauthenticated' });
    }
  }
});
