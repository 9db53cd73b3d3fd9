import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { THEMES } from '../../core/category.ts';
import { INCIDENT_STATUSES, OUTCOMES, SEVERITIES } from '../../core/incident.ts';
import { principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { mergeCandidates } from '../services/incident-candidates.ts';
import { visibleCase } from '../services/incident-case.ts';
import { EXPORT_FORMATS, type ExportFormat, exportCsv, exportText } from '../services/incident-export.ts';
import { createIncidentServices } from '../services/incident-services.ts';
import { incidentTrends } from '../services/incident-trends.ts';
import { personNameOf, SAFEGUARDING_ROLES } from '../services/incident-visibility.ts';
import { requireSchool } from '../services/refusal.ts';
import { IncidentId } from './incidents-schemas.ts';
import { SchoolId, strict } from './measure-schemas.ts';
import { Nullable } from './pages.ts';

const config = { roles: SAFEGUARDING_ROLES };
const tags = ['incidents'];
const Counts = Type.Record(Type.String(), Type.Integer());

const TrendsQuery = Type.Object(
  { weeks: Type.Integer({ minimum: 1, maximum: 104, default: 12 }), school: Type.Optional(SchoolId) },
  strict,
);
const Trends = Type.Object({
  from: Type.String(),
  until: Type.String(),
  weeks: Type.Array(
    Type.Object({
      week: Type.String({ description: 'ISO 8601, as 2026-W48' }),
      from: Type.String({ description: 'its Monday' }),
      total: Type.Integer(),
      open: Type.Integer(),
      bySeverity: Type.Object({ danger: Type.Integer(), warning: Type.Integer(), advisory: Type.Integer() }),
      byTheme: Counts,
      byOutcome: Counts,
    }),
    { description: 'oldest first; the last one is still growing' },
  ),
  themes: Type.Array(
    Type.Object({
      theme: Type.Enum([...THEMES]),
      title: Type.String(),
      total: Type.Integer(),
      lastWeek: Type.Integer({ description: 'the last whole one' }),
      weekBefore: Type.Integer(),
    }),
  ),
  total: Type.Integer(),
  complete: Type.Boolean({ description: 'false when there were too many to count' }),
});

const Candidates = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      person: Nullable(Type.String()),
      theme: Type.Enum([...THEMES]),
      severity: Type.Enum([...SEVERITIES]),
      status: Type.Enum([...INCIDENT_STATUSES]),
      outcome: Nullable(Type.Enum([...OUTCOMES])),
      firstAt: Type.String(),
      lastAt: Type.String(),
      records: Type.Integer(),
      why: Type.String(),
      because: Type.Enum(['same-person', 'same-theme']),
    }),
  ),
});

const ExportQuery = Type.Object(
  {
    format: Type.Enum([...EXPORT_FORMATS], { default: 'text' }),
    reference: Type.Optional(
      Type.String({
        maxLength: 200,
        pattern: '^[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]*$',
        description: 'the case it goes to, in CPOMS or MyConcern',
      }),
    ),
  },
  strict,
);

/** Trends, what an incident may belong together with, and an incident as words for the school's safeguarding records. */
export function incidentReviewRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = createIncidentServices(context);

  app.get<{ Querystring: Type.Static<typeof TrendsQuery> }>(
    '/api/v1/incidents/trends',
    { config, schema: { tags, querystring: TrendsQuery, response: { 200: Trends } } },
    async (request) => {
      const principal = principalOf(request);
      const { school } = request.query;
      if (school !== undefined) await requireSchool(services, principal, school, { action: routeName(request) });
      return incidentTrends(principal, request.query, services);
    },
  );

  app.get<{ Params: { id: string } }>(
    '/api/v1/incidents/:id/merge-candidates',
    { config, schema: { tags, params: IncidentId, response: { 200: Candidates } } },
    async (request) => {
      const principal = principalOf(request);
      const action = 'incident.merge-candidates';
      const one = await visibleCase(request.params.id, principal, action, services);
      const { id } = one.incident;
      const { actor, role } = principal;
      const detail = { role, purpose: 'safeguarding', reference: id };
      await services.stores.audit.append({ at: services.clock(), actor, action, subject: id, outcome: 'done', detail });
      return mergeCandidates(principal, one, services);
    },
  );

  app.get<{ Params: { id: string }; Querystring: { format: ExportFormat; reference?: string } }>(
    '/api/v1/incidents/:id/export',
    {
      config,
      schema: {
        tags,
        params: IncidentId,
        querystring: ExportQuery,
        response: { 200: Type.String({ description: 'text/plain, or text/csv' }) },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { format, reference = '' } = request.query;
      const one = await visibleCase(request.params.id, principal, 'incident.export', services);
      const { id } = one.incident;
      const at = services.clock();
      const { actor, role } = principal;
      const detail = { role, purpose: 'safeguarding', reference: reference === '' ? id : reference, format };
      await services.stores.audit.append({ at, actor, action: 'incident.export', subject: id, outcome: 'done', detail });
      const options = { by: personNameOf(principal), at, reference };
      const isCsv = format === 'csv';
      reply
        .type(isCsv ? 'text/csv; charset=utf-8' : 'text/plain; charset=utf-8')
        .header('content-disposition', `attachment; filename="incident-${id}.${isCsv ? 'csv' : 'txt'}"`);
      return isCsv ? exportCsv(one, options) : exportText(one, options);
    },
  );
}
