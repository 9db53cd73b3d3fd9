import type { AdminContext } from '../../admin/context.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { type AdminFixture, openAdminFixture } from './admin-fixture.ts';

/** The admin API with two schools, their pupils and classes, as the tests of a school day use it. It is Monday, ten o'clock. */
export async function openSchoolDay(more: Partial<AdminContext> = {}): Promise<AdminFixture> {
  const admin = await openAdminFixture({
    networkOf: (ip) => (ip === '10.9.0.1' ? { name: 'pupil-wifi', school: 'north', group: null } : undefined),
    ...more,
  });
  const { bus, policy, stores } = admin.context;
  const person = (name: string, group: 'seniors' | 'staff', school: string) => ({ name, group, school, role: null, passwordHash: null });
  await stores.people.put([
    person('amy', 'seniors', 'north'),
    person('ben', 'seniors', 'north'),
    person('zoe', 'seniors', 'south'),
    person('t.teacher', 'staff', 'north'),
  ]);
  const revision = await stores.classes.put([
    { id: 'north/10b', name: '10B', school: 'north', members: ['amy'], teachers: ['t.teacher'] },
    { id: 'north/10c', name: '10C', school: 'north', members: ['ben'], teachers: ['o.other'] },
    { id: 'south/9a', name: '9A', school: 'south', members: ['zoe'], teachers: [] },
    { id: 'south/empty', name: 'Empty', school: 'south', members: [], teachers: [] },
  ]);
  await bus.announce('people', revision);
  await followed(policy, revision);
  return admin;
}

/** Resolves once the policy knows a revision of people and classes. */
export function followed(policy: LivePolicy, revision: number): Promise<void> {
  return new Promise((done) => {
    const check = (): void => {
      if (policy.state().revisions.people >= revision) done();
    };
    policy.onInForce(check);
    check();
  });
}

export type Headers = { authorization: string };

/** Calls as a test writes them: a path under /api/v1, a body, and by whom. */
export function callsOf(admin: AdminFixture) {
  const inject = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, headers: Headers, payload?: object) => {
    const response = await admin.app.inject({ method, url: `/api/v1/${path}`, headers, ...(payload === undefined ? {} : { payload }) });
    return { status: response.statusCode, body: response.json() };
  };
  return {
    get: (path: string, headers: Headers) => inject('GET', path, headers),
    post: (path: string, headers: Headers, payload: object) => inject('POST', path, headers, payload),
    put: (path: string, headers: Headers, payload: object) => inject('PUT', path, headers, payload),
    end: (path: string, headers: Headers, id: string) => inject('DELETE', `${path}?id=${encodeURIComponent(id)}`, headers),
    async explain(url: string, user: string, more: object = {}) {
      const headers = await admin.tokenFor('it-operator');
      return (await inject('POST', 'explain', headers, { url, user, ...more })).body.explanation;
    },
    audited: async () => (await admin.context.stores.audit.list({ limit: 1000 })).at(-1),
    in: (ms: number) => new Date(admin.context.clock() + ms).toISOString(),
  };
}
