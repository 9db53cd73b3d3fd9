import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { AdminContext } from '../context.ts';

const Query = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0 })), limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }) },
  { additionalProperties: false },
);

/** `GET /api/v1/audit`: who did what, in order, each row chained to the one before. */
export function auditRoutes(app: FastifyInstance, { stores }: AdminContext): void {
  app.get<{ Querystring: Type.Static<typeof Query> }>(
    '/api/v1/audit',
    { config: { roles: ['trust-admin', 'head-of-it', 'headteacher', 'dpo'] }, schema: { tags: ['audit'], querystring: Query } },
    async (request) => {
      const { after, limit } = request.query;
      const items = await stores.audit.list({ limit, ...(after === undefined ? {} : { after }) });
      return { items: items.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })) };
    },
  );
}
