import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { generateSync } from 'otplib';
import type { Role } from '../../core/identity.ts';
import type { Account } from '../../storage/accounts.ts';
import { hashPassword } from '../../storage/password.ts';
import { SESSION_LIFETIME_MS } from '../../storage/sessions.ts';
import { tokenHash } from '../../storage/token-secret.ts';
import type { AdminFixture } from './admin-fixture.ts';

export const PASSWORD = 'three purple wombats';
let hashed: Promise<string> | undefined;

type App = Pick<FastifyInstance, 'inject'>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A browser with the console open: keeps cookies, and sends what the console sends. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: App;
  readonly #address: string;

  constructor({ app }: { readonly app: App }, address = '10.0.0.1') {
    this.#app = app;
    this.#address = address;
  }

  async call(method: Method, url: string, payload?: object, headers: Record<string, string> = { 'schoolgate-console': '1' }) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response: LightMyRequestResponse = await this.#app.inject({
      method,
      url: `/api/v1${url}`,
      remoteAddress: this.#address,
      headers: { ...headers, ...(cookie !== '' && { cookie }) },
      ...(payload && { payload }),
    });
    for (const { name, value } of response.cookies) {
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  signIn(name: string, password = PASSWORD) {
    return this.call('POST', '/session', { name, password });
  }

  /** The whole way in, as somebody who has an app. */
  async enter(name: string, code: () => string): Promise<void> {
    await this.signIn(name);
    const answer = await this.call('POST', '/session/totp', { code: code() });
    if (answer.json().step !== 'done') throw new Error(`not signed in: ${answer.body}`);
  }

  /** Sets an app up; returns what shows its present code, and the recovery codes. */
  async enrol(now: () => number): Promise<{ readonly code: () => string; readonly recoveryCodes: string[] }> {
    const { secret } = (await this.call('POST', '/session/totp/enrolment')).json<{ secret: string }>();
    const code = () => codeOf(secret, now());
    const confirmed = await this.call('POST', '/session/totp/enrolment/confirm', { code: code() });
    if (confirmed.statusCode !== 200) throw new Error(`not enrolled: ${confirmed.body}`);
    return { code, recoveryCodes: confirmed.json<{ recoveryCodes: string[] }>().recoveryCodes };
  }
}

/** What the app shows at a time. */
export function codeOf(secret: string, at: number): string {
  return generateSync({ secret, epoch: Math.floor(at / 1_000) });
}

/** An account whose password is `PASSWORD`. */
export async function addPerson({ context }: AdminFixture, name: string, role: Role, more: Partial<Account> = {}): Promise<void> {
  hashed ??= hashPassword(PASSWORD);
  const rest = { email: null, school: null, oneTimeUntil: null, totp: null, createdAt: context.clock(), lastSignInAt: null };
  await context.stores.accounts.add({ name, displayName: name, role, passwordHash: await hashed, ...rest, ...more });
}

/** Headers of somebody who has signed in, without the way there. */
export async function sessionFor(admin: AdminFixture, role: Role, { school = null }: { readonly school?: string | null } = {}) {
  const { stores, clock } = admin.context;
  const name = `${role}.${randomUUID()}`;
  const secret = randomBytes(32).toString('base64url');
  const life = { createdAt: clock(), lastSeenAt: clock(), endsAt: clock() + SESSION_LIFETIME_MS };
  const from = { by: 'password', address: '10.0.0.1', client: 'test', enrolment: null };
  await addPerson(admin, name, role, { school });
  const account = await stores.accounts.get(name);
  if (account === undefined) throw new Error('no account');
  await stores.sessions.begin(
    { id: randomUUID(), account: name, step: 'done', factor: 'totp', ...from, ...life },
    tokenHash(secret),
    account,
  );
  return { cookie: `schoolgate_session=${secret}`, 'schoolgate-console': '1' };
}
