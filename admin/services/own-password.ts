import { passwordFault } from '../auth/passwords.ts';
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

export interface PasswordChange {
  readonly password: string;
  /** The present one; needed but in the step `set-password`, which it led to. */
  readonly current?: string;
}

/** A password of somebody's own choice. Every other session of theirs ends. */
export async function setOwnPassword(
  who: SignedIn,
  { password, current }: PasswordChange,
  caller: Caller,
  context: SignInContext,
): Promise<Progress> {
  const { session, account } = who;
  const { stores, passwords, config } = context;
  if (session.step !== 'set-password' && session.step !== 'done') throw wrongStep();
  if (session.step === 'done') await requireCurrent(who, current ?? '', caller, context);
  const names = [account.name, account.displayName, account.email?.split('@')[0] ?? '', config.trust.name];
  const fault = passwordFault(password, names);
  if (fault !== undefined) throw new Problem('bad-request', fault);
  if (await passwords.isRight(account.passwordHash, password))
    throw new Problem('bad-request', 'Choose one that you have not used before.');
  const hash = await passwords.hash(password);
  if (!(await stores.accounts.setPassword(account.name, { hash, oneTimeUntil: null }, session.id))) throw new Problem('unauthenticated');
  await auditOwn(who, 'account.set-password', {}, context);
  return advance({ session, account: { ...account, passwordHash: hash, oneTimeUntil: null } }, session.factor, context);
}

async function requireCurrent(who: SignedIn, current: string, caller: Caller, context: SignInContext): Promise<void> {
  const giveBack = await takeTryIn(who, caller, context);
  const isRight = await context.passwords.isRight(who.account.passwordHash, current);
  if (!isRight) throw await refusedIn(who, caller, { why: 'present password', words: 'That is not your present password.' }, context);
  await giveBack();
}
