import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildListIndex } from '../categoriser/index/index-builder.ts';
import type { EpochMs } from '../core/units.ts';
import { SEED_FOLDER, SEED_ID, type SourceInput } from './compile-job.ts';
import { ALWAYS_PROTECTED } from './protected-hosts.ts';
import { UT1_CATEGORIES, UT1_COPIES } from './ut1-categories.ts';

/** Raise it when parsers or the sanity gate read the same bytes differently than before. */
const COMPILE_REVISION = 1;

/** One source of an index, and what its bytes are. */
export interface Ingredient {
  readonly input: SourceInput;
  readonly identity: string;
}

/** 12 hex digits that are equal whenever the index would be: the sources' contents and everything of ours that reads them. */
export function contentHash(ingredients: readonly Ingredient[]): string {
  const hash = createHash('sha256').update(String(COMPILE_REVISION));
  // An empty image stands for the image format: an index that this release could not open has another version.
  hash.update(buildListIndex([], { version: 'format' }));
  hash.update(JSON.stringify([UT1_CATEGORIES, UT1_COPIES, ALWAYS_PROTECTED]));
  for (const { input, identity } of ingredients) hash.update(JSON.stringify([input.id, input.format, input.category, identity]));
  return hash.digest('hex').slice(0, 12);
}

/** Our own lists, as they are in this release. */
export async function seedIngredient(): Promise<Ingredient> {
  const hash = createHash('sha256');
  for (const name of (await readdir(SEED_FOLDER)).sort()) {
    if (name.endsWith('.txt')) hash.update(`${name}\n`).update(await readFile(join(SEED_FOLDER, name)));
  }
  return { input: { id: SEED_ID, format: SEED_ID, category: null, folder: SEED_FOLDER }, identity: hash.digest('hex') };
}

/** `20260817`, UTC: tells people at a glance how old a version is. */
export function dateOf(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
}
