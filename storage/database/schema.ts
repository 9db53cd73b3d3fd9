import type { Generated, Kysely, Transaction } from 'kysely';
import type { Topic } from '../stores.ts';
import type { IncidentTables } from './incidents-tables.ts';

/** Requests have revisions, too, which no worker follows. */
export type Counted = Topic | 'requests';

/** The tables as the newest migration leaves them. Times are EpochMs; a revision is the topic's own when the row changed last. */
export interface Schema extends IncidentTables {
  /** `floor`: the highest revision among rows forgotten for good; who holds less must be told everything. */
  revisions: { topic: Counted; revision: number; floor: number };
  /** What was removed, so that readers can be told. A live row with the same key is always newer. */
  tombstones: { topic: Topic; key: string; revision: number; removed_at: number };
  leases: {
    ip: string;
    user_name: string;
    computer: string;
    group_id: string | null;
    school: string | null;
    expires_at: number;
    revision: number;
  };
  people: {
    name: string;
    group_id: string;
    school: string | null;
    role: string | null;
    password_hash: string | null;
    revision: number;
    /** 1: comes from the school's own records, and goes with them. */
    imported: Generated<number>;
    display_name: Generated<string | null>;
  };
  /** Followed by revisions of the topic `people`. */
  classes: {
    id: string;
    name: string;
    school: string | null;
    /** JSON arrays of names, as is `teachers`. */
    members: string;
    teachers: string;
    removed_at: number | null;
    revision: number;
  };
  tokens: {
    id: string;
    secret_hash: string;
    name: string;
    role: string;
    school: string | null;
    person: string | null;
    created_at: number;
    expires_at: number | null;
    revoked_at: number | null;
  };
  overrides: {
    id: string;
    kind: string;
    scope_kind: string;
    scope_id: string | null;
    /** JSON array. */
    hosts: string;
    from_at: number;
    until_at: number;
    reason: string;
    granted_by: string;
    revision: number;
  };
  /** The document's frame (storage/policy-pieces.ts). */
  policy_documents: { version: string; document: string };
  policy_pieces: { hash: string; text: string };
  /** One row a save; its revision is its place in the history. */
  policy_saves: { revision: number; version: string; author: string; reason: string; created_at: number; effective_at: number };
  schools: { id: string; name: string; position: number };
  audit: {
    sequence: number;
    at: number;
    actor: string;
    action: string;
    subject: string;
    outcome: string;
    /** JSON object. */
    detail: string;
    hash: string;
  };
  /** One row: the end of the chain, so that a cut-off end shows. */
  audit_head: { id: number; sequence: number; hash: string };
  requests: {
    id: string;
    kind: string;
    url: string;
    host: string;
    tier: string;
    reason: string;
    requested_by: string;
    /** `requested_by` in the form names are compared in. */
    person_key: string;
    filed_by: string;
    email: string | null;
    school: string | null;
    group_id: string;
    urgent: number;
    decision_id: string | null;
    /** JSON, as are `approvals` and `proposal`. */
    explanation: string;
    status: string;
    approvals: string;
    proposal: string | null;
    created_at: number;
    decided_at: number | null;
    decided_by: string | null;
    decision_reason: string | null;
    effect_id: string | null;
    version: number;
  };
  /** Followed by revisions of the topic `overrides`. */
  site_blocks: {
    id: string;
    site: string;
    scope_kind: string;
    scope_id: string | null;
    urgent: number;
    reason: string;
    owner: string;
    from_at: number;
    review_by: number;
    ended_at: number | null;
    revision: number;
  };
  /** Followed by revisions of the topic `overrides`. */
  measures: {
    id: string;
    kind: string;
    from_at: number;
    until_at: number;
    /** JSON object: what is particular to the kind, with reason and author. */
    body: string;
    revision: number;
  };
  idempotency_keys: {
    principal: string;
    key: string;
    fingerprint: string;
    /** Null while the call is under way. */
    status: number | null;
    /** JSON object. */
    headers: string | null;
    body: string | null;
    created_at: number;
  };
  request_comments: { id: string; request: string; at: number; author: string; text: string };
  request_looks: { request: string; at: number; body: string };
  policy_drafts: {
    id: string;
    document: string;
    base: number;
    reason: string;
    author: string;
    author_person: string | null;
    effective_at: number | null;
    created_at: number;
    status: string;
    decided_by: string | null;
    decided_at: number | null;
    /** JSON; null where nobody is to be told. */
    announcement: string | null;
  };
  accounts: {
    name: string;
    display_name: string;
    email: string | null;
    role: string;
    school: string | null;
    password_hash: string;
    one_time_until: number | null;
    totp: string | null;
    /** The last time step whose code was used. */
    totp_step: number;
    created_at: number;
    last_sign_in_at: number | null;
  };
  recovery_codes: { account: string; hash: string };
  console_sessions: {
    id: string;
    secret_hash: string;
    account: string;
    step: string;
    factor: string;
    begun_by: string;
    address: string;
    client: string;
    enrolment: string | null;
    created_at: number;
    last_seen_at: number;
    ends_at: number;
  };
  /** `refused`: 1 once somebody was refused in this window. */
  sign_in_tries: { key: string; tries: number; window_ends: number; refused: number };
  /** `body`: the whole of it as JSON, here as below. */
  reviews: {
    id: string;
    school: string | null;
    status: string;
    opened_at: number;
    body: string;
    document: string | null;
    version: number;
  };
  announcements: { id: string; created_at: number; until_at: number; body: string };
  self_tests: { id: string; at: number; body: string };
  personal_use_weeks: { week: string; from_at: number; body: string };
  schema_version: { version: number; applied_at: number };
}

export type Queries = Kysely<Schema>;
export type Unit = Transaction<Schema>;

/** SQLite binds at most 32,766 values in a statement, PostgreSQL 65,535; 500 rows of any table stay below. */
export const ROWS_PER_STATEMENT = 500;

export function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += ROWS_PER_STATEMENT) yield items.slice(start, start + ROWS_PER_STATEMENT);
}
