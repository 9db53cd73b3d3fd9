import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import {
  ACCESS_READERS,
  ACCESS_SETTLERS,
  type AccessReport,
  accessReports,
  reportAccess,
  settleAccess,
} from '../services/access-reports.ts';
import { BODY_LIMIT_BYTES, strict, Text } from './measure-schemas.ts';
import { Nullable } from './pages.ts';

const Words = Type.String();
const Withheld = Nullable(Type.String({ description: 'null for IT' }));
const Report = Type.Object({
  id: Words,
  at: Words,
  by: Withheld,
  role: Words,
  school: Nullable(Words),
  what: Withheld,
  words: Withheld,
  settled: Nullable(Type.Object({ at: Words, by: Withheld, words: Withheld })),
});
const Body = Type.Object(
  { what: Text(300), words: Type.Optional(Text(1_000, 0)) },
  { ...strict, description: 'what is shown that should not be: where it is, without repeating it' },
);
const Settling = Type.Object({ words: Text(500, 3) }, strict);
const Id = Type.Object({ id: Type.String({ pattern: '^\\d{1,15}$' }) });
const tags = ['access'];

/** `POST /api/v1/access-reports`: anybody says that they can see what they should not (row R65); `GET`, `…/settle`: what became of it. */
export function accessReportRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };

  app.post<{ Body: { what: string; words?: string } }>(
    '/api/v1/access-reports',
    { config: { roles: 'any' }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags, body: Body, response: { 201: Report } } },
    async (request, reply) => {
      const { what, words = '' } = request.body;
      const report = await reportAccess(principalOf(request), { what, words }, services);
      reply.code(201);
      return view(report);
    },
  );

  app.get(
    '/api/v1/access-reports',
    { config: { roles: ACCESS_READERS }, schema: { tags, response: { 200: Type.Object({ items: Type.Array(Report) }) } } },
    async (request) => ({ items: (await accessReports(principalOf(request), context)).map(view) }),
  );

  app.post<{ Params: { id: string }; Body: { words: string } }>(
    '/api/v1/access-reports/:id/settle',
    {
      config: { roles: ACCESS_SETTLERS },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags, params: Id, body: Settling, response: { 200: Report } },
    },
    async (request) => view(await settleAccess(principalOf(request), request.params.id, request.body.words, services)),
  );
}

function view({ at, settled, ...report }: AccessReport) {
  const iso = (time: number) => new Date(time).toISOString();
  return { ...report, at: iso(at), settled: settled === null ? null : { ...settled, at: iso(settled.at) } };
}
