import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UT1_CATEGORIES, UT1_COPIES } from '../ut1-categories.ts';
import type { LineParser } from './line-parser.ts';
import type { Section } from './section.ts';

/** The files of a category folder that hold entries, in the order they are read. */
export const UT1_FILES = ['domains', 'urls', 'expressions'] as const;

export interface Ut1Sections {
  readonly sections: Section[];
  /** What was found and not loaded, for the report: unknown folders, names of folders that are not there. */
  readonly notes: string[];
}

/**
 * The loadable files of a folder in the UT1 layout.
 * @param label how reports name the source, e.g. `ut1`
 */
export function readUt1Sections(folder: string, label: string, parsers: Record<(typeof UT1_FILES)[number], LineParser>): Ut1Sections {
  const found = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const folders = new Set(found.filter((item) => item.isDirectory()).map((item) => item.name));
  const result: Ut1Sections = { sections: [], notes: [] };
  for (const item of found) {
    if (item.isDirectory()) addFolder(item.name);
    else noteAlias(item.name);
  }
  return result;

  function addFolder(name: string): void {
    const original = UT1_COPIES[name];
    if (original !== undefined && folders.has(original)) return;
    const key = original ?? name;
    const category = Object.hasOwn(UT1_CATEGORIES, key) ? UT1_CATEGORIES[key] : undefined;
    if (category === null) return;
    if (category === undefined) {
      result.notes.push(`${label}/${name}: an unknown category, not loaded`);
      return;
    }
    for (const file of UT1_FILES) {
      const path = join(folder, name, file);
      if (!isFile(path)) continue;
      result.sections.push({ category, path, label: `${label}/${name}/${file}`, parse: parsers[file], withWww: false });
    }
  }

  function noteAlias(name: string): void {
    const target = readUt1Alias(join(folder, name));
    if (target !== undefined && !folders.has(target)) result.notes.push(`${label}/${name}: another name of ${target}, which is not there`);
  }
}

/** Where an alias file (`porn`, holding the one word `adult`) leads; undefined for any other file. */
export function readUt1Alias(path: string): string | undefined {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info?.isFile() !== true || info.size > 64) return undefined;
  const word = readFileSync(path, 'latin1').trim();
  return /^[a-z0-9][a-z0-9_-]*$/i.test(word) ? word : undefined;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
