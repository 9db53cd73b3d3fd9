import { parseLocalDate } from '../../core/london-time.ts';
import type { PackageFiles } from './package.ts';
import type { RosterBuilder } from './roster.ts';
import type { Cell } from './table.ts';

/** What the parts of a package are read with. */
export interface OneRosterReading {
  readonly files: PackageFiles;
  readonly builder: RosterBuilder;
  /** Days since 1970 in London: what has not begun, or has ended, is left out. */
  readonly today: number;
  /** By sourcedId: a school's id, null for an organisation above the schools; undefined for none that the package names. */
  readonly organisations: ReadonlyMap<string, string | null>;
}

/** Whether a row with `beginDate` and `endDate` holds today; a row without them does. */
export function isCurrent(cell: Cell, today: number): boolean {
  const [begin, end] = [dayOf(cell('beginDate')), dayOf(cell('endDate'))];
  return (begin === undefined || begin <= today) && (end === undefined || end >= today);
}

/** The day of `2026-09-01`, with or without a time behind it. */
export function dayOf(text: string): number | undefined {
  return parseLocalDate(text.slice(0, 10));
}
