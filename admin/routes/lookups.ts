import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { parseInstant } from '../../core/london-time.ts';
import { principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { instant, PURPOSES } from '../services/incident-list.ts';
import { createIncidentServices } from '../services/incident-services.ts';
import { listLookups } from '../services/lookups.ts';
import { requireSchool } from '../services/refusal.ts';
import { Name, strict, Time } from './measure-schemas.ts';
import { CursorText, Nullable } from './pages.ts';

const Query = Type.Object(
  {
    actor: Type.Optional(Type.String({ minLength: 1, maxLength: 220, description: 'as the audit log names them: user:a.lead' })),
    person: Type.Optional(Name),
    purpose: Type.Optional(Type.Enum([...PURPOSES])),
    since: Type.Optional(Time),
    until: Type.Optional(Time),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    cursor: Type.Optional(CursorText),
  },
  strict,
);
const Text = Nullable(Type.String());
const Answer = Type.Object({
  items: Type.Array(
    Type.Object({
      sequence: Type.Integer(),
      at: Type.String(),
      actor: Type.String(),
      role: Text,
      action: Type.String(),
      words: Type.String({ description: 'the action as people say it' }),
      subject: Type.String({ description: 'an incident, a decision, a name that was looked up, or what stands for a person' }),
      purpose: Text,
      reference: Text,
      outcome: Type.Enum(['done', 'refused']),
    }),
  ),
  next: Text,
});

/** `GET /api/v1/lookups`: who looked at whom, and why; for the data protection officer, of the whole trust. */
export function lookupRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = createIncidentServices(context);
  app.get<{ Querystring: Type.Static<typeof Query> }>(
    '/api/v1/lookups',
    { config: { roles: ['dpo'] }, schema: { tags: ['audit'], querystring: Query, response: { 200: Answer } } },
    async (request) => {
      const principal = principalOf(request);
      await requireSchool(services, principal, null, { action: routeName(request) });
      const { since, until, ...query } = request.query;
      const [from, before] = [instant(since, parseInstant, 'since'), instant(until, parseInstant, 'until')];
      const times = { ...(from !== undefined && { since: from }), ...(before !== undefined && { until: before }) };
      return listLookups(principal, { ...query, ...times }, services);
    },
  );
}
