import type { CategoryId } from '../../core/category.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { ListEntry } from '../../core/list-entry.ts';
import { DROP_REASONS, type EntryCheck } from '../drop-reason.ts';
import { MAX_LINE_LENGTH, readLineBatches } from './file-lines.ts';
import type { LineParser } from './line-parser.ts';
import { countDrop, countSkip, type SourceTally } from './tally.ts';

/** One file of a source: its lines are in one format and one category. */
export interface Section {
  readonly category: CategoryId;
  readonly path: string;
  /** How reports name the file: `ut1/agressif/domains`. */
  readonly label: string;
  readonly parse: LineParser;
  /** hosts(5): an exact name stands for its `www.` too. */
  readonly withWww: boolean;
}

/**
 * Counts every line of the section into `tally` and yields the entries that pass `check`, one pass over the file.
 * @param onRead told after each batch how many entries it had
 */
export function* readSection(
  section: Section,
  check: EntryCheck,
  tally: SourceTally,
  onRead?: (entries: number) => void,
): Generator<ListEntry> {
  const out: ListEntry[] = [];
  let lineNumber = 0;
  for (const batch of readLineBatches(section.path)) {
    const before = tally.entries;
    for (const raw of batch) {
      lineNumber++;
      // trim() also takes CR and a byte order mark.
      const line = raw.trim();
      if (line === '') continue;
      const skipped = line.length > MAX_LINE_LENGTH ? 'too-long' : section.parse(line, out);
      if (skipped !== null) countSkip(tally, skipped, `${section.label}:${lineNumber}`);
      if (out.length === 0) continue;
      for (const entry of out) {
        const dropped = check(entry);
        if (dropped === null) {
          if (entry.kind === 'sealed-page-host') tally.pageHosts++;
          else tally.entries++;
          if (isHostEntry(entry)) tally.hostEntries++;
          yield entry;
          if (section.withWww && entry.kind === 'exact' && !entry.host.startsWith('www.')) yield withWww(entry.host);
        } else {
          const shown = check.hidesEntries ? undefined : entryText(entry);
          countDrop(tally, dropped, `${section.label}:${lineNumber}`, shown, DROP_REASONS[dropped]);
        }
      }
      out.length = 0;
    }
    onRead?.(tally.entries - before);
  }
  tally.lines += lineNumber;
}

function withWww(host: Hostname): ListEntry {
  return { kind: 'exact', host: `www.${host}` as Hostname };
}

function isHostEntry({ kind }: ListEntry): boolean {
  return kind === 'exact' || kind === 'suffix' || kind === 'address' || kind === 'sealed-host';
}

/** The entry as a list would write it. */
export function entryText(entry: ListEntry): string {
  switch (entry.kind) {
    case 'exact':
    case 'suffix':
      return entry.host;
    case 'url':
      return entry.host + entry.path;
    case 'expression':
      return entry.pattern;
    case 'address':
      return entry.range.text;
    case 'sealed-host':
    case 'sealed-url':
    case 'sealed-page-host':
      return entry.hash;
  }
}
