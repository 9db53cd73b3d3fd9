import type { FastifyRequest } from 'fastify';
import { tokenHash } from '../../storage/token-secret.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import type { Caller, SignedIn } from '../services/sign-in.ts';
import { type ConsoleCookies, isBackground } from './cookies.ts';

/** Seen at most so long ago: not every call writes. */
const SEEN_EVERY_MS = 60_000;
const LONGEST_CLIENT = 200;

type Context = Pick<AdminContext, 'stores' | 'clock'>;

/** The live session that a request's cookie is of, at whatever step. `isUse`: the call keeps it from ending for want of use. */
export async function sessionOf(
  request: FastifyRequest,
  cookies: ConsoleCookies,
  { stores, clock }: Context,
  { isUse }: { readonly isUse: boolean },
): Promise<SignedIn | undefined> {
  const secret = cookies.session(request);
  if (secret === undefined || !/^[\w-]{43}$/.test(secret)) return undefined;
  const now = clock();
  const found = await stores.sessions.find(tokenHash(secret), now);
  if (found === undefined || !isUse || isBackground(request) || now - found.session.lastSeenAt < SEEN_EVERY_MS) return found;
  await stores.sessions.touch(found.session.id, now);
  return { ...found, session: { ...found.session, lastSeenAt: now } };
}

/** As above, for the routes that take a session on: one that is there, and asked from the console. */
export async function requireSession(request: FastifyRequest, cookies: ConsoleCookies, context: Context): Promise<SignedIn> {
  const found = await sessionOf(request, cookies, context, { isUse: true });
  if (found === undefined) throw new Problem('unauthenticated', 'Nobody is signed in here, or not any more.');
  cookies.refuseCrossSite(request, { withHeader: true });
  return found;
}

export function callerOf(request: FastifyRequest, cookies: ConsoleCookies): Caller {
  const client = (request.headers['user-agent'] ?? '').toWellFormed().slice(0, LONGEST_CLIENT);
  return { address: request.ip, client, device: cookies.device(request) };
}
