import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { selfTestView } from '../services/self-tests.ts';
import { CursorText, Nullable } from './pages.ts';

const READERS: readonly Role[] = ['trust-admin', 'it-operator', 'head-of-it', 'headteacher', 'dsl', 'deputy-dsl', 'dpo', 'viewer'];
const Words = Type.String();
const Query = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }), cursor: Type.Optional(CursorText) },
  { additionalProperties: false },
);
const Answer = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Words,
      at: Words,
      by: Words,
      school: Nullable(Words),
      group: Words,
      network: Nullable(Words),
      ok: Type.Boolean(),
      problem: Nullable(Words),
      tried: Type.Integer({ description: 'categories' }),
      wrong: Type.Array(Type.Object({ category: Words, expected: Words, got: Words })),
      policyVersion: Words,
      listVersion: Words,
    }),
  ),
  next: Nullable(Words),
});

/** `GET /api/v1/self-tests`: what each trial of the filter came to, the newest first; one for each group every morning (row D08). */
export function selfTestRoutes(app: FastifyInstance, { stores }: AdminContext): void {
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
