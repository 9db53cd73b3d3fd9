import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { GROUP_IDS } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { openExam } from '../services/exams.ts';
import {
  BODY_LIMIT_BYTES,
  Categories,
  IT,
  listAndEnd,
  Name,
  Put,
  putAnswer,
  SchoolId,
  Sites,
  strict,
  Text,
  Time,
} from './measure-schemas.ts';
import { Reason } from './unblocking-schemas.ts';

const ROLES = [...IT, 'headteacher'] as const;
const some = <T extends Type.TSchema>(item: T) => Type.Optional(Type.Array(item, { minItems: 1, maxItems: 500 }));

const Body = Type.Object(
  {
    audience: Type.Object(
      {
        groups: some(Type.Enum([...GROUP_IDS])),
        schools: some(SchoolId),
        classes: some(Name),
        people: some(Name),
        computers: some(Text(63, 2)),
        networks: some(Name),
      },
      {
        ...strict,
        description: 'every part that is given must fit; computers are beginnings of names, networks those of the configuration',
      },
    ),
    from: Type.Optional(Time),
    until: Time,
    closed: Type.Optional(Categories),
    allowListOnly: Type.Optional(Type.Boolean()),
    sites: Type.Optional(Sites),
    reason: Reason,
  },
  strict,
);

/** `POST|GET|DELETE /api/v1/exams`: exam windows for classes, groups, schools, people and rooms (row R35). */
export function examRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };

  app.post<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/exams',
    { config: { roles: ROLES }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags: ['exams'], body: Body, response: { 201: Put } } },
    async (request, reply) => {
      const opened = await openExam(principalOf(request), request.body, services);
      reply.code(201);
      return putAnswer(context, opened);
    },
  );

  listAndEnd(app, { context, services }, { path: '/api/v1/exams', tag: 'exams', kind: 'exam' }, ROLES);
}
