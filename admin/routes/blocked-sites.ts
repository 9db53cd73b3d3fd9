import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { SITE_KINDS } from '../../storage/refused-sites.ts';
import { principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { blockedSites } from '../services/blocked-sites.ts';
import { requireSchool } from '../services/refusal.ts';
import { IT, SchoolId, strict } from './measure-schemas.ts';
import { Nullable } from './pages.ts';

const Query = Type.Object(
  {
    show: Type.Enum([...SITE_KINDS], {
      default: 'refused',
      description: 'monitored: what would have been blocked, had its category not been only monitored',
    }),
    hours: Type.Integer({ minimum: 1, maximum: 168, default: 24 }),
    school: Type.Optional(SchoolId),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  },
  strict,
);
const Scope = Type.Object({ kind: Type.Enum(['school', 'group', 'trust']), id: Type.Optional(Type.String()) });
const Answer = Type.Object({
  since: Type.String(),
  complete: Type.Boolean({ description: 'false when there was not time to read everything' }),
  items: Type.Array(
    Type.Object({
      host: Type.String(),
      category: Type.String(),
      rule: Type.String(),
      action: Type.Enum(['allow', 'block', 'coach']),
      decisions: Type.Integer(),
      people: Type.Integer({ description: 'how many; somebody unknown counts by address' }),
      groups: Type.Array(Type.Object({ group: Type.String(), decisions: Type.Integer() })),
      schools: Type.Array(Type.String()),
      lastAt: Type.String(),
      suggestion: Nullable(
        Type.Object({
          body: Type.Object(
            { hosts: Type.Array(Type.String()), scope: Scope },
            { description: 'for POST /api/v1/overrides, with a reason' },
          ),
          words: Type.String(),
        }),
      ),
      whyNot: Nullable(Type.String({ description: 'why nothing is suggested' })),
    }),
  ),
});

/** `GET /api/v1/blocked-sites`: what most people were refused lately, in numbers, and the narrowest rule that would open it. */
export function blockedSiteRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID, recordsFolder: join(context.config.at.dataFolder, 'records') };
  app.get<{ Querystring: Type.Static<typeof Query> }>(
    '/api/v1/blocked-sites',
    { config: { roles: [...IT, 'headteacher'] }, schema: { tags: ['live'], querystring: Query, response: { 200: Answer } } },
    async (request) => {
      const principal = principalOf(request);
      const { school } = request.query;
      if (school !== undefined) await requireSchool(context, principal, school, { action: routeName(request) });
      return blockedSites(principal, request.query, services);
    },
  );
}
