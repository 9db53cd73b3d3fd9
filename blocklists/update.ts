import { setTimeout as delay } from 'node:timers/promises';
import type { Config, ListSource } from '../config/schema/config.ts';
import { failure, type Result, success } from '../core/result.ts';
import type { Clock } from '../core/units.ts';
import { type ListLock, lockLists } from '../storage/list-lock.ts';
import { type ListStore, openListStore, type PublishedLists } from '../storage/list-store.ts';
import { checkSource, type SourceResult } from './check-source.ts';
import { compile } from './compile.ts';
import { type CompileOutcome, SEED_ID } from './compile-job.ts';
import { contentHash, dateOf, type Ingredient, seedIngredient } from './content-hash.ts';
import { DEFAULT_LIMITS, type FetchLimits } from './fetch/limits.ts';
import { SHIPPED_SOURCES } from './shipped-sources.ts';
import { openSourceCopies } from './source-copies.ts';
import { compiledStatuses, lostSources, servingStatuses } from './source-status.ts';
import type { UpdateProgress } from './update-progress.ts';

export type { UpdateProgress } from './update-progress.ts';

/** Operational log, as pino has it. */
export interface UpdateLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface UpdateOptions {
  readonly config: Pick<Config, 'blocklists' | 'at'>;
  /** Only these are fetched; the others serve their last good copies. Absent: all. */
  readonly sources?: readonly string[];
  /** Accepts a list that shrank by more than half. */
  readonly force?: boolean;
  /** Compiles what is on the disk, and fetches nothing. */
  readonly offline?: boolean;
  /** How long another running update is waited for. */
  readonly waitMs?: number;
  readonly limits?: Partial<FetchLimits>;
  readonly clock: Clock;
  readonly logger?: UpdateLogger;
  readonly onProgress?: (progress: UpdateProgress) => void;
  /** Aborted when the product stops: fetches end, and nothing is published. */
  readonly signal?: AbortSignal;
}

export interface UpdateReport {
  readonly version: string;
  /** False when the content is that of the version before: nothing was published and nobody need swap. */
  readonly changed: boolean;
  readonly published: PublishedLists;
  readonly durationMs: number;
}

/** Long enough for the longest fetch of another update. */
const DEFAULT_WAIT_MS = 16 * 60_000;
const LOCK_POLL_MS = 200;
/** Publishers are different hosts; more at once would only fill the school's line. */
const CONCURRENT_FETCHES = 4;

/** The sources an update reads, besides the seed lists: the configured ones, else the shipped ones. */
export function configuredSources(config: Pick<Config, 'blocklists'>): readonly ListSource[] {
  return config.blocklists?.sources ?? SHIPPED_SOURCES;
}

/**
 * Fetches, checks and compiles the lists and publishes them whole. A source that fails or is refused keeps its last good
 * copy and the others still publish; what is published never loses a configured source that served before.
 * Holds the lists' lock; takes seconds of CPU in a thread of its own. Fails when another update does not end in time,
 * when a name is no source, or when the disk refuses.
 */
export async function updateBlocklists(options: UpdateOptions): Promise<Result<UpdateReport>> {
  const sources = configuredSources(options.config);
  const misnamed = options.sources?.find((id) => !sources.some((source) => source.id === id));
  if (misnamed !== undefined)
    return failure('unknown-source', `there is no source "${misnamed}" (there are: ${sources.map(({ id }) => id).join(', ')})`);
  const twice = sources.find((source, position) => source.id === SEED_ID || sources.findIndex(({ id }) => id === source.id) !== position);
  if (twice !== undefined) return failure('source-id', `the source id "${twice.id}" is taken`);
  const store = openListStore(options.config.at.dataFolder);
  const lock = await waitForLock(store.folder, options);
  if (!lock.ok) return lock;
  try {
    return await updateLocked(store, sources, options);
  } catch (error) {
    return failure('update-failed', error instanceof Error ? error.message : String(error));
  } finally {
    lock.value.release();
  }
}

