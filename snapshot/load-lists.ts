import { openListIndex } from '../categoriser/categorise.ts';
import type { ListIndex } from '../categoriser/list-index.ts';
import { type Result, success } from '../core/result.ts';
import { openListStore } from '../storage/list-store.ts';
import { createSealedHash, sealedKeysOf } from '../storage/sealed-hash.ts';
import { ListMemory } from './list-memory.ts';
import { pause } from './pause.ts';

export interface ListLoading {
  readonly dataFolder: string;
  /** Told when the current lists are damaged and older ones serve instead. */
  readonly onProblem: (message: string) => void;
}

/**
 * Loads the published lists of this installation, ready for look-ups, one load after the other. A failure leaves what was loaded before
 * in force; a sealed list whose key is missing is such a failure, since it would silently match nothing. An index is good until the
 * second load after its own begins; from then on it answers as the latest does.
 */
export function createListLoader({ dataFolder, onProblem }: ListLoading): () => Promise<Result<ListIndex>> {
  const store = openListStore(dataFolder);
  const memory = new ListMemory();
  const room = (length: number) => memory.room(length);
  let isServing = false;
  return async () => {
    const loaded = await store.readIndex({ room, ...(isServing && { nextTurn: pause }) });
    isServing = true;
    if (!loaded.ok) return loaded;
    if (loaded.value.problem !== null) onProblem(loaded.value.problem);
    const keys = sealedKeysOf(loaded.value.published, dataFolder);
    if (!keys.ok) return keys;
    const opened = openListIndex(loaded.value.bytes, { sealedHash: createSealedHash(keys.value), isVerified: true });
    return opened.ok ? success(memory.hold(opened.value)) : opened;
  };
}
