import { createHash, randomBytes } from 'node:crypto';
import type { EpochMs } from '../../core/units.ts';
import type { Account } from '../../storage/accounts.ts';
import { isSame } from '../../storage/incident-key.ts';
import type { SignInKey } from './sign-in-key.ts';

/** A term. */
export const DEVICE_KNOWN_MS = 90 * 86_400_000;

/**
 * What a browser keeps after somebody signed in with it: from there their guesses of others do not keep them out. It opens nothing,
 * is of one account, and is worth nothing once the password is another. (OWASP, "Device cookies".)
 */
export function newDeviceMark(account: Account, now: EpochMs, key: SignInKey): string {
  const fields = [String(now + DEVICE_KNOWN_MS), randomBytes(16).toString('base64url')];
  return [...fields, proofOf(account, fields, key)].join('.');
}

/** The device that a mark stands for, if it is of this account. */
export function deviceOf(mark: string | undefined, account: Account | undefined, now: EpochMs, key: SignInKey): string | undefined {
  const [until = '', device = '', proof = ''] = (mark ?? '').split('.');
  if (account === undefined || !(Number(until) > now)) return undefined;
  return isSame(proof, proofOf(account, [until, device], key)) ? device : undefined;
}

function proofOf({ name, passwordHash }: Account, fields: readonly string[], key: SignInKey): string {
  return key.markOf('device', name, createHash('sha256').update(passwordHash).digest('hex'), ...fields);
}
