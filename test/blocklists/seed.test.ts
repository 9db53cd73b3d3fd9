import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readProtectedHosts, runCompileJob, SEED_FOLDER, SEED_ID } from '../../blocklists/compile-job.ts';
import { ALWAYS_PROTECTED } from '../../blocklists/protected-hosts.ts';
import { isPublicSuffix } from '../../blocklists/sanity.ts';
import { SHIPPED_SOURCES } from '../../blocklists/shipped-sources.ts';
import { isCategoryId } from '../../core/category.ts';
import { parseHostname } from '../../core/hostname.ts';

test('every seed list is named after a category, and every line of it is an entry', () => {
  for (const name of readdirSync(SEED_FOLDER)) expect(isCategoryId(name.replace(/\.txt$/, '')), name).toBe(true);
  const source = { id: SEED_ID, format: SEED_ID, category: null, folder: SEED_FOLDER } as const;
  const [contents] = runCompileJob({ kind: 'inspect', source }, () => {}).contents;
  expect(contents).toMatchObject({ skippedLines: 0, skipNotes: [], droppedEntries: 0 });
  expect(contents?.categories['support']).toBeGreaterThan(0);
});

test('protected hosts are canonical names that somebody owns', () => {
  for (const host of ALWAYS_PROTECTED) expect(parseHostname(host)).toBe(host);
  const open = readProtectedHosts().filter((host) => isPublicSuffix(host));
  // Public bodies whose own site is the suffix itself.
  expect(open.filter((host) => !/^(?:gov|nhs|police)\.uk$|^gov\.(?:scot|wales)$/.test(host))).toEqual([]);
});

test('the shipped sources are complete, unique, and fetched over https', () => {
  expect(new Set(SHIPPED_SOURCES.map(({ id }) => id)).size).toBe(SHIPPED_SOURCES.length);
  for (const source of SHIPPED_SOURCES) {
    expect(source.url).toMatch(/^https:\/\//);
    expect(source.licence).toBeTypeOf('string');
    expect(source.format === 'ut1' || source.category !== undefined).toBe(true);
  }
});
