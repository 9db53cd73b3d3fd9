import { normaliseUserName, type Role } from '../../core/identity.ts';
import type { Account, AccountChange, AccountRefusal } from '../../storage/accounts.ts';
import type { Passwords } from '../auth/passwords.ts';
import type { Principal } from '../auth/principal.ts';
import { newOneTimePassword } from '../auth/secret-words.ts';
import type { AdminContext } from '../context.ts';
import { Problem } from '../problem.ts';
import { refused, requireSchool } from './refusal.ts';

/** A week: somebody is away when their account is made. */
const ONE_TIME_MS = 7 * 86_400_000;
export const FIRST_ADMINISTRATOR = 'admin';
/** It stands behind `user:` in the audit log, and in addresses. */
export const ACCOUNT_NAME = '^[^\\s:/\\p{C}]{1,100}$';
export const EMAIL = "^[\\w.+'-]{1,64}@[\\w-]+(\\.[\\w-]+)+$";

export interface AccountsContext extends Pick<AdminContext, 'stores' | 'clock'> {
  readonly config: Pick<AdminContext['config'], 'schools'>;
  readonly passwords: Pick<Passwords, 'hash'>;
}

export interface NewAccount {
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string | null;
  readonly role: Role;
  readonly school?: string | null;
}

/** An account with its one-time password, which is nowhere else. */
export interface WithOneTimePassword {
  readonly account: Account;
  readonly oneTimePassword: string;
}

/** Those within the principal's school. */
export async function listAccounts(principal: Principal, { stores }: Pick<AccountsContext, 'stores'>): Promise<Account[]> {
  return (await stores.accounts.list()).filter(({ school }) => principal.school === null || school === principal.school);
}

/** Makes an account that waits for its owner to replace a one-time password. Refused, audited, beyond the principal's school or role. */
export async function addAccount(principal: Principal, given: NewAccount, context: AccountsContext): Promise<WithOneTimePassword> {
  const { stores } = context;
  const { role, school = null } = given;
  const name = normaliseUserName(given.name);
  const email = given.email == null ? null : normaliseUserName(given.email);
  await requireMayManage(principal, { name, role, school }, 'account.add', context);
  requireKnownSchool(school, context);
  if (!new RegExp(ACCOUNT_NAME, 'u').test(name)) throw new Problem('bad-request', 'name: one word, without colons and slashes.');
  if (email !== null && !new RegExp(EMAIL, 'u').test(email)) throw new Problem('bad-request', 'email: not an e-mail address.');
  const { account, oneTimePassword } = await withOneTimePassword(
    { name, displayName: given.displayName ?? given.name, email, role, school },
    context,
  );
  const added = await stores.accounts.add(account);
  if (added === 'name-taken') throw new Problem('conflict', `There is an account "${name}" already.`);
  if (added === 'email-taken') throw refusalOf('email-taken', name);
  await audit(principal, 'account.add', name, { role, school, email: account.email }, context);
  return { account, oneTimePassword };
}

/** Refused, audited, beyond the principal's school or role, and for one's own role and school. */
export async function changeAccount(principal: Principal, name: string, change: AccountChange, context: AccountsContext): Promise<Account> {
  const before = await manageable(principal, name, 'account.change', context);
  const after = { ...before, ...change };
  const isPromotion = after.role !== before.role || after.school !== before.school;
  if (isPromotion) await refuseOwn(principal, before, 'account.change', context);
  await requireMayManage(principal, after, 'account.change', context);
  requireKnownSchool(after.school, context);
  const changed = await context.stores.accounts.change(before.name, change);
  if (typeof changed === 'string') throw refusalOf(changed, name);
  const detail = { ...change, before: { role: before.role, school: before.school } };
  await audit(principal, 'account.change', before.name, detail, context);
  return changed;
}

/** Ends the account with its sessions. */
export async function removeAccount(principal: Principal, name: string, context: AccountsContext): Promise<void> {
  const account = await manageable(principal, name, 'account.remove', context);
  await refuseOwn(principal, account, 'account.remove', context);
  const removed = await context.stores.accounts.remove(account.name);
  if (typeof removed === 'string') throw refusalOf(removed, name);
  await audit(principal, 'account.remove', account.name, { role: account.role, school: account.school }, context);
}

