import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import type { AuditEntry } from '../../storage/stores.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';

const Query = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0 })), limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }) },
  { additionalProperties: false },
);

const IT: readonly Role[] = ['trust-admin', 'head-of-it'];

function isSafeguarding({ action }: Pick<AuditEntry, 'action'>): boolean {
  return /^(incident|concern)\.|\/incidents\b/.test(action);
}

/** Who opened which incident would let IT guess whom it is about: they see that there is a row, and its place in the chain. */
function withheld<T extends AuditEntry | Omit<AuditEntry, 'at'>>(entry: T): T {
  return { ...entry, actor: 'withheld', action: 'safeguarding', subject: 'withheld', detail: {} };
}

/** `GET /api/v1/audit`: who did what, in order, each row chained to the one before. */
export function auditRoutes(app: FastifyInstance, { stores }: AdminContext): void {
  app.get<{ Querystring: Type.Static<typeof Query> }>(
    '/api/v1/audit',
    { config: { roles: ['trust-admin', 'head-of-it', 'headteacher', 'dpo'] }, schema: { tags: ['audit'], querystring: Query } },
    async (request) => {
      const { after, limit } = request.query;
      const items = await stores.audit.list({ limit, ...(after === undefined ? {} : { after }) });
      const { role } = principalOf(request);
      return {
        items: items.map(({ at, ...entry }) => ({
          ...(IT.includes(role) && isSafeguarding(entry) ? withheld(entry) : entry),
          at: new Date(at).toISOString(),
        })),
      };
    },
  );
}
