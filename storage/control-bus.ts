import type { Topic } from './stores.ts';

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
}

/**
 * Announces changes to every part and gathers their signs of life. Transport, never truth: a part that misses an
 * announcement finds the new revision in the database within a second.
 */
export interface ControlBus {
  announce(topic: Topic, revision: number): Promise<void>;
  onAnnounced(listener: (topic: Topic, revision: number) => void): void;
  report(status: PartStatus): Promise<void>;
  /** Removes this instance at an orderly stop. */
  retire(instance: string): Promise<void>;
  /** Statuses not older than 5 s. */
  statuses(): Promise<PartStatus[]>;
  /** False when the transport cannot be reached. */
  isConnected(): boolean;
  close(): Promise<void>;
}
