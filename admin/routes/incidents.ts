import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Type from 'typebox';
import { parseInstant } from '../../core/london-time.ts';
import { principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem, problemDetails } from '../problem.ts';
import { earlierOf, type IncidentCase, openCase, visibleCase } from '../services/incident-case.ts';
import { contextOf } from '../services/incident-context.ts';
import { instant, listIncidents } from '../services/incident-list.ts';
import { createIncidentServices, type IncidentServices } from '../services/incident-services.ts';
import { assignable, changeIncident, requireSameReaders, suggestionFor } from '../services/incident-triage.ts';
import { earlierView, incidentDetail, incidentItem, iso } from '../services/incident-view.ts';
import { personNameOf, SAFEGUARDING_ROLES } from '../services/incident-visibility.ts';
import { requireSchool } from '../services/refusal.ts';
import { IncidentChanged, IncidentDetail, IncidentList } from './incidents-answers.ts';
import { changeOf, IncidentId, IncidentQuery, TRIAGE_BODIES, type TriageBody, type TriageKind } from './incidents-schemas.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
const config = { roles: SAFEGUARDING_ROLES };

/** `GET /api/v1/incidents`, `GET /api/v1/incidents/{id}`, `POST /api/v1/incidents/{id}/<change>`: the safeguarding leads' side of alerts. */
export function incidentRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = createIncidentServices(context);

  app.get<{ Querystring: Type.Static<typeof IncidentQuery> }>(
    '/api/v1/incidents',
    { config, schema: { tags: ['incidents'], querystring: IncidentQuery, response: { 200: IncidentList } } },
    async (request) => {
      const principal = principalOf(request);
      const { since, until, ...query } = request.query;
      if (query.school !== undefined) await requireSchool(services, principal, query.school, { action: routeName(request) });
      const [from, before] = [instant(since, parseInstant, 'since'), instant(until, parseInstant, 'until')];
      const times = { ...(from !== undefined && { since: from }), ...(before !== undefined && { until: before }) };
      return listIncidents(principal, { ...query, ...times }, services);
    },
  );

  app.get<{ Params: { id: string } }>(
    '/api/v1/incidents/:id',
    { config, schema: { tags: ['incidents'], params: IncidentId, response: { 200: IncidentDetail } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const one = await visibleCase(request.params.id, principal, 'incident.view', services);
      const detail = { role: principal.role, purpose: 'safeguarding', reference: one.incident.id, context: true };
      const { actor } = principal;
      await services.stores.audit.append({
        at: services.clock(),
        actor,
        action: 'incident.view',
        subject: one.incident.id,
        outcome: 'done',
        detail,
      });
      reply.header('etag', etagOf(one.incident));
      const [around, earlier] = await Promise.all([contextView(one, services), earlierOf(one, services)]);
      return {
        ...incidentDetail(one),
        earlier: earlier.map(earlierView),
        context: around,
        assignable: assignable(one.incident, one.directory),
      };
    },
  );

  for (const kind of Object.keys(TRIAGE_BODIES) as TriageKind[]) triageRoute(app, kind, services);
}

async function contextView(one: IncidentCase, services: IncidentServices) {
  const context = await contextOf(one, services);
  if ('withheld' in context) return context;
  const { from, until, items, leftOut } = context;
  return { from: iso(from), until: iso(until), items: items.map(({ at, ...item }) => ({ at: iso(at), ...item })), leftOut };
}

function triageRoute(app: FastifyInstance, kind: TriageKind, services: IncidentServices): void {
  app.post<{ Params: { id: string }; Body: TriageBody | undefined }>(
    `/api/v1/incidents/:id/${kind}`,
    {
      config,
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['incidents'], params: IncidentId, body: TRIAGE_BODIES[kind], response: { 200: IncidentChanged } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const one = await visibleCase(request.params.id, principal, `incident.${kind}`, services);
      const body = request.body ?? {};
      const change = changeOf(kind, body);
      if (change.kind === 'merge') requireSameReaders(one, await visibleCase(change.into, principal, 'incident.merge', services));
      const actor = { actor: principal.actor, name: personNameOf(principal) };
      const changed = await changeIncident(actor, one, versionOf(request, body), change, services);
      reply.header('etag', etagOf(changed.incident));
      if (changed.kind === 'conflict') return sendConflict(reply, changed);
      const after = await openCase(one.incident.id, services);
      const { incident, deliveries, events } = after ?? one;
      const suggestion = suggestionFor(one, change);
      return {
        ...incidentItem(incident, deliveries, events),
        ...(change.kind === 'escalate' && { told: changed.told.map(({ role }) => role) }),
        ...(suggestion !== null && { suggestion }),
      };
    },
  );
}

function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

/** The version that the caller has seen. */
function versionOf(request: FastifyRequest, { version }: TriageBody): number {
  const match = /^"(\d{1,9})"$/.exec(request.headers['if-match'] ?? '')?.[1];
  const given = match === undefined ? version : Number(match);
  if (given === undefined) throw new Problem('bad-request', 'Say which version you have seen: If-Match with the ETag, or "version".');
  return given;
}

function sendConflict(reply: FastifyReply, { incident, last }: Extract<Awaited<ReturnType<typeof changeIncident>>, { kind: 'conflict' }>) {
  const by = last === undefined ? 'Somebody' : last.actor;
  const detail = `${by} changed this meanwhile (${last?.event ?? 'unknown'}). Read it again.`;
  const { version, status, assignee, outcome } = incident;
  const current = { version, status, assignee, outcome, last: last === undefined ? null : { ...last, at: iso(last.at) } };
  return reply
    .code(409)
    .type('application/problem+json')
    .send({ ...problemDetails('conflict', detail), current });
}
