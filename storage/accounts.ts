import type { Role } from '../core/identity.ts';
import type { EpochMs } from '../core/units.ts';

/** Somebody who signs in to the console. The name stands in the form names are compared in. */
export interface Account {
  readonly name: string;
  readonly displayName: string;
  /** In the form `normaliseUserName` gives; a provider's sign-in finds the account by it. */
  readonly email: string | null;
  readonly role: Role;
  /** The only school it may act in, or null for the whole trust. */
  readonly school: string | null;
  /** An argon2id PHC string. */
  readonly passwordHash: string;
  /** Until when a one-time password is good; null once its owner has chosen one. */
  readonly oneTimeUntil: number | null;
  /** The secret of the authenticator app, sealed; null without one. */
  readonly totp: string | null;
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
}

export type AccountChange = Partial<Pick<Account, 'displayName' | 'email' | 'role' | 'school'>>;

/** `last-administrator`: nobody would be left who may do everything for the whole trust. */
export type AccountRefusal = 'not-found' | 'last-administrator' | 'email-taken';

export interface NewPassword {
  readonly hash: string;
  readonly oneTimeUntil: number | null;
}

export interface Enrolment {
  /** The sealed secret. */
  readonly totp: string;
  /** The time step of the code that confirmed it: used up with it. */
  readonly step: number;
  readonly recoveryHashes: readonly string[];
}

export interface AccountStore {
  add(account: Account): Promise<'added' | 'name-taken' | 'email-taken'>;
  /** Adds it while there is no other; false otherwise, whichever process asks. */
  addFirst(account: Account): Promise<boolean>;
  get(name: string): Promise<Account | undefined>;
  byEmail(email: string): Promise<Account | undefined>;
  /** By name. */
  list(): Promise<Account[]>;
  /** A new role or school ends every session of the account. */
  change(name: string, change: AccountChange): Promise<Account | AccountRefusal>;
  /** Within one of the account's sessions, which stays while all others end. False when that has ended meanwhile. */
  setPassword(name: string, password: NewPassword, session: string): Promise<boolean>;
  /** A new password, no authenticator app, no recovery codes, no sessions. False when there is no such account. */
  reset(name: string, password: NewPassword): Promise<boolean>;
  /** With its recovery codes and sessions. */
  remove(name: string): Promise<Account | AccountRefusal>;
  /**
   * Replaces app and recovery codes, within a session as above. `isFirst`: only while there is no app. False when there is one, or
   * the session has ended meanwhile.
   */
  enrol(name: string, enrolment: Enrolment, options: { readonly isFirst: boolean; readonly session: string }): Promise<boolean>;
  /** Uses up a time step with all before it. False when it was used up. */
  spendStep(name: string, step: number): Promise<boolean>;
  /** Uses up a recovery code; returns how many are left, or undefined when there is none with that hash. */
  spendRecoveryCode(name: string, hash: string): Promise<number | undefined>;
  signedIn(name: string, at: EpochMs): Promise<void>;
}
