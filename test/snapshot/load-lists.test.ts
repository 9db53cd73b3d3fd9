import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openListIndex } from '../../categoriser/categorise.ts';
import { buildListIndex } from '../../categoriser/index/index-builder.ts';
import type { ListIndex } from '../../categoriser/list-index.ts';
import type { Hostname } from '../../core/hostname.ts';
import { ListMemory } from '../../snapshot/list-memory.ts';
import { createListLoader } from '../../snapshot/load-lists.ts';
import { openListStore } from '../../storage/list-store.ts';

/** Names that only this version lists, besides one that every version does, in another list each time. */
function imageOf(version: string, names = 500): Uint8Array {
  const own = Array.from({ length: names }, (_, i) => ({ kind: 'suffix' as const, host: `site${i}.${version}.test` as Hostname }));
  const entries = [{ kind: 'exact' as const, host: 'all.test' as Hostname }, ...own];
  return buildListIndex([{ list: `list-${version}`, category: 'gambling', entries }], { version });
}

/** Which versions' names an index knows, what it calls itself, and which list it finds the common name in. */
function told(index: ListIndex): { version: string; knows: string[]; list: string | undefined } {
  const isKnown = (version: string) =>
    [0, 250, 499].every((i) => index.categoriseHost(`site${i}.${version}.test` as Hostname).matches.length === 1);
  const list = index.lookUpHost('all.test' as Hostname).verdict.matches[0]?.list;
  return { version: index.version, knows: ['v1', 'v2', 'v3', 'v4'].filter(isKnown), list };
}

const answersOf = (version: string) => ({ version, knows: [version], list: `list-${version}` });

describe('lists loaded one after the other', () => {
  let data: string;
  let load: () => Promise<ListIndex>;
  const problems: string[] = [];
  const publish = (version: string, builtAt: number, names?: number) =>
    openListStore(data).publish({ version, builtAt, sources: [] }, imageOf(version, names));
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'schoolgate-load-lists-'));
    problems.length = 0;
    const loader = createListLoader({ dataFolder: data, onProblem: (problem) => problems.push(problem) });
    load = async () => {
      const loaded = await loader();
      if (!loaded.ok) throw new Error(loaded.failure.message);
      return loaded.value;
    };
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  it('answer each for itself, and the last but one for as long as nothing else is read', async () => {
    await publish('v1', 1);
    const first = await load();
    await publish('v2', 2);
    const second = await load();
    expect([told(first), told(second)]).toEqual([answersOf('v1'), answersOf('v2')]);
  });

  it('whoever still holds one whose memory was used again is answered by the latest', async () => {
    const loaded: ListIndex[] = [];
    for (const version of ['v1', 'v2', 'v3', 'v4']) {
      await publish(version, Number(version.slice(1)));
      loaded.push(await load());
    }
    expect(loaded.map(told)).toEqual(['v4', 'v4', 'v3', 'v4'].map(answersOf));
  });

  it('one that is damaged leaves the latest as it is, however often it is tried, and those before it answer as that does', async () => {
    await publish('v1', 1);
    const first = await load();
    await publish('v2', 2);
    const second = await load();
    await publish('v3', 3);
    writeFileSync(join(data, 'lists/v3.index'), new Uint8Array(imageOf('v3').length).fill(0x5a));
    for (const older of ['v1', 'v2']) truncateSync(join(data, `lists/${older}.index`), 99);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(load()).rejects.toThrow('v3.index is not what was published');
      expect([told(first), told(second)]).toEqual([answersOf('v2'), answersOf('v2')]);
    }
    await publish('v4', 4);
    expect([told(await load()), told(second)]).toEqual([answersOf('v4'), answersOf('v2')]);
  });

  it('an older one serves in place of one that is damaged, read to the same memory', async () => {
    for (const version of ['v1', 'v2']) await publish(version, Number(version.slice(1)));
    const first = await load();
    await publish('v3', 3);
    truncateSync(join(data, 'lists/v3.index'), 99);
    const second = await load();
    expect([told(first), told(second)]).toEqual([answersOf('v2'), answersOf('v2')]);
    expect(problems).toEqual([expect.stringContaining('the lists of version v2 serve instead')]);
  });

  it('grow and shrink as they like', async () => {
    for (const [at, names] of [500, 5_000, 500, 20_000, 501].entries()) {
      const version = `v${(at % 4) + 1}`;
      await publish(version, at, names);
      expect(told(await load())).toEqual(answersOf(version));
    }
  });
});

describe('the memory of lists', () => {
  const index = (room: Uint8Array, image: Uint8Array): ListIndex => {
    room.set(image);
    const opened = openListIndex(room);
    if (!opened.ok) throw new Error(opened.failure.message);
    return opened.value;
  };
  const taken = (memory: ListMemory, version: string): { held: ListIndex; buffer: ArrayBufferLike } => {
    const image = imageOf(version);
    const room = memory.room(image.length);
    return { held: memory.hold(index(room, image)), buffer: room.buffer };
  };

  it('is two pieces that take turns', () => {
    const memory = new ListMemory();
    const all = ['v1', 'v2', 'v3', 'v4'].map((version) => taken(memory, version));
    const [first, second, third, fourth] = all.map(({ buffer }) => buffer);
    expect(first).not.toBe(second);
    expect([third === first, fourth === second]).toEqual([true, true]);
    // Held until here: what nobody holds may be gone, and its memory with it.
    expect(all.map(({ held }) => held.version)).toEqual(['v4', 'v4', 'v3', 'v4']);
  });

  it('is asked for anew where the piece is too small or much too large, and kept for the next try', () => {
    const memory = new ListMemory();
    const all = [taken(memory, 'v1'), taken(memory, 'v2')];
    const larger = memory.room(1_000_000);
    expect(larger.length).toBe(1_000_000);
    expect(memory.room(999_999).buffer).toBe(larger.buffer);
    expect(memory.room(10_000).buffer).not.toBe(larger.buffer);
    expect(all.map(({ held }) => held.version)).toEqual(['v2', 'v2']);
  });
});
