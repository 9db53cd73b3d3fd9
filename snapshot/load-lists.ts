import { setTimeout as delay } from 'node:timers/promises';
import { openListIndex } from '../categoriser/categorise.ts';
import type { ListIndex } from '../categoriser/list-index.ts';
import type { Result } from '../core/result.ts';
import { openListStore } from '../storage/list-store.ts';
import { createSealedHash, sealedKeysOf } from '../storage/sealed-hash.ts';

/** Between the parts of an index that is read while people are served: 80 MB then take about half a second, and nobody waits for them. */
const PAUSE_MS = 1;

export interface ListLoading {
  readonly dataFolder: string;
  /** Told when the current lists are damaged and older ones serve instead. */
  readonly onProblem: (message: string) => void;
}

/**
 * Loads the published lists of this installation, ready for look-ups. A failure leaves what was loaded before in force;
 * a sealed list whose key is missing is such a failure, since it would silently match nothing.
 */
export function createListLoader({ dataFolder, onProblem }: ListLoading): () => Promise<Result<ListIndex>> {
  const store = openListStore(dataFolder);
  let isServing = false;
  return async () => {
    const loaded = await store.readIndex(isServing ? () => delay(PAUSE_MS) : undefined);
    isServing = true;
    if (!loaded.ok) return loaded;
    if (loaded.value.problem !== null) onProblem(loaded.value.problem);
    const keys = sealedKeysOf(loaded.value.published, dataFolder);
    return keys.ok ? openListIndex(loaded.value.bytes, { sealedHash: createSealedHash(keys.value), isVerified: true }) : keys;
  };
}
