import type { Override } from '../core/override.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { ListIndex } from './list-index.ts';

/** What a snapshot is compiled from. All parsing and checking of it happens before; compiling cannot fail on a valid document. */
export interface SnapshotInput {
  readonly document: PolicyDocument;
  readonly policyVersion: string;
  readonly lists: ListIndex;
  readonly overrides: readonly Override[];
  /** Usernames in each class, for lesson grants; empty until classes are imported. */
  readonly classes: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Everything a decision needs, compiled: immutable, swapped whole. */
export interface PolicySnapshot {
  readonly policyVersion: string;
  readonly listVersion: string;
  readonly lists: ListIndex;
}
