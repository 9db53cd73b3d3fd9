import type { FastifyInstance } from 'fastify';
import { ProtectionReportSchema, protectionStatus } from '../../blocklists/protection.ts';
import type { AdminContext } from '../context.ts';

/** `GET /api/v1/protection`: are pupils protected, class by class? Canaries and seed lists alone never count. */
export function protectionRoutes(app: FastifyInstance, context: AdminContext): void {
  app.get(
    '/api/v1/protection',
    { config: { roles: 'any' }, schema: { tags: ['protection'], response: { 200: ProtectionReportSchema } } },
    async () => protectionStatus(await context.publishedLists(), context.clock(), context.config.inspection.enabled),
  );
}
