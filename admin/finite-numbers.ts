import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/** The validator turns "1e309" into Infinity and then asks it for no minimum or maximum: such numbers are refused here. */
export function refuseInfiniteNumbers(app: FastifyInstance): void {
  app.addHook('preHandler', async ({ query, body }) => {
    if (isInfiniteIn(query) || isInfiniteIn(body)) throw new Problem('bad-request', 'A number is too large.');
  });
}

/** Whether any number in it is. What is not plain data (a form, a buffer) has none. */
function isInfiniteIn(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isInfiniteIn);
}
