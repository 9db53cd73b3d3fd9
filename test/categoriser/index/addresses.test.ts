import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyVerdict } from '../../../categoriser/categorise.ts';
import { type AddressRange, rangeContains } from '../../../core/address.ts';
import type { Hostname } from '../../../core/hostname.ts';
import { address, categoryList, evidence, exact, host, indexOf, suffix } from './support.ts';

describe('listed addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/8', '9.255.255.255', false],
    ['10.0.0.5-10.0.0.9', '10.0.0.5', true],
    ['10.0.0.5-10.0.0.9', '10.0.0.9', true],
    ['10.0.0.5-10.0.0.9', '10.0.0.10', false],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1/32', '192.0.2.1', true],
    ['192.0.2.1-192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '192.0.2.1', false],
    ['::/0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['2001:db8::1', '2001:db8:0:0::1', true],
    ['2001:db8::1/128', '2001:db8::1', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['192.0.2.0/24', '::ffff:192.0.2.7', true],
    ['192.0.2.0/24', '0xc0000207', true],
  ])('%s contains %s: %s', (listed, asked, expected) => {
    const verdict = indexOf([categoryList('malware', [address(listed)])]).categoriseHost(host(asked));
    expect(verdict.matches.map(({ kind }) => kind)).toEqual(expected ? ['address'] : []);
  });

  it('names the range as listed, beside entries for the address itself', () => {
    const index = indexOf([
      categoryList('malware', [address('192.0.2.0/24'), address('192.0.0.0/16')]),
      categoryList('games', [exact('192.0.2.7')]),
      categoryList('vpn-proxy', [address('192.0.2.7')]),
      categoryList('phishing', [suffix('example.com')]),
    ]);
    expect(evidence(index.categoriseHost(host('192.0.2.7')).matches)).toEqual([
      'vpn-proxy 192.0.2.7 address',
      'malware 192.0.0.0/16 address',
      'games 192.0.2.7 exact',
    ]);
    expect(index.categoriseHost(host('192.1.0.0'))).toBe(emptyVerdict);
    expect(index.categoriseHost(host('www.192-0-2-7.example'))).toBe(emptyVerdict);
    expect(index.entryCount).toBe(5);
  });

  it('finds exactly the ranges that contain an address, however they overlap', () => {
    const bound = fc.integer({ min: 0, max: 60 });
    const range = fc.tuple(bound, bound, fc.constantFrom(4 as const, 6 as const)).map(([one, other, version]): AddressRange => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)];
      const text = version === 4 ? `10.0.0.${first}-10.0.0.${last}` : `2001:db8::${first.toString(16)}-2001:db8::${last.toString(16)}`;
      const base = version === 4 ? 0x0a000000n : 0x20010db8n << 96n;
      return { version, first: base + BigInt(first), last: base + BigInt(last), text };
    });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 40 }), (ranges) => {
        // A list for each range, so that every one that contains the address shows.
        const index = indexOf(ranges.map((one, i) => categoryList('malware', [{ kind: 'address', range: one }], `list-${i}`)));
        for (let i = 0; i <= 61; i++) {
          for (const asked of [`10.0.0.${i}`, `2001:db8::${i.toString(16)}`].map(host)) {
            const expected = ranges.flatMap((one, k) => (rangeContains(one, asked as Hostname as never) ? [`list-${k}`] : []));
            expect(
              index
                .categoriseHost(asked)
                .matches.map(({ list }) => list)
                .sort(),
            ).toEqual(expected.sort());
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
