import { qrCode } from '../../pages/qr-code.ts';
import type { Account } from '../../storage/accounts.ts';
import type { SecondFactor } from '../../storage/sessions.ts';
import { newRecoveryCodes, recoveryHash } from '../auth/secret-words.ts';
import type { SignInKey } from '../auth/sign-in-key.ts';
import { newTotpSecret, totpStep, totpUri } from '../auth/totp.ts';
import { Problem } from '../problem.ts';
import {
  advance,
  auditOwn,
  type Caller,
  type Progress,
  refusedIn,
  type SignedIn,
  type SignInContext,
  takeTryIn,
  wrongStep,
} from './sign-in.ts';

/** Who changes the second factor has just signed in: a session that somebody left open is not enough. */
const FRESH_MS = 15 * 60_000;
const WRONG_CODE = { why: 'code', words: 'The code is not right, or was used before. Wait for the next one.' };

/** The step `totp`: a code of the app, or a recovery code. Each is good once. */
export async function enterCode(who: SignedIn, code: string, caller: Caller, context: SignInContext): Promise<Progress> {
  if (who.session.step !== 'totp') throw wrongStep();
  const giveBack = await takeTryIn(who, caller, context);
  const factor = await factorOf(who, code, context);
  if (factor === undefined) throw await refusedIn(who, caller, WRONG_CODE, context);
  await giveBack();
  return advance(who, factor, context);
}

async function factorOf(who: SignedIn, code: string, context: SignInContext): Promise<SecondFactor | undefined> {
  const { account } = who;
  const { stores, clock, key } = context;
  const plain = code.replace(/\s/g, '');
  if (/^\d{6}$/.test(plain)) {
    const step = account.totp === null ? undefined : totpStep(opened(account, account.totp, key), plain, clock());
    return step !== undefined && (await stores.accounts.spendStep(account.name, step)) ? 'totp' : undefined;
  }
  const left = await stores.accounts.spendRecoveryCode(account.name, recoveryHash(account.name, plain));
  if (left === undefined) return undefined;
  await auditOwn(who, 'sign-in.recovery-code', { left }, context);
  return 'recovery-code';
}

export interface EnrolmentOffer {
  readonly secret: string;
  readonly uri: string;
  readonly qrSvgDataUri: string;
}

/** A new secret to set the app up with; nothing changes before a code of it is entered. */
export async function offerEnrolment(who: SignedIn, { stores, key, config, clock }: SignInContext): Promise<EnrolmentOffer> {
  const { session, account } = who;
  requireEnrolling(who, clock());
  const secret = newTotpSecret();
  await stores.sessions.offer(session.id, key.seal(account.name, secret));
  const uri = totpUri(secret, { issuer: `Schoolgate ${config.trust.name}`, account: account.name });
  const svg = qrCode(uri, 'QR code for your authenticator app').text.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ');
  return { secret, uri, qrSvgDataUri: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}` };
}

/** The first code of the app that was offered: from now on it is the second factor. The recovery codes are shown only now. */
export async function confirmEnrolment(
  who: SignedIn,
  code: string,
  caller: Caller,
  context: SignInContext,
): Promise<Progress & { readonly recoveryCodes: readonly string[] }> {
  const { session, account } = who;
  const { stores, key, clock } = context;
  requireEnrolling(who, clock());
  if (session.enrolment === null) throw wrongStep('No app is being set up: ask for a new QR code.');
  const giveBack = await takeTryIn(who, caller, context);
  const step = totpStep(opened(account, session.enrolment, key), code.replace(/\s/g, ''), clock());
  if (step === undefined) throw await refusedIn(who, caller, WRONG_CODE, context);
  const recoveryCodes = newRecoveryCodes();
  const enrolment = { totp: session.enrolment, step, recoveryHashes: recoveryCodes.map((one) => recoveryHash(account.name, one)) };
  // Two who hold the password may race to set up the first app: the second has to show a code of it.
  const isFirst = session.factor === 'none';
  if (!(await stores.accounts.enrol(account.name, enrolment, { isFirst, session: session.id })))
    throw wrongStep('An app is set up already: sign in again.');
  await auditOwn(who, 'account.enrol-totp', { again: account.totp !== null }, context);
  await giveBack();
  const enrolled = { session, account: { ...account, totp: session.enrolment } };
  return { ...(await advance(enrolled, 'totp', context)), recoveryCodes };
}

/** A data folder that was not brought along has left the key behind. */
function opened({ name }: Account, sealed: string, key: SignInKey): string {
  const secret = key.open(name, sealed);
  if (secret !== undefined) return secret;
  throw new Problem(
    'unavailable',
    'Your app cannot be checked here any more. Use a recovery code, or ask an administrator to reset your account.',
  );
}

function requireEnrolling({ session }: SignedIn, now: number): void {
  if (session.step === 'enrol-totp') return;
  if (session.step !== 'done') throw wrongStep();
  if (now - session.createdAt > FRESH_MS) throw wrongStep('To change your app, sign in again first.');
}
