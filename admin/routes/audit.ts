import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { type AuditVerdict, readAnchors, verifyAudit } from '../../storage/audit-anchors.ts';
import type { AuditEntry } from '../../storage/audit-log.ts';
import { type Principal, principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { SAFEGUARDING_ROLES } from '../services/incident-visibility.ts';
import { requireSchool } from '../services/refusal.ts';
import { Nullable } from './pages.ts';

const Query = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({ minimum: 0, description: 'a sequence; the same as cursor. With order=newest, the rows before it' }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 16, pattern: '^\\d{1,15}$' })),
    order: Type.Enum(['oldest', 'newest'], { default: 'oldest', description: 'which rows come first' }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  },
  { additionalProperties: false },
);
const Verdict = Type.Object({
  intact: Type.Boolean(),
  firstBroken: Nullable(Type.Integer({ description: 'the first sequence that is not what it was' })),
  reason: Nullable(Type.String()),
  entries: Type.Integer(),
  anchors: Type.Integer(),
  anchoredTo: Type.Integer({ description: 'up to where ends of the chain that are kept outside the database vouch for it' }),
  warning: Nullable(Type.String()),
});

const READERS: readonly Role[] = ['trust-admin', 'head-of-it', 'headteacher', 'dpo'];
const IT: readonly Role[] = ['trust-admin', 'head-of-it'];

/**
 * A look at a person counts when somebody with a part in safeguarding took it, or when the row does not say who. So does what is said of wrong
 * access: it may be about an incident.
 */
function isSafeguarding({ action, detail }: Pick<AuditEntry, 'action' | 'detail'>): boolean {
  if (/^(incident|concern|access)\.|\/incidents\b|^personal-use-report\.(week|person)$/.test(action)) return true;
  if (!/^(people\.look-up|explain\.)/.test(action)) return false;
  const { role } = detail;
  return role === undefined || SAFEGUARDING_ROLES.some((one) => one === role);
}

/** Who opened which incident, or looked at whom, would let IT guess whom it is about: they see that there is a row, and its place in the chain. */
function withheld<T extends AuditEntry | Omit<AuditEntry, 'at'>>(entry: T): T {
  return { ...entry, actor: 'withheld', action: 'safeguarding', subject: 'withheld', detail: {} };
}

/** Its rows are of every school. */
async function readerOf(request: FastifyRequest, context: AdminContext): Promise<Principal> {
  const principal = principalOf(request);
  await requireSchool(context, principal, null, { action: routeName(request) });
  return principal;
}

/** `GET /api/v1/audit`: who did what, in order, each row chained to the one before; `…/verify`: whether it is still what was written. */
export function auditRoutes(app: FastifyInstance, context: AdminContext): void {
  const { stores, config, clock } = context;

  async function rowsAfter(after: number, limit: number) {
    const rows = await stores.audit.list({ after, limit });
    return { rows, next: rows.length < limit ? null : String(rows.at(-1)?.sequence) };
  }

  /** The rows before a place, the last of them first. Sequences have no gaps, so that the place says where the page begins. */
  async function newestRows(before: number | undefined, limit: number) {
    const end = before ?? (await stores.audit.head()).sequence + 1;
    const after = Math.max(0, end - 1 - limit);
    const rows = end <= 1 ? [] : await stores.audit.list({ after, limit: end - 1 - after });
    return { rows: rows.reverse(), next: after === 0 ? null : String(after + 1) };
  }

  app.get<{ Querystring: Type.Static<typeof Query> }>(
    '/api/v1/audit',
    { config: { roles: READERS }, schema: { tags: ['audit'], querystring: Query } },
    app.kept(
      async () => Object.values(await stores.audit.head()),
      async (request) => {
        const { role } = await readerOf(request, context);
        const { after, cursor, limit, order } = request.query;
        const place = cursor === undefined ? after : Number(cursor);
        const { rows, next } = order === 'newest' ? await newestRows(place, limit) : await rowsAfter(place ?? 0, limit);
        const items = rows.map(({ at, ...entry }) => ({
          ...(IT.includes(role) && isSafeguarding(entry) ? withheld(entry) : entry),
          at: new Date(at).toISOString(),
        }));
        return { body: { items, next } };
      },
    ),
  );

  /** The whole chain is read: whoever asks meanwhile gets the same answer. */
  let verifying: Promise<AuditVerdict> | null = null;
  const verdict = (): Promise<AuditVerdict> => {
    verifying ??= readAnchors(config.at.dataFolder)
      .then((anchors) => verifyAudit(stores.audit, anchors, clock()))
      .finally(() => {
        verifying = null;
      });
    return verifying;
  };

  app.get(
    '/api/v1/audit/verify',
    { config: { roles: READERS }, schema: { tags: ['audit'], response: { 200: Verdict } } },
    async (request) => {
      const { actor } = await readerOf(request, context);
      const found = await verdict();
      const { intact, firstBroken, entries } = found;
      const detail = { intact, firstBroken, entries };
      await stores.audit.append({ at: clock(), actor, action: 'audit.verify', subject: 'audit', outcome: 'done', detail });
      return found;
    },
  );
}
