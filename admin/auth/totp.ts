import { generateSecret, generateURI, verifySync } from 'otplib';
import type { EpochMs } from '../../core/units.ts';

/** What every authenticator app takes without being told (RFC 6238): SHA-1, six digits, 30 s. */
const STEP_SECONDS = 30;

/** 160 random bits, in Base32. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What the QR code of an enrolment says. */
export function totpUri(secret: string, { issuer, account }: { readonly issuer: string; readonly account: string }): string {
  // A colon parts the issuer from the account in a label.
  return generateURI({ secret, issuer: issuer.replaceAll(':', ' '), label: account, period: STEP_SECONDS });
}

/** The time step that a code is of: now's, the one before or the one after. Undefined for a wrong code. */
export function totpStep(secret: string, code: string, now: EpochMs): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const epoch = Math.floor(now / 1_000);
  const result = verifySync({ secret, token: code, epoch, period: STEP_SECONDS, epochTolerance: STEP_SECONDS });
  return result.valid ? Math.floor(epoch / STEP_SECONDS) + result.delta : undefined;
}
