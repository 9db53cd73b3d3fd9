import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { normaliseUserName, type Role } from '../../core/identity.ts';
import { tokenHash } from '../../storage/token-secret.ts';
import type { AdminContext } from '../context.ts';
import type { TakeCall } from '../plugins/rate-limit.ts';
import { Problem } from '../problem.ts';
import { createConsoleCookies } from './cookies.ts';
import { sessionOf } from './session.ts';

/** Who is acting: a machine by its token, or somebody who has signed in. */
export interface Principal {
  /** As it stands in the audit log, e.g. `token:helpdesk` or `user:jo`. */
  readonly actor: string;
  readonly role: Role;
  /** The only school it may act in, or null for the whole trust. */
  readonly school: string | null;
  /** The person it acts for, where it says: a teacher acts for their own classes. */
  readonly person?: string | null;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Who may call the route; `any` is every signed-in principal, `open` is everybody: such a route looks at the session itself.
     * Every route under /api/v1 must say.
     */
    roles?: readonly Role[] | 'any' | 'open';
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** The acting principal; a route under /api/v1 always has one. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Problem('unauthenticated');
  return request.principal;
}

/** The name of whoever acts, in the form names are compared in: the person that the token names, else the name behind `token:` or `user:`. */
export function personActing({ actor, person }: Pick<Principal, 'actor' | 'person'>): string {
  return normaliseUserName(person ?? actor.slice(actor.indexOf(':') + 1));
}

/** Whether the two are one person: the same token, or two tokens of somebody. */
export function isSamePerson(one: Pick<Principal, 'actor' | 'person'>, other: Pick<Principal, 'actor' | 'person'>): boolean {
  return one.actor === other.actor || personActing(one) === personActing(other);
}

/**
 * Whether whoever made a request could make it still: not signed out, not revoked, and with the same role and school. For answers that
 * go on. A session does not stay alive by it.
 */
export async function isStillIn(request: FastifyRequest, context: AdminContext): Promise<boolean> {
  const { role, school } = principalOf(request);
  const now = await principalNow(request, context);
  return now !== undefined && now.role === role && now.school === school;
}

async function principalNow(request: FastifyRequest, context: AdminContext): Promise<Pick<Principal, 'role' | 'school'> | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return tokenPrincipal(context, authorization).catch(ignoreProblem);
  const found = await sessionOf(request, createConsoleCookies(context.config), context, { isUse: false });
  return found?.session.step === 'done' ? found.account : undefined;
}

function ignoreProblem(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

async function tokenPrincipal(context: AdminContext, authorization: string | undefined): Promise<Principal> {
  const secret = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization ?? '')?.[1];
  if (secret === undefined)
    throw new Problem('unauthenticated', 'Sign in, or send "Authorization: Bearer <token>"; make one with "schoolgate token create".');
  // Tokens are 256-bit random: a plain hash is enough, and looking the hash up leaks no timing about the secret.
  const token = await context.stores.tokens.findBySecretHash(tokenHash(secret));
  const now = context.clock();
  if (token === undefined || token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now)) {
    throw new Problem('unauthenticated', 'The token is not valid: unknown, expired or revoked.');
  }
  return { actor: `token:${token.name}`, role: token.role, school: token.school, person: token.person ?? null };
}

/** How the audit log calls the route of a request. */
export function routeName({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? ''}`;
}

/**
 * Puts authentication and the role check before every route under /api/v1, and refuses to register one that names no roles. Each call
 * counts for its token or account before its role is looked at, since a refusal is written down; one with a wrong token counts for its address.
 */
export function registerAuthentication(app: FastifyInstance, context: AdminContext, takeCall: TakeCall): void {
  app.decorateRequest('principal', null);
  const cookies = createConsoleCookies(context.config);
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/v1/') && route.config?.roles === undefined) throw new Error(`${route.url} does not say who may call it`);
  });
  app.addHook('onRequest', async (request, reply) => {
    // The route that matched says what is guarded, not the client's spelling of it: `/%61pi/v1/…` and an absolute target match it too.
    const { roles } = request.routeOptions.config;
    if (roles === undefined && !request.url.startsWith('/api/v1/')) return;
    if (roles === 'open') return takeCall(reply, `open ${request.ip}`);
    const principal = await authenticated(request, reply);
    request.principal = principal;
    takeCall(reply, `${principal.actor} ${principal.role} ${principal.school}`);
    if (roles === undefined || roles === 'any' || roles.includes(principal.role)) return;
    await context.stores.audit.append({
      at: context.clock(),
      actor: principal.actor,
      action: routeName(request),
      subject: '',
      outcome: 'refused',
      detail: { role: principal.role },
    });
    throw new Problem('forbidden', `The role "${principal.role}" may not do this.`);
  });

  async function authenticated(request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
    try {
      return (await sessionPrincipal(request)) ?? (await tokenPrincipal(context, request.headers.authorization));
    } catch (error) {
      // After the look-up: who sits behind one address with a wrong token must not keep out those with a good one.
      if (error instanceof Problem) takeCall(reply, `address ${request.ip}`);
      throw error;
    }
  }

  /** A token that is sent beside a cookie wins: no page of another site could have made the browser send it. */
  async function sessionPrincipal(request: FastifyRequest): Promise<Principal | undefined> {
    if (request.headers.authorization !== undefined) return undefined;
    const found = await sessionOf(request, cookies, context, { isUse: true });
    if (found === undefined) return undefined;
    const { session, account } = found;
    if (session.step !== 'done') throw new Problem('unauthenticated', 'The sign-in is not finished.');
    cookies.refuseCrossSite(request, { withHeader: true });
    return { actor: `user:${account.name}`, role: account.role, school: account.school, person: account.name };
  }
}
