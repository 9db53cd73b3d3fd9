import type { FastifyRequest } from 'fastify';
import type { Role } from '../../core/identity.ts';
import { type Principal, principalOf, routeName } from '../auth/principal.ts';
import type { AdminContext } from '../context.ts';
import type { SavedPolicy } from '../services/policies.ts';
import { requireSchool } from '../services/refusal.ts';

export const READERS: readonly Role[] = ['trust-admin', 'head-of-it', 'it-operator', 'headteacher', 'dpo'];
export const EDITORS: readonly Role[] = ['trust-admin', 'head-of-it'];

/** One policy counts for the whole trust: a school's own token may not change it. */
export async function editorOf(request: FastifyRequest, context: AdminContext): Promise<Principal> {
  const principal = principalOf(request);
  await requireSchool(context, principal, null, { action: routeName(request) });
  return principal;
}

/** A saved policy as the API tells it. */
export function told<T extends Omit<SavedPolicy, 'document'>>(saved: T) {
  return { ...saved, createdAt: new Date(saved.createdAt).toISOString(), effectiveAt: new Date(saved.effectiveAt).toISOString() };
}
