import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const text = readFileSync(new URL('SECURITY.md', root), 'utf8');
const paths = [...text.matchAll(/`((?:test|core|proxy|categoriser|docs)\/[^`*\s]+)`/g)].map(([, path]) => path ?? '');

it('names many tests, and only files that are there', () => {
  expect(paths.filter((path) => path.startsWith('test/')).length).toBeGreaterThan(25);
  expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

it('names a test for every mechanism, but where it says that there is none', () => {
  const rows = text.split('\n').filter((line) => /^\|/.test(line) && !/^\|[-\s|]+$/.test(line) && !/ tried in \|$/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect(row).toMatch(/`test\/[^`]+`[^|]*\|$|\*\*.*\*\*.*\| — \|$/);
});
