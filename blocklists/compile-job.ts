import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExpression } from '../categoriser/expressions/parse-expression.ts';
import { buildListIndex } from '../categoriser/index/index-builder.ts';
import { type CategoryId, categoryInfo, isCategoryId } from '../core/category.ts';
import type { Hostname } from '../core/hostname.ts';
import type { CategoryList } from '../core/list-entry.ts';
import { expressionParser } from './parse/expressions.ts';
import { LINE_PARSERS, type SourceFormat } from './parse/formats.ts';
import { readSection, type Section } from './parse/section.ts';
import { emptyTally, mergeTally, type SourceTally } from './parse/tally.ts';
import { readUt1Sections } from './parse/ut1.ts';
import { ALWAYS_PROTECTED } from './protected-hosts.ts';
import { createEntryCheck, TRUSTED } from './sanity.ts';

/** Our own lists: one file per category, `<category id>.txt`, plain domains. */
export const SEED_ID = 'seed';
export const SEED_FOLDER = fileURLToPath(new URL('./seed/', import.meta.url));
/** The seed lists whose names no foreign list may cover. */
const PROTECTED_SEEDS = ['support', 'assistive'] as const;

/** A copy on disk, ready to be parsed. */
export interface SourceInput {
  readonly id: string;
  readonly format: SourceFormat | typeof SEED_ID;
  /** Null where the folders name their own (`ut1`, `seed`). */
  readonly category: CategoryId | null;
  /** The folder of the copy: `list` in it, or the folders of a UT1 tree. */
  readonly folder: string;
}

/** What a source holds, counted while it was read. */
export interface SourceContents extends SourceTally {
  readonly id: string;
  readonly notes: readonly string[];
  readonly categories: Record<string, number>;
  readonly hostCategories: Record<string, number>;
}

export type CompileJob =
  | { readonly kind: 'inspect'; readonly source: SourceInput }
  | { readonly kind: 'compile'; readonly sources: readonly SourceInput[]; readonly version: string };

export interface CompileOutcome {
  /** Empty for `inspect`. */
  readonly index: Uint8Array;
  readonly contents: readonly SourceContents[];
}

/** Does the work of a job in this thread; `onProgress` is told the entries read since it was last told. Throws when a copy cannot be read. */
export function runCompileJob(job: CompileJob, onProgress: (entries: number) => void): CompileOutcome {
  const sources = job.kind === 'inspect' ? [job.source] : job.sources;
  const readers = sources.map((source) => openSource(source, onProgress));
  let index = new Uint8Array(0);
  if (job.kind === 'compile')
    index = buildListIndex(
      readers.flatMap((reader) => reader.lists),
      { version: job.version },
    ) as Uint8Array<ArrayBuffer>;
  else for (const list of readers[0]?.lists ?? []) for (const _ of list.entries);
  return { index, contents: readers.map((reader) => reader.contents()) };
}

interface SourceReader {
  readonly lists: readonly CategoryList[];
  /** Valid once every list has been read to its end. */
  contents(): SourceContents;
}

function openSource(source: SourceInput, onProgress: (entries: number) => void): SourceReader {
  const { sections, notes } = sectionsOf(source);
  const protectedHosts = source.format === SEED_ID ? [] : readProtectedHosts();
  const checks = {
    plain: createEntryCheck(protectedHosts, false),
    hidden: createEntryCheck(protectedHosts, true),
  };
  const tallies = new Map<Section, SourceTally>();
  const lists = sections.map((section): CategoryList => {
    const check = source.format === SEED_ID ? TRUSTED : categoryInfo(section.category).tier === 'sealed' ? checks.hidden : checks.plain;
    return {
      list: source.id,
      category: section.category,
      entries: {
        // Read anew each time it is iterated, so that no list is ever held in memory; the counts are those of the last time.
        [Symbol.iterator]() {
          const tally = emptyTally();
          tallies.set(section, tally);
          return readSection(section, check, tally, onProgress);
        },
      },
    };
  });
  return { lists, contents: () => contentsOf(source.id, notes, tallies) };
}

function contentsOf(id: string, notes: readonly string[], tallies: ReadonlyMap<Section, SourceTally>): SourceContents {
  const categories: Record<string, number> = {};
  const hostCategories: Record<string, number> = {};
  const total = emptyTally();
  for (const [{ category }, tally] of tallies) {
    categories[category] = (categories[category] ?? 0) + tally.entries;
    hostCategories[category] = (hostCategories[category] ?? 0) + tally.hostEntries;
    mergeTally(total, tally);
  }
  return { ...total, id, notes, categories, hostCategories };
}

function sectionsOf(source: SourceInput): { readonly sections: readonly Section[]; readonly notes: readonly string[] } {
  if (source.format === 'ut1') {
    const { domains, urls } = LINE_PARSERS;
    const expressions = expressionParser((pattern) => parseExpression(pattern).ok);
    return readUt1Sections(source.folder, source.id, { domains, urls, expressions });
  }
  if (source.format === SEED_ID) return { sections: seedSections(source.folder), notes: [] };
  if (source.category === null) return { sections: [], notes: [`${source.id}: no category is configured`] };
  const { format, category, id } = source;
  const path = join(source.folder, 'list');
  return { sections: [{ category, path, label: id, parse: LINE_PARSERS[format], withWww: format === 'hosts' }], notes: [] };
}

/** Throws on a file whose name is no category: a mistake of ours. */
function seedSections(folder: string): Section[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => {
      const category = name.slice(0, -'.txt'.length);
      if (!isCategoryId(category)) throw new Error(`The seed list ${name} is not named after a category.`);
      return { category, path: join(folder, name), label: `${SEED_ID}/${name}`, parse: LINE_PARSERS.domains, withWww: false };
    });
}

/** The hosts that no foreign list may cover: the fixed ones, and our support and assistive bundles. */
export function readProtectedHosts(): Hostname[] {
  const hosts = [...ALWAYS_PROTECTED];
  for (const section of seedSections(SEED_FOLDER)) {
    if (!PROTECTED_SEEDS.some((category) => category === section.category)) continue;
    for (const entry of readSection(section, TRUSTED, emptyTally())) if (entry.kind === 'suffix') hosts.push(entry.host);
  }
  return hosts;
}
