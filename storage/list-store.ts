import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import { failure, type Result, success } from '../core/result.ts';
import { syncFolder, writeFileAtomically } from './atomic-file.ts';

const Counts = Type.Record(Type.String(), Type.Integer({ minimum: 0 }));
const OptionalEpochMs = Type.Union([Type.Integer(), Type.Null()]);

/** What one source gives to the published lists, and how its last check went. */
export const SourceStatusSchema = Type.Object({
  id: Type.String(),
  format: Type.String(),
  licence: Type.Union([Type.String(), Type.Null()]),
  /** Whether it is one of our own (seed, canary): never a protection by itself. */
  own: Type.Boolean(),
  /** fresh: the last check succeeded. last-good: it failed or was refused, the copy before it serves. refused, failed: nothing serves. */
  status: Type.Enum(['fresh', 'last-good', 'refused', 'failed']),
  /** Why it is not fresh, in words. */
  message: Type.Union([Type.String(), Type.Null()]),
  entries: Type.Integer({ minimum: 0 }),
  /** Entries that were dropped (public suffixes, protected hosts, private addresses) and lines that were skipped as junk. */
  dropped: Type.Integer({ minimum: 0 }),
  skipped: Type.Integer({ minimum: 0 }),
  droppedBy: Counts,
  skippedBy: Counts,
  /** `source:line: reason`, the first few of each kind. */
  notes: Type.Array(Type.String()),
  /** EpochMs of the download that serves, and of the last successful check of it. */
  fetchedAt: OptionalEpochMs,
  checkedAt: OptionalEpochMs,
  /** The key its entries are hashed with: its id, and the configured file (null: one of this installation's key store). */
  sealed: Type.Union([Type.Object({ keyId: Type.String(), keyFile: Type.Union([Type.String(), Type.Null()]) }), Type.Null()]),
  /** Entries by category; in `hostCategories` only those that a CONNECT can match (no pages, no expressions). */
  categories: Counts,
  hostCategories: Counts,
  /** Hosts that a sealed list marks as having sealed pages; absent in what an older release compiled. */
  pageHosts: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type SourceStatus = Type.Static<typeof SourceStatusSchema>;

/** The manifest of a published index. */
export const PublishedListsSchema = Type.Object({
  /** `<date>-<first 12 hex digits of the hash of everything it is compiled from>`. */
  version: Type.String({ pattern: '^[0-9a-z-]{1,64}$' }),
  /** The index, a file beside the manifest. */
  file: Type.String({ pattern: '^[0-9a-z-]{1,64}\\.index$' }),
  bytes: Type.Integer({ minimum: 1 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  builtAt: Type.Integer(),
  sources: Type.Array(SourceStatusSchema),
});
export type PublishedLists = Type.Static<typeof PublishedListsSchema>;

export interface LoadedLists {
  readonly published: PublishedLists;
  /** The index, verified against the manifest's length and checksum. */
  readonly bytes: Uint8Array;
  /** Set when the current index could not be used and an older one serves instead. */
  readonly problem: string | null;
}

/** How an index is read. */
export interface Reading {
  /** Whoever serves people meanwhile says how to give way between its parts. */
  readonly nextTurn?: () => Promise<unknown>;
  /** Where it is read to: so many bytes, at an offset that is a multiple of eight. Of its own unless given. */
  readonly room?: (length: number) => Uint8Array;
}

export interface ListStore {
  /** `<data>/lists`. */
  readonly folder: string;
  /** The manifest of the current lists, cheaply: the index itself is not verified. Undefined when nothing is published. */
  readCurrent(): Promise<PublishedLists | undefined>;
  /** The current index, verified; when it is damaged, the newest older one that is not. */
  readIndex(reading?: Reading): Promise<Result<LoadedLists>>;
  /** True when the manifest's index is there and whole. */
  isIntact(published: PublishedLists): Promise<boolean>;
  /** Makes an index current, all or nothing, and keeps the two before it. */
  publish(lists: Pick<PublishedLists, 'version' | 'builtAt' | 'sources'>, index: Uint8Array): Promise<PublishedLists>;
  /** Replaces the statuses of the sources; the index stays. */
  republish(published: PublishedLists): Promise<void>;
}

const CURRENT = 'current.json';
/** The current index and two before it. */
const KEPT_VERSIONS = 3;

/** The published lists under `<data>/lists`. One writer at a time (list-lock.ts); any number of readers in any process. */
export function openListStore(dataFolder: string): ListStore {
  const folder = join(dataFolder, 'lists');
  const current = manifestReader(join(folder, CURRENT));
  return {
    folder,
    readCurrent: async () => (await current()) ?? (await olderManifests(folder))[0],
    readIndex: (reading = {}) => readNewestIndex(folder, reading),
    isIntact: async (published) => (await readVerified(folder, published)).ok,
    publish: (lists, index) => publish(folder, lists, index),
    republish: (published) => writeFileAtomically(join(folder, CURRENT), toJson(published)),
  };
}

async function publish(
  folder: string,
  lists: Pick<PublishedLists, 'version' | 'builtAt' | 'sources'>,
  index: Uint8Array,
): Promise<PublishedLists> {
  const { version, builtAt, sources } = lists;
  const published: PublishedLists = { version, file: `${version}.index`, bytes: index.length, sha256: sha256(index), builtAt, sources };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The order is the guarantee: an index is whole before any manifest names it, and only the last step makes it current.
  await writeFileAtomically(join(folder, published.file), index);
  await writeFileAtomically(join(folder, `${version}.json`), toJson(published));
  await writeFileAtomically(join(folder, CURRENT), toJson(published));
  await prune(folder, version);
  return published;
}

/** Removes all but the newest versions, and what interrupted writers left. */
async function prune(folder: string, current: string): Promise<void> {
  const others = (await olderManifests(folder)).map((manifest) => manifest.version).filter((version) => version !== current);
  const kept = new Set([current, ...others.slice(0, KEPT_VERSIONS - 1)]);
  for (const name of await readdir(folder)) {
    const version = /^([0-9a-z-]+)\.(?:index|json)$/.exec(name)?.[1];
    const stale = name.includes('.tmp-') || (version !== undefined && name !== CURRENT && !kept.has(version));
    if (stale) await rm(join(folder, name), { force: true });
  }
  await syncFolder(folder);
}

async function readNewestIndex(folder: string, reading: Reading): Promise<Result<LoadedLists>> {
  const current = await readManifest(join(folder, CURRENT));
  const first =
    current === undefined ? failure('lists-unreadable', 'no current lists are published') : await readVerified(folder, current, reading);
  if (first.ok && current !== undefined) return success({ published: current, bytes: first.value, problem: null });
  const reason = first.ok ? '' : first.failure.message;
  for (const published of await olderManifests(folder)) {
    const read = await readVerified(folder, published, reading);
    if (read.ok)
      return success({ published, bytes: read.value, problem: `${reason}; the lists of version ${published.version} serve instead` });
  }
  return failure('lists-unreadable', reason);
}

/** Manifests by version, newest first. */
async function olderManifests(folder: string): Promise<PublishedLists[]> {
  const names = await readdir(folder).catch(() => []);
  const manifests: PublishedLists[] = [];
  for (const name of names) {
    if (!name.endsWith('.json') || name === CURRENT) continue;
    const manifest = await readManifest(join(folder, name));
    if (manifest !== undefined) manifests.push(manifest);
  }
  return manifests.sort((a, b) => b.builtAt - a.builtAt);
}

/**
 * Reads a manifest again only when another file stands there: every writer puts a new one in its place. Measured with twelve sources,
 * reading and checking it took about 1 ms of CPU.
 */
function manifestReader(path: string): () => Promise<PublishedLists | undefined> {
  let held: { readonly stamp: string; readonly manifest: PublishedLists } | null = null;
  return async () => {
    const stamp = fileStamp(path);
    if (stamp !== undefined && stamp === held?.stamp) return held.manifest;
    const manifest = await readManifest(path);
    held = stamp === undefined || manifest === undefined ? null : { stamp, manifest };
    return manifest;
  };
}

/** Synchronous: it takes some microseconds, and waiting for a thread of the pool on a busy machine took milliseconds. */
function fileStamp(path: string): string | undefined {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join();
  } catch {
    return undefined; // reading it will say why
  }
}

async function readManifest(path: string): Promise<PublishedLists | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return Value.Check(PublishedListsSchema, value) ? value : undefined;
  } catch {
    return undefined; // missing, half written or not JSON: all the same to a reader
  }
}

async function readVerified(
  folder: string,
  published: PublishedLists,
  { nextTurn, room = ownRoom }: Reading = {},
): Promise<Result<Uint8Array>> {
  const { file, bytes, sha256: expected } = published;
  try {
    const hash = createHash('sha256');
    const content = await readWhole(join(folder, file), bytes, room, async (part) => {
      hash.update(part);
      await nextTurn?.();
    });
    if (content !== undefined && hash.digest('hex') === expected) return success(content);
    return failure('lists-damaged', `${file} is not what was published`);
  } catch (error) {
    return failure('lists-unreadable', `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

/** Read and hashed in one turn of the event loop: about half a millisecond. */
const PART_BYTES = 262_144;

/** Typed arrays over it need an aligned start. */
const ownRoom = (length: number): Uint8Array => new Uint8Array(length);

/** Undefined when the file's length is another. */
async function readWhole(
  path: string,
  length: number,
  room: (length: number) => Uint8Array,
  onPart: (part: Uint8Array) => Promise<void>,
): Promise<Uint8Array | undefined> {
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size !== length) return undefined;
    const content = room(length);
    for (let offset = 0; offset < length; ) {
      const { bytesRead } = await file.read(content, offset, Math.min(PART_BYTES, length - offset), offset);
      if (bytesRead === 0) return undefined;
      await onPart(content.subarray(offset, offset + bytesRead));
      offset += bytesRead;
    }
    return content;
  } finally {
    await file.close();
  }
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function toJson(published: PublishedLists): string {
  return `${JSON.stringify(published, null, 1)}\n`;
}
