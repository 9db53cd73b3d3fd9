import type { IpAddress } from '../core/address.ts';
import type { Lease, Person, Role } from '../core/identity.ts';
import type { Measure } from '../core/measure.ts';
import type { Override } from '../core/override.ts';
import type { SchoolClass } from '../core/school-class.ts';
import type { SiteBlock } from '../core/site-block.ts';
import type { EpochMs } from '../core/units.ts';
import type { AccountStore } from './accounts.ts';
import type { AuditLog } from './audit-log.ts';
import type { Directory } from './directory.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { IncidentAccess } from './incident-access.ts';
import type { IncidentStore, Outbox } from './incidents.ts';
import type { AnnouncementStore, PersonalUseWeekStore, ReviewStore, SelfTestStore } from './oversight.ts';
import type { PolicyDraftStore } from './policy-drafts.ts';
import type { RequestLooks } from './request-looks.ts';
import type { RequestStore } from './requests.ts';
import type { SessionStore } from './sessions.ts';
import type { SignInTries } from './sign-in-tries.ts';

/**
 * The small, transactional data. One schema, one set of queries, on SQLite or PostgreSQL.
 * Everything a proxy needs carries a revision: a number per topic that grows with every change,
 * so that a reader asks only for what changed since the revision it holds.
 */
export const TOPICS = ['policy', 'lists', 'leases', 'people', 'overrides'] as const;
export type Topic = (typeof TOPICS)[number];

/** What changed since a revision. `removed` names keys that are gone; no key is in both. */
export interface Changes<T, K = string> {
  readonly revision: number;
  readonly upserted: readonly T[];
  readonly removed: readonly K[];
  /** True when the revision asked for is too old, or unknown here: `upserted` is then all there is, whatever else is held is gone. */
  readonly reset?: boolean;
}

export interface LeaseStore {
  /**
   * Puts all or none. A lease on an address for someone else ends the old one; a renewal for the same person and computer
   * never shortens it. Returns the new revision.
   */
  put(leases: readonly Lease[]): Promise<number>;
  remove(ips: readonly IpAddress[]): Promise<number>;
  list(now: EpochMs): Promise<Lease[]>;
  /** Expired leases are among them until purged: the reader's own clock judges. */
  changesSince(revision: number): Promise<Changes<Lease, IpAddress>>;
  /** Forgets leases that expired, or were removed, before `before` and more than 24 h ago; returns how many rows. */
  purge(before: EpochMs): Promise<number>;
}

/** Names are kept, looked up and told in the form they are compared in (core/identity.ts, normaliseUserName). */
export interface PersonStore {
  put(people: readonly Person[]): Promise<number>;
  remove(names: readonly string[]): Promise<number>;
  get(name: string): Promise<Person | undefined>;
  list(): Promise<Person[]>;
  changesSince(revision: number): Promise<Changes<Person>>;
  /** Forgets that people were removed before `before` and more than 24 h ago; returns how many rows. */
  purge(before: EpochMs): Promise<number>;
}

