import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import {
  REVIEW_PARTS,
  REVIEW_SECTION_IDS,
  REVIEW_TRIGGERS,
  type ReviewSectionId,
  type ReviewTrigger,
} from '../../core/filtering-review.ts';
import type { Role } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { knownGapsReader } from '../services/known-gaps.ts';
import { dueReviews } from '../services/review-due.ts';
import { reviewView } from '../services/review-view.ts';
import * as reviews from '../services/reviews.ts';
import { Nullable, PageQuery, pageOf } from './pages.ts';
import { Name, Reason, SchoolId } from './unblocking-schemas.ts';

const READERS: readonly Role[] = ['trust-admin', 'it-operator', 'head-of-it', 'headteacher', 'dsl', 'deputy-dsl', 'dpo', 'viewer'];
const OPENERS: readonly Role[] = ['trust-admin', 'head-of-it', 'headteacher', 'dsl'];
const WRITERS: readonly Role[] = [...OPENERS, 'it-operator', 'deputy-dsl'];
const SIGNERS: readonly Role[] = REVIEW_PARTS.flatMap(({ roles }) => roles);

const strict = { additionalProperties: false } as const;
const tags = ['reviews'];
const Words = Type.String();
/** Paragraphs, too, but no other controls. */
const Notes = Type.String({ maxLength: 8_000, pattern: '^(?:[^\\p{Cc}\\p{Cs}]|[\\n\\t])*$' });
const Email = Type.String({ maxLength: 200, pattern: "^[\\w.+'-]{1,64}@[\\w-]+(\\.[\\w-]+)+$" });
const Id = Type.String({ maxLength: 80, pattern: '^[A-Za-z0-9-]+$' });
const Version = Type.Integer({ minimum: 1, description: 'of the review that the change is made to' });

const Opening = Type.Object({ school: Type.Optional(SchoolId), trigger: Type.Enum([...REVIEW_TRIGGERS]), reason: Reason }, strict);
const Noted = Type.Object({ notes: Notes, version: Version }, strict);
const Action = Type.Object(
  { what: Reason, owner: Name, email: Type.Optional(Email), due: Type.String({ maxLength: 10 }), version: Version },
  strict,
);
const Done = Type.Object({ words: Reason }, strict);
const Signing = Type.Object({ statement: Reason, version: Version }, strict);
const Withdrawal = Type.Object({ reason: Reason, version: Version }, strict);

const Answer = Type.Object({
  id: Words,
  school: Nullable(Words),
  status: Type.Enum(['open', 'closed', 'withdrawn']),
  trigger: Type.Enum([...REVIEW_TRIGGERS]),
  reason: Words,
  openedAt: Words,
  openedBy: Words,
  closedAt: Nullable(Words),
  digest: Nullable(Type.String({ description: 'SHA-256 of the document, as the audit log has it' })),
  version: Type.Integer(),
  sections: Type.Array(
    Type.Object({
      id: Type.Enum([...REVIEW_SECTION_IDS]),
      title: Words,
      facts: Type.Array(Type.Object({ label: Words, value: Words })),
      notes: Words,
      notedBy: Nullable(Words),
      notedAt: Nullable(Words),
    }),
  ),
  actions: Type.Array(
    Type.Object({
      id: Words,
      what: Words,
      owner: Words,
      email: Nullable(Words),
      due: Words,
      doneAt: Nullable(Words),
      doneBy: Nullable(Words),
      doneWords: Nullable(Words),
    }),
  ),
  signatures: Type.Array(Type.Object({ part: Words, name: Words, actor: Words, role: Words, statement: Words, at: Words, content: Words })),
  toSign: Type.Array(Type.Object({ part: Words, title: Words })),
});
const Listed = Type.Object({
  items: Type.Array(Type.Omit(Answer, ['sections', 'actions', 'signatures'])),
  next: Nullable(Words),
  due: Type.Array(Type.Object({ school: Nullable(Words), trigger: Type.Enum([...REVIEW_TRIGGERS]), words: Words })),
});
const Gaps = Type.Object({
  at: Words,
  sections: Type.Array(Type.Object({ id: Words, title: Words, facts: Type.Array(Type.Object({ label: Words, value: Type.String() })) })),
});
type One = { Params: { id: string } };

