import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../../admin/configuration.ts';
import type { IpAddress } from '../../../core/address.ts';
import type { Role } from '../../../core/identity.ts';
import { type ApiRoute, apiRoutes, callOf } from '../../support/api-routes.ts';
import { type IncidentsFixture, openIncidentsFixture } from '../incidents-fixture.ts';

/** In whatever belongs to the other school, and in nothing that is sent. */
const MARK = 'southern-secret';
const PERSON = 'sue.south';
const ADDRESS = '10.9.9.9';

let admin: IncidentsFixture;
let routes: ApiRoute[];
/** The ids of the other school's rows, by what a path calls them. */
let foreign: Record<string, string>;
beforeAll(async () => {
  admin = await openIncidentsFixture();
  const { stores, clock, bus, policy, config } = admin.context;
  await adoptConfiguration(config, stores, clock());
  await stores.people.put([{ name: PERSON, group: 'seniors', school: 'south', role: null, passwordHash: null }]);
  const known = new Promise<void>((done) => policy.onPeopleChanged(() => done()));
  await bus.announce('people', (await stores.revisions()).people);
  await known;
  const until = clock() + 3_600_000;
  await stores.leases.put([
    { ip: ADDRESS as IpAddress, user: PERSON, computer: MARK, group: 'seniors', school: 'south', expiresAt: until },
  ]);
  const root = await admin.tokenFor('trust-admin');
  const post = async (url: string, payload: object) =>
    (await admin.app.inject({ method: 'POST', url, headers: root, payload })).json<{ id: string; effect: string }>();
  const asked = { kind: 'unblock', url: 'https://games.example/', reason: MARK, requestedBy: PERSON, school: 'south' };
  const { id: request } = await post('/api/v1/requests', asked);
  const { id: override } = await post('/api/v1/overrides', { hosts: ['a.example'], scope: { kind: 'person', id: PERSON }, reason: MARK });
  const { effect: block } = await post('/api/v1/requests', { ...asked, kind: 'block', urgent: true, school: 'south' });
  await stores.classes.put([{ id: 'south/10b', name: MARK, school: 'south', members: [PERSON], teachers: ['t.south'] }]);
  const until8 = new Date(clock() + 8 * 3_600_000).toISOString();
  const { id: suspension } = await post('/api/v1/suspensions', { person: PERSON, until: until8, reason: MARK });
  const { id: arrangement } = await post('/api/v1/arrangements', {
    person: PERSON,
    sites: ['reader.example'],
    until: until8,
    reason: MARK,
  });
  const { id: exam } = await post('/api/v1/exams', { audience: { schools: ['south'] }, until: until8, reason: MARK });
  const incident = await admin.raise({ school: 'south', username: PERSON, computer: MARK });
  await stores.incidents.change(incident.id, incident.version, { kind: 'note', text: MARK }, 'user:d', clock());
  foreign = {
    request,
    override,
    block,
    suspension,
    arrangement,
    exam,
    incident: incident.id,
    school: 'south',
    person: PERSON,
    ip: ADDRESS,
  };
  expect(Object.values(foreign).every((id) => typeof id === 'string')).toBe(true);
  routes = await apiRoutes(admin.app);
});
afterAll(() => admin.close());

/** Everything of the other school that must stay as it is. */
async function state(): Promise<string> {
  const { stores, clock } = admin.context;
  const incident = foreign['incident'] ?? '';
  return JSON.stringify([
    await stores.requests.get(foreign['request'] ?? ''),
    (await stores.overrides.list(clock())).filter(({ reason }) => reason === MARK),
    (await stores.blocks.list()).filter(({ reason }) => reason === MARK),
    (await stores.measures.list(clock())).filter((one) => JSON.stringify(one).includes(MARK)),
    (await stores.leases.list(clock())).filter(({ ip }) => ip === ADDRESS),
    await stores.people.get(PERSON),
    [(await stores.incidents.get(incident))?.version, (await stores.incidents.events(incident)).length],
    await stores.outbox.forIncident(incident),
  ]);
}

