import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { GROUP_IDS, type Role } from '../../core/identity.ts';
import { OUTSIDE_TESTS, type OutsideTest } from '../../core/self-test.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { keepOutsideTest, type OutsideResult, selfTestView } from '../services/self-tests.ts';
import { BODY_LIMIT_BYTES, SchoolId, strict, Text } from './measure-schemas.ts';
import { CursorText, Nullable } from './pages.ts';

const READERS: readonly Role[] = ['trust-admin', 'it-operator', 'head-of-it', 'headteacher', 'dsl', 'deputy-dsl', 'dpo', 'viewer'];
/** Those who try devices out: IT, and whoever answers for safeguarding with them. */
const TESTERS: readonly Role[] = READERS.filter((role) => role !== 'dpo' && role !== 'viewer');
const Words = Type.String();
const Query = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }), cursor: Type.Optional(CursorText) },
  { additionalProperties: false },
);
const Outside = Type.Object({ device: Words, notes: Words }, { description: 'found on a device with a tester outside the product' });
const Trial = Type.Object({
  id: Words,
  at: Words,
  by: Words,
  school: Nullable(Words),
  group: Words,
  network: Nullable(Words),
  outside: Nullable(Outside),
  ok: Type.Boolean(),
  problem: Nullable(Words),
  tried: Type.Integer({ description: 'categories' }),
  wrong: Type.Array(Type.Object({ category: Words, expected: Words, got: Words })),
  policyVersion: Words,
  listVersion: Words,
});
const Answer = Type.Object({ items: Type.Array(Trial), next: Nullable(Words) });
const blocked = Object.fromEntries(Object.keys(OUTSIDE_TESTS).map((id) => [id, Type.Boolean()])) as Record<OutsideTest, Type.TBoolean>;
const Body = Type.Object(
  {
    group: Type.Enum([...GROUP_IDS]),
    school: Type.Optional(SchoolId),
    device: Text(200, 3),
    blocked: Type.Object(blocked, { ...strict, description: 'whether each test page was blocked' }),
    notes: Type.Optional(Text(500, 0)),
  },
  strict,
);

/**
 * `GET /api/v1/self-tests`: what each trial of the filter came to, the newest first; one for each group every morning (row D08). `POST`:
 * what a tester outside the product found on a device (row D09).
 */
export function selfTestRoutes(app: FastifyInstance, context: AdminContext): void {
  const { stores } = context;
  app.post<{ Body: OutsideResult }>(
    '/api/v1/self-tests',
    { config: { roles: TESTERS }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags: ['try'], body: Body, response: { 201: Trial } } },
    async (request, reply) => {
      const test = await keepOutsideTest(principalOf(request), request.body, { ...context, newId: randomUUID });
      reply.code(201);
      return selfTestView(test);
    },
  );

  app.get<{ Querystring: Type.Static<typeof Query> }>(
    '/api/v1/self-tests',
    { config: { roles: READERS }, schema: { tags: ['try'], querystring: Query, response: { 200: Answer } } },
    async (request) => {
      const { school } = principalOf(request);
      const { limit, cursor } = request.query;
      const page = await stores.selfTests.list({ limit, ...(cursor !== undefined && { before: cursor }) });
      const items = page.filter((one) => school === null || one.school === null || one.school === school).map(selfTestView);
      return { items, next: page.length < limit ? null : (page.at(-1)?.id ?? null) };
    },
  );
}
