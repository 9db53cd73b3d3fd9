import type { EpochMs } from '../core/units.ts';
import type { Account } from './accounts.ts';

/** What a sign-in still waits for; `done` when it waits for nothing. */
export const SIGN_IN_STEPS = ['done', 'totp', 'enrol-totp', 'set-password'] as const;
export type SignInStep = (typeof SIGN_IN_STEPS)[number];

/** How the second factor was shown. */
export const SECOND_FACTORS = ['none', 'totp', 'recovery-code', 'provider'] as const;
export type SecondFactor = (typeof SECOND_FACTORS)[number];

const MINUTE_MS = 60_000;
export const SESSION_IDLE_MS = 30 * MINUTE_MS;
/** A working day, with a detention at its end. */
export const SESSION_LIFETIME_MS = 12 * 60 * MINUTE_MS;
/** Time enough to fetch the phone and set it up. */
export const SIGN_IN_LIFETIME_MS = 15 * MINUTE_MS;
/** Unfinished ones of an account beyond these give way, oldest first: whoever has the password makes any number of them. */
export const MOST_UNFINISHED = 10;

/** Somebody signed in with a browser, or on the way to it. */
export interface ConsoleSession {
  readonly id: string;
  readonly account: string;
  readonly step: SignInStep;
  readonly factor: SecondFactor;
  /** `password`, or the id of the provider. */
  readonly by: string;
  readonly address: string;
  /** What the browser calls itself. */
  readonly client: string;
  /** The sealed secret of an app that is being set up. */
  readonly enrolment: string | null;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly endsAt: number;
}

export interface SessionStore {
  /**
   * `secretHash` is the SHA-256 of the cookie's secret, in hex; the secret is never stored. False when the account is not, or not any
   * more, as it was when somebody signed in.
   */
  begin(session: ConsoleSession, secretHash: string, as: Pick<Account, 'passwordHash' | 'totp' | 'role' | 'school'>): Promise<boolean>;
  /** A live one, with its account as it is now. */
  find(secretHash: string, now: EpochMs): Promise<{ readonly session: ConsoleSession; readonly account: Account } | undefined>;
  /** Takes a session that is still at `from` on, under a new secret. False when it is elsewhere or gone. */
  advance(id: string, from: SignInStep, to: Pick<ConsoleSession, 'step' | 'factor' | 'endsAt'>, secretHash: string): Promise<boolean>;
  touch(id: string, at: EpochMs): Promise<void>;
  offer(id: string, enrolment: string): Promise<void>;
  /** Live ones that have signed in, newest first; of one account, or of all. */
  list(now: EpochMs, account?: string): Promise<ConsoleSession[]>;
  /** False when there is none. */
  end(id: string): Promise<boolean>;
  /** Forgets those that have ended; returns how many. */
  purge(now: EpochMs): Promise<number>;
}
