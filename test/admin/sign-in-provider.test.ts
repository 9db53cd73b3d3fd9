import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MOST_ADDRESS } from '../../admin/auth/tries.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';
import { addPerson, Visitor } from '../support/console-visitor.ts';
import { CLIENT, goThrough, type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';

const CONSOLE = 'http://127.0.0.1:9';
const callbackOf = (id: string) => `${CONSOLE}/api/v1/sign-in/oidc/${id}/callback`;

let folder: string;
let google: IdentityProvider;
let entra: IdentityProvider;
let admin: AdminFixture;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'schoolgate-sign-in-'));
  const clientSecretFile = join(folder, 'secret');
  writeFileSync(clientSecretFile, `${CLIENT.secret}\n`, { mode: 0o600 });
  google = await startIdentityProvider(callbackOf('google'));
  entra = await startIdentityProvider(callbackOf('entra'), { claimsInToken: true });
  const common = {
    clientId: CLIENT.id,
    clientSecretFile,
    emailClaim: 'email',
    verifiedClaim: 'email_verified',
    mfaAmr: ['mfa'],
    mfaAcr: [],
  };
  const providers = [
    { ...common, id: 'google', title: 'Google', issuer: google.issuer },
    { ...common, id: 'entra', title: 'Microsoft', issuer: entra.issuer, verifiedClaim: 'xms_edov', mfaAcr: ['c1'] },
    { ...common, id: 'gone', title: 'Gone', issuer: 'http://127.0.0.1:9' },
  ];
  admin = await openAdminFixture({}, { admin: { url: CONSOLE }, signIn: { providers } });
  await addPerson(admin, 'jo', 'dsl', { email: 'jo@school.example', school: 'north' });
  await addPerson(admin, 'tim', 'teacher', { email: 'tim@school.example' });
});
afterAll(async () => {
  await Promise.all([admin?.close(), google?.close(), entra?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

let visitor: Visitor;
beforeEach(() => {
  visitor = new Visitor(admin);
});

/** To the provider; returns the address that it sends the browser back to, beneath /api/v1. */
async function toProvider(id: string, who = visitor): Promise<string> {
  const start = await who.call('GET', `/sign-in/oidc/${id}/start`, undefined, {});
  const back = await goThrough(String(start.headers.location), callbackOf(id));
  return back.pathname.slice('/api/v1'.length) + back.search;
}
const comeBack = async (path: string, who = visitor) => (await who.call('GET', path, undefined, {})).headers.location;
const lastAudit = async () => (await admin.context.stores.audit.list({ limit: 1_000 })).at(-1);
const stepNow = async () => (await visitor.call('GET', '/session')).json().step as string | undefined;

describe('signing in elsewhere', () => {
  it('is offered with what the sign-in page needs, to everybody', async () => {
    expect((await visitor.call('GET', '/sign-in')).json()).toEqual({
      trustName: 'Example Trust',
      providers: ['google', 'entra', 'gone'].map((id) => ({
        id,
        title: { google: 'Google', entra: 'Microsoft', gone: 'Gone' }[id],
        startUrl: `/api/v1/sign-in/oidc/${id}/start`,
      })),
    });
  });

  it('lets in who has an account here and showed a second factor there', async () => {
    google.person = { sub: 'g1', email: 'Jo@School.example', email_verified: true, amr: ['pwd', 'mfa'] };
    expect(await comeBack(await toProvider('google'))).toBe('/console/');
    expect(await stepNow()).toBe('done');
    expect((await visitor.call('GET', '/incidents')).statusCode).toBe(200);
    expect(await lastAudit()).toMatchObject({ actor: 'user:jo', action: 'sign-in', detail: { by: 'google', factor: 'provider' } });
    const asked = google.asked.at(-1);
    expect(asked?.get('response_type')).toBe('code');
    expect(asked?.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked?.get(name)).toMatch(/^[\w-]{43}$/);
    expect(visitor.cookies.has('schoolgate_provider')).toBe(false);
  });

  it.each([
    ['says nothing of one', {}],
    ['says that there was a password', { amr: ['pwd'] }],
    ['says another class', { acr: 'c2' }],
  ])('asks for the second factor here when the provider %s', async (_what, more) => {
    google.person = { sub: 'g1', email: 'jo@school.example', email_verified: true, ...more };
    expect(await comeBack(await toProvider('google'))).toBe('/console/');
    expect(await stepNow()).toBe('enrol-totp');
    expect((await visitor.call('GET', '/incidents')).statusCode).toBe(401);
  });

  it('lets in without one whose role needs none; takes the claims and classes that the settings name', async () => {
    entra.person = { sub: 'e1', email: 'tim@school.example', xms_edov: '1' } as typeof entra.person;
    await comeBack(await toProvider('entra'));
    expect(await stepNow()).toBe('done');
    entra.person = { sub: 'e2', email: 'jo@school.example', xms_edov: true, acr: 'c1' } as typeof entra.person;
    visitor = new Visitor(admin);
    await comeBack(await toProvider('entra'));
    expect(await stepNow()).toBe('done');
  });

  it.each([
    ['nobody here has that address', { sub: 'x', email: 'eve@school.example', email_verified: true }],
    ['nobody has verified it', { sub: 'x', email: 'jo@school.example', email_verified: false }],
    ['nobody says whether it is verified', { sub: 'x', email: 'jo@school.example' }],
    ['there is none', { sub: 'x' }],
  ])('lets nobody in where %s, and makes no account', async (_what, person) => {
    google.person = person;
    const before = await admin.context.stores.accounts.list();
    expect(await comeBack(await toProvider('google'))).toBe('/console/?signIn=refused');
    expect(await stepNow()).toBeUndefined();
    expect(await lastAudit()).toMatchObject({ actor: 'unknown', action: 'sign-in', subject: 'unknown', outcome: 'refused' });
    const names = (accounts: typeof before) => accounts.map(({ name }) => name);
    expect(names(await admin.context.stores.accounts.list())).toEqual(names(before));
    expect(admin.log.join()).not.toMatch(/eve|school\.example/);
  });
});

describe('a round trip', () => {
  const FAILED = '/console/?signIn=provider-failed';
  beforeEach(() => {
    google.person = { sub: 'g1', email: 'jo@school.example', email_verified: true, amr: ['mfa'] };
  });

  it('ends in the browser that began it: a link with somebody else’s sign-in signs nobody in', async () => {
    const attackers = await toProvider('google');
    const victim = new Visitor(admin);
    expect(await comeBack(attackers, victim)).toBe(FAILED);
    await victim.call('GET', '/sign-in/oidc/google/start', undefined, {});
    expect(await comeBack(attackers, victim)).toBe(FAILED);
    expect((await victim.call('GET', '/session')).statusCode).toBe(401);
  });

  it('is good once', async () => {
    const path = await toProvider('google');
    const again = new Visitor(admin);
    again.cookies.set('schoolgate_provider', visitor.cookies.get('schoolgate_provider') ?? '');
    expect([await comeBack(path), await comeBack(path, again)]).toEqual(['/console/', FAILED]);
  });

  it.each([
    ['another state', (path: string) => path.replace(/state=[^&]+/, 'state=x')],
    ['no state', (path: string) => path.replace(/&state=[^&]+/, '')],
    ['another code', (path: string) => path.replace(/code=[^&]+/, 'code=x')],
    ['two codes', (path: string) => `${path}&code=x`],
    ['another issuer', (path: string) => path.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example')],
    ['an error', () => '/sign-in/oidc/google/callback?error=access_denied&error_description=jo%40school.example'],
    ['another provider’s answer', (path: string) => path.replace('/google/', '/entra/')],
    ['nothing', () => '/sign-in/oidc/google/callback'],
    ['nonsense', () => '/sign-in/oidc/google/callback?%zz=%&code[]=//x#y'],
  ])('with %s fails, and says so without a word of the person', async (_what, bend) => {
    expect(await comeBack(bend(await toProvider('google')))).toBe(FAILED);
    expect((await visitor.call('GET', '/session')).statusCode).toBe(401);
    expect(admin.log.at(-1)).toContain('a sign-in through a provider failed');
    expect(admin.log.join()).not.toContain('school.example');
  });

  it('in vain is made so often from an address and no more: the provider would shut everybody out', async () => {
    const restless = new Visitor(admin, '10.6.6.6');
    const trip = async () => (await restless.call('GET', '/sign-in/oidc/gone/start', undefined, {})).headers.location;
    for (let i = 0; i < MOST_ADDRESS; i++) expect(await trip()).toBe(FAILED);
    expect(await trip()).toBe('/console/?signIn=too-many');
    expect(await comeBack(await toProvider('google'))).toBe('/console/');
  });

  it('to a provider that does not answer is back at the sign-in page; to none at all is not found', async () => {
    expect((await visitor.call('GET', '/sign-in/oidc/gone/start', undefined, {})).headers.location).toBe(FAILED);
    expect((await visitor.call('GET', '/sign-in/oidc/none/start', undefined, {})).json().code).toBe('not-found');
    expect((await visitor.call('GET', '/sign-in/oidc/none/callback', undefined, {})).json().code).toBe('not-found');
  });
});
