import type { FastifyInstance } from 'fastify';
import { ROLES } from '../../core/identity.ts';

/** Gives every operation in the OpenAPI document an id, and those under /api/v1 the roles that may call them (`x-roles`; no `security` where nobody need have signed in). */
export function describeOperations(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.schema?.hide === true || typeof route.method !== 'string') return;
    const roles = route.config?.roles;
    route.schema = {
      operationId: operationId(route.method, route.url),
      ...route.schema,
      ...(roles === undefined ? {} : { 'x-roles': ROLES.filter((role) => typeof roles === 'string' || roles.includes(role)) }),
      ...(roles === undefined || roles === 'open' ? { security: [] } : {}),
    };
  });
}

/** `POST /api/v1/requests/:id/approve` is `postRequestsIdApprove`. */
function operationId(method: string, url: string): string {
  const words = url.replace(/^\/api\/v1/, '').match(/[A-Za-z0-9]+/g) ?? ['root'];
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
