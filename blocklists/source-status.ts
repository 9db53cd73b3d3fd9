import type { EpochMs } from '../core/units.ts';
import type { PublishedLists, SourceStatus } from '../storage/list-store.ts';
import type { SourceResult } from './check-source.ts';
import { SEED_ID, type SourceContents } from './compile-job.ts';

/** What a status says about entries: counted when the index was compiled, and true for as long as it serves. */
type Counted = Pick<
  SourceStatus,
  'entries' | 'dropped' | 'skipped' | 'droppedBy' | 'skippedBy' | 'notes' | 'categories' | 'hostCategories' | 'pageHosts'
>;

const NOTHING: Counted = {
  entries: 0,
  dropped: 0,
  skipped: 0,
  droppedBy: {},
  skippedBy: {},
  notes: [],
  categories: {},
  hostCategories: {},
  pageHosts: 0,
};

function countedIn(contents: SourceContents | undefined): Counted {
  if (contents === undefined) return NOTHING;
  return {
    entries: contents.entries,
    dropped: contents.droppedEntries,
    skipped: contents.skippedLines,
    droppedBy: contents.dropped,
    skippedBy: contents.skipped,
    notes: [...contents.notes, ...contents.dropNotes, ...contents.skipNotes],
    categories: contents.categories,
    hostCategories: contents.hostCategories,
    pageHosts: contents.pageHosts,
  };
}

/** The statuses of a newly compiled index. */
export function compiledStatuses(
  results: readonly SourceResult[],
  contents: readonly SourceContents[],
  before: PublishedLists | undefined,
  now: EpochMs,
): SourceStatus[] {
  const byId = new Map(contents.map((item) => [item.id, item]));
  const sources = results.map((result) => {
    const counted = countedIn(byId.get(result.source.id));
    return statusOf(result, counted, before);
  });
  return [seedStatus(countedIn(byId.get(SEED_ID)), now), ...sources];
}

/** The statuses of an index that goes on serving: the outcomes are new, the counts are its own. */
export function servingStatuses(results: readonly SourceResult[], serving: PublishedLists): SourceStatus[] {
  const own = serving.sources.filter((status) => status.own);
  return [
    ...own,
    ...results.map((result) => statusOf(result, serving.sources.find(({ id }) => id === result.source.id) ?? NOTHING, serving)),
  ];
}

/** The configured sources that serve now and would be gone from an index compiled of these results: their copies are lost. */
export function lostSources(results: readonly SourceResult[], serving: PublishedLists): string[] {
  const lost = results.filter(({ ingredient, source }) => {
    const served = serving.sources.find(({ id }) => id === source.id);
    return ingredient === undefined && served !== undefined && served.entries > 0;
  });
  return lost.map(({ source }) => source.id);
}

function statusOf({ source, checked, copy, problem }: SourceResult, counted: Counted, before: PublishedLists | undefined): SourceStatus {
  const previous = before?.sources.find(({ id }) => id === source.id);
  const { entries, dropped, skipped, droppedBy, skippedBy, notes, categories, hostCategories, pageHosts = 0 } = counted;
  const serves = entries > 0;
  const outcome =
    checked || previous === undefined ? outcomeOf(checked, serves, problem) : { status: previous.status, message: previous.message };
  return {
    id: source.id,
    format: source.format,
    licence: source.licence ?? null,
    own: false,
    ...outcome,
    entries,
    dropped,
    skipped,
    droppedBy,
    skippedBy,
    notes,
    fetchedAt: copy?.fetchedAt ?? (serves ? (previous?.fetchedAt ?? null) : null),
    checkedAt: copy?.checkedAt ?? (serves ? (previous?.checkedAt ?? null) : null),
    sealed: copy?.keyId == null ? (serves ? (previous?.sealed ?? null) : null) : { keyId: copy.keyId, keyFile: source.keyFile ?? null },
    categories,
    hostCategories,
    pageHosts,
  };
}

function outcomeOf(checked: boolean, serves: boolean, problem: SourceResult['problem']): Pick<SourceStatus, 'status' | 'message'> {
  if (problem === null && checked) return { status: 'fresh', message: null };
  if (problem === null)
    return serves ? { status: 'last-good', message: 'not checked yet' } : { status: 'failed', message: 'not fetched yet' };
  const isRefused = problem.code === 'source-refused';
  const message = isRefused ? `refused: ${problem.message}` : `not fetched: ${problem.message}`;
  if (serves) return { status: 'last-good', message };
  return { status: isRefused ? 'refused' : 'failed', message };
}

function seedStatus(counted: Counted, now: EpochMs): SourceStatus {
  return {
    id: SEED_ID,
    format: 'domains',
    licence: 'Apache-2.0',
    own: true,
    status: 'fresh',
    message: null,
    ...counted,
    fetchedAt: now,
    checkedAt: now,
    sealed: null,
  };
}
