import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codeDelivery } from '../../alerts/payload.ts';
import type { Recipient } from '../../alerts/routing/recipients.ts';
import { addressKey } from '../../alerts/routing/subject.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { isSame } from '../../storage/incident-key.ts';
import type { IncidentCase } from '../services/incident-case.ts';
import type { IncidentServices } from '../services/incident-services.ts';

const MINUTE_MS = 60_000;
const CODE_LIFETIME_MS = 10 * MINUTE_MS;
/** Five codes of five tries in ten minutes: a guesser has one chance in four million. */
const MOST_CODES = 5;
const MOST_TRIES = 5;
const SESSION_MS = 30 * MINUTE_MS;
const COOKIE = 'schoolgate-incident';

/** Who looks at an incident, by a code from their mail. */
export interface PageSession {
  readonly reader: Recipient;
  readonly until: EpochMs;
  readonly actor: string;
  /** The cookie's secret. */
  readonly secret: string;
}

/** Queues a mail with a code to one of the readers. `asked`, as well for a choice that is none: nobody learns who is. */
export async function askCode(
  { incident, readers }: IncidentCase,
  choice: string,
  { stores, clock, key }: IncidentServices,
): Promise<{ readonly challenge: string } | 'too-many'> {
  const challenge = randomBytes(16).toString('base64url');
  const reader = readers.find((one) => isSame(choice, key.choiceOf(incident.id, addressKey(one))));
  if (reader === undefined) return { challenge };
  const now = clock();
  const expiresAt = epochMs(now + CODE_LIFETIME_MS);
  const asked = await stores.incidentAccess.ask(
    { id: challenge, incident: incident.id, recipient: addressKey(reader), expiresAt },
    codeDelivery(incident, reader, challenge, expiresAt),
    now,
    { most: MOST_CODES, withinMs: CODE_LIFETIME_MS },
  );
  return asked ? { challenge } : 'too-many';
}

/** Uses a code up and begins a session, in a cookie for this incident's pages alone. False when it is not, or no longer, the right one. */
export async function enterCode(
  incident: string,
  { challenge, code }: { readonly challenge: string; readonly code: string },
  reply: FastifyReply,
  { path, isSecure }: { readonly path: string; readonly isSecure: boolean },
  { stores, clock, key }: IncidentServices,
): Promise<boolean> {
  const now = clock();
  const secret = randomBytes(32).toString('base64url');
  const isRight = isSame(code.replace(/\s/g, ''), key.codeOf(challenge));
  const session = { hash: hashOf(secret), until: epochMs(now + SESSION_MS) };
  const tried = await stores.incidentAccess.redeem({ id: challenge, incident }, isRight, session, now, MOST_TRIES);
  // A challenge takes a few tries, and no more lines of the audit log: nobody fills it by guessing.
  if (tried === undefined) return false;
  const { recipient, isOpen } = tried;
  const actor = isOpen ? `contact:${recipient}` : 'unknown';
  const detail = { purpose: 'safeguarding', reference: incident, by: 'mailed code', to: recipient };
  await stores.audit.append({ at: now, actor, action: 'incident.open', subject: incident, outcome: isOpen ? 'done' : 'refused', detail });
  if (!isOpen) return false;
  setCookie(reply, secret, path, isSecure, SESSION_MS / 1_000);
  return true;
}

/** The session of a request, if it has one of this incident and its holder may still read it. */
export async function sessionOf(
  request: FastifyRequest,
  one: IncidentCase,
  { stores, clock }: IncidentServices,
): Promise<PageSession | undefined> {
  const secret = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1];
  if (secret === undefined) return undefined;
  const session = await stores.incidentAccess.session(one.incident.id, hashOf(secret), clock());
  const reader = one.readers.find((each) => addressKey(each) === session?.recipient);
  if (session === undefined || reader === undefined) return undefined;
  return { reader, until: session.until, actor: `contact:${addressKey(reader)}`, secret };
}

export async function endSession(
  { secret }: PageSession,
  reply: FastifyReply,
  path: string,
  isSecure: boolean,
  { stores }: IncidentServices,
): Promise<void> {
  await stores.incidentAccess.end(hashOf(secret));
  setCookie(reply, '', path, isSecure, 0);
}

function setCookie(reply: FastifyReply, value: string, path: string, isSecure: boolean, maxAgeSeconds: number): void {
  const attributes = [`Path=${path}`, `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Strict', ...(isSecure ? ['Secure'] : [])];
  reply.header('set-cookie', `${COOKIE}=${value}; ${attributes.join('; ')}`);
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
