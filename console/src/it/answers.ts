/** What the API answers, as far as these pages read it. Times are ISO 8601 unless the name ends in EpochMs or Ms. */

import type { paths } from '../api/schema.ts';
import type { School } from '../session/schools.ts';

export type Action = 'allow' | 'block' | 'coach';

export type ProtectionStatus = 'protected' | 'stale' | 'missing';

export interface ListSource {
  readonly id: string;
  readonly status: 'fresh' | 'last-good' | 'refused' | 'failed';
  /** What the last attempt said; null when it went well. */
  readonly message: string | null;
  readonly entries: number;
  readonly checkedAt: string | null;
  /** One of the product's own, which protects nobody by itself. */
  readonly own: boolean;
  readonly licence: string | null;
}

/** `GET /api/v1/summary`, with the parts that IT is shown. */
export interface Summary {
  readonly at: string;
  readonly role: string;
  readonly schools: readonly School[];
  readonly goLive: boolean;
  readonly alertsNotLive: readonly string[] | null;
  readonly protection: {
    readonly ok: boolean;
    readonly lacking: readonly { readonly class: string; readonly title: string; readonly status: ProtectionStatus }[];
  };
  readonly requests?: {
    readonly open: number;
    readonly more: boolean;
    readonly awaitingSecond: number;
    readonly overdue: number;
    readonly urgent: number;
  };
  readonly openNow?: {
    readonly overrides: number;
    readonly lessons: number;
    readonly exams: number;
    readonly suspensions: number;
    readonly blocks: number;
  };
  readonly health?: { readonly ok: boolean; readonly problems: readonly { readonly part: string; readonly detail: string }[] };
  readonly lists?: { readonly version: string | null; readonly builtAt: string | null; readonly sources: readonly ListSource[] };
  readonly leases?: { readonly count: number };
  readonly drafts?: { readonly waiting: number };
}

/** `GET /api/v1/protection`. */
export interface Protection {
  /** EpochMs. */
  readonly at: number;
  readonly listVersion: string | null;
  readonly classes: readonly ProtectionClass[];
}

export interface ProtectionClass {
  readonly class: string;
  readonly title: string;
  readonly status: ProtectionStatus;
  readonly entries: number;
  readonly undecidable: number;
  readonly ageMs: number | null;
  readonly sources: readonly { readonly id: string }[];
}

export type ScopeKind = 'person' | 'class' | 'group' | 'school' | 'trust';

export interface Scope {
  readonly kind: ScopeKind;
  readonly id?: string;
}

/** The answer to a change that people feel. */
export interface Change {
  readonly id?: string;
  readonly status?: string;
  /** Absent: nothing came in force by it. */
  readonly inForce?: boolean;
  readonly waitingFor?: readonly string[];
  readonly until?: string;
  readonly warnings?: readonly string[];
}

export interface RuleStep {
  readonly rule: string;
  readonly outcome: 'passed-over' | 'won' | 'would-allow' | 'would-block' | 'would-coach' | 'not-asked';
  readonly detail: string;
}

export interface ListMatch {
  readonly category: string;
  readonly list: string;
  readonly entry: string;
  readonly kind: string;
}

export interface Explanation {
  readonly target: string;
  readonly decidedBy: string;
  readonly action: Action;
  readonly rule: string;
  readonly reason: string;
  readonly categories: readonly string[];
  readonly category: string | null;
  readonly searchTerm?: string;
  readonly search?: {
    readonly words: string;
    readonly isVisible: boolean;
    readonly terms: readonly { readonly list: string; readonly term: string; readonly category: string; readonly takenOutBy?: string }[];
  };
  readonly dialHost?: string;
  readonly evidence: { readonly match?: ListMatch; readonly ref?: string; readonly entry?: string };
  readonly matches: readonly ListMatch[];
  readonly chain: readonly RuleStep[];
  readonly wouldChange: readonly { readonly change: string; readonly action: Action; readonly rule: string }[];
  readonly identity: {
    readonly username: string | null;
    readonly computer: string | null;
    readonly school: string | null;
    readonly group: string;
    readonly attribution: string;
  };
  readonly at: string;
  readonly localTime: string;
  readonly schedules: readonly string[];
  readonly nextBoundary: string | null;
  readonly policyVersion: string;
  readonly listVersion: string;
}

