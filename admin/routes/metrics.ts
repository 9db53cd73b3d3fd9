import type { FastifyInstance } from 'fastify';
import { renderAggregate } from '../../telemetry/metrics.ts';
import type { AdminContext } from '../context.ts';

/** `GET /metrics`: every part's counters added up, in Prometheus' text format. Holds no names, hosts or addresses. */
export function metricsRoutes(app: FastifyInstance, context: AdminContext): void {
  app.get('/metrics', { schema: { tags: ['health'] } }, async (_request, reply) => {
    const statuses = await context.bus.statuses().catch(() => []);
    reply.type('text/plain; version=0.0.4; charset=utf-8');
    return renderAggregate(statuses.map((status) => [...status.metrics]));
  });
}
