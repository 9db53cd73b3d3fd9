import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { GROUP_IDS } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { EXAM_FORMATS, type ExamFormat, examRecords } from '../services/exam-records.ts';
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

/** Browsing of pupils: for who answers for exams, not for every desk. */
const RECORD_READERS = ['head-of-it', 'headteacher'] as const;
const RecordsQuery = Type.Object(
  { format: Type.Enum([...EXAM_FORMATS], { default: 'csv' }), reference: Text(200, 3) },
  { ...strict, description: 'reference: of the exam, as it is to stand in the audit log' },
);

/**
 * `POST|GET|DELETE /api/v1/exams`: exam windows for classes, groups, schools, people and rooms; `…/{id}/records`: what was done in one
 * (row R35).
 */
export function examRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID, recordsFolder: join(context.config.at.dataFolder, 'records') };

  app.post<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/exams',
    { config: { roles: ROLES }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags: ['exams'], body: Body, response: { 201: Put } } },
    async (request, reply) => {
      const opened = await openExam(principalOf(request), request.body, services);
      reply.code(201);
      return putAnswer(context, opened);
    },
  );

  app.get<{ Params: { id: string }; Querystring: { format: ExamFormat; reference: string } }>(
    '/api/v1/exams/:id/records',
    {
      config: { roles: RECORD_READERS },
      schema: {
        tags: ['exams'],
        params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
        querystring: RecordsQuery,
        response: { 200: Type.String({ description: 'text/csv, or application/jsonl: an access record a line' }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { format, reference } = request.query;
      const lines = await examRecords(principalOf(request), { id, format, reference }, services);
      reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
        .header('content-disposition', `attachment; filename="exam-${id.replace(/[^A-Za-z0-9-]/g, '')}.${format}"`);
      return reply.send(Readable.from(lines));
    },
  );

  listAndEnd(app, { context, services }, { path: '/api/v1/exams', tag: 'exams', kind: 'exam' }, ROLES);
}
