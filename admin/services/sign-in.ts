import { randomBytes, randomUUID } from 'node:crypto';
import { normaliseUserName, type Role } from '../../core/identity.ts';
import type { Account } from '../../storage/accounts.ts';
import {
  type ConsoleSession,
  SESSION_LIFETIME_MS,
  type SecondFactor,
  SIGN_IN_LIFETIME_MS,
  type SignInStep,
} from '../../storage/sessions.ts';
import type { SignInTries, TryLimit } from '../../storage/sign-in-tries.ts';
import { tokenHash } from '../../storage/token-secret.ts';
import { deviceOf, newDeviceMark } from '../auth/known-device.ts';
import type { Passwords } from '../auth/passwords.ts';
import type { SignInKey } from '../auth/sign-in-key.ts';
import { codeLimits, passwordLimits, type Trier } from '../auth/tries.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';

/** Those whose account would open safeguarding records or the filter itself (row R98). The others may enrol. */
export const SECOND_FACTOR_ROLES: readonly Role[] = ['dsl', 'deputy-dsl', 'head-of-it', 'headteacher', 'dpo', 'trust-admin', 'it-operator'];
const SECRET_BYTES = 32;

export interface SignInContext extends Pick<AdminContext, 'stores' | 'clock'> {
  readonly config: Pick<AdminContext['config'], 'trust'>;
  readonly key: SignInKey;
  readonly passwords: Passwords;
}

/** Where a call comes from. */
export interface Caller {
  readonly address: string;
  readonly client: string;
  /** The mark of a known device, if the browser sent one. */
  readonly device: string | undefined;
}

/** Somebody's session with their account as it is now. */
export interface SignedIn {
  readonly session: ConsoleSession;
  readonly account: Account;
}

/** What a step of signing in leads to. */
export interface Progress {
  readonly step: SignInStep;
  /** The new secret of the session's cookie: each step has its own, so that one seen before is worth nothing after. */
  readonly secret: string;
  /** The mark of this device, once the sign-in is done. */
  readonly device: string | undefined;
}

/** What a sign-in still needs, in this order: to show the second factor, to replace a one-time password, to set the second factor up. */
export function stepOf(account: Account, { by, factor }: Pick<ConsoleSession, 'by' | 'factor'>): SignInStep {
  if (account.totp !== null && factor === 'none') return 'totp';
  if (by === 'password' && account.oneTimeUntil !== null) return 'set-password';
  return factor === 'none' && SECOND_FACTOR_ROLES.includes(account.role) ? 'enrol-totp' : 'done';
}

/** The first step: name and password. The same answer and the same work whether there is such an account or not. */
export async function signInByPassword(
  given: { readonly name: string; readonly password: string },
  caller: Caller,
  context: SignInContext,
): Promise<Progress> {
  const { stores, clock, key, passwords } = context;
  const name = normaliseUserName(given.name.trim());
  const account = await stores.accounts.get(name);
  const trier: Trier = { name, address: caller.address, device: deviceOf(caller.device, account, clock(), key) };
  const limits = await passwordLimits(trier, stores.signInTries, clock(), key);
  await takeTry(limits, account, caller, context);
  const isRight = await passwords.isRight(account?.passwordHash ?? null, given.password);
  const isOver = account !== undefined && account.oneTimeUntil !== null && account.oneTimeUntil <= clock();
  if (account === undefined || !isRight || isOver) {
    await auditRefusal(account, caller, isRight && isOver ? 'one-time password run out' : 'password', context);
    throw new Problem('sign-in-failed', 'The name and the password do not go together.');
  }
  await wasRight(limits, stores.signInTries);
  return begin(account, { by: 'password', factor: 'none' }, caller, context);
}

/** Begins a session for somebody whose password, or provider, has vouched for them. */
export async function begin(
  account: Account,
  { by, factor }: { readonly by: string; readonly factor: SecondFactor },
  caller: Caller,
  context: SignInContext,
): Promise<Progress> {
  const { stores, clock } = context;
  const now = clock();
  const step = stepOf(account, { by, factor });
  const session: ConsoleSession = {
    id: randomUUID(),
    account: account.name,
    step,
    factor,
    by,
    address: caller.address,
    client: caller.client,
    enrolment: null,
    createdAt: now,
    lastSeenAt: now,
    endsAt: now + (step === 'done' ? SESSION_LIFETIME_MS : SIGN_IN_LIFETIME_MS),
  };
  const secret = newSecret();
  // Reset, or given another role, while the password was looked at: what was right then is not now.
  if (!(await stores.sessions.begin(session, tokenHash(secret), account))) throw new Problem('sign-in-failed');
  if (step === 'done') await noteSignIn(session, account, context);
  return progress(step, secret, account, context);
}