/** Each call that a route takes about a row of the other school. */
function attacks(route: ApiRoute) {
  const about = {
    user: PERSON,
    requestedBy: PERSON,
    person: PERSON,
    name: PERSON,
    ip: ADDRESS,
    url: 'https://b.example/',
    reason: 'a reason',
  };
  const rest = {
    ...about,
    version: 1,
    scope: { kind: 'person', id: PERSON },
    ttlSeconds: 600,
    computer: 'pc',
    hosts: ['b.example'],
    until: null,
  };
  const ids = [...new Set(Object.values(foreign))];
  return route.path.includes('{') || route.parameters.some(({ name }) => name === 'id')
    ? ids.map((id) => callOf(route, { ...rest, id, name: id }))
    : [callOf(route, rest), callOf(route, { ...rest, school: 'south' }), callOf(route, { ...rest, school: 'north' })];
}

describe('a token of one school', () => {
  it('never sees nor changes what is another school’s, whatever the route, the role and the id', async () => {
    const before = await state();
    let calls = 0;
    for (const route of routes) {
      for (const role of route.roles) {
        const headers = await admin.tokenFor(role, { school: 'north' });
        for (const call of attacks(route)) {
          calls += 1;
          const answer = await admin.app.inject({ ...call, headers });
          expect([role, call, answer.statusCode < 500 || answer.statusCode === 501]).toEqual([role, call, true]);
          expect([role, call, answer.body.includes(MARK)]).toEqual([role, call, false]);
        }
      }
      expect([route.path, await state()]).toEqual([route.path, before]);
    }
    expect(calls).toBeGreaterThan(200);
  });

  /** What makes the above worth something: each of these is let through for who may act in that school. */
  const CALLS: readonly [Role, 'GET' | 'POST' | 'PUT' | 'DELETE', (ids: Record<string, string>) => string, object?][] = [
    ['it-operator', 'GET', () => '/requests'],
    ['it-operator', 'GET', () => '/overrides'],
    ['it-operator', 'GET', () => '/leases'],
    ['dsl', 'GET', ({ incident }) => `/incidents/${incident}`],
    ['dsl', 'POST', ({ incident }) => `/incidents/${incident}/note`, { text: 'seen', version: 2 }],
    ['it-operator', 'POST', () => '/explain', { url: 'https://b.example/', user: PERSON }],
    ['it-operator', 'POST', ({ request }) => `/requests/${request}/approve`, { scope: { kind: 'person' }, reason: 'a reason' }],
    ['it-operator', 'PUT', () => '/leases', [{ ip: ADDRESS, user: 'nina.north', computer: 'pc', school: 'SCHOOL', ttlSeconds: 60 }]],
    ['it-operator', 'DELETE', () => `/leases?ip=${ADDRESS}`],
    ['headteacher', 'GET', () => '/suspensions'],
    ['headteacher', 'GET', () => '/arrangements'],
    ['headteacher', 'GET', () => '/exams'],
    ['it-operator', 'GET', ({ request }) => `/requests/${request}`],
    ['it-operator', 'POST', ({ request }) => `/requests/${request}/comments`, { text: 'seen' }],
    ['headteacher', 'DELETE', ({ suspension }) => `/suspensions?id=${suspension}`],
    ['headteacher', 'DELETE', ({ arrangement }) => `/arrangements?id=${arrangement}`],
    ['headteacher', 'DELETE', ({ exam }) => `/exams?id=${exam}`],
    ['it-operator', 'DELETE', ({ override }) => `/overrides?id=${override}`],
    ['it-operator', 'DELETE', ({ block }) => `/overrides?id=${block}`],
  ];

  it.each(CALLS)(
    'of another school is refused, or shown nothing, where one of that school is not: %s %s %s',
    async (role, method, path, body) => {
      const send = async (school: string) =>
        admin.app.inject({
          method,
          url: `/api/v1${path(foreign)}`,
          headers: await admin.tokenFor(role, { school }),
          ...(body === undefined
            ? {}
            : {
                payload: JSON.stringify(body).replace('SCHOOL', school),
                headers: { ...(await admin.tokenFor(role, { school })), 'content-type': 'application/json' },
              }),
        });
      const theirs = await send('north');
      const own = await send('south');
      expect([[200, 201].includes(own.statusCode), own.body]).toEqual([true, own.body]);
      const isList = method === 'GET' && theirs.statusCode === 200;
      if (isList) expect([theirs.body.includes(MARK), own.body.includes(MARK)]).toEqual([false, true]);
      else expect([403, 404]).toContain(theirs.statusCode);
    },
  );
});
