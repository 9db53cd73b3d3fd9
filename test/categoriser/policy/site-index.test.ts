import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedPage } from '../../../categoriser/page.ts';
import { hostHash, mayHold } from '../../../categoriser/policy/host-filter.ts';
import { type SiteEntry, SiteIndex, siteIndex, siteIndexSteps, sitesOf } from '../../../categoriser/policy/site-index.ts';
import { type SitePiece, sitePiece } from '../../../categoriser/policy/site-table.ts';
import { atOnce } from '../../../categoriser/policy/steps.ts';
import { nameAndParents } from '../../../core/hostname.ts';
import { parseSite } from '../../../core/site.ts';
import { hostname } from '../../support/policy-facts.ts';

/** Names that differ in these two have one hash. */
const TWINS = ['0c', 'na'];
const label = fc.constantFrom('a', 'b', ...TWINS);
const host = fc.tuple(fc.option(label, { nil: undefined }), label, fc.constantFrom('test', 'example')).map((parts) => {
  return parts.filter((part) => part !== undefined).join('.');
});
const site = fc.oneof(
  host,
  fc.tuple(host, fc.constantFrom('/x', '/x/Y', '/z?q=1')).map((parts) => parts.join('')),
  fc.constantFrom('no host at all', 'single', '192.0.2.7', 'EXAMPLE.test'),
);
const lists = fc.array(fc.array(site, { maxLength: 12 }), { maxLength: 6 });

/** What an index must say, found by looking at every site. */
function expected(written: readonly (readonly string[])[], asked: string): unknown[] {
  return nameAndParents(hostname(asked)).flatMap((name) =>
    written.flatMap((sites, list) =>
      sites.flatMap((entry) =>
        parseSite(entry)?.host === name && parseSite(entry)?.path === null ? [{ entry, path: null, value: list }] : [],
      ),
    ),
  );
}

describe('sites by host', () => {
  it('are those that looking at every site finds, in the order written', () => {
    fc.assert(
      fc.property(lists, host, fc.nat(6), (written, asked, joinedAt) => {
        const named = written.map((sites, list) => [sites, list] as const);
        const one = siteIndex(named);
        const two = siteIndex(named.slice(0, joinedAt)).joined(siteIndex(named.slice(joinedAt)));
        const wanted = expected(written, asked);
        for (const index of [one, two]) {
          expect(sitesOf(index, hostname(asked), '')).toEqual(wanted);
          const isKnown = index.names.some((filter) => mayHold(filter, hostname(asked)));
          if (wanted.length > 0) expect(isKnown).toBe(true);
        }
        const left = two.without(({ value }) => value === 1);
        expect(sitesOf(left, hostname(asked), '')).toEqual((wanted as SiteEntry<number>[]).filter(({ value }) => value !== 1));
      }),
    );
  });

  it('tell hosts of one hash apart', () => {
    const [one, other] = TWINS.map((name) => `${name}.test`);
    expect(hostHash(one ?? '')).toBe(hostHash(other ?? ''));
    const index = siteIndex([[[`${other}/only`], 'x']]);
    expect(index.get(hostname(one ?? ''))).toEqual([]);
    expect(index.get(hostname(other ?? ''))).toEqual([{ entry: `${other}/only`, path: '/only', value: 'x' }]);
  });

  it('are of one path however they are spelled, and made once', () => {
    const paths = fc.array(fc.constantFrom('/', 'a', 'A', '.', '..', '%41', '%2f', '?', '=', '#', '+', 'é', '[', ':'), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(paths, { maxLength: 8 }), (written) => {
        const sites = written.map((parts) => `a.test/${parts.join('')}`);
        const index = siteIndex([[sites, 'x']]);
        // What is no site, or one elsewhere (`a.test/://`), is not found here.
        const here = sites.filter((entry) => parseSite(entry)?.host === 'a.test');
        const plain = here.map((entry) => {
          const path = parseSite(entry)?.path ?? null;
          const { path: own, query } = listedPage(path ?? '/');
          return { entry, path: path === null ? null : (own.replace(/\/{2,}/g, '/') + query).toLowerCase(), value: 'x' };
        });
        expect(index.get(hostname('a.test'))).toEqual(plain);
        expect(index.get(hostname('a.test'))).toBe(index.get(hostname('a.test')));
      }),
    );
  });

  it('take over a table of the same pieces, with what each list says now', () => {
    const read = { times: 0 };
    const counted = (sites: readonly string[]): SitePiece =>
      sitePiece(sites, {
        read: () => sites,
        site: (at) => {
          read.times++;
          return sites[at];
        },
      });
    const [a, b] = [counted(['a.test', 'b.test']), counted(['b.test', 'c.test'])];
    const before = atOnce(siteIndexSteps([[[a, b], 'before']]));
    expect(before.get(hostname('b.test')).map(({ value }) => value)).toEqual(['before', 'before']);
    const after = atOnce(
      siteIndexSteps(
        [
          [[a], 'one'],
          [[b], 'two'],
        ] as const,
        before,
      ),
    );
    expect(after.get(hostname('b.test')).map(({ value }) => value)).toEqual(['one', 'two']);
    expect(after.tableOf([a, b])).toBe(before.tableOf([a, b]));
    expect(read.times).toBe(2);
    expect(before.tableOf([b, a])).toBeUndefined();
    expect(new SiteIndex().tableOf([])).toBeUndefined();
  });
});
