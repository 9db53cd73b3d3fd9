import type { DropReason } from '../drop-reason.ts';
import { SKIP_REASONS, type SkipReason } from './line-parser.ts';

const KEPT_NOTES = 20;

/** What became of the lines of one source: counts by reason, and the first few of each kind in full. */
export interface SourceTally {
  lines: number;
  entries: number;
  /** Entries that a CONNECT can match too: names, addresses and their keyed hashes, not pages or expressions. */
  hostEntries: number;
  /** Keyed hashes of hosts with sealed pages: no entries. */
  pageHosts: number;
  skippedLines: number;
  droppedEntries: number;
  readonly skipped: Record<string, number>;
  readonly dropped: Record<string, number>;
  /** `source:line: reason`, the first 20. */
  readonly skipNotes: string[];
  readonly dropNotes: string[];
}

export function emptyTally(): SourceTally {
  return {
    lines: 0,
    entries: 0,
    hostEntries: 0,
    pageHosts: 0,
    skippedLines: 0,
    droppedEntries: 0,
    skipped: {},
    dropped: {},
    skipNotes: [],
    dropNotes: [],
  };
}

export function countSkip(tally: SourceTally, reason: SkipReason, where: string): void {
  tally.skippedLines++;
  tally.skipped[reason] = (tally.skipped[reason] ?? 0) + 1;
  if (tally.skipNotes.length < KEPT_NOTES) tally.skipNotes.push(`${where}: ${SKIP_REASONS[reason]}`);
}

/** `entry` is left out of the note where it must not be shown (sealed categories). */
export function countDrop(tally: SourceTally, reason: DropReason, where: string, entry: string | undefined, why: string): void {
  tally.droppedEntries++;
  tally.dropped[reason] = (tally.dropped[reason] ?? 0) + 1;
  if (tally.dropNotes.length < KEPT_NOTES) tally.dropNotes.push(`${where}: ${entry === undefined ? '' : `${entry} `}${why}`);
}

/** Adds the counts of one file to those of its source. */
export function mergeTally(total: SourceTally, part: SourceTally): void {
  total.lines += part.lines;
  total.entries += part.entries;
  total.hostEntries += part.hostEntries;
  total.pageHosts += part.pageHosts;
  total.skippedLines += part.skippedLines;
  total.droppedEntries += part.droppedEntries;
  addCounts(total.skipped, part.skipped);
  addCounts(total.dropped, part.dropped);
  total.skipNotes.push(...part.skipNotes.slice(0, KEPT_NOTES - total.skipNotes.length));
  total.dropNotes.push(...part.dropNotes.slice(0, KEPT_NOTES - total.dropNotes.length));
}

export function addCounts(total: Record<string, number>, part: Readonly<Record<string, number>>): void {
  for (const [key, count] of Object.entries(part)) total[key] = (total[key] ?? 0) + count;
}
