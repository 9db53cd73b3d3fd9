import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { AI_MINIMUMS, type AiTool, groupsFrom } from '../../core/measure.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { registerAiTool, removeAiTool, toolId } from '../services/ai-tools.ts';
import { putInForce } from '../services/in-force.ts';
import { runningMeasures, written } from '../services/measures.ts';
import { BODY_LIMIT_BYTES, Ended, EndQuery, Name, Put, putAnswer, strict, Text, Time } from './measure-schemas.ts';
import { PageQuery, pageOf } from './pages.ts';
import { Reason } from './unblocking-schemas.ts';

/** Other AI products need the Head of IT's approval (row R32): nobody else's will do. */
const WRITERS: readonly Role[] = ['head-of-it'];

const Body = Type.Object(
  {
    id: Type.String({ maxLength: 63, pattern: '^[a-z0-9][a-z0-9-]*$' }),
    name: Name,
    hosts: Type.Array(Text(255), { minItems: 1, maxItems: 100 }),
    minimumGroup: Type.Optional(Type.Enum([...AI_MINIMUMS])),
    minimumYear: Type.Optional(Type.Integer({ minimum: 0, maximum: 14, description: 'school year; 0 is Reception, 14 is adults only' })),
    licensed: Type.Boolean({ description: 'a licensed partner, as against approved for use' }),
    approver: Name,
    dpia: Text(2048),
    expires: Time,
    reason: Reason,
  },
  strict,
);

function shown(tool: AiTool) {
  const { until: expires, from: since, ...entry } = written(tool);
  return { ...entry, id: toolId(tool), groups: groupsFrom(tool.minimum), since, expires };
}

/** `GET|PUT|DELETE /api/v1/ai-tools`: the register of AI tools, which opens them to those old enough (rows R31-R33, I16). */
export function aiToolRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };

  app.get<{ Querystring: Type.Static<typeof PageQuery> }>(
    '/api/v1/ai-tools',
    { config: { roles: 'any' }, schema: { tags: ['ai-tools'], querystring: PageQuery } },
    async (request) => {
      const tools = await runningMeasures(principalOf(request), 'ai-tool', services);
      return pageOf(tools.map(shown), request.query);
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
