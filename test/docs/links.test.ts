import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = ['.', 'docs', 'docs/adr', 'bench']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.md'));

/** The anchors of a page's headings, as hosting sites make them. */
function anchorsOf(page: string): Set<string> {
  const headings = readFileSync(join(root, page), 'utf8').match(/^#+ .+$/gm) ?? [];
  const plain = (heading: string) => heading.replace(/^#+ /, '').replace(/[`*]/g, '').toLowerCase();
  return new Set(
    headings.map((heading) =>
      plain(heading)
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

describe('the guides', () => {
  it.each(pages)('%s leads nowhere that is not there', (page) => {
    const text = readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      expect([target, existsSync(join(root, file))]).toEqual([target, true]);
      if (anchor !== undefined) expect([target, anchorsOf(file).has(anchor)]).toEqual([target, true]);
    }
  });

  it('answer every row of the checklist for monitoring', () => {
    const text = readFileSync(join(root, 'docs/monitoring.md'), 'utf8');
    const rows = [...text.matchAll(/^\| (M\d+)(?:–(M\d+))? \|/gm)].flatMap(([, from = '', until = from]) => {
      const [first, last] = [Number(from.slice(1)), Number(until.slice(1))];
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
    expect(rows).toEqual([...Array.from({ length: 11 }, (_, index) => index + 1), ...Array.from({ length: 17 }, (_, index) => index + 20)]);
  });
});
