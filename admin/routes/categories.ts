import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { CATEGORY_IDS, categoryInfo } from '../../core/category.ts';
import { defaultAction, defaultSwitches } from '../../core/default-policy.ts';
import { GROUP_IDS } from '../../core/identity.ts';
import { ActionSpecSchema, POLICY_ACTIONS } from '../../core/policy.ts';
import type { AdminContext } from '../context.ts';
import { createPolicies } from '../services/policies.ts';
import { Nullable } from './pages.ts';
import { READERS } from './policy-access.ts';

const Words = Type.String();
const Categories = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Words,
      title: Words,
      theme: Nullable(Words),
      signal: Words,
      riskArea: Type.String({ description: 'content, contact, conduct or commerce (KCSIE)' }),
      tier: Type.Enum(['sealed', 'locked', 'ordinary']),
    }),
  ),
});
const Groups = Type.Object({
  version: Type.String({ description: 'of the policy in force' }),
  items: Type.Array(
    Type.Object({
      id: Words,
      walledGarden: Type.Boolean(),
      safeSearch: Words,
      youtube: Words,
      keepQuery: Type.Boolean(),
      categories: Type.Array(
        Type.Object({
          id: Words,
          action: ActionSpecSchema,
          byDefault: Type.Enum([...POLICY_ACTIONS], { description: 'what holds where the policy document says nothing' }),
        }),
      ),
    }),
  ),
});

/** `GET /api/v1/categories`: what sites are sorted into; `GET /api/v1/groups`: what the policy in force does with each, group by group. */
export function categoryRoutes(app: FastifyInstance, context: AdminContext): void {
  const policies = createPolicies({ ...context, recordsFolder: join(context.config.at.dataFolder, 'records'), newId: randomUUID });
  const tags = ['policy'];

  app.get('/api/v1/categories', { config: { roles: 'any' }, schema: { tags, response: { 200: Categories } } }, async () => ({
    items: CATEGORY_IDS.map((id) => ({ id, ...categoryInfo(id) })),
  }));

  app.get('/api/v1/groups', { config: { roles: READERS }, schema: { tags, response: { 200: Groups } } }, async () => {
    const { version, document } = await policies.at(context.clock());
    return {
      version,
      items: GROUP_IDS.map((id) => {
        const { categories = {}, uncategorised, ...switches } = document.groups?.[id] ?? {};
        const actions: typeof categories & { uncategorised?: typeof uncategorised } = {
          ...categories,
          ...(uncategorised && { uncategorised }),
        };
        return {
          id,
          ...defaultSwitches(id),
          ...switches,
          categories: CATEGORY_IDS.map((category) => {
            const byDefault = defaultAction(id, category);
            return { id: category, action: actions[category] ?? byDefault, byDefault };
          }),
        };
      }),
    };
  });
}
