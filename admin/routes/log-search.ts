import type { FastifyInstance } from 'fastify';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';

/** `POST /api/v1/log/search`: answers 501 until histories can be looked at with a purpose, a reference and an audit row. */
export function logSearchRoutes(app: FastifyInstance, _context: AdminContext): void {
  app.post('/api/v1/log/search', { config: { roles: 'any' }, schema: { tags: ['log'] } }, async () => {
    throw new Problem('not-available-yet', 'Searching the access log is not available yet.');
  });
}
