import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const RESULTS = fileURLToPath(new URL('../results', import.meta.url));

/** Keeps what was measured under results/, by its minute; returns the path. `kind`: of bench, for the file's name. */
export function keepResult<Content extends { readonly at: Date }>(content: Content, kind?: string): string {
  mkdirSync(RESULTS, { recursive: true });
  const minute = content.at.toISOString().slice(0, 16).replace(':', '');
  const path = `${RESULTS}/${minute}${kind === undefined ? '' : `-${kind}`}.json`;
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
