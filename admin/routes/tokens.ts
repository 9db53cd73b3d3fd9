import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ROLES, type Role } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import type { ApiToken } from '../../storage/stores.ts';
import { newTokenSecret, tokenHash } from '../../storage/token-secret.ts';
import { type Principal, principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { refused, requireSchool } from '../services/refusal.ts';
import { instantIn } from '../services/times.ts';
import { Nullable, PageQuery, pageOf } from './pages.ts';
import { Name, SchoolId } from './unblocking-schemas.ts';

const ADMINISTRATORS: readonly Role[] = ['trust-admin'];
/**
 * What an administrator may not do: read incidents, and be the second of two people. Tokens of the roles that can are made by whoever
 * holds the machine (`schoolgate token create`).
 */
const MADE_ON_THE_MACHINE: readonly Role[] = ['dsl', 'deputy-dsl', 'headteacher', 'head-of-it', 'trust-admin'];
const LONGEST_MS = 366 * 86_400_000;

const strict = { additionalProperties: false } as const;
const TokenBody = Type.Object(
  {
    name: Name,
    role: Type.Enum([...ROLES]),
    school: Type.Optional(SchoolId),
    person: Type.Optional(Name),
    expiresAt: Type.Optional(Type.String({ maxLength: 40, description: 'at most a year away, which is the default' })),
  },
  strict,
);
const TokenId = Type.Object({ id: Type.String({ maxLength: 80, pattern: '^[A-Za-z0-9-]+$' }) });
const Time = Nullable(Type.String());
const Token = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.String(),
  school: Nullable(Type.String()),
  person: Nullable(Type.String({ description: 'whom it acts for: a teacher acts for their own classes' })),
  createdAt: Type.String(),
  expiresAt: Time,
  revokedAt: Time,
});

/** `/api/v1/tokens`: keys for machines. A secret is in the answer that makes it, and nowhere else. */
export function tokenRoutes(app: FastifyInstance, context: AdminContext): void {
  const { stores, clock, config } = context;

  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/tokens',
    { config: { roles: ADMINISTRATORS }, schema: { tags: ['tokens'], querystring: PageQuery } },
    async (request) => {
      await administratorOf(request, context);
      return pageOf((await stores.tokens.list()).map(shown), request.query);
    },
  );

  app.post<{ Body: Type.Static<typeof TokenBody> }>(
    '/api/v1/tokens',
    {
      config: { roles: ADMINISTRATORS, answersSecret: true },
      schema: {
        tags: ['tokens'],
        body: TokenBody,
        response: { 201: Type.Object({ ...Token.properties, token: Type.String({ description: 'shown only now' }) }) },
      },
    },
    async (request, reply) => {
      const principal = await administratorOf(request, context);
      const { name, role, school = null, person = null, expiresAt } = request.body;
      if (MADE_ON_THE_MACHINE.includes(role)) {
        const words = `A token of the role "${role}" is made on the machine alone, with "schoolgate token create".`;
        throw await refused(context, principal, { action: 'token.create', subject: name, code: 'forbidden', words, detail: { role } });
      }
      if (school !== null && !config.schools.some(({ id }) => id === school))
        throw new Problem('bad-request', `school: there is no school "${school}".`);
      if ((await stores.tokens.list()).some((one) => one.name === name && isLive(one)))
        throw new Problem('conflict', `A live token is called "${name}" already: in the audit log nobody could tell the two apart.`);
      const createdAt = clock();
      const end = expiresAt === undefined ? epochMs(createdAt + LONGEST_MS) : instantIn('expiresAt', expiresAt);
      if (end <= createdAt || end > createdAt + LONGEST_MS) throw new Problem('bad-request', 'expiresAt: a time in the next year.');
      const token: ApiToken = { id: randomUUID(), name, role, school, person, createdAt, expiresAt: end, revokedAt: null };
      const secret = newTokenSecret();
      await stores.tokens.create(token, tokenHash(secret));
      await audit(principal, 'token.create', token.id, { name, role, school, person, expiresAt: end });
      reply.code(201);
      return { ...shown(token), token: secret };
    },
  );

  app.delete<{ Params: { id: string } }>(
    '/api/v1/tokens/:id',
    {
      config: { roles: ADMINISTRATORS },
      schema: { tags: ['tokens'], params: TokenId, response: { 200: Type.Object({ id: Type.String() }) } },
    },
    async (request) => {
      const principal = await administratorOf(request, context);
      const { id } = request.params;
      if (!(await stores.tokens.revoke(id, clock()))) throw new Problem('not-found', 'There is no such live token.');
      await audit(principal, 'token.revoke', id, {});
      return { id };
    },
  );

  function isLive({ revokedAt, expiresAt }: ApiToken): boolean {
    return revokedAt === null && (expiresAt === null || expiresAt > clock());
  }

  async function audit({ actor }: Principal, action: string, subject: string, detail: Record<string, unknown>): Promise<void> {
    await stores.audit.append({ at: clock(), actor, action, subject, outcome: 'done', detail });
  }
}

/** Whoever makes tokens could make one without a school: a school's own token may not. */
async function administratorOf(request: FastifyRequest, context: AdminContext): Promise<Principal> {
  const principal = principalOf(request);
  await requireSchool(context, principal, null, { action: routeName(request) });
  return principal;
}

function shown({ id, name, role, school, person = null, createdAt, expiresAt, revokedAt }: ApiToken) {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    id,
    name,
    role,
    school,
    person,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: time(expiresAt),
    revokedAt: time(revokedAt),
  };
}
