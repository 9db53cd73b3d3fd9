import { openListIndex } from '../categoriser/categorise.ts';
import type { ListIndex } from '../categoriser/list-index.ts';
import type { Config } from '../config/schema/config.ts';
import type { Result } from '../core/result.ts';
import { openListStore } from '../storage/list-store.ts';
import { createSealedHash, sealedKey } from '../storage/sealed-hash.ts';

export interface ListLoading {
  /** Told when something is amiss although lists could be loaded: an older index serves, or a sealed list has no usable key. */
  readonly onProblem: (message: string) => void;
}

/** Loads the published lists of this installation, ready for look-ups. A failure leaves what was loaded before in force. */
export function createListLoader(config: Config, { onProblem }: ListLoading): () => Promise<Result<ListIndex>> {
  const store = openListStore(config.at.dataFolder);
  return async () => {
    const loaded = await store.readIndex();
    if (!loaded.ok) return loaded;
    if (loaded.value.problem !== null) onProblem(loaded.value.problem);
    return openListIndex(loaded.value.bytes, { sealedHash: createSealedHash(sealedKeys(config, onProblem)) });
  };
}

function sealedKeys(config: Config, onProblem: (message: string) => void): Map<string, Buffer> {
  const keys = new Map<string, Buffer>();
  for (const source of config.blocklists?.sources ?? []) {
    if (source.format !== 'sealed') continue;
    const key = sealedKey(source, config.at.dataFolder);
    if (key.ok) keys.set(source.id, key.value);
    else onProblem(`The sealed list ${source.id} matches nothing: ${key.failure.message}`);
  }
  return keys;
}
