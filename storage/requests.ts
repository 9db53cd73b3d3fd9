import type { AiTool } from '../core/measure.ts';
import type { Override } from '../core/override.ts';
import type { SiteBlock } from '../core/site-block.ts';
import { isUndecided, type RequestKind, type RequestStatus, type SiteRequest } from '../core/site-request.ts';
import type { EpochMs } from '../core/units.ts';
import type { NewAudit } from './audit-log.ts';
import type { NewDelivery } from './incidents.ts';

/** What a decision puts in force, in the same transaction. */
export type RequestEffect =
  | { readonly kind: 'override'; readonly override: Override }
  | { readonly kind: 'block'; readonly block: SiteBlock }
  | { readonly kind: 'measure'; readonly measure: AiTool }
  | { readonly kind: 'none' };

/** Bounds for people who ask by themselves; checked in the transaction that adds. */
export interface RequestBounds {
  /** At most this many by the person since that time. */
  readonly most: number;
  readonly since: EpochMs;
}

export interface RequestFilter {
  readonly status?: readonly RequestStatus[];
  readonly kind?: RequestKind;
  readonly school?: string;
  /** Only those that should have been decided by then. */
  readonly overdueAt?: EpochMs;
  /** Only what comes behind this one in the list, as it was when it was listed. */
  readonly after?: RequestPlace;
  readonly limit: number;
}

/** What the list is in the order of. */
export interface RequestPlace {
  readonly group: number;
  readonly urgency: number;
  readonly moment: number;
  readonly id: string;
}

export function placeOf({ id, status, urgent, createdAt, decidedAt }: SiteRequest): RequestPlace {
  const isOpen = isUndecided({ status });
  return { group: isOpen ? 0 : 1, urgency: isOpen && urgent ? -1 : 0, moment: isOpen ? createdAt : -(decidedAt ?? 0), id };
}

/** What one of those who decide wrote to the others; the requester is not shown it. */
export interface RequestComment {
  readonly id: string;
  readonly request: string;
  readonly at: number;
  readonly author: string;
  readonly text: string;
}

/** `revision` is that of the topic `overrides` once the effect is stored; null without one. */
export type RequestAdded =
  | { readonly kind: 'added'; readonly revision: number | null }
  /** The person has an undecided request for the host already. */
  | { readonly kind: 'already-open'; readonly request: SiteRequest }
  | { readonly kind: 'too-many' };

export type RequestDecision = Pick<
  SiteRequest,
  'status' | 'approvals' | 'proposal' | 'decidedAt' | 'decidedBy' | 'decisionReason' | 'effectId'
>;

export interface RequestStore {
  /** `tell` is queued in the same transaction, here as below, and `audit` written. */
  add(
    request: SiteRequest,
    effect: RequestEffect,
    bounds?: RequestBounds,
    tell?: readonly NewDelivery[],
    audit?: readonly NewAudit[],
  ): Promise<RequestAdded>;
  get(id: string): Promise<SiteRequest | undefined>;
  /** Another with every change of any request; comments do not count. */
  revision(): Promise<number>;
  /** Undecided ones first, of those the urgent first and then the oldest; decided ones newest first. */
  list(filter: RequestFilter): Promise<SiteRequest[]>;
  /** Decided requests for a host, newest first. */
  decidedFor(host: string, limit: number): Promise<SiteRequest[]>;
  /** Those of the hosts (500 at most) that any request was decided for. */
  decidedAmong(hosts: readonly string[]): Promise<string[]>;
  /** A person's own, newest first. */
  ofPerson(name: string, since: EpochMs, limit: number): Promise<SiteRequest[]>;
  /** Decides a request that is still at `version`, all or nothing. `conflict` carries what it has become. */
  decide(
    id: string,
    version: number,
    decision: RequestDecision,
    effect: RequestEffect,
    tell?: (decided: SiteRequest) => readonly NewDelivery[],
    audit?: readonly NewAudit[],
  ): Promise<
    | { readonly kind: 'decided'; readonly request: SiteRequest; readonly revision: number | null }
    | { readonly kind: 'conflict'; readonly request: SiteRequest }
    | { readonly kind: 'missing' }
  >;
  comment(comment: RequestComment, tell?: readonly NewDelivery[], audit?: readonly NewAudit[]): Promise<void>;
  /** The oldest first. */
  comments(request: string): Promise<RequestComment[]>;
  /** How many wait for a decision, and how many of them should have had one by now. */
  waiting(now: EpochMs): Promise<{ readonly open: number; readonly overdue: number }>;
  /** Forgets requests that were decided before `before`, with their comments; returns how many. */
  purge(before: EpochMs): Promise<number>;
}