/** A new one-time password, no app, no sessions: for who has lost either. */
export async function resetAccount(principal: Principal, name: string, context: AccountsContext): Promise<WithOneTimePassword> {
  const before = await manageable(principal, name, 'account.reset', context);
  await refuseOwn(principal, before, 'account.reset', context);
  const { account, oneTimePassword } = await withOneTimePassword(before, context);
  const { passwordHash: hash, oneTimeUntil } = account;
  if (!(await context.stores.accounts.reset(before.name, { hash, oneTimeUntil }))) throw refusalOf('not-found', name);
  await audit(principal, 'account.reset', before.name, { role: before.role, school: before.school }, context);
  return { account, oneTimePassword };
}

/** Where nobody has an account yet: the one that can make the others. Undefined where somebody has. */
export async function addFirstAdministrator(context: Omit<AccountsContext, 'config'>): Promise<WithOneTimePassword | undefined> {
  const { stores, clock } = context;
  if ((await stores.accounts.list()).length > 0) return undefined;
  const who = { name: FIRST_ADMINISTRATOR, displayName: 'Administrator', email: null, role: 'trust-admin', school: null } as const;
  const made = await withOneTimePassword(who, context);
  if (!(await stores.accounts.addFirst(made.account))) return undefined;
  const detail = { role: who.role, school: null, first: true };
  await stores.audit.append({ at: clock(), actor: 'system', action: 'account.add', subject: who.name, outcome: 'done', detail });
  return made;
}

async function withOneTimePassword(
  who: Pick<Account, 'name' | 'displayName' | 'email' | 'role' | 'school'> & Partial<Account>,
  { passwords, clock }: Pick<AccountsContext, 'passwords' | 'clock'>,
): Promise<WithOneTimePassword> {
  const oneTimePassword = newOneTimePassword();
  const now = clock();
  const life = { oneTimeUntil: now + ONE_TIME_MS, totp: null, createdAt: who.createdAt ?? now, lastSignInAt: who.lastSignInAt ?? null };
  return { account: { ...who, ...life, passwordHash: await passwords.hash(oneTimePassword) }, oneTimePassword };
}

/** The account of that name, if there is one within the principal's school that it may manage. */
async function manageable(principal: Principal, name: string, action: string, context: AccountsContext): Promise<Account> {
  const account = await context.stores.accounts.get(name);
  if (account === undefined || (principal.school !== null && account.school !== principal.school)) throw refusalOf('not-found', name);
  await requireMayManage(principal, account, action, context);
  return account;
}

async function requireMayManage(
  principal: Principal,
  { name, role, school }: Pick<Account, 'name' | 'role' | 'school'>,
  action: string,
  context: AccountsContext,
): Promise<void> {
  await requireSchool(context, principal, school, { action, subject: name });
  if (role !== 'trust-admin' || principal.role === 'trust-admin') return;
  const words = 'The account of a trust administrator is the business of another one.';
  throw await refused(context, principal, { action, subject: name, code: 'forbidden', words });
}

async function refuseOwn(principal: Principal, { name }: Account, action: string, context: AccountsContext): Promise<void> {
  if (principal.person == null || normaliseUserName(principal.person) !== name) return;
  const words = 'This is your own account: ask another administrator.';
  throw await refused(context, principal, { action, subject: name, code: 'forbidden', words });
}

function requireKnownSchool(school: string | null, { config }: AccountsContext): void {
  if (school === null || config.schools.some(({ id }) => id === school)) return;
  throw new Problem('bad-request', `school: there is no school "${school}".`);
}

function refusalOf(refusal: AccountRefusal, name: string): Problem {
  if (refusal === 'not-found') return new Problem('not-found', `There is no account "${name}".`);
  if (refusal === 'email-taken') return new Problem('conflict', 'Another account has that e-mail address.');
  return new Problem('conflict', 'This is the last trust administrator: make another one first.');
}

async function audit(
  { actor }: Principal,
  action: string,
  subject: string,
  detail: Record<string, unknown>,
  { stores, clock }: Pick<AccountsContext, 'stores' | 'clock'>,
): Promise<void> {
  await stores.audit.append({ at: clock(), actor, action, subject, outcome: 'done', detail });
}
