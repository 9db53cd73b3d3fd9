import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { type ConsoleSession, SECOND_FACTORS, SESSION_IDLE_MS } from '../../storage/sessions.ts';
import type { ConsoleCookies } from '../auth/cookies.ts';
import { type Principal, principalOf } from '../auth/principal.ts';
import { sessionOf } from '../auth/session.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { Nullable, PageQuery, pageOf } from './pages.ts';
import { Name } from './unblocking-schemas.ts';

/** They see and end those of others, too. */
const ADMINISTRATORS: readonly Role[] = ['trust-admin', 'head-of-it'];

const Query = Type.Object({ ...PageQuery.properties, account: Type.Optional(Name) }, { additionalProperties: false });
const Params = Type.Object({ id: Type.String({ maxLength: 80, pattern: '^[A-Za-z0-9-]+$' }) });
const Session = Type.Object({
  id: Type.String(),
  account: Type.String(),
  by: Type.String({ description: '`password`, or the id of the provider' }),
  factor: Type.Enum([...SECOND_FACTORS]),
  address: Type.String(),
  client: Type.String({ description: 'what the browser calls itself' }),
  isCurrent: Type.Boolean({ description: 'the one that asks' }),
  createdAt: Type.String(),
  lastSeenAt: Type.String(),
  endsAt: Type.String({ description: 'earlier when it is not used for half an hour' }),
});

/** `/api/v1/sessions`: who is signed in, where, and ending that. */
export function sessionsRoutes(app: FastifyInstance, context: AdminContext & { readonly cookies: ConsoleCookies }): void {
  const { stores, clock, cookies } = context;
  const config = { roles: 'any' } as const;
  const tags = ['session'];

  app.get<{ Querystring: Type.Static<typeof Query> }>(
    '/api/v1/sessions',
    {
      config,
      schema: { tags, querystring: Query, response: { 200: Type.Object({ items: Type.Array(Session), next: Nullable(Type.String()) }) } },
    },
    async (request) => {
      const current = await sessionOf(request, cookies, context, { isUse: false });
      const { items, next } = pageOf(await visibleTo(principalOf(request), request.query.account), request.query);
      return { items: items.map((one) => shown(one, current?.session.id)), next };
    },
  );

  app.delete<{ Params: Type.Static<typeof Params> }>(
    '/api/v1/sessions/:id',
    { config, schema: { tags, params: Params, response: { 200: Type.Object({ id: Type.String() }) } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const { id } = request.params;
      const session = (await visibleTo(principal)).find((one) => one.id === id);
      if (session === undefined) throw new Problem('not-found', 'There is no such session, or it has ended.');
      const subject = session.account;
      const detail = { address: session.address, client: session.client };
      await stores.audit.append({ at: clock(), actor: principal.actor, action: 'session.end', subject, outcome: 'done', detail });
      const current = await sessionOf(request, cookies, context, { isUse: false });
      await stores.sessions.end(id);
      if (current?.session.id === id) cookies.setSession(reply, null);
      return { id };
    },
  );

  /** One's own; an administrator's: all within their school. */
  async function visibleTo({ actor, role, school }: Principal, account?: string): Promise<ConsoleSession[]> {
    const all = await stores.sessions.list(clock(), account);
    const isOwn = (one: ConsoleSession) => actor === `user:${one.account}`;
    if (!ADMINISTRATORS.includes(role)) return all.filter(isOwn);
    if (school === null) return all;
    const accounts = new Set((await stores.accounts.list()).filter((one) => one.school === school).map(({ name }) => name));
    return all.filter((one) => isOwn(one) || accounts.has(one.account));
  }
}

function shown({ id, account, by, factor, address, client, createdAt, lastSeenAt, endsAt }: ConsoleSession, current: string | undefined) {
  return {
    id,
    account,
    by,
    factor,
    address,
    client,
    isCurrent: id === current,
    createdAt: new Date(createdAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    endsAt: new Date(Math.min(endsAt, lastSeenAt + SESSION_IDLE_MS)).toISOString(),
  };
}
