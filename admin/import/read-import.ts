import { londonTime } from '../../core/london-time.ts';
import type { EpochMs } from '../../core/units.ts';
import { CsvFailure } from './csv.ts';
import { readOneRoster } from './oneroster.ts';
import { openFolder, openZip, PackageFailure } from './package.ts';
import { readPeopleCsv } from './people-csv.ts';
import { type ImportSetting, type Roster, RosterBuilder } from './roster.ts';

/** What was sent, or lies at a path. */
export type ImportSource = { readonly kind: 'file'; readonly bytes: Buffer } | { readonly kind: 'folder'; readonly path: string };

export type ImportFormat = 'csv' | 'oneroster';

/** Reads whatever it is. Bad input is told as problems of the roster. */
export async function readImport(
  source: ImportSource,
  setting: ImportSetting,
  now: EpochMs,
): Promise<{ readonly format: ImportFormat; readonly roster: Roster }> {
  const isPackage = source.kind === 'folder' || isZip(source.bytes);
  const format = isPackage ? 'oneroster' : 'csv';
  try {
    if (source.kind === 'file' && !isPackage) return { format, roster: await readPeopleCsv(source.bytes, setting) };
    const files = source.kind === 'folder' ? await openFolder(source.path) : await openZip(source.bytes);
    return { format, roster: await readOneRoster(files, setting, londonTime(now).dayNumber) };
  } catch (error) {
    if (!(error instanceof CsvFailure) && !(error instanceof PackageFailure)) throw error;
    const builder = new RosterBuilder(setting);
    builder.problems.add({ file: null, line: error instanceof CsvFailure ? error.line : null }, error.message);
    return { format, roster: builder.roster({ hasClasses: false, tellsRoles: false }) };
  }
}

function isZip(bytes: Buffer): boolean {
  return bytes.subarray(0, 2).toString('latin1') === 'PK';
}
