import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { registerAiTool, removeAiTool, toolView } from '../services/ai-tools.ts';
import { reportAiUse } from '../services/ai-use.ts';
import { putInForce } from '../services/in-force.ts';
import { runningMeasures } from '../services/measures.ts';
import { BODY_LIMIT_BYTES, Ended, EndQuery, Put, putAnswer, strict } from './measure-schemas.ts';
import { PageQuery, pageOf } from './pages.ts';
import { Reason, TOOL_ENTRY, TOOL_IDENTITY } from './unblocking-schemas.ts';

/** Other AI products need the Head of IT's approval (row R32): nobody else's will do. */
const WRITERS: readonly Role[] = ['head-of-it'];

/** Numbers alone, without names: for those who decide about the tools, and those who answer for their use. */
const USE_READERS: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator', 'headteacher', 'dsl', 'deputy-dsl', 'dpo'];
const MOST_DAYS = 31;

const UseQuery = Type.Object({ days: Type.Integer({ minimum: 1, maximum: MOST_DAYS, default: 7 }) }, strict);

const Body = Type.Object({ ...TOOL_IDENTITY, ...TOOL_ENTRY, reason: Reason }, strict);

/**
 * `GET|PUT|DELETE /api/v1/ai-tools`: the register of AI tools, which opens them to those old enough (rows R31-R33, I16); `…/use`: who
 * used which, by group (row R30).
 */
export function aiToolRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID, recordsFolder: join(context.config.at.dataFolder, 'records') };

  app.get<{ Querystring: Type.Static<typeof UseQuery> }>(
    '/api/v1/ai-tools/use',
    { config: { roles: USE_READERS }, schema: { tags: ['ai-tools'], querystring: UseQuery } },
    async (request) => reportAiUse(principalOf(request), request.query.days, services),
  );

  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/ai-tools',
    { config: { roles: 'any' }, schema: { tags: ['ai-tools'], querystring: PageQuery } },
    async (request) => {
      const tools = await runningMeasures(principalOf(request), 'ai-tool', services);
      return pageOf(tools.map(toolView), request.query);
    },
  );

  app.put<{ Body: Type.Static<typeof Body> }>(
    '/api/v1/ai-tools',
    { config: { roles: WRITERS }, bodyLimit: BODY_LIMIT_BYTES, schema: { tags: ['ai-tools'], body: Body, response: { 200: Put } } },
    async (request) => ({
      ...(await putAnswer(context, await registerAiTool(principalOf(request), request.body, services))),
      id: request.body.id,
    }),
  );

  app.delete<{ Querystring: EndQuery }>(
    '/api/v1/ai-tools',
    { config: { roles: WRITERS }, schema: { tags: ['ai-tools'], querystring: EndQuery, response: { 200: Ended } } },
    async (request) => {
      const { revision, until } = await removeAiTool(principalOf(request), request.query, services);
      return { id: request.query.id, ...(await putInForce(context, 'overrides', revision)), until: new Date(until).toISOString() };
    },
  );
}