/** Takes a session on after one of its steps, with the account as it is since. */
export async function advance({ session, account }: SignedIn, factor: SecondFactor, context: SignInContext): Promise<Progress> {
  const { stores, clock } = context;
  const now = clock();
  const step = stepOf(account, { by: session.by, factor });
  const hasEnded = step === 'done' && session.step !== 'done';
  const secret = newSecret();
  const to = { step, factor, endsAt: hasEnded ? now + SESSION_LIFETIME_MS : session.endsAt };
  if (!(await stores.sessions.advance(session.id, session.step, to, tokenHash(secret)))) throw wrongStep();
  if (hasEnded) await noteSignIn({ ...session, factor }, account, context);
  return progress(step, secret, account, context);
}

/** Counts a try before it is made. Refused with `rate-limited`, the first time audited, when there were too many. */
export async function takeTry(
  limits: readonly TryLimit[],
  account: Account | undefined,
  caller: Caller,
  { stores, clock }: Pick<SignInContext, 'stores' | 'clock'>,
): Promise<void> {
  const now = clock();
  const taken = await stores.signInTries.take(limits, now);
  if (taken.kind === 'taken') return;
  if (taken.isNew) await auditRefusal(account, caller, 'too many tries', { stores, clock }, 'sign-in.lock');
  const seconds = Math.max(1, Math.ceil((taken.until - now) / 1_000));
  const minutes = Math.ceil(seconds / 60);
  const words = `There were too many tries. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
  throw new Problem('rate-limited', words, [], seconds);
}

/** Counts a try of a code, or of the present password, in a session. Returns what to call when it was right. */
export async function takeTryIn(who: SignedIn, caller: Caller, context: SignInContext): Promise<() => Promise<void>> {
  const limits = limitsIn(who, caller, context);
  await takeTry(limits, who.account, caller, context);
  return () => wasRight(limits, context.stores.signInTries);
}

/** What is somebody's own alone begins anew; what they share with others has the try given back. */
async function wasRight([own, ...shared]: readonly TryLimit[], tries: SignInTries): Promise<void> {
  await tries.forget(own === undefined ? [] : [own.key]);
  await tries.giveBack(shared.map(({ key }) => key));
}

/** Audits a wrong one, and gives the problem to throw. A session that has had its fill of them ends. */
export async function refusedIn(
  who: SignedIn,
  caller: Caller,
  { why, words }: { readonly why: string; readonly words: string },
  context: SignInContext,
): Promise<Problem> {
  const { stores, clock } = context;
  await auditRefusal(who.account, caller, why, context);
  const [ofSession] = limitsIn(who, caller, context);
  if (ofSession === undefined || (await stores.signInTries.count(ofSession.key, clock())) < ofSession.most)
    return new Problem('sign-in-failed', words);
  await stores.sessions.end(who.session.id);
  return new Problem('sign-in-failed', `${words} That was once too often: sign in again from the beginning.`);
}

function limitsIn({ session, account }: SignedIn, caller: Caller, { key, clock }: SignInContext): TryLimit[] {
  const device = deviceOf(caller.device, account, clock(), key);
  return codeLimits(session.id, { name: account.name, address: caller.address, device }, key);
}

/** Of a name that is no account's nothing is written down: people type passwords there. */
export async function auditRefusal(
  account: Account | undefined,
  { address }: Pick<Caller, 'address'>,
  why: string,
  { stores, clock }: Pick<SignInContext, 'stores' | 'clock'>,
  action = 'sign-in',
): Promise<void> {
  const subject = account?.name ?? 'unknown';
  await stores.audit.append({ at: clock(), actor: 'unknown', action, subject, outcome: 'refused', detail: { why, address } });
}

export async function auditOwn(
  { account, session }: SignedIn,
  action: string,
  detail: Record<string, unknown>,
  { stores, clock }: Pick<SignInContext, 'stores' | 'clock'>,
): Promise<void> {
  const { name } = account;
  const told = { ...detail, address: session.address };
  await stores.audit.append({ at: clock(), actor: `user:${name}`, action, subject: name, outcome: 'done', detail: told });
}

export function wrongStep(detail = 'This sign-in does not wait for that.'): Problem {
  return new Problem('sign-in-step', detail);
}

async function noteSignIn(session: ConsoleSession, account: Account, context: SignInContext): Promise<void> {
  const { by, factor, client } = session;
  await auditOwn({ session, account }, 'sign-in', { by, factor, role: account.role, school: account.school, client }, context);
  await context.stores.accounts.signedIn(account.name, context.clock());
}

function progress(step: SignInStep, secret: string, account: Account, { clock, key }: SignInContext): Progress {
  return { step, secret, device: step === 'done' ? newDeviceMark(account, clock(), key) : undefined };
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}
