import { describe, expect, it } from 'vitest';
import type { IpAddress } from '../../../core/address.ts';
import type { CategoryMatch } from '../../../core/category.ts';
import type { Decision } from '../../../core/decision.ts';
import type { Hostname } from '../../../core/hostname.ts';
import { AddressBook } from '../../../proxy/forward/address-book.ts';
import { blocked } from '../../support/proxy-fixture.ts';

const HOUR_MS = 3_600_000;
const host = (text: string) => text as Hostname;

/** A book whose name service knows a few names, and tells what it was asked. */
function book(names: Readonly<Record<string, readonly string[]>>, hold = false) {
  const asked: string[] = [];
  const held: (() => void)[] = [];
  let now = 0;
  const made = new AddressBook({
    nowMs: () => now,
    resolve: (name, done) => {
      asked.push(name);
      const addresses = names[name] as readonly IpAddress[] | undefined;
      const answer = () => done(addresses === undefined ? { ok: false, code: 'ENOTFOUND' } : { ok: true, addresses });
      if (hold) held.push(answer);
      else answer();
    },
  });
  return { made, asked, held, later: (ms: number) => (now += ms) };
}

function refusal(entry: string, kind: CategoryMatch['kind'] = 'suffix', more: Partial<Decision> = {}): Decision {
  return blocked({ evidence: { match: { category: 'gambling', list: 'seed', entry, kind } }, ...more });
}

describe('the address book', () => {
  it('knows who lives at an address for an hour, and nothing of names', () => {
    const { made, later } = book({ 'a.test': ['192.0.2.1', '192.0.2.2'], 'b.test': ['192.0.2.1'] });
    for (const name of ['a.test', 'b.test']) made.resolve(host(name), () => {});
    expect(made.residentsOf(host('192.0.2.1'))).toEqual(['a.test', 'b.test']);
    expect(made.residentsOf(host('192.0.2.2'))).toEqual(['a.test']);
    expect([made.residentsOf(host('192.0.2.3')), made.residentsOf(host('a.test'))]).toEqual([undefined, undefined]);
    later(HOUR_MS - 1);
    made.resolve(host('b.test'), () => {});
    later(2);
    expect(made.residentsOf(host('192.0.2.1'))).toEqual(['b.test']);
    expect(made.residentsOf(host('192.0.2.2'))).toBeUndefined();
  });

  it('looks up the entry of a refused site and its www., and never what was asked for', () => {
    const { made, asked, later } = book({ 'gambling.test': ['192.0.2.9'] });
    made.refused(refusal('gambling.test'));
    made.refused(refusal('gambling.test'));
    expect(asked).toEqual(['gambling.test', 'www.gambling.test']);
    expect(made.residentsOf(host('192.0.2.9'))).toEqual(['gambling.test']);
    later(HOUR_MS);
    made.refused(refusal('gambling.test'));
    expect(asked).toHaveLength(4);
  });

  it.each<[string, Decision]>([
    ['malware', refusal('x.test', 'suffix', { category: 'malware' })],
    ['a statutory list', refusal(`sealed:iwf:${'ab'.repeat(32)}`, 'sealed', { category: 'child-sexual-abuse', rule: 'sealed' })],
    ['a page', refusal('x.test/page', 'url')],
    ['an expression', refusal('(a|b).test', 'expression')],
    ['an address', refusal('192.0.2.0/24', 'address')],
    ['a search', blocked({ rule: 'search-term', evidence: { entry: 'words.and.words' } })],
    ['a walled garden', blocked({ rule: 'default', category: null, evidence: {} })],
  ])('looks nothing up for %s', (_, decision) => {
    const { made, asked } = book({});
    made.refused(decision);
    expect(asked).toEqual([]);
  });

  it('is bounded: in what it looks up at a time, in addresses, and in names at each', () => {
    const many = Array.from(
      { length: 30_000 },
      (_, i) => [`n${i}.test`, [`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, '192.0.2.1']] as const,
    );
    const { made } = book(Object.fromEntries(many));
    for (const [name] of many) made.resolve(host(name), () => {});
    expect(made.residentsOf(host('192.0.2.1'))).toHaveLength(32);
    expect(made.residentsOf(host('10.0.0.0'))).toBeUndefined();
    expect(made.residentsOf(host(many.at(-1)?.[1][0] ?? ''))).toEqual(['n29999.test']);

    const slow = book({}, true);
    for (let i = 0; i < 20; i++) slow.made.refused(refusal(`g${i}.test`));
    expect(slow.asked).toHaveLength(8);
    for (const answer of slow.held.splice(0)) answer();
    slow.made.refused(refusal('later.test'));
    expect(slow.asked).toHaveLength(10);
  });
});
