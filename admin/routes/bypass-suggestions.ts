import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { SuggestedBypassSchema, suggestedBypasses } from '../../core/suggested-bypass.ts';
import { principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { requireSchool } from '../services/refusal.ts';
import { IT } from './measure-schemas.ts';

const Answer = Type.Object({
  inspection: Type.Boolean({ description: 'whether any traffic is opened at all' }),
  items: Type.Array(SuggestedBypassSchema, { description: 'the most refused first; as the running workers remember it' }),
});

/** `GET /api/v1/bypass-suggestions`: where programs refuse inspection though their devices trust the school's root. For a person to decide. */
export function bypassSuggestionRoutes(app: FastifyInstance, context: AdminContext): void {
  app.get(
    '/api/v1/bypass-suggestions',
    { config: { roles: [...IT, 'dpo'] }, schema: { tags: ['inspection'], response: { 200: Answer } } },
    async (request) => {
      await requireSchool(context, principalOf(request), null, { action: routeName(request) });
      const statuses = await context.bus.statuses().catch(() => {
        throw new Problem('unavailable', 'Redis does not answer: what the workers saw is not known.');
      });
      const seen = statuses.flatMap(({ refusedInspections = [] }) => refusedInspections);
      return { inspection: context.config.inspection.enabled, items: suggestedBypasses(seen) };
    },
  );
}
