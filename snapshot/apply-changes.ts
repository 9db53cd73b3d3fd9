import type { Changes } from '../storage/stores.ts';

/** Applies changes to a map and returns the keys that changed or went. */
export function applyByKey<T>(
  map: Map<string, T>,
  changes: Changes<T> & { readonly reset?: boolean },
  keyOf: (value: T) => string,
): Set<string> {
  const changed = new Set<string>(changes.removed);
  if (changes.reset === true) {
    for (const key of map.keys()) changed.add(key);
    map.clear();
  }
  for (const key of changes.removed) map.delete(key);
  for (const value of changes.upserted) {
    map.set(keyOf(value), value);
    changed.add(keyOf(value));
  }
  return changed;
}
