import type { CategoryId, CategoryMatch, Signal, Theme } from './category.ts';
import type { Hostname } from './hostname.ts';

/** Rule order of the contract; one file per rule in categoriser/rules. */
export const RULE_IDS = [
  'policy-unavailable',
  'sealed',
  'support',
  'locked',
  'urgent-block',
  'suspension',
  'pupil-wifi',
  'exam',
  'override',
  'group-allow',
  'group-block',
  'search-term',
  'category',
  'default',
  // The refusals below are not policy: they come from the data path itself.
  'address-gate',
  'protocol',
  'identity',
  'limit',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

export type Action = 'allow' | 'block' | 'coach';

/** What made the winning rule win: enough for another person to check it. */
export interface Evidence {
  /** The list match, where a category decided. */
  readonly match?: CategoryMatch;
  /** Id of the override, grant, suspension, exam window, policy list or schedule that decided. */
  readonly ref?: string;
  /** The policy list's entry or the search term that matched. */
  readonly entry?: string;
}

/** What is changed of an allowed request on its way. */
export interface RequestRewrite {
  /** Query parameters, in place of any of the same name. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Headers; what the client sent under these names never goes on. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface Decision {
  readonly action: Action;
  readonly rule: RuleId;
  /** One plain sentence for staff. Never holds a sealed host, URL or term. */
  readonly reason: string;
  readonly categories: readonly CategoryId[];
  /** The category that decided, when one did. */
  readonly category: CategoryId | null;
  readonly signal: Signal;
  readonly theme: Theme | null;
  readonly evidence: Evidence;
  /** Set where it was not blocked, and would have been if what the group's policy monitors were blocked. */
  readonly wouldBlock?: true;
  /** Names of the AI tools of the register that this group may use, where another one was refused (row R31). */
  readonly instead?: readonly string[];
  /** Extracted, normalised search term, when the URL is a search. */
  readonly searchTerm?: string;
  /** Set when the connection must be made to another name (SafeSearch). */
  readonly dialHost?: Hostname;
  /** SafeSearch, YouTube's restricted mode and whose accounts may sign in, where the request itself can be seen. */
  readonly rewrite?: RequestRewrite;
  /** `sealed:<list>:<keyed hash>`, stored in place of url, host and searchTerm. */
  readonly sealedRef?: string;
  /** False for `support`: the path is never recorded, nor shown in a live view, digest or IT search. */
  readonly recordPath: boolean;
  readonly policyVersion: string;
  readonly listVersion: string;
}
