import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openListIndex } from '../../../categoriser/categorise.ts';
import { Fingerprinter, fingerprintKey } from '../../../categoriser/index/fingerprint.ts';
import { buildListIndex } from '../../../categoriser/index/index-builder.ts';
import { address, categoryList, exact, expression, host, suffix, url } from './support.ts';

const image = buildListIndex(
  [
    categoryList(
      'games',
      Array.from({ length: 300 }, (_, i) => suffix(`game${i}.example`)),
    ),
    categoryList('video', [exact('video.example'), url('example.com/video'), expression('adverts'), address('10.0.0.0/8')]),
  ],
  { version: 'v1' },
);

describe('the image of an index', () => {
  it('opens at any place in memory, and from a Buffer', () => {
    for (let shift = 0; shift < 9; shift++) {
      const shifted = Buffer.alloc(image.length + 16).subarray(shift, shift + image.length);
      shifted.set(image);
      const opened = openListIndex(shifted);
      expect(opened.ok && opened.value.categoriseHost(host('www.game7.example')).matches.length).toBe(1);
    }
  });

  it('is refused with any bit changed', () => {
    fc.assert(
      fc.property(fc.nat(image.length - 1), fc.nat(7), (position, bit) => {
        const damaged = image.slice();
        damaged[position] = (damaged[position] ?? 0) ^ (1 << bit);
        const opened = openListIndex(damaged);
        expect(opened.ok).toBe(false);
        if (!opened.ok) expect(opened.failure.code).toMatch(/^list-index-(?:format|truncated|corrupt)$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused with a stretch of it overwritten', () => {
    fc.assert(
      fc.property(fc.nat(image.length - 1), fc.uint8Array({ minLength: 1, maxLength: 200 }), (position, noise) => {
        const damaged = image.slice();
        damaged.set(noise.subarray(0, image.length - position), position);
        fc.pre(Buffer.compare(damaged, image) !== 0);
        expect(openListIndex(damaged).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when cut short at any length, or grown', () => {
    for (let length = 0; length < image.length; length += length < 200 ? 1 : 37)
      expect(openListIndex(image.slice(0, length)).ok).toBe(false);
    const grown = new Uint8Array(image.length + 8);
    grown.set(image);
    expect(openListIndex(grown)).toMatchObject({ ok: false, failure: { code: 'list-index-truncated' } });
  });

  it('is refused when it is something else', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (noise) => !openListIndex(noise).ok));
    expect(openListIndex(new Uint8Array(4096))).toMatchObject({ ok: false, failure: { code: 'list-index-format' } });
    expect(openListIndex(new Uint8Array(0))).toMatchObject({ ok: false, failure: { code: 'list-index-truncated' } });
  });

  it('tells another format from damage', () => {
    const newer = image.slice();
    newer[4] = 99;
    expect(openListIndex(newer)).toMatchObject({ ok: false, failure: { message: expect.stringContaining('format 99') } });
  });

  it('is refused when it names a category this release does not know', () => {
    const unknown = buildListIndex([categoryList('no-such' as 'games', [suffix('a.example')])], { version: 'v' });
    expect(openListIndex(unknown)).toMatchObject({ ok: false, failure: { code: 'list-index-category' } });
  });

  it('takes no more than 12 bytes a name', () => {
    const names = 100_000;
    const lists = [
      categoryList(
        'games',
        Array.from({ length: names }, (_, i) => suffix(`a${i}.example`)),
      ),
    ];
    expect(buildListIndex(lists, { version: 'v' }).length / names).toBeLessThan(12);
  });
});

describe('fingerprints', () => {
  /** Pairs among n values of 32 bits that chance makes equal, about. */
  const expectedPairs = (n: number) => n ** 2 / 2 / 2 ** 32;

  it.each([
    ['numbered names', (i: number) => `a${i}.example.com`],
    ['numbers in front of a short name', (i: number) => `${i}.uk`],
    ['names that differ at two ends', (i: number) => `${(i % 1000).toString(36)}.middle.${Math.floor(i / 1000).toString(36)}.test`],
    ['two letters at a time', (i: number) => i.toString(2).replaceAll('0', 'ab').replaceAll('1', 'ba')],
  ])('spread %s like chance in each half, and in both together never meet', (_, nameOf) => {
    const names = 200_000;
    const fingerprinter = new Fingerprinter(fingerprintKey('v1'));
    const halves = { high: new Set<number>(), low: new Set<number>(), whole: new Set<string>() };
    for (let i = 0; i < names; i++) {
      fingerprinter.addHost(nameOf(i));
      halves.high.add(fingerprinter.high);
      halves.low.add(fingerprinter.low);
      halves.whole.add(`${fingerprinter.high} ${fingerprinter.low}`);
    }
    const chance = expectedPairs(names);
    expect(names - halves.high.size).toBeLessThan(5 * chance + 10);
    expect(names - halves.low.size).toBeLessThan(5 * chance + 10);
    expect(halves.whole.size).toBe(names);
  });

  it('differ with the version', () => {
    const [one, other] = ['v1', 'v2'].map((version) => {
      const fingerprinter = new Fingerprinter(fingerprintKey(version));
      fingerprinter.addHost('example.com');
      return fingerprinter.high;
    });
    expect(one).not.toBe(other);
  });
});
