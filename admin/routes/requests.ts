import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { SiteLookSchema } from '../../core/site-look.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { putInForce } from '../services/in-force.ts';
import { commentOn } from '../services/request-comments.ts';
import { approveRequest, declineRequest } from '../services/request-decisions.ts';
import { fileRequest } from '../services/request-filing.ts';
import { lookAtRequest } from '../services/request-look.ts';
import type { Decided } from '../services/request-outcome.ts';
import { commentView, inShort, listRequests, showRequest } from '../services/request-view.ts';
import { ApproveBody, CommentBody, DeclineBody, InForce, RequestBody, RequestId, RequestQuery } from './unblocking-schemas.ts';

const IT: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator'];
const STAFF: readonly Role[] = [...IT, 'headteacher', 'dsl', 'deputy-dsl', 'teacher'];
/** Those who see what is asked for. */
const DECIDERS: readonly Role[] = [...IT, 'headteacher'];
const BODY_LIMIT_BYTES = 64 * 1024;

/** `revision` and what follows are there when something is in force by it. */
const Answer = Type.Object({
  id: Type.String(),
  status: Type.String(),
  effect: Type.Union([
    Type.String({
      description: 'id of the override or block, as GET /api/v1/overrides lists it, or of the AI tool, as GET /api/v1/ai-tools does',
    }),
    Type.Null(),
  ]),
  ...Type.Partial(Type.Object(InForce)).properties,
  warnings: Type.Optional(Type.Array(Type.String())),
});

/** `POST|GET /api/v1/requests` and `…/{id}`, `…/{id}/approve|decline|look|comments`: people ask IT to open or block a site, and IT answers. */
export function requestRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID, recordsFolder: join(context.config.at.dataFolder, 'records') };

  app.post<{ Body: Type.Static<typeof RequestBody> }>(
    '/api/v1/requests',
    {
      config: { roles: STAFF },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['requests'], body: RequestBody, response: { 201: Answer } },
    },
    async (request, reply) => {
      const filed = await fileRequest(principalOf(request), request.body, services);
      reply.code(201);
      return answer({ ...filed, warnings: [] });
    },
  );

  app.get<{ Querystring: Type.Static<typeof RequestQuery> }>(
    '/api/v1/requests',
    { config: { roles: DECIDERS, etagIgnores: ['ageSeconds'] }, schema: { tags: ['requests'], querystring: RequestQuery } },
    app.kept(
      // Which of those that are not shown falls due next is known to the database alone.
      async ({ query }) => (query.overdue === true ? undefined : [await context.stores.requests.revision()]),
      async (request) => {
        const { items, next, until } = await listRequests(principalOf(request), request.query, services);
        return { body: { items: items.map(inShort), next }, until };
      },
    ),
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof ApproveBody> }>(
    '/api/v1/requests/:id/approve',
    {
      config: { roles: IT },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['requests'], params: RequestId, body: ApproveBody, response: { 200: Answer } },
    },
    async (request) => answer(await approveRequest(principalOf(request), request.params.id, request.body, services)),
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof DeclineBody> }>(
    '/api/v1/requests/:id/decline',
    {
      config: { roles: IT },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['requests'], params: RequestId, body: DeclineBody, response: { 200: Answer } },
    },
    async (request) => answer(await declineRequest(principalOf(request), request.params.id, request.body.reason, services)),
  );

  app.get<{ Params: { id: string } }>(
    '/api/v1/requests/:id',
    { config: { roles: DECIDERS, etagIgnores: ['ageSeconds'] }, schema: { tags: ['requests'], params: RequestId } },
    async (request) => showRequest(principalOf(request), request.params.id, services),
  );

  app.post<{ Params: { id: string } }>(
    '/api/v1/requests/:id/look',
    { config: { roles: IT }, schema: { tags: ['requests'], params: RequestId, response: { 200: SiteLookSchema } } },
    async (request) => lookAtRequest(principalOf(request), request.params.id, services),
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof CommentBody> }>(
    '/api/v1/requests/:id/comments',
    {
      config: { roles: DECIDERS },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['requests'], params: RequestId, body: CommentBody },
    },
    async (request, reply) => {
      const comment = await commentOn(principalOf(request), request.params.id, request.body.text, services);
      reply.code(201);
      return commentView(comment);
    },
  );

  async function answer({ request, revision, warnings }: Decided) {
    const told = { id: request.id, status: request.status, effect: request.effectId };
    return revision === null ? told : { ...told, ...(await putInForce(context, 'overrides', revision)), warnings };
  }
}
