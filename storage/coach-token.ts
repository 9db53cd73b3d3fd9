import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import Type from 'typebox';
import Value from 'typebox/value';
import { type IpAddress, parseIpAddress } from '../core/address.ts';
import { type DecisionId, parseDecisionId } from '../core/decision-id.ts';
import { type Hostname, parseHostname } from '../core/hostname.ts';
import { failure, type Result, success } from '../core/result.ts';
import { type EpochMs, epochMs } from '../core/units.ts';

/**
 * The proof behind a "way on" button: that this person, at this address, was coached away from this host just now.
 * The proxy makes it, the portal checks it; both hold the key.
 */
export interface CoachGrant {
  readonly decisionId: DecisionId;
  readonly clientIp: IpAddress;
  readonly username: string | null;
  readonly host: Hostname;
  readonly expiresAt: EpochMs;
}

/** How long the button works: a lesson's worth of reading would be too long for a page left open on a shared computer. */
export const COACH_TOKEN_LIFETIME_MS = 15 * 60_000;

const MAX_TOKEN_LENGTH = 2_048;
const Payload = Type.Tuple([Type.String(), Type.String(), Type.Union([Type.String(), Type.Null()]), Type.String(), Type.Integer()]);

export interface CoachTokens {
  /** `<payload>.<code>`, both base64url. The payload is readable: its holder knows all of it already. */
  sign(grant: CoachGrant): string;
  /** Failures: `coach-token-invalid` (not ours, or changed), `coach-token-expired`. Whose it is, the caller compares. */
  verify(token: string, now: EpochMs): Result<CoachGrant>;
}

const INVALID = failure('coach-token-invalid', 'This button is not one of ours.');

/** `purpose`: what the button does. A token made for one purpose proves nothing for another. */
export function createCoachTokens(key: Buffer, purpose: 'coach' | 'ask' | 'concern' = 'coach'): CoachTokens {
  // The purpose keeps this use of the key apart from any other.
  const prefix = createHmac('sha256', key).update(`${purpose}-token-2`).digest('hex');

  /**
   * SHA-512/256 of key and text, by one call, in half the time of an HMAC. The key may stand first, since half of the hash's state
   * is never told: nobody can go on from a code to that of a longer text, as with SHA-256 or SHA-512.
   */
  function codeOf(payload: string): string {
    return hash('sha512-256', prefix + payload, 'base64url');
  }

  /** What a button made before version 2 bears; it is of use until the button has run out. */
  function firstCodeOf(payload: string): string {
    return createHmac('sha256', key).update(`${purpose}-token-1 ${payload}`).digest('base64url');
  }

  return {
    sign(grant) {
      const fields = [grant.decisionId, grant.clientIp, grant.username, grant.host, grant.expiresAt];
      const payload = Buffer.from(JSON.stringify(fields)).toString('base64url');
      return `${payload}.${codeOf(payload)}`;
    },
    verify(token, now) {
      const dot = token.indexOf('.');
      if (token.length > MAX_TOKEN_LENGTH || dot < 0) return INVALID;
      const payload = token.slice(0, dot);
      const code = token.slice(dot + 1);
      if (!isSame(code, codeOf(payload)) && !isSame(code, firstCodeOf(payload))) return INVALID;
      const grant = readPayload(payload);
      if (grant === undefined) return INVALID;
      return grant.expiresAt <= now ? failure('coach-token-expired', 'This button has run out.') : success(grant);
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

function readPayload(payload: string): CoachGrant | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Value.Check(Payload, fields)) return undefined;
  const decisionId = parseDecisionId(fields[0]);
  const clientIp = parseIpAddress(fields[1]);
  const host = parseHostname(fields[3]);
  if (decisionId === undefined || clientIp === undefined || host === undefined) return undefined;
  return { decisionId, clientIp, username: fields[2], host, expiresAt: epochMs(fields[4]) };
}
