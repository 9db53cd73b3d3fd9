import { hkdfSync, type KeyObject } from 'node:crypto';
import type { EpochMs } from '../../core/units.ts';

/** A stolen ticket key opens the recorded TLS 1.2 sessions of one such period, and no more. */
export const TICKET_PERIOD_MS = 12 * 3_600_000;
/** OpenSSL's: 16 bytes of name, 16 of HMAC key, 16 of AES key (Node, `ticketKeys`). */
const TICKET_KEY_BYTES = 48;

/** The number of the period that a time falls into. */
export function ticketPeriodOf(at: EpochMs): number {
  return Math.floor(at / TICKET_PERIOD_MS);
}

/**
 * The session-ticket keys of one period. Every worker derives the same ones from the authority's key that all of them hold,
 * so that a client may come back to any of them; when that authority is replaced, nothing is left to derive old ones from.
 */
export function ticketKeysOf(authorityKey: KeyObject, period: number): Buffer {
  const secret = authorityKey.export({ type: 'pkcs8', format: 'der' });
  const keys = hkdfSync('sha256', secret, '', `schoolgate TLS session tickets, period ${period}`, TICKET_KEY_BYTES);
  secret.fill(0);
  return Buffer.from(keys);
}
