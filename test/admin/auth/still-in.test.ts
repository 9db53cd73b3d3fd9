import fastifyCookie from '@fastify/cookie';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isStillIn, registerAuthentication } from '../../../admin/auth/principal.ts';
import { SESSION_IDLE_MS } from '../../../storage/sessions.ts';
import { type AdminFixture, openAdminFixture } from '../../support/admin-fixture.ts';
import { sessionFor } from '../../support/console-visitor.ts';

describe('whoever asked for what goes on', () => {
  let admin: AdminFixture;
  let app: FastifyInstance;
  let meanwhile: () => Promise<unknown>;
  beforeEach(async () => {
    admin = await openAdminFixture();
    app = Fastify();
    await app.register(fastifyCookie);
    registerAuthentication(app, admin.context, () => {});
    app.get('/api/v1/going-on', { config: { roles: 'any' } }, async (request) => {
      await meanwhile();
      return { still: await isStillIn(request, admin.context) };
    });
  });
  afterEach(() => Promise.all([app.close(), admin.close()]));

  const still = async (headers: Record<string, string>, what: () => Promise<unknown>) => {
    meanwhile = what;
    return (await app.inject({ url: '/api/v1/going-on', headers })).json().still as boolean;
  };

  it('may go on while nothing has changed', async () => {
    expect(await still(await admin.tokenFor('it-operator'), async () => {})).toBe(true);
    expect(await still(await sessionFor(admin, 'it-operator'), async () => {})).toBe(true);
  });

  it('may not when the token is revoked, or has come to its end', async () => {
    const { tokens } = admin.context.stores;
    const revoke = async () => {
      const [token] = await tokens.list();
      await tokens.revoke(token?.id ?? '', admin.context.clock());
    };
    expect(await still(await admin.tokenFor('it-operator'), revoke)).toBe(false);
    const brief = await admin.tokenFor('it-operator', { expiresAt: admin.context.clock() + 1_000 });
    expect(await still(brief, async () => admin.advance(1_000))).toBe(false);
  });

  it('may not when they are signed out, have another role or school, or nobody sat there for half an hour', async () => {
    const { sessions, accounts } = admin.context.stores;
    const own = async () => (await sessions.list(admin.context.clock()))[0];
    const signOut = async () => sessions.end((await own())?.id ?? '');
    const change = (to: object) => async () => accounts.change((await own())?.account ?? '', to);
    expect(await still(await sessionFor(admin, 'it-operator'), signOut)).toBe(false);
    expect(await still(await sessionFor(admin, 'it-operator'), change({ role: 'teacher' }))).toBe(false);
    admin.advance(1);
    expect(await still(await sessionFor(admin, 'it-operator'), change({ school: 'north' }))).toBe(false);
    expect(await still(await sessionFor(admin, 'it-operator'), async () => admin.advance(SESSION_IDLE_MS + 1))).toBe(false);
  });
});
