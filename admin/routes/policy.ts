import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { putInForce } from '../services/in-force.ts';
import { createPolicies, type PolicyDraft } from '../services/policies.ts';
import { createPolicyDrafts, draftView, type Submitted } from '../services/policy-drafts.ts';
import { instantIn } from '../services/times.ts';
import { AnnouncementBody } from './announcements.ts';
import { PageQuery, pageBy } from './pages.ts';
import { EDITORS, editorOf, READERS, told } from './policy-access.ts';
import { policyDraftRoutes } from './policy-drafts.ts';
import { Reason } from './unblocking-schemas.ts';

const MOST_REPLAYED_DAYS = 31;

const strict = { additionalProperties: false } as const;
const Version = Type.String({ pattern: '^[0-9a-f]{12}$' });
/** Checked by the service, as the configuration file is: the validator of routes would take seconds to make of the whole schema. */
const Document = Type.Unknown({ description: 'a policy document (docs/policy.md)' });
const telling = { announcement: Type.Optional(AnnouncementBody) };
const Draft = Type.Object(
  { document: Document, reason: Reason, effectiveAt: Type.Optional(Type.String({ maxLength: 40 })), ...telling },
  strict,
);
const Trial = Type.Object({ document: Document, days: Type.Optional(Type.Integer({ minimum: 0, maximum: MOST_REPLAYED_DAYS })) }, strict);
const Return = Type.Object({ version: Version, reason: Reason, ...telling }, strict);
const tags = ['policy'];

/** `/api/v1/policy…`: the policy document, its versions, what a change would do, and going back (rows I02, I14, R64). */
export function policyRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, recordsFolder: join(context.config.at.dataFolder, 'records'), newId: randomUUID };
  const policies = createPolicies(services);
  const drafts = createPolicyDrafts(policies, services);
  policyDraftRoutes(app, context, drafts);

  app.get<{ Querystring: { at?: string } }>(
    '/api/v1/policy',
    {
      config: { roles: READERS },
      schema: { tags, querystring: Type.Object({ at: Type.Optional(Type.String({ maxLength: 40 })) }, strict) },
    },
    app.kept(
      async () => [await policies.revision()],
      async (request) => {
        const { at } = request.query;
        const now = context.clock();
        const etag = `"${await policies.revision()}"`;
        const body = told(await policies.at(at === undefined ? now : instantIn('at', at)));
        return { body, etag, until: (await context.stores.policies.nextChange(now)) ?? undefined };
      },
    ),
  );

  app.put<{ Body: PolicyDraft }>(
    '/api/v1/policy',
    { config: { roles: EDITORS }, schema: { tags, body: Draft } },
    async (request, reply) => {
      return answer(reply, await drafts.submit(await editorOf(request, context), request.body, baseOf(request)));
    },
  );

  app.post<{ Body: Type.Static<typeof Trial> }>(
    '/api/v1/policy/dry-run',
    { config: { roles: EDITORS }, schema: { tags, body: Trial } },
    async (request) => {
      const { days = 1 } = request.body;
      const document = policies.checked(request.body.document);
      const current = await policies.at(context.clock());
      const difference = policies.difference(current.document, document);
      return { basedOn: current.version, ...difference, replay: await policies.replay(document, days), days };
    },
  );

  app.post<{ Body: Type.Static<typeof Return> }>(
    '/api/v1/policy/rollback',
    { config: { roles: EDITORS }, schema: { tags, body: Return } },
    async (request, reply) => {
      const { version, ...input } = request.body;
      return answer(reply, await drafts.submitVersion(await editorOf(request, context), version, input, baseOf(request)));
    },
  );

  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/policy/versions',
    { config: { roles: READERS }, schema: { tags, querystring: PageQuery } },
    async (request) => {
      // A version that was gone back to stands there twice: its save is what the cursor names.
      const { items, next } = pageBy(({ version, createdAt }) => `${version}-${createdAt}`, await policies.history(), request.query);
      return { items: items.map(told), next };
    },
  );

  app.get<{ Params: { version: string } }>(
    '/api/v1/policy/versions/:version',
    { config: { roles: READERS }, schema: { tags, params: Type.Object({ version: Version }) } },
    async (request) => told(await policies.version(request.params.version)),
  );

  app.get<{ Querystring: { from: string; to: string } }>(
    '/api/v1/policy/diff',
    { config: { roles: READERS }, schema: { tags, querystring: Type.Object({ from: Version, to: Version }, strict) } },
    async (request) => {
      const [from, to] = [await policies.version(request.query.from), await policies.version(request.query.to)];
      return policies.difference(from.document, to.document);
    },
  );

  async function answer(reply: FastifyReply, submitted: Submitted) {
    if (submitted.kind === 'awaiting-second') {
      reply.code(202);
      return draftView(submitted.draft);
    }
    const { saved, revision } = submitted;
    reply.header('etag', `"${revision}"`);
    return { ...told(saved), ...(await putInForce(context, 'policy', revision)) };
  }
}

/** The revision in `If-Match`: without it, one editor would undo another's work without knowing (RFC 9110, 13.1.1). */
function baseOf({ headers }: FastifyRequest): number {
  const [, revision] = /^"(\d{1,15})"$/.exec(headers['if-match'] ?? '') ?? [];
  if (revision === undefined)
    throw new Problem('precondition-required', 'Send If-Match with the ETag that GET /api/v1/policy answered with.');
  return Number(revision);
}
