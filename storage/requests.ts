import type { Override } from '../core/override.ts';
import type { SiteBlock } from '../core/site-block.ts';
import type { RequestKind, RequestStatus, SiteRequest } from '../core/site-request.ts';
import type { EpochMs } from '../core/units.ts';

/** What a decision puts in force, in the same transaction. */
export type RequestEffect =
  | { readonly kind: 'override'; readonly override: Override }
  | { readonly kind: 'block'; readonly block: SiteBlock }
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
  readonly limit: number;
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
  add(request: SiteRequest, effect: RequestEffect, bounds?: RequestBounds): Promise<RequestAdded>;
  get(id: string): Promise<SiteRequest | undefined>;
  /** Undecided ones first, of those the urgent first and then the oldest; decided ones newest first. */
  list(filter: RequestFilter): Promise<SiteRequest[]>;
  /** Decided requests for a host, newest first. */
  decidedFor(host: string, limit: number): Promise<SiteRequest[]>;
  /** A person's own, newest first. */
  ofPerson(name: string, since: EpochMs, limit: number): Promise<SiteRequest[]>;
  /** Decides a request that is still at `version`, all or nothing. `conflict` carries what it has become. */
  decide(
    id: string,
    version: number,
    decision: RequestDecision,
    effect: RequestEffect,
  ): Promise<
    | { readonly kind: 'decided'; readonly request: SiteRequest; readonly revision: number | null }
    | { readonly kind: 'conflict'; readonly request: SiteRequest }
    | { readonly kind: 'missing' }
  >;
  /** Forgets requests that were decided before `before`; returns how many. */
  purge(before: EpochMs): Promise<number>;
}
