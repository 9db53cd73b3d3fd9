import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Role } from '../../core/identity.ts';
import { principalOf } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import { ACTION_KINDS, openActions } from '../services/open-actions.ts';
import { Nullable } from './pages.ts';

const READERS: readonly Role[] = ['trust-admin', 'it-operator', 'head-of-it', 'headteacher', 'dsl', 'deputy-dsl', 'dpo', 'viewer'];
const Words = Type.String();
const Answer = Type.Object({
  items: Type.Array(
    Type.Object({
      kind: Type.Enum([...ACTION_KINDS]),
      school: Nullable(Words),
      what: Words,
      owner: Words,
      email: Nullable(Words),
      due: Nullable(Type.String({ description: 'a day in London' })),
      overdue: Type.Boolean(),
    }),
  ),
});

/** `GET /api/v1/open-actions`: what is to be looked at again, finished or signed, and by whom (row D03). */
export function openActionRoutes(app: FastifyInstance, context: AdminContext): void {
  const services = { ...context, newId: randomUUID };
  app.get(
    '/api/v1/open-actions',
    { config: { roles: READERS }, schema: { tags: ['reviews'], response: { 200: Answer } } },
    async (request) => ({ items: await openActions(principalOf(request), services) }),
  );
}
