import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { arrange } from '../services/arrangements.ts';
import { BODY_LIMIT_BYTES, Categories, IT, listAndEnd, Name, Put, putAnswer, Sites, strict, Time } from './measure-schemas.ts';
import { Reason, Until } from './unblocking-schemas.ts';

const ROLES = [...IT, 'headteacher'] as const;
const Body = Type.Object(
  {
    person: Name,
    sites: Type.Optional(Sites),
    categories: Type.Optional(Categories),
    from: Type.Optional(Time),
    until: Type.Optional(Until),
    reason: Reason,
  },
  strict,
);

/** `POST|GET|DELETE /api/v1/arrangements`: what one person keeps through exams. */
export function arrangementRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };

  app.post<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/arrangements',
    {
      config: { roles: ROLES },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['arrangements'], body: Body, response: { 201: Put } },
    },
    async (request, reply) => {
      const arranged = await arrange(principalOf(request), request.body, services);
      reply.code(201);
      return putAnswer(context, arranged);
    },
  );

  listAndEnd(app, { context, services }, { path: '/api/v1/arrangements', tag: 'arrangements', kind: 'arrangement' }, ROLES);
}