/** `POST /api/v1/explain`. */
export interface Explained {
  readonly explanation: Explanation;
  readonly recorded?: { readonly action: Action; readonly rule: string; readonly reason: string; readonly time: string };
  readonly notes: readonly string[];
}

export interface EarlierDecision {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export type RequestKind = 'unblock' | 'block' | 'ai-approval' | 'research';
export type RequestStatus = 'open' | 'awaiting-second' | 'approved' | 'declined';

export interface ProposedTool {
  readonly name: string;
  readonly minimum: string;
  readonly licensed: boolean;
  readonly dpia: string;
  readonly expires: string;
}

/** `GET /api/v1/requests`, one of `items`. */
export interface SiteRequest {
  readonly id: string;
  readonly kind: RequestKind;
  readonly url: string;
  readonly host: string;
  readonly tier: 'sealed' | 'locked' | 'ordinary';
  readonly reason: string;
  readonly requestedBy: string;
  readonly filedBy: string;
  readonly email: string | null;
  readonly school: string | null;
  readonly group: string;
  readonly urgent: boolean;
  readonly decisionId: string | null;
  readonly explanation: Omit<Explanation, 'chain' | 'wouldChange'>;
  readonly status: RequestStatus;
  readonly approvals: readonly { readonly actor: string; readonly role: string; readonly at: string; readonly reason: string }[];
  readonly proposal: { readonly person: string; readonly until: string } | { readonly tool: ProposedTool } | null;
  readonly createdAt: string;
  readonly ageSeconds: number;
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly effectId: string | null;
  readonly decision: { readonly at: string; readonly by: string; readonly reason: string } | null;
  readonly earlier: readonly EarlierDecision[];
}

export interface Comment {
  readonly id: string;
  readonly at: string;
  readonly author: string;
  readonly text: string;
}

/** What a page said of itself when somebody looked. */
export type SiteLook = paths['/api/v1/requests/{id}/look']['post']['responses'][200]['content']['application/json'];

/** `GET /api/v1/requests/{id}`. */
export interface RequestDetail extends SiteRequest {
  readonly explanation: Explanation;
  readonly comments: readonly Comment[];
  /** Null: a sealed site, which is counted nowhere. */
  readonly met: { readonly people: number; readonly refused: number; readonly days: number; readonly complete: boolean } | null;
  /** Null: nobody has looked lately. */
  readonly look: SiteLook | null;
  /** The narrowest approval that would do; null where there is nothing plain to open. */
  readonly suggestion: { readonly body: { readonly reason: string }; readonly hosts: readonly string[] } | null;
}

export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** `GET /api/v1/overrides`, one of `items`. */
export interface Override {
  readonly id: string;
  readonly kind: 'override' | 'lesson' | 'coach' | 'research';
  readonly scope: Scope;
  readonly hosts: readonly string[];
  readonly from: string;
  readonly until: string;
  readonly reason: string;
  readonly grantedBy: string;
}

/** … and of `blocks`. */
export interface SiteBlock {
  readonly id: string;
  readonly site: string;
  readonly scope: Scope;
  readonly urgent: boolean;
  readonly reason: string;
  readonly owner: string;
  readonly from: string;
  readonly reviewBy: string;
}

interface Timed {
  readonly id: string;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
  readonly by: string;
}

export interface Exam extends Timed {
  readonly audience: Readonly<Record<string, readonly string[]>>;
}

export interface Suspension extends Timed {
  readonly person: string;
}
