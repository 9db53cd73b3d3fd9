import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { LoadedHostSchema, SiteLookSchema } from '../../core/site-look.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { putInForce } from '../services/in-force.ts';
import { siteNeeds } from '../services/lesson-needs.ts';
import { reportLessonUse } from '../services/lesson-use.ts';
import { endLesson, openLesson, runningLessons } from '../services/lessons.ts';
import { BODY_LIMIT_BYTES, Ended, EndQuery, IT, Name, strict, Text } from './measure-schemas.ts';
import { Nullable, PageQuery, pageOf } from './pages.ts';
import { InForce, Reason, Until } from './unblocking-schemas.ts';

const TEACHING: readonly Role[] = [...IT, 'teacher'];
/** Those who keep pupils safe see what is open for a class (row I09). */
const SEEING: readonly Role[] = [...TEACHING, 'headteacher', 'dsl', 'deputy-dsl'];

const UseQuery = Type.Object({ days: Type.Integer({ minimum: 1, maximum: 31, default: 7 }) }, strict);
const Used = Type.Object({
  days: Type.Integer(),
  complete: Type.Boolean({ description: 'false when there was not time to read all of those days' }),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      class: Type.String(),
      hosts: Type.Array(Type.String()),
      by: Type.String(),
      reason: Type.String(),
      from: Type.String(),
      until: Type.String(),
      requests: Type.Integer({ description: 'that it let through' }),
      people: Type.Integer(),
    }),
  ),
});

const Body = Type.Object(
  {
    class: Name,
    service: Type.Optional(Name),
    url: Type.Optional(Text(2048)),
    hosts: Type.Optional(Type.Array(Text(255), { minItems: 1, maxItems: 100 })),
    also: Type.Optional(Type.Array(Text(255), { maxItems: 30, description: 'further hosts that it needs' })),
    until: Type.Optional(Until),
    reason: Reason,
  },
  strict,
);

const NeedsBody = Type.Object({ class: Name, url: Text(2048) }, strict);
const Needs = Type.Object({
  service: Nullable(Type.String({ description: 'the service that the site belongs to: a grant opens it whole' })),
  title: Nullable(Type.String({ description: 'of the page' })),
  problem: SiteLookSchema.properties.problem,
  hosts: Type.Array(Type.Omit(LoadedHostSchema, ['action', 'openable']), {
    description: 'hosts that the page loads from and that are closed to somebody of the class; for "also" of POST /api/v1/lessons',
  }),
  closed: Type.Integer({ description: 'how many more no grant opens' }),
});

const Opened = Type.Object({
  id: Type.String(),
  class: Type.String(),
  hosts: Type.Array(Type.String()),
  ...InForce,
  until: Type.String(),
  warnings: Type.Array(Type.String()),
});

/**
 * `POST|GET|DELETE /api/v1/lessons`: a teacher opens a site, and what it needs to work, for a class; `…/use`: what came of it, in
 * numbers (rows R13, I09).
 */
export function lessonRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID, recordsFolder: join(context.config.at.dataFolder, 'records') };
  const iso = (at: number) => new Date(at).toISOString();

  app.post<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/lessons',
    { config: { roles: TEACHING }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags: ['lessons'], body: Body, response: { 201: Opened } } },
    async (request, reply) => {
      const { lesson, revision, warnings } = await openLesson(principalOf(request), request.body, services);
      const { id, scope, hosts, until } = lesson;
      const inForce = await putInForce(context, 'overrides', revision);
      reply.code(201);
      return { id, class: scope.id ?? '', hosts, ...inForce, until: iso(until), warnings: [...warnings] };
    },
  );

  app.post<{ Body: Type.Static<typeof NeedsBody> }>(
    '/api/v1/lessons/needs',
    { config: { roles: TEACHING }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags: ['lessons'], body: NeedsBody, response: { 200: Needs } } },
    async (request) => siteNeeds(principalOf(request), request.body, services),
  );

  app.get<{ Querystring: Type.Static<typeof UseQuery> }>(
    '/api/v1/lessons/use',
    { config: { roles: SEEING }, schema: { tags: ['lessons'], querystring: UseQuery, response: { 200: Used } } },
    async (request) => reportLessonUse(principalOf(request), request.query.days, services),
  );

  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/lessons',
    { config: { roles: SEEING }, schema: { tags: ['lessons'], querystring: PageQuery } },
    async (request) => {
      const lessons = await runningLessons(principalOf(request), services);
      const shown = lessons.map(({ kind: _, scope, from, until, ...one }) => ({
        ...one,
        class: scope.id,
        from: iso(from),
        until: iso(until),
      }));
      return pageOf(shown, request.query);
    },
  );

  app.delete<{ Querystring: EndQuery }>(
    '/api/v1/lessons',
    { config: { roles: TEACHING }, schema: { tags: ['lessons'], querystring: EndQuery, response: { 200: Ended } } },
    async (request) => {
      const { id } = request.query;
      const { until, revision } = await endLesson(principalOf(request), id, services);
      return { id, ...(await putInForce(context, 'overrides', revision)), until: iso(until) };
    },
  );
}
