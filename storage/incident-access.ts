import type { EpochMs } from '../core/units.ts';
import type { NewDelivery } from './incidents.ts';

/** What a one-time code of an incident's page is for. */
export interface CodeChallenge {
  /** Random; the code is worked out from it. */
  readonly id: string;
  readonly incident: string;
  /** The address it is mailed to, in lower case. */
  readonly recipient: string;
  readonly expiresAt: EpochMs;
}

export interface NewSession {
  /** SHA-256 of the session's secret, in hex; the secret is never stored. */
  readonly hash: string;
  readonly until: EpochMs;
}

/** Somebody confirmed that a school's test alert reached them. */
export interface AlertConfirmation {
  readonly school: string;
  /** An address, in lower case. */
  readonly recipient: string;
  readonly at: EpochMs;
}

/** One-time codes and the short sessions they begin, each of one incident and one recipient. */
export interface IncidentAccess {
  /**
   * Keeps a challenge and queues the mail with its code, in one transaction. False, and nothing done, when `most` were asked for
   * this incident and recipient within `withinMs` before `at`. Forgets those that have run out for a day.
   */
  ask(
    challenge: CodeChallenge,
    mail: NewDelivery,
    at: EpochMs,
    limit: { readonly most: number; readonly withinMs: number },
  ): Promise<boolean>;
  /**
   * Counts a try of a challenge's code. `isRight` on one that is unused, has not run out and was not tried `mostTries` times before
   * uses it up: the session begins, and the incident's history says `opened`. Undefined for a challenge that takes no more tries.
   */
  redeem(
    challenge: Pick<CodeChallenge, 'id' | 'incident'>,
    isRight: boolean,
    session: NewSession,
    at: EpochMs,
    mostTries: number,
  ): Promise<{ readonly recipient: string; readonly isOpen: boolean } | undefined>;
  /** Whose session it is; undefined when there is none of this incident, or it has ended. */
  session(incident: string, sessionHash: string, at: EpochMs): Promise<{ readonly recipient: string; readonly until: EpochMs } | undefined>;
  end(sessionHash: string): Promise<void>;
  /** Confirmed again, the newer time stands. */
  confirm(confirmation: AlertConfirmation): Promise<void>;
  confirmations(): Promise<AlertConfirmation[]>;
}
