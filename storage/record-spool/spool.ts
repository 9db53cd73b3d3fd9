import type { AccessRecord } from '../../core/access-record.ts';
import type { Clock } from '../../core/units.ts';
import type { DurableCallback } from './line-batches.ts';

export type { DurableCallback, DurableOutcome } from './line-batches.ts';

export interface RecordSpoolOptions {
  /** `<data>/records`. */
  readonly folder: string;
  /** Unique among running writers, e.g. `proxy-1`: lower-case letters, digits, hyphens. */
  readonly writer: string;
  readonly clock: Clock;
  readonly maxFileBytes?: number;
  readonly reserveBytes?: number;
  /** How much of routine records memory keeps while the disk takes none. */
  readonly backlogBytes?: number;
  /** How often a disk that refused is tried again. */
  readonly retryMs?: number;
  /** Called once for each new state of trouble, with a sentence for the operator. */
  readonly onProblem: (message: string) => void;
  readonly onRecovered?: (message: string) => void;
}

export interface RecordSpoolStats {
  /** Records taken on, and bytes of them in files. */
  readonly appended: number;
  readonly bytes: number;
  /** Answers that wait for the disk now. */
  readonly durableWaiting: number;
  /** Routine records lost. */
  readonly dropped: number;
  /** Answers that left without their record on disk. */
  readonly unrecorded: number;
  /** Routine records' bytes in memory only. */
  readonly backlogBytes: number;
  readonly reserveBytesUsed: number;
  readonly lastSyncMs: number;
  readonly healthy: boolean;
  /** What is wrong, in words; null when all is well. */
  readonly problem: string | null;
}

/** The writer's side of the access records; one for each process that decides. */
export interface RecordSpool {
  /** A routine record: with the page cache within 20 ms, on disk within a second. */
  append(record: AccessRecord): void;
  /** A blocked, coached or signalled record: `written` is called, in a later turn, when it is on disk or cannot be. */
  appendDurable(record: AccessRecord, written: DurableCallback): void;
  /** False when the disk takes nothing and memory holds as much as it may: the next routine record would be lost. */
  canRecordRoutine(): boolean;
  stats(): RecordSpoolStats;
  /** Hands what this turn appended to the page cache now; for a process that is about to end without a drain. */
  writePending(): void;
  /** Resolves when everything appended before is on disk, in the reserve or counted. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
