import type { FastifyInstance } from 'fastify';
import { ProtectionReportSchema, protectionStatus } from '../../blocklists/protection.ts';
import type { AdminContext } from '../context.ts';
import { wholeSecond } from '../services/times.ts';

/** `GET /api/v1/protection`: are pupils protected, class by class? Canaries and seed lists alone never count. */
export function protectionRoutes(app: FastifyInstance, context: AdminContext): void {
  app.get(
    '/api/v1/protection',
    { config: { roles: 'any' }, schema: { tags: ['protection'], response: { 200: ProtectionReportSchema } } },
    app.kept(
      async () => [await context.publishedLists()],
      async () => {
        const at = wholeSecond(context.clock());
        return { body: protectionStatus(await context.publishedLists(), at, context.config.inspection.enabled), until: at + 1_000 };
      },
    ),
  );
}
