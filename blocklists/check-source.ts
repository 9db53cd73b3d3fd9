import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListSource } from '../config/schema/config.ts';
import { categoryInfo } from '../core/category.ts';
import { type Failure, failure, type Result, success } from '../core/result.ts';
import type { Clock } from '../core/units.ts';
import { sealedKey, sealedKeyId } from '../storage/sealed-hash.ts';
import { compile } from './compile.ts';
import type { SourceInput } from './compile-job.ts';
import type { Ingredient } from './content-hash.ts';
import { fetchSource } from './fetch/fetch-source.ts';
import type { FetchLimits } from './fetch/limits.ts';
import { LINE_PARSERS } from './parse/formats.ts';
import { refuseSource } from './sanity.ts';
import { readKeyId, sealFile } from './seal.ts';
import type { SourceCopies, SourceCopy } from './source-copies.ts';
import type { UpdateProgress } from './update-progress.ts';

export interface CheckContext {
  readonly copies: SourceCopies;
  readonly limits: FetchLimits;
  readonly clock: Clock;
  /** Accepts a list that shrank. */
  readonly force: boolean;
  readonly onProgress: (progress: UpdateProgress) => void;
  readonly signal: AbortSignal | undefined;
  readonly dataFolder: string;
}

/** How a source came out of its check, and what it gives to the index. */
export interface SourceResult {
  readonly source: ListSource;
  /** False when it was not this update's business. */
  readonly checked: boolean;
  /** The copy that serves from now on. */
  readonly copy: SourceCopy | undefined;
  readonly ingredient: Ingredient | undefined;
  /** Why the newest copy is not the one that serves; code `source-refused` when it was there and no good. */
  readonly problem: Failure | null;
}

/** Fetches one source, judges what came, and keeps the better copy. Every failure is part of the result. */
export async function checkSource(source: ListSource, wanted: boolean, context: CheckContext): Promise<SourceResult> {
  const lastGood = await context.copies.read(source.id);
  const key = keyOf(source, context.dataFolder);
  if (!key.ok) return resultOf(source, wanted, undefined, key.failure, context);
  const keyId = key.value === null ? null : sealedKeyId(key.value);
  // A copy sealed with another key matches nothing: it is no copy.
  const usable = lastGood?.keyId === keyId ? lastGood : undefined;
  if (!wanted) return resultOf(source, false, usable, null, context);
  try {
    const copy = await renew(source, usable, key.value, context);
    return copy.ok ? resultOf(source, true, copy.value, null, context) : resultOf(source, true, usable, copy.failure, context);
  } catch (error) {
    const problem = failure('source-failed', error instanceof Error ? error.message : String(error)).failure;
    return resultOf(source, true, usable, problem, context);
  }
}

function resultOf(
  source: ListSource,
  checked: boolean,
  copy: SourceCopy | undefined,
  problem: Failure | null,
  { copies }: CheckContext,
): SourceResult {
  const input = copy === undefined ? undefined : inputOf(source, copy.format, copies.folderOf(source.id, copy));
  const ingredient = input === undefined ? undefined : { input, identity: `${copy?.sha256} ${copy?.keyId}` };
  return { source, checked, copy, ingredient, problem };
}

function inputOf(source: ListSource, format: SourceCopy['format'], folder: string): SourceInput {
  return { id: source.id, format, category: source.category ?? null, folder };
}

/** The key of a list that is sealed, or is to be kept sealed because its category is; null for all others. */
function keyOf(source: ListSource, dataFolder: string): Result<Buffer | null> {
  return source.format === 'sealed' || isSealedCategory(source) ? sealedKey(source, dataFolder) : success(null);
}

function isSealedCategory({ category }: ListSource): boolean {
  return category !== undefined && categoryInfo(category).tier === 'sealed';
}

async function renew(
  source: ListSource,
  lastGood: SourceCopy | undefined,
  key: Buffer | null,
  context: CheckContext,
): Promise<Result<SourceCopy>> {
  const { copies, limits, signal, onProgress, clock } = context;
  const { id, url, format } = source;
  const sameOrigin = lastGood !== undefined && lastGood.url === url && lastGood.sourceFormat === format ? lastGood : undefined;
  const comparable = source.sha256 === undefined || source.sha256 === sameOrigin?.sha256 ? sameOrigin : undefined;
  const name = await copies.stage(id);
  const folder = copies.folderOf(id, { folder: name });
  try {
    const fetched = await fetchSource({
      source,
      validators: { etag: comparable?.etag ?? null, lastModified: comparable?.lastModified ?? null },
      folder,
      limits,
      signal,
      onBytes: (bytes, of) => onProgress({ phase: 'fetching', source: id, bytes, of }),
    });
    if (!fetched.ok) return fetched;
    const checkedAt = clock();
    const isSame = fetched.value === 'unchanged' || fetched.value.sha256 === comparable?.sha256;
    if (isSame && comparable !== undefined) {
      const validators = fetched.value === 'unchanged' ? {} : fetched.value;
      const renewed = { ...comparable, ...validators, checkedAt };
      await copies.keep(id, renewed);
      return success(renewed);
    }
    if (fetched.value === 'unchanged') return failure('source-status', 'the server says "not modified" to a first request');
    const judged = await judge(source, folder, key, context.force ? 0 : (sameOrigin?.entries ?? 0), context);
    if (!judged.ok) return judged;
    const copy: SourceCopy = {
      folder: name,
      url,
      sourceFormat: format,
      ...judged.value,
      ...fetched.value,
      fetchedAt: checkedAt,
      checkedAt,
    };
    await copies.keep(id, copy);
    return success(copy);
  } finally {
    if ((await copies.read(id))?.folder !== name) await copies.discard(id, name);
  }
}

type Judged = Pick<SourceCopy, 'format' | 'keyId' | 'entries'>;

/** Reads the new copy once, in the compiling thread, and refuses it as a whole where it is not what it should be. */
async function judge(
  source: ListSource,
  folder: string,
  key: Buffer | null,
  previousEntries: number,
  { onProgress, signal }: CheckContext,
): Promise<Result<Judged>> {
  const keyId = key === null ? null : sealedKeyId(key);
  const list = join(folder, 'list');
  let format = source.format;
  if (key !== null && format !== 'sealed' && format !== 'ut1') {
    // What a sealed category names never stays readable on the disk.
    sealFile(list, join(folder, 'sealed'), LINE_PARSERS[format], key);
    await rename(join(folder, 'sealed'), list);
    format = 'sealed';
  }
  const foundKeyId = format === 'sealed' ? readKeyId(list) : undefined;
  if (foundKeyId !== undefined && foundKeyId !== keyId) {
    return failure('source-refused', `it is sealed with the key ${foundKeyId}, and ours is ${keyId}`);
  }
  let entries = 0;
  const countRead = (read: number): void => {
    entries += read;
    onProgress({ phase: 'checking', source: source.id, entries });
  };
  const { contents } = await compile({ kind: 'inspect', source: inputOf(source, format, folder) }, countRead, signal);
  const [found] = contents;
  if (found === undefined) return failure('source-refused', 'it could not be read');
  const { minEntries = 1, maxEntries = Number.POSITIVE_INFINITY } = source;
  const refusal = refuseSource(found, { minEntries, maxEntries, previousEntries });
  return refusal === null ? success({ format, keyId, entries: found.entries }) : failure('source-refused', refusal);
}
