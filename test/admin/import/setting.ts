import { readImport } from '../../../admin/import/read-import.ts';
import type { ImportSetting, Roster } from '../../../admin/import/roster.ts';
import type { GroupId } from '../../../core/identity.ts';
import { epochMs } from '../../../core/units.ts';

/** A Monday in November. */
export const TODAY = epochMs(Date.UTC(2026, 10, 23, 9));

export interface SettingOptions {
  readonly schools?: readonly string[];
  readonly only?: string | null;
  readonly grades?: Readonly<Record<string, GroupId>>;
  readonly names?: Readonly<Record<string, string>>;
}

export function settingOf({ schools = ['north', 'south'], only = null, grades = {}, names = {} }: SettingOptions = {}): ImportSetting {
  const people = { removeAtMostShare: 0.1, grades: { ...grades }, schools: { ...names } };
  return { config: { schools: schools.map((id) => ({ id, name: `${id} Academy` })), people }, school: only };
}

export async function read(bytes: string | Buffer, options: SettingOptions = {}): Promise<Roster> {
  return (await readImport({ kind: 'file', bytes: Buffer.from(bytes) }, settingOf(options), TODAY)).roster;
}

/** What is wrong, as people are told it. */
export function problemsOf({ problems }: Roster): string[] {
  return problems.kept.map(({ file, line, message }) => `${file === null ? '' : `${file}:`}${line ?? '-'} ${message}`);
}
