import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { UpdateOptions } from '../../blocklists/update.ts';
import type { Config, ListSource } from '../../config/schema/config.ts';
import { epochMs } from '../../core/units.ts';

/** A folder of its own for one test, removed afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-lists-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by relative path, and returns the folder's file: URL. */
export function writeTree(folder: string, files: Record<string, string | Uint8Array>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return pathToFileURL(folder).href;
}

export const NOON = epochMs(Date.UTC(2026, 8, 1, 12));

/** Options of an update of these sources into this data folder, at a time that the test moves. */
export function updateOptions(dataFolder: string, sources: readonly ListSource[], clock = { now: NOON as number }): UpdateOptions {
  const at = { dataFolder } as Config['at'];
  return { config: { at, blocklists: { sources: [...sources], updateEveryMinutes: 360 } }, clock: () => epochMs(clock.now), waitMs: 0 };
}
