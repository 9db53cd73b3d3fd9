import Type from 'typebox';
import { type SuggestedBypass, SuggestedBypassSchema } from '../core/suggested-bypass.ts';
import { TOPICS, type Topic } from './stores.ts';

export const PARTS = ['proxy', 'alerts', 'blocklists', 'admin'] as const;
export type PartName = (typeof PARTS)[number];

/** A part's sign of life, sent every second and at once when something changes. */
export interface PartStatus {
  readonly part: PartName;
  /** Unique among running parts, e.g. `proxy-1`. */
  readonly instance: string;
  readonly pid: number;
  readonly at: number;
  /** The revision of each topic that is in force here. */
  readonly revisions: Readonly<Record<Topic, number>>;
  readonly policyVersion: string;
  readonly listVersion: string;
  /** prom-client metrics as JSON, added up by the admin's /metrics. */
  readonly metrics: readonly unknown[];
  /** What is wrong here, in words; empty when all is well. */
  readonly problems: readonly string[];
  /** Of a proxy worker that inspects: the hosts at which clients refused the school's certificate. */
  readonly refusedInspections?: readonly SuggestedBypass[];
}

/** For what comes back from a transport that others can write to. */
export const PartStatusSchema = Type.Object({
  part: Type.Enum([...PARTS]),
  instance: Type.String(),
  pid: Type.Integer(),
  at: Type.Number(),
  revisions: Type.Record(Type.Enum([...TOPICS]), Type.Number()),
  policyVersion: Type.String(),
  listVersion: Type.String(),
  metrics: Type.Array(Type.Unknown()),
  problems: Type.Array(Type.String()),
  refusedInspections: Type.Optional(Type.Array(SuggestedBypassSchema)),
});

export const AnnouncementSchema = Type.Object({ topic: Type.Enum([...TOPICS]), revision: Type.Integer() });

/** A part that has been silent for this long counts as gone: five missed signs of life. */
export const STATUS_LIFETIME_MS = 5_000;

/** How long a part that fell silent without retiring is remembered: it may be busy, or stopped, and go on as before. */
export const SILENT_LIFETIME_MS = 60_000;

export interface SilentPart {
  readonly part: PartName;
  readonly instance: string;
}

/**
 * Announces changes to every part and gathers their signs of life. Transport, never truth: a part that misses an
 * announcement finds the new revision in the database within a second.
 */
export interface ControlBus {
  /** To every part, this one included. False when the transport cannot be reached; never rejects. */
  announce(topic: Topic, revision: number): Promise<boolean>;
  onAnnounced(listener: (topic: Topic, revision: number) => void): void;
  /** Rejects at once when the transport cannot be reached, as do `retire`, `statuses` and `silent`. */
  report(status: PartStatus): Promise<void>;
  /** Removes this instance at an orderly stop. */
  retire(instance: string): Promise<void>;
  /** Statuses not older than STATUS_LIFETIME_MS, by instance. */
  statuses(): Promise<PartStatus[]>;
  /** Parts that have not retired and have been silent for STATUS_LIFETIME_MS, but not yet for SILENT_LIFETIME_MS. */
  silent(): Promise<SilentPart[]>;
  /** False when the transport cannot be reached. */
  isConnected(): boolean;
  close(): Promise<void>;
}
