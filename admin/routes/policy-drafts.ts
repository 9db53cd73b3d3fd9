import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { AdminContext } from '../context.ts';
import { putInForce } from '../services/in-force.ts';
import { draftView, type PolicyDrafts } from '../services/policy-drafts.ts';
import { PageQuery, pageOf } from './pages.ts';
import { EDITORS, editorOf, READERS, told } from './policy-access.ts';
import { Reason } from './unblocking-schemas.ts';

const DraftId = Type.Object({ id: Type.String({ maxLength: 80, pattern: '^[A-Za-z0-9-]+$' }) });
const Decision = Type.Object({ reason: Reason }, { additionalProperties: false });
const MOST_LISTED = 10_000;
const tags = ['policy'];

/** `/api/v1/policy/drafts…`: changes that wait for a second person, where the trust wants one (`admin.policySecondPerson`). */
export function policyDraftRoutes(app: FastifyInstance, context: AdminContext, drafts: PolicyDrafts): void {
  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/policy/drafts',
    { config: { roles: READERS }, schema: { tags, querystring: PageQuery } },
    async (request) => pageOf((await drafts.list(MOST_LISTED)).map(draftView), request.query),
  );

  app.get<{ Params: { id: string } }>(
    '/api/v1/policy/drafts/:id',
    { config: { roles: READERS }, schema: { tags, params: DraftId } },
    async (request) => {
      const { draft, document, difference } = await drafts.get(request.params.id);
      return { ...draftView(draft), document, ...difference };
    },
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof Decision> }>(
    '/api/v1/policy/drafts/:id/approve',
    { config: { roles: EDITORS }, schema: { tags, params: DraftId, body: Decision } },
    async (request, reply) => {
      const { id } = request.params;
      const { saved, revision } = await drafts.approve(await editorOf(request, context), id, request.body.reason);
      reply.header('etag', `"${revision}"`);
      return { id, status: 'approved', ...told(saved), ...(await putInForce(context, 'policy', revision)) };
    },
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof Decision> }>(
    '/api/v1/policy/drafts/:id/decline',
    { config: { roles: EDITORS }, schema: { tags, params: DraftId, body: Decision } },
    async (request) => {
      const { id } = request.params;
      await drafts.decline(await editorOf(request, context), id, request.body.reason);
      return { id, status: 'declined' };
    },
  );
}
