import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCompileJob } from '../../blocklists/compile-job.ts';
import { UT1_CATEGORIES, UT1_COPIES } from '../../blocklists/ut1-categories.ts';
import { isCategoryId } from '../../core/category.ts';
import { temporaryFolder, writeTree } from './workbench.ts';

function inspect(files: Record<string, string>, prepare: (folder: string) => void = () => {}) {
  const folder = temporaryFolder();
  writeTree(folder, files);
  prepare(folder);
  const { contents } = runCompileJob({ kind: 'inspect', source: { id: 'ut1', format: 'ut1', category: null, folder } }, () => {});
  return contents[0];
}

test('folders become categories, with their domains, urls and expressions', () => {
  const found = inspect({
    'drogue/domains': '.one.test\ntwo.test\n203.0.113.9\n',
    'drogue/urls': 'three.test/page\n',
    'drogue/usage': 'black\n',
    'publicite/expressions': '(/banner/|/sponsor/)\n',
    'publicite/very_restrictive_expression': '.*\n',
  });
  expect(found).toMatchObject({ categories: { drugs: 4, advertising: 1 }, hostCategories: { drugs: 3, advertising: 0 }, notes: [] });
});

test('a second name loads nothing twice: a one-line file, a link, a whole copy', () => {
  const files = { 'agressif/domains': 'one.test\n', 'violence/domains': 'one.test\n', aggressive: 'agressif' };
  const found = inspect(files, (folder) => symlinkSync('agressif', join(folder, 'porn')));
  expect(found?.categories).toEqual({ hate: 1 });
});

test('a copy stands in for an original that is not there, and a name without one is told', () => {
  const found = inspect({ 'drugs/domains': 'one.test\n', proxy: 'redirector\n' });
  expect(found?.categories).toEqual({ drugs: 1 });
  expect(found?.notes).toEqual(['ut1/proxy: another name of redirector, which is not there']);
});

test('unknown folders are told, known ones without a category are not; neither makes entries, whatever usage says', () => {
  const found = inspect({
    'brand_new/domains': 'one.test\n',
    'constructor/domains': 'one.test\n',
    'liste_blanche/domains': 'two.test\n',
    'liste_blanche/usage': 'white\n',
    README: 'A long text about the lists, which is no other name of anything.\n',
  });
  expect(found?.entries).toBe(0);
  expect(found?.notes).toEqual(['ut1/brand_new: an unknown category, not loaded', 'ut1/constructor: an unknown category, not loaded']);
});

test('the table names categories that exist, and copies of folders that it knows', () => {
  for (const category of Object.values(UT1_CATEGORIES)) expect(category === null || isCategoryId(category)).toBe(true);
  for (const original of Object.values(UT1_COPIES)) expect(UT1_CATEGORIES[original]).toBeTypeOf('string');
  // The contract's own words.
  expect(UT1_CATEGORIES).toMatchObject({ agressif: 'hate', drogue: 'drugs', adult: 'pornography', redirector: 'vpn-proxy', sect: 'cults' });
  for (const name of ['liste_bu', 'liste_blanche', 'exceptions_liste_bu', 'examen_pix', 'tricheur', 'tricheur_pix', 'arjel']) {
    expect(UT1_CATEGORIES[name]).toBeNull();
  }
});
