import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { suspend } from '../services/suspensions.ts';
import { BODY_LIMIT_BYTES, IT, listAndEnd, Name, Put, putAnswer, strict, Time } from './measure-schemas.ts';
import { Reason } from './unblocking-schemas.ts';

const ROLES = [...IT, 'headteacher'] as const;
const Body = Type.Object({ person: Name, from: Type.Optional(Time), until: Time, reason: Reason }, strict);

/** `POST|GET|DELETE /api/v1/suspensions`: people whose access is suspended, on every device, until a date (row R56). */
export function suspensionRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };

  app.post<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/suspensions',
    {
      config: { roles: ROLES },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['suspensions'], body: Body, response: { 201: Put } },
    },
    async (request, reply) => {
      const suspended = await suspend(principalOf(request), request.body, services);
      reply.code(201);
      return putAnswer(context, suspended);
    },
  );

  listAndEnd(app, { context, services }, { path: '/api/v1/suspensions', tag: 'suspensions', kind: 'suspension' }, ROLES);
}