/** Followed with the people: both carry revisions of the topic `people`. Names and ids stand in the form they are compared in. */
export interface ClassStore {
  put(classes: readonly SchoolClass[]): Promise<number>;
  remove(ids: readonly string[]): Promise<number>;
  list(): Promise<SchoolClass[]>;
  /** Those a person is a member of. */
  of(person: string): Promise<SchoolClass[]>;
  taughtBy(person: string): Promise<SchoolClass[]>;
  changesSince(revision: number): Promise<Changes<SchoolClass>>;
  /** Forgets that classes were removed before `before` and more than 24 h ago; returns how many rows. */
  purge(before: EpochMs): Promise<number>;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly school: string | null;
  /** The person it acts for: a teacher's token acts for that teacher's classes. */
  readonly person?: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

export interface TokenStore {
  /** `secretHash` is the SHA-256 of the token, in hex; the token itself is never stored. */
  create(token: ApiToken, secretHash: string): Promise<void>;
  /** Only a live token is found: neither revoked nor, by the store's clock, expired. */
  findBySecretHash(secretHash: string): Promise<ApiToken | undefined>;
  list(): Promise<ApiToken[]>;
  /** False when there is no such live token. */
  revoke(id: string, at: EpochMs): Promise<boolean>;
}

export interface OverrideStore {
  add(override: Override): Promise<number>;
  /** Brings `until` forward to `at`. Nothing changes when there is no such override or it has ended by then. */
  end(id: string, at: EpochMs): Promise<number>;
  /** In force now or later. */
  list(now: EpochMs): Promise<Override[]>;
  /** An ended override is among them with its `until`: the reader's own clock judges. */
  changesSince(revision: number): Promise<Changes<Override>>;
  /** Forgets overrides that ended before `before` and more than 24 h ago; returns how many. */
  purge(before: EpochMs): Promise<number>;
}

/** Followed with the overrides: both carry revisions of the topic `overrides`, since both are exceptions to the standing policy. */
export interface SiteBlockStore {
  add(block: SiteBlock): Promise<number>;
  /** Nothing changes when there is no such block or it has ended. */
  end(id: string, at: EpochMs): Promise<number>;
  /** Those that have not ended, oldest first. */
  list(): Promise<SiteBlock[]>;
  /** Ended ones are among them. */
  changesSince(revision: number): Promise<Changes<SiteBlock>>;
  /** Forgets blocks that ended before `before` and more than 24 h ago; returns how many. */
  purge(before: EpochMs): Promise<number>;
}

/** What people switch during the day. Followed with the overrides, as blocks are. */
export interface MeasureStore {
  /** Adds it, or replaces the one with its id. Returns the revision. */
  put(measure: Measure): Promise<number>;
  /** Brings `until` forward to `at`. Undefined when there is none that still runs: somebody else may have ended it. */
  end(id: string, at: EpochMs): Promise<number | undefined>;
  /** In force now or later. */
  list(now: EpochMs): Promise<Measure[]>;
  /** Ended ones are among them with their `until`: the reader's own clock judges. */
  changesSince(revision: number): Promise<Changes<Measure>>;
  /** Forgets those that ended before `before` and more than 24 h ago; returns how many. */
  purge(before: EpochMs): Promise<number>;
}

export interface PolicyVersion {
  /** First 12 hex digits of the SHA-256 of the canonical document. */
  readonly version: string;
  /** The document as JSON; validate with PolicyDocumentSchema when reading. */
  readonly document: string;
  readonly author: string;
  readonly reason: string;
  readonly createdAt: number;
  readonly effectiveAt: number;
}

export type PolicySave = Omit<PolicyVersion, 'document'>;

export interface PolicyStore {
  /** Saves a version and makes it current from its effective time. Saving what is current at that time again changes nothing. */
  save(policy: PolicyVersion): Promise<number>;
  /** As `save`, but only while `base` is the newest revision of the topic `policy`; undefined when somebody saved meanwhile. */
  saveOver(policy: PolicyVersion, base: number): Promise<number | undefined>;
  /** The one that took effect last; of two with one effective time the one saved last. */
  current(now: EpochMs): Promise<PolicyVersion | undefined>;
  /** The document of `current`, its long lists of sites apart from it (storage/policy-pieces.ts). */
  currentFrame(now: EpochMs): Promise<string | undefined>;
  /** Pieces of frames; one that is not there is left out. 500 at most. */
  pieces(hashes: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** As it was saved last. */
  get(version: string): Promise<PolicyVersion | undefined>;
  /** Every save, newest first: a version gone back to appears twice. */
  history(): Promise<PolicySave[]>;
  /** What this author saved last. */
  lastBy(author: string): Promise<PolicyVersion | undefined>;
  /** When the next saved version takes effect after `now`; null when none waits. */
  nextChange(now: EpochMs): Promise<EpochMs | null>;
}

export interface School {
  readonly id: string;
  readonly name: string;
}

export interface SchoolStore {
  replaceAll(schools: readonly School[]): Promise<void>;
  /** In the order they were put. */
  list(): Promise<School[]>;
}

export interface Stores {
  readonly leases: LeaseStore;
  readonly people: PersonStore;
  readonly classes: ClassStore;
  readonly directory: Directory;
  readonly tokens: TokenStore;
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly signInTries: SignInTries;
  readonly overrides: OverrideStore;
  readonly blocks: SiteBlockStore;
  readonly measures: MeasureStore;
  readonly requests: RequestStore;
  readonly requestLooks: RequestLooks;
  readonly policies: PolicyStore;
  readonly policyDrafts: PolicyDraftStore;
  readonly schools: SchoolStore;
  readonly idempotency: IdempotencyStore;
  readonly audit: AuditLog;
  readonly incidents: IncidentStore;
  readonly outbox: Outbox;
  readonly incidentAccess: IncidentAccess;
  readonly reviews: ReviewStore;
  readonly announcements: AnnouncementStore;
  readonly selfTests: SelfTestStore;
  readonly personalUseWeeks: PersonalUseWeekStore;
  /** The revision of every topic, in one cheap read. `lists` is kept by the list store's publisher. */
  revisions(): Promise<Record<Topic, number>>;
  bumpRevision(topic: Topic): Promise<number>;
  /** Resolves when the database answers; rejects with the reason otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
