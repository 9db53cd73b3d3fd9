import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';
import { addPerson, Visitor } from '../support/console-visitor.ts';

let admin: AdminFixture;
let jo: Visitor;
beforeAll(async () => {
  admin = await openAdminFixture();
  await addPerson(admin, 'jo', 'teacher');
});
afterAll(() => admin.close());
beforeEach(async () => {
  jo = new Visitor(admin);
  await jo.signIn('jo');
});

const OURS = { 'schoolgate-console': '1', host: 'schoolgate.example:8080' };
const filed = { kind: 'unblock', url: 'https://a.example/', reason: 'a plain reason', requestedBy: 'jo' };

describe('a call that a cookie vouches for', () => {
  it.each([
    ['from the console', OURS, true],
    ['from the console in an old browser', { ...OURS, origin: 'http://schoolgate.example:8080' }, true],
    ['from the console in a new one', { ...OURS, origin: 'http://schoolgate.example:8080', 'sec-fetch-site': 'same-origin' }, true],
    ['without the console’s header', { host: OURS.host }, false],
    ['with another value of it', { ...OURS, 'schoolgate-console': '0' }, false],
    ['from another site', { ...OURS, origin: 'https://evil.example' }, false],
    ['from another port here', { ...OURS, origin: 'http://schoolgate.example:8081' }, false],
    ['from another scheme', { ...OURS, origin: 'https://schoolgate.example:8080' }, false],
    ['from a page that hides where it is', { ...OURS, origin: 'null' }, false],
    ['from a neighbour’s page', { ...OURS, 'sec-fetch-site': 'same-site' }, false],
    ['from another site’s page', { ...OURS, 'sec-fetch-site': 'cross-site' }, false],
  ])('%s', async (_what, headers, isLetThrough) => {
    const answer = await jo.call('POST', '/requests', filed, headers as Record<string, string>);
    expect([answer.statusCode, answer.json().code]).toEqual(isLetThrough ? [201, undefined] : [403, 'cross-site']);
    const out = await jo.call('DELETE', '/session', undefined, headers as Record<string, string>);
    expect(out.statusCode).toBe(isLetThrough ? 200 : 403);
    expect((await jo.call('GET', '/session', undefined, {})).statusCode).toBe(isLetThrough ? 401 : 200);
  });

  it('is read without the header: reading changes nothing', async () => {
    expect((await jo.call('GET', '/protection', undefined, { origin: 'https://evil.example' })).statusCode).toBe(200);
  });

  it('needs none of it with a token, which no other site has', async () => {
    const token = await admin.tokenFor('teacher');
    expect((await jo.call('POST', '/requests', filed, { ...token, origin: 'https://evil.example' })).statusCode).toBe(201);
  });

  it('is not signed in by another site’s page', async () => {
    const other = new Visitor(admin);
    const credentials = { name: 'jo', password: 'three purple wombats' };
    const answer = await other.call('POST', '/session', credentials, { 'sec-fetch-site': 'cross-site' });
    expect([answer.statusCode, other.cookies.size]).toEqual([403, 0]);
    expect((await other.call('POST', '/session', credentials, {})).statusCode).toBe(200);
  });
});

describe('the cookie', () => {
  const cookiesOf = async (settings: Parameters<typeof openAdminFixture>[1]) => {
    const other = await openAdminFixture({}, settings);
    try {
      await addPerson(other, 'jo', 'teacher');
      const visitor = new Visitor(other);
      const answer = await visitor.signIn('jo');
      const isIn = (await visitor.call('GET', '/protection')).statusCode === 200;
      return { lines: answer.headers['set-cookie'] as string[], isIn };
    } finally {
      await other.close();
    }
  };

  it('is for scripts, other sites and plain text unreachable', async () => {
    const secret = '[\\w-]{43}';
    const plain = await cookiesOf({});
    expect(plain.lines[0]).toMatch(new RegExp(`^schoolgate_session=${secret}; Path=/; HttpOnly; SameSite=Strict$`));
    const secure = await cookiesOf({ admin: { url: 'https://schoolgate.example' } });
    expect(secure.lines[0]).toMatch(new RegExp(`^__Host-schoolgate_session=${secret}; Path=/; HttpOnly; Secure; SameSite=Strict$`));
    expect(secure.lines[1]).toMatch(/^__Host-schoolgate_device=[^;]+; Max-Age=7776000; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect([plain.isIn, secure.isIn]).toEqual([true, true]);
  });

  it('is of the console’s own address behind a proxy, too', async () => {
    const other = await openAdminFixture({}, { admin: { url: 'https://schoolgate.example' } });
    await addPerson(other, 'jo', 'teacher');
    const visitor = new Visitor(other);
    await visitor.signIn('jo');
    const from = (origin: string) =>
      visitor.call('POST', '/requests', filed, { 'schoolgate-console': '1', origin, host: '127.0.0.1:8080' });
    expect([(await from('https://evil.example')).statusCode, (await from('https://schoolgate.example')).statusCode]).toEqual([403, 201]);
    await other.close();
  });
});
