import type { SealedHash } from '../categoriser/list-index.ts';
import { type Result, success } from '../core/result.ts';
import { openListStore } from '../storage/list-store.ts';
import { createSealedHash, sealedKeysOf } from '../storage/sealed-hash.ts';
import { type UpdateOptions, updateBlocklists } from './update.ts';

/** An update by the command line that happens to run at the first start. */
const WAIT_MS = 60_000;

export interface FirstLists extends Pick<UpdateOptions, 'config' | 'clock'> {
  readonly logger?: UpdateOptions['logger'] & {};
  /** Whether this release can use an index: one of another format is built anew. */
  readonly opens: (bytes: Uint8Array, sealedHash: SealedHash) => boolean;
}

/**
 * Makes sure that there are lists to decide by before anything listens: those published before, or, where there are none
 * that this release can use, an index of what is on the disk (at a first start our seed lists alone: a fraction of a second).
 * Never touches the network.
 */
export async function ensurePublished({
  config,
  clock,
  logger,
  opens,
}: FirstLists): Promise<Result<{ version: string; changed: boolean }>> {
  const { dataFolder } = config.at;
  const loaded = await openListStore(dataFolder).readIndex();
  if (loaded.ok) {
    const { published, bytes, problem } = loaded.value;
    const keys = sealedKeysOf(published, dataFolder);
    if (problem === null && keys.ok && opens(bytes, createSealedHash(keys.value)))
      return success({ version: published.version, changed: false });
    logger?.warn({ reason: problem ?? (keys.ok ? 'another index format' : keys.failure.message) }, 'block lists are compiled anew');
  }
  return updateBlocklists({ config, clock, offline: true, waitMs: WAIT_MS, ...(logger === undefined ? {} : { logger }) });
}
