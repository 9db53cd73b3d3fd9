import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminFixture, openStaffedAdminFixture } from '../../support/admin-fixture.ts';
import { type ApiRoute, apiRoutes, callOf, type Schema } from '../../support/api-routes.ts';

let admin: AdminFixture;
let routes: ApiRoute[];
beforeAll(async () => {
  admin = await openStaffedAdminFixture();
  routes = (await apiRoutes(admin.app)).filter(({ body }) => objectIn(body) !== undefined);
});
afterAll(() => admin.close());

/** The object that a body is, or is a list of. */
function objectIn(body: Schema | undefined): Schema | undefined {
  if (body?.type === 'array') return objectIn(body.items);
  if (body?.anyOf !== undefined) return objectIn(body.anyOf[0]);
  return body?.properties === undefined ? undefined : body;
}

async function send(route: ApiRoute, change: (body: Record<string, unknown>) => Record<string, unknown>) {
  const call = callOf(route, { reason: 'a plain reason' });
  const payload = Array.isArray(call.payload) ? call.payload.map(change) : change(call.payload as Record<string, unknown>);
  return admin.app.inject({ ...call, payload, headers: await admin.tokenFor(route.roles[0] ?? 'viewer') });
}

/** Nobody but the product says these. */
const SERVERS = ['id', 'status', 'createdAt', 'decidedBy', 'actor', 'revision', 'grantedBy', 'filedBy', 'tier', '__proto__', 'anything'];

describe('a body', () => {
  it('with a field that is not the caller’s to say is refused by every route', async () => {
    expect(routes.length).toBeGreaterThan(12);
    for (const route of routes) {
      const known = Object.keys(objectIn(route.body)?.properties ?? {});
      for (const name of SERVERS.filter((one) => !known.includes(one))) {
        const answer = await send(route, (body) =>
          JSON.parse(`{${JSON.stringify(name)}:"x",${JSON.stringify(body).slice(1)}`.replace(',}', '}')),
        );
        expect([route.path, name, answer.statusCode]).toEqual([route.path, name, 400]);
      }
    }
  });

  it.each(['a\r\nSet-Cookie: a=b', 'a\u0000b', 'a\u2028b', 'a\u001b[31m'])(
    'with %j in a name or reason is refused by every route',
    async (text) => {
      let tried = 0;
      // What is written about an incident is prose: it has lines, and stands in no header, log or subject.
      for (const route of routes.filter(({ path }) => !path.includes('/incidents/'))) {
        const { properties = {} } = objectIn(route.body) ?? {};
        for (const name of ['name', 'reason', 'requestedBy', 'user', 'computer', 'person'].filter(
          (one) => properties[one]?.type === 'string',
        )) {
          const answer = await send(route, (body) => ({ ...body, [name]: text }));
          expect([route.path, name, answer.statusCode]).toEqual([route.path, name, 400]);
          tried += 1;
        }
      }
      expect(tried).toBeGreaterThan(8);
    },
  );
});
