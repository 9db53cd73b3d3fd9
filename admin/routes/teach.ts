import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { putInForce } from '../services/in-force.ts';
import { endTeacherExam, openTeacherExam, teachersDay } from '../services/teaching.ts';
import { BODY_LIMIT_BYTES, Ended, EndQuery, IT, Name, Put, putAnswer, Sites, strict } from './measure-schemas.ts';
import { Nullable } from './pages.ts';
import { Reason, Until } from './unblocking-schemas.ts';

const ROLES: readonly Role[] = [...IT, 'teacher'];
const Words = Type.String();
const Texts = Type.Array(Words);

const Day = Type.Object({
  me: Words,
  now: Words,
  school: Nullable(Words),
  classes: Type.Array(Type.Object({ id: Words, name: Words, school: Nullable(Words), members: Type.Integer() })),
  open: Type.Array(
    Type.Object({
      id: Words,
      class: Words,
      hosts: Texts,
      title: Nullable(Type.String({ description: 'the service that is open, where it is one' })),
      from: Words,
      until: Words,
      reason: Words,
      grantedBy: Words,
    }),
  ),
  exams: Type.Array(
    Type.Object({
      id: Words,
      audience: Type.Record(Type.String(), Texts),
      from: Words,
      until: Words,
      closed: Type.Optional(Texts),
      allowListOnly: Type.Optional(Type.Boolean()),
      sites: Type.Optional(Texts),
      reason: Words,
      by: Words,
      mine: Type.Boolean({ description: 'whether DELETE /api/v1/teach/exams ends it' }),
    }),
  ),
  services: Type.Array(Type.Object({ id: Words, title: Words }), { description: 'what POST /api/v1/lessons opens by name' }),
});

const ExamBody = Type.Object(
  {
    class: Type.Optional(Name),
    room: Type.Optional(
      Type.String({ minLength: 3, maxLength: 63, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$', description: 'as its computers’ names begin' }),
    ),
    until: Type.Optional(Until),
    allowListOnly: Type.Optional(Type.Boolean()),
    sites: Type.Optional(Sites),
    reason: Reason,
  },
  strict,
);

/** `GET /api/v1/teach`, `POST|DELETE /api/v1/teach/exams`: a teacher's page, and exam mode for their class or room. */
export function teachRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };
  const tags = ['teach'];

  app.get('/api/v1/teach', { config: { roles: ROLES }, schema: { tags, response: { 200: Day } } }, async (request) =>
    teachersDay(principalOf(request), services),
  );

  app.post<{ Body: Type.Static<typeof ExamBody> }>(
    '/api/v1/teach/exams',
    { config: { roles: ROLES }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags, body: ExamBody, response: { 201: Put } } },
    async (request, reply) => {
      const opened = await openTeacherExam(principalOf(request), request.body, services);
      reply.code(201);
      return putAnswer(context, opened);
    },
  );

  app.delete<{ Querystring: EndQuery }>(
    '/api/v1/teach/exams',
    { config: { roles: ROLES }, schema: { tags, querystring: EndQuery, response: { 200: Ended } } },
    async (request) => {
      const { id, reason } = request.query;
      const { revision, until } = await endTeacherExam(principalOf(request), id, reason, services);
      return { id, ...(await putInForce(context, 'overrides', revision)), until: new Date(until).toISOString() };
    },
  );
}