/** `/api/v1/reviews…`: the review of filtering and monitoring that is held each academic year, and when one is due (rows D04–D07). */
export function reviewRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID, recordsFolder: join(context.config.at.dataFolder, 'records') };
  const one = { tags, params: Type.Object({ id: Id }), response: { 200: Answer } };

  const gapsFor = knownGapsReader(services);
  app.get('/api/v1/known-gaps', { config: { roles: READERS }, schema: { tags, response: { 200: Gaps } } }, async (request) => {
    const { at, sections } = await gapsFor(principalOf(request));
    return { at: new Date(at).toISOString(), sections };
  });

  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/reviews',
    { config: { roles: READERS }, schema: { tags, querystring: PageQuery, response: { 200: Listed } } },
    async (request) => {
      const principal = principalOf(request);
      const listed = (await reviews.visibleReviews(principal, services)).map(reviewView);
      return { ...pageOf(listed, request.query), due: await dueReviews(principal, services) };
    },
  );

  app.post<{ Body: { school?: string; trigger: ReviewTrigger; reason: string } }>(
    '/api/v1/reviews',
    { config: { roles: OPENERS }, schema: { tags, body: Opening, response: { 201: Answer } } },
    async (request, reply) => {
      reply.code(201);
      return reviewView(await reviews.openReview(principalOf(request), request.body, services));
    },
  );

  app.get<One>('/api/v1/reviews/:id', { config: { roles: READERS }, schema: one }, async (request) =>
    reviewView(await reviews.reviewNamed(principalOf(request), request.params.id, services)),
  );

  app.put<{ Params: { id: string; section: ReviewSectionId }; Body: Type.Static<typeof Noted> }>(
    '/api/v1/reviews/:id/sections/:section',
    {
      config: { roles: WRITERS },
      schema: { ...one, params: Type.Object({ id: Id, section: Type.Enum([...REVIEW_SECTION_IDS]) }), body: Noted },
    },
    async (request) => {
      const { params, body } = request;
      return reviewView(await reviews.noteSection(principalOf(request), params.id, params.section, body.notes, body.version, services));
    },
  );

  app.post<One & { Body: Type.Static<typeof Action> }>(
    '/api/v1/reviews/:id/actions',
    { config: { roles: WRITERS }, schema: { ...one, body: Action } },
    async (request) => {
      const { version, ...action } = request.body;
      return reviewView(await reviews.addAction(principalOf(request), request.params.id, action, version, services));
    },
  );

  app.post<{ Params: { id: string; action: string }; Body: Type.Static<typeof Done> }>(
    '/api/v1/reviews/:id/actions/:action/done',
    { config: { roles: WRITERS }, schema: { ...one, params: Type.Object({ id: Id, action: Id }), body: Done } },
    async (request) => {
      const { id, action } = request.params;
      return reviewView(await reviews.finishAction(principalOf(request), id, action, request.body.words, services));
    },
  );

  app.post<One & { Body: Type.Static<typeof Signing> }>(
    '/api/v1/reviews/:id/sign',
    { config: { roles: SIGNERS }, schema: { ...one, body: Signing } },
    async (request) => {
      const { statement, version } = request.body;
      return reviewView(await reviews.signReview(principalOf(request), request.params.id, statement, version, services));
    },
  );

  app.post<One & { Body: Type.Static<typeof Withdrawal> }>(
    '/api/v1/reviews/:id/withdraw',
    { config: { roles: OPENERS }, schema: { ...one, body: Withdrawal } },
    async (request) => {
      const { reason, version } = request.body;
      return reviewView(await reviews.withdrawReview(principalOf(request), request.params.id, reason, version, services));
    },
  );

  app.get<One>(
    '/api/v1/reviews/:id/document',
    {
      config: { roles: READERS },
      schema: {
        tags,
        params: Type.Object({ id: Id }),
        response: { 200: Type.String({ description: 'text/html: one page, with all that it needs' }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const document = await reviews.documentOf(await reviews.reviewNamed(principalOf(request), id, services), services);
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
        .header('content-disposition', `attachment; filename="${id}.html"`);
      return document;
    },
  );
}
