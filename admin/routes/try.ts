import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { CATEGORY_IDS } from '../../core/category.ts';
import { GROUP_IDS } from '../../core/identity.ts';
import { principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { requireSchool } from '../services/refusal.ts';
import { tryAndKeep } from '../services/self-tests.ts';
import { BODY_LIMIT_BYTES, Categories, IT, Name, SchoolId, strict } from './measure-schemas.ts';
import { Nullable } from './pages.ts';

const Body = Type.Object(
  {
    group: Type.Enum([...GROUP_IDS]),
    school: Type.Optional(SchoolId),
    network: Type.Optional(Name),
    categories: Type.Optional(Categories),
  },
  strict,
);

const Action = Type.Enum(['allow', 'block', 'coach']);
const Answer = Type.Object({
  group: Type.String(),
  school: Nullable(Type.String()),
  network: Nullable(Type.String()),
  at: Type.String(),
  policyVersion: Type.String(),
  listVersion: Type.String(),
  ok: Type.Boolean({ description: 'true when the proxy did with every canary what the policy says' }),
  problem: Nullable(Type.String({ description: 'why nothing could be tried' })),
  items: Type.Array(
    Type.Object({
      category: Type.Enum([...CATEGORY_IDS]),
      title: Type.String(),
      host: Type.String(),
      expected: Action,
      got: Type.Enum(['allow', 'block', 'coach', 'no-answer']),
      ok: Type.Boolean(),
      decision: Nullable(Type.String()),
      protection: Nullable(Type.Enum(['protected', 'stale', 'missing'], { description: 'canaries alone never count as protected' })),
    }),
  ),
});

/** `POST /api/v1/try`: one canary of each category through the proxy, as somebody of a group; what came of it is kept. One at a time. */
export function tryRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };
  let isTrying = false;
  app.post<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/try',
    { config: { roles: IT }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags: ['try'], body: Body, response: { 200: Answer } } },
    async (request) => {
      const principal = principalOf(request);
      const school = request.body.school ?? principal.school ?? undefined;
      if (school !== undefined) {
        await requireSchool(context, principal, school, { action: routeName(request) });
        if (!context.config.schools.some(({ id }) => id === school)) throw new Problem('bad-request', `There is no school "${school}".`);
      }
      if (isTrying) throw new Problem('conflict', 'Somebody is trying the filter already: a few seconds more.');
      isTrying = true;
      try {
        return await tryAndKeep(principal, { ...request.body, ...(school !== undefined && { school }) }, services);
      } finally {
        isTrying = false;
      }
    },
  );
}
