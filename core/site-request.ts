import type { CategoryInfo } from './category.ts';
import type { Explanation } from './explanation.ts';
import type { GroupId } from './identity.ts';
import type { AiTool } from './measure.ts';

/** Somebody asks IT to open or close a site (rows R60–R63). */
export const REQUEST_KINDS = ['unblock', 'block', 'ai-approval', 'research'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REQUEST_STATUSES = ['open', 'awaiting-second', 'approved', 'declined'] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

/** One person's yes. A site in a locked category needs those of two people. */
export interface Approval {
  /** As in the audit log. */
  readonly actor: string;
  /** The person that the actor's token names; absent where it names none. */
  readonly person?: string;
  readonly role: string;
  readonly at: number;
  readonly reason: string;
}

/** What an approval would put in force, kept while a second person has yet to agree to exactly this. */
export type Proposal =
  /** A research exception for the named person. */
  | { readonly person: string; readonly until: number }
  /** An entry of the register of AI tools, for the Head of IT to agree to. */
  | { readonly tool: AiTool };

export interface SiteRequest {
  readonly id: string;
  readonly kind: RequestKind;
  /** As asked; `sealed:<list>:<keyed hash>` in place of a sealed one, as is `host`. */
  readonly url: string;
  readonly host: string;
  /** The strictest tier of the site's categories when it was asked for. */
  readonly tier: CategoryInfo['tier'];
  readonly reason: string;
  readonly requestedBy: string;
  /** Who filed it, as in the audit log: a helpdesk files for others. */
  readonly filedBy: string;
  /** Where the answer is mailed to; null when nobody said. */
  readonly email: string | null;
  readonly school: string | null;
  readonly group: GroupId;
  readonly urgent: boolean;
  /** The decision on the block page that it was asked from. */
  readonly decisionId: string | null;
  /** Why the site was decided as it was for the requester when the request was made. */
  readonly explanation: Explanation;
  readonly status: RequestStatus;
  readonly approvals: readonly Approval[];
  readonly proposal: Proposal | null;
  readonly createdAt: number;
  readonly decidedAt: number | null;
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  /** The override, block or AI tool that an approval put in force. */
  readonly effectId: string | null;
  /** Grows with every change; a change names the version it is made to. */
  readonly version: number;
}

export function isUndecided({ status }: Pick<SiteRequest, 'status'>): boolean {
  return status === 'open' || status === 'awaiting-second';
}

const HOUR_MS = 3_600_000;
/** An urgent request within the hour, any other within a day: what schools' helpdesks promise. */
export const DUE_AFTER_MS = { urgent: HOUR_MS, usual: 24 * HOUR_MS } as const;

export function dueAt({ createdAt, urgent }: Pick<SiteRequest, 'createdAt' | 'urgent'>): number {
  return createdAt + (urgent ? DUE_AFTER_MS.urgent : DUE_AFTER_MS.usual);
}
