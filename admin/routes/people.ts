import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { putInForce } from '../services/in-force.ts';
import { importPeople } from '../services/people-import.ts';
import { lookUpPeople, visibleClasses } from '../services/people-lookup.ts';
import { pageOf } from './pages.ts';
import { ClassesAnswer, ClassesQuery, ImportAnswer, ImportQuery, PeopleAnswer, PeopleQuery } from './people-schemas.ts';

const IT: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator'];
const READERS: readonly Role[] = [...IT, 'headteacher', 'dsl', 'deputy-dsl'];
/** 50,000 people as CSV are 5 MB; a package with 500,000 enrolments some 10 MB packed. */
const BODY_LIMIT_BYTES = 48 * 1024 * 1024;
const BODY_TYPES = ['text/csv', 'application/zip', 'application/octet-stream'];

/** `GET /api/v1/people`, `GET /api/v1/classes`, `POST|PUT /api/v1/people/import`: who is at the schools, from their own records. */
export function peopleRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };
  app.addContentTypeParser(BODY_TYPES, { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) => done(null, body));

  app.get<{ Querystring: Type.Static<typeof PeopleQuery> }>(
    '/api/v1/people',
    { config: { roles: READERS }, schema: { tags: ['people'], querystring: PeopleQuery, response: { 200: PeopleAnswer } } },
    async (request) => lookUpPeople(principalOf(request), request.query, services),
  );

  app.get<{ Querystring: Type.Static<typeof ClassesQuery> }>(
    '/api/v1/classes',
    {
      config: { roles: [...READERS, 'teacher'] },
      schema: { tags: ['people'], querystring: ClassesQuery, response: { 200: ClassesAnswer } },
    },
    async (request) => {
      const { school, ...page } = request.query;
      const { items, next } = pageOf(await visibleClasses(principalOf(request), school, services), page);
      return { items: items.map(({ members, ...one }) => ({ ...one, members: members.length })), next };
    },
  );

  // A file of how things are is as good a PUT as it is a POST.
  for (const method of ['POST', 'PUT'] as const)
    app.route<{ Querystring: Type.Static<typeof ImportQuery> }>({
      method,
      url: '/api/v1/people/import',
      config: { roles: IT },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['people'], consumes: BODY_TYPES, querystring: ImportQuery, response: { 200: ImportAnswer } },
      handler: async (request) => {
        if (!Buffer.isBuffer(request.body))
          throw new Problem('unsupported-media-type', `Send the file as ${BODY_TYPES.slice(0, 2).join(' or ')}.`);
        const { dryRun, school, removeMore } = request.query;
        const source = { kind: 'file', bytes: request.body } as const;
        const { report, revision } = await importPeople(principalOf(request), source, { dryRun, school, removeMore }, context);
        if (revision === null) return { ...report, revision: null, inForce: null, waitingFor: [] };
        return { ...report, ...(await putInForce(context, 'people', revision)) };
      },
    });
}