async function waitForLock(folder: string, { waitMs = DEFAULT_WAIT_MS, onProgress, signal }: UpdateOptions): Promise<Result<ListLock>> {
  const deadline = performance.now() + waitMs;
  for (let told = false; ; told = true) {
    const lock = lockLists(folder);
    if (lock.ok || performance.now() >= deadline || signal?.aborted === true) return lock;
    if (!told) onProgress?.({ phase: 'waiting', reason: lock.failure.message });
    await delay(LOCK_POLL_MS, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
}

async function updateLocked(store: ListStore, sources: readonly ListSource[], options: UpdateOptions): Promise<Result<UpdateReport>> {
  const startedMs = performance.now();
  const { logger, signal } = options;
  const before = await store.readCurrent();
  const results = await checkAll(store, sources, options);
  if (signal?.aborted === true) return failure('update-stopped', 'the update was stopped');
  for (const { source, problem } of results) {
    if (problem !== null) logger?.warn({ source: source.id }, `block list not updated: ${problem.message}`);
  }
  const serving = before !== undefined && (await store.isIntact(before)) ? before : undefined;
  const { published, changed } = await publishResults(store, results, serving, options);
  const durationMs = Math.round(performance.now() - startedMs);
  logger?.info({ version: published.version, changed, durationMs }, 'block lists updated');
  return success({ version: published.version, changed, published, durationMs });
}

/** Compiles and publishes what the results give, unless it is what serves already, or would lose something that serves. */
async function publishResults(
  store: ListStore,
  results: readonly SourceResult[],
  serving: PublishedLists | undefined,
  options: UpdateOptions,
): Promise<Pick<UpdateReport, 'published' | 'changed'>> {
  const ingredients = [await seedIngredient(), ...results.flatMap(({ ingredient }) => ingredient ?? [])];
  const hash = contentHash(ingredients);
  const lost = serving === undefined ? [] : lostSources(results, serving);
  if (lost.length > 0) {
    options.logger?.warn(
      { sources: lost },
      'block lists not compiled: the copies of sources that serve now are gone and cannot be fetched',
    );
  }
  if (serving !== undefined && (serving.version.endsWith(`-${hash}`) || lost.length > 0)) {
    const published = { ...serving, sources: servingStatuses(results, serving) };
    await store.republish(published);
    return { published, changed: false };
  }
  const builtAt = options.clock();
  const version = `${dateOf(builtAt)}-${hash}`;
  const { index, contents } = await compileAll(ingredients, version, options);
  const published = await store.publish({ version, builtAt, sources: compiledStatuses(results, contents, serving, builtAt) }, index);
  return { published, changed: true };
}

async function checkAll(store: ListStore, sources: readonly ListSource[], options: UpdateOptions): Promise<SourceResult[]> {
  const { clock, force = false, offline = false, onProgress = () => {}, signal, config } = options;
  const copies = openSourceCopies(store.folder);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const context = { copies, limits, clock, force, onProgress, signal, dataFolder: config.at.dataFolder };
  const results: SourceResult[] = [];
  const queue = sources.map((source, position) => ({ source, position }));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const wanted = !offline && (options.sources === undefined || options.sources.includes(next.source.id));
      results[next.position] = await checkSource(next.source, wanted, context);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_FETCHES }, work));
  return results;
}

async function compileAll(ingredients: readonly Ingredient[], version: string, options: UpdateOptions): Promise<CompileOutcome> {
  const { onProgress = () => {}, signal } = options;
  let entries = 0;
  const countRead = (read: number): void => {
    entries += read;
    onProgress({ phase: 'compiling', entries });
  };
  const compiled = await compile({ kind: 'compile', sources: ingredients.map(({ input }) => input), version }, countRead, signal);
  onProgress({ phase: 'publishing' });
  return compiled;
}
