import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { putInForce } from '../services/in-force.ts';
import { createOverrides } from '../services/overrides.ts';
import { earliest } from '../services/times.ts';
import { PageQuery, pageOf } from './pages.ts';
import { InForce, OverrideBody } from './unblocking-schemas.ts';

const IT: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator'];
const BODY_LIMIT_BYTES = 64 * 1024;

const Opened = Type.Object({ id: Type.String(), ...InForce, until: Type.String(), warnings: Type.Array(Type.String()) });
const Ended = Type.Object({ id: Type.String(), ...InForce, until: Type.String() });

/** `POST|GET|DELETE /api/v1/overrides`: sites opened for a time, and sites blocked until somebody ends it. */
export function overrideRoutes(app: FastifyInstance, context: AdminContext): void {
  const overrides = createOverrides({ ...context, newId: randomUUID });
  const iso = (at: number) => new Date(at).toISOString();

  app.post<{ Body: Type.Static<typeof OverrideBody> }>(
    '/api/v1/overrides',
    {
      config: { roles: [...IT, 'teacher'] },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['overrides'], body: OverrideBody, response: { 201: Opened } },
    },
    async (request, reply) => {
      const { override, revision, warnings } = await overrides.add(principalOf(request), request.body);
      reply.code(201);
      return { id: override.id, ...(await putInForce(context, 'overrides', revision)), until: iso(override.until), warnings };
    },
  );

  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/overrides',
    { config: { roles: IT }, schema: { tags: ['overrides'], querystring: PageQuery } },
    app.kept(
      // A school's own hang on who is whose pupil, too.
      async (request) => (principalOf(request).school === null ? [(await context.stores.revisions()).overrides] : undefined),
      async (request) => {
        const listed = await overrides.list(principalOf(request));
        const { items, next } = pageOf(listed.overrides, request.query);
        const body = {
          items: items.map((one) => ({ ...one, from: iso(one.from), until: iso(one.until) })),
          next,
          // Few, and whoever looks for a reason wants all of them.
          blocks: listed.blocks.map(({ endedAt: _, ...one }) => ({ ...one, from: iso(one.from), reviewBy: iso(one.reviewBy) })),
        };
        return { body, until: earliest(listed.overrides.map(({ until }) => until)) };
      },
    ),
  );

  app.delete<{ Querystring: { id: string } }>(
    '/api/v1/overrides',
    {
      config: { roles: IT },
      schema: {
        tags: ['overrides'],
        querystring: Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
        response: { 200: Ended },
      },
    },
    async (request) => {
      const { id } = request.query;
      const { until, revision } = await overrides.end(principalOf(request), id);
      return { id, ...(await putInForce(context, 'overrides', revision)), until: iso(until) };
    },
  );
}
