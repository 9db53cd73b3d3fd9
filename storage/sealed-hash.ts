import { createHash, createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { ListSource } from '../config/schema/config.ts';
import { readSecretFile } from '../config/secret.ts';
import { failure, type Result, success } from '../core/result.ts';
import { openKeyStore } from './key-store.ts';
import type { PublishedLists } from './list-store.ts';

const KEY_BYTES = 32;

/**
 * HMAC-SHA-256 under the key of each sealed list, in lower-case hex: what the index of the categoriser looks entries up by.
 * Throws for a list without a key: to answer "not listed" would open what is sealed.
 */
export function createSealedHash(keys: ReadonlyMap<string, Buffer>): (listId: string, text: string) => string {
  return (listId, text) => {
    const key = keys.get(listId);
    if (key === undefined) throw new Error(`There is no key for the sealed list ${listId}.`);
    return createHmac('sha256', key).update(text).digest('hex');
  };
}

/** The keys of all sealed lists in a published index, checked against the key ids it was compiled with. */
export function sealedKeysOf(published: Pick<PublishedLists, 'sources'>, dataFolder: string): Result<Map<string, Buffer>> {
  const keys = new Map<string, Buffer>();
  for (const { id, sealed } of published.sources) {
    if (sealed === null) continue;
    const key = sealedKey({ id, ...(sealed.keyFile === null ? {} : { keyFile: sealed.keyFile }) }, dataFolder);
    if (!key.ok) return key;
    if (sealedKeyId(key.value) !== sealed.keyId)
      return failure('key-unusable', `the key of the sealed list ${id} is not the one it was sealed with`);
    keys.set(id, key.value);
  }
  return success(keys);
}

/**
 * The key of a sealed list: the configured key file (0600, hex, at least 32 bytes), else one of this installation's own,
 * made when first asked for.
 */
export function sealedKey(source: Pick<ListSource, 'id' | 'keyFile'>, dataFolder: string): Result<Buffer> {
  if (source.keyFile === undefined) {
    try {
      return success(openKeyStore(join(dataFolder, 'keys')).key(`sealed-${source.id}`, KEY_BYTES));
    } catch (error) {
      return failure('key-unusable', error instanceof Error ? error.message : String(error));
    }
  }
  const text = readSecretFile(source.keyFile);
  if (!text.ok) return text;
  const isHex = /^(?:[0-9a-fA-F]{2}){32,}$/.test(text.value);
  return isHex
    ? success(Buffer.from(text.value, 'hex'))
    : failure('key-unusable', `${source.keyFile} does not hold a key of at least 64 hex digits`);
}

/** Names a key without telling it: the first 16 hex digits of a hash of it. */
export function sealedKeyId(key: Buffer): string {
  return createHash('sha256').update('schoolgate sealed list key\n').update(key).digest('hex').slice(0, 16);
}
