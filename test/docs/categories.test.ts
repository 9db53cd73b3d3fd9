import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UT1_CATEGORIES } from '../../blocklists/ut1-categories.ts';
import { CATEGORY_IDS, categoryInfo, isCategoryId } from '../../core/category.ts';
import { CATEGORY_RATIONALE } from '../../core/category-rationale.ts';
import { defaultAction } from '../../core/default-policy.ts';

const text = readFileSync(new URL('../../docs/categories.md', import.meta.url), 'utf8');
const table = text.slice(0, text.indexOf('## Over-blocking'));
const rows = new Map(
  table
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map((cells) => [/^`([^`]+)`/.exec(cells[1] ?? '')?.[1] ?? '', cells] as const),
);
const MARKS = { block: 'B', 'block-overridable': 'b', coach: 'C', allow: '·' } as const;
const COLUMNS = ['infants', 'seniors', 'sixth-form', 'guests', 'staff'] as const;

describe('docs/categories.md', () => {
  it.each(CATEGORY_IDS)('tells of %s what the product does', (id) => {
    const cells = rows.get(id) ?? [];
    const info = categoryInfo(id);
    expect(cells.slice(2, 6)).toEqual([info.title, info.signal, info.theme ?? '—', info.riskArea]);
    expect(cells.slice(6, 11)).toEqual(COLUMNS.map((group) => MARKS[defaultAction(group, id) as keyof typeof MARKS]));
    expect(cells[11]?.length).toBeGreaterThan(6);
    expect(CATEGORY_RATIONALE[id]).toBe(cells[11]);
  });

  it.each(Object.entries(UT1_CATEGORIES))('maps the UT1 folder %s', (folder, category) => {
    const cell = text
      .split('\n')
      .find((line) => line.startsWith(`| \`${folder}\` | ${category === null ? 'not loaded' : `\`${category}\``} |`));
    expect(cell).toBeDefined();
  });

  it('names no category that does not exist', () => {
    for (const [, id = ''] of table.matchAll(/^\| `([^`]+)`/gm)) expect(isCategoryId(id)).toBe(true);
  });
});
