import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LINE_LENGTH, readLineBatches } from '../../blocklists/parse/file-lines.ts';
import { LINE_PARSERS } from '../../blocklists/parse/formats.ts';
import { entryText, readSection } from '../../blocklists/parse/section.ts';
import { emptyTally } from '../../blocklists/parse/tally.ts';
import { createEntryCheck, TRUSTED } from '../../blocklists/sanity.ts';
import type { Hostname } from '../../core/hostname.ts';
import { temporaryFolder, writeTree } from './workbench.ts';

function linesOf(content: string | Uint8Array): string[] {
  const folder = temporaryFolder();
  writeTree(folder, { list: content });
  return [...readLineBatches(join(folder, 'list'))].flat();
}

function read(content: string | Uint8Array, format: 'domains' | 'hosts' = 'domains', check = TRUSTED) {
  const folder = temporaryFolder();
  writeTree(folder, { list: content });
  const tally = emptyTally();
  const section = {
    category: 'drugs',
    path: join(folder, 'list'),
    label: 'drugs',
    parse: LINE_PARSERS[format],
    withWww: format === 'hosts',
  } as const;
  const entries = [...readSection(section, check, tally)].map(entryText);
  return { entries, tally };
}

describe('lines', () => {
  test('are those of the whole text, wherever the chunks end', () => {
    const text = Array.from({ length: 60_000 }, (_, i) => `münchen-${i}.example`).join('\n');
    expect(linesOf(text).join('\n')).toBe(text);
  });

  test('of any text are the text split at line ends', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (lines) => {
        const text = lines.join('\n').toWellFormed();
        expect(linesOf(text).join('\n')).toBe(text.replace(/\n$/, ''));
      }),
      { numRuns: 50 },
    );
  });

  test('without an end stay within bounds, and the line after is whole', () => {
    const [endless = '', after] = linesOf(`${'a'.repeat(3_000_000)}\nexample.test\n`);
    expect(endless.length).toBeGreaterThan(MAX_LINE_LENGTH);
    expect(endless.length).toBeLessThan(400_000);
    expect(after).toBe('example.test');
  });
});

describe('a section', () => {
  test('reads through a byte order mark, CRLF, blank lines and comments', () => {
    const { entries, tally } = read('\ufeffone.test\r\n\r\n# two.test\r\nthree.test');
    expect(entries).toEqual(['one.test', 'three.test']);
    expect(tally).toMatchObject({ lines: 4, entries: 2, skippedLines: 0 });
  });

  test('skips junk with its place and reason, and counts what it does not tell', () => {
    const junk = Array.from({ length: 30 }, (_, i) => `not a host ${i}`).join('\n');
    const { entries, tally } = read(`one.test\n${junk}\n${'x'.repeat(5000)}.test\ntwo.test\n`);
    expect(entries).toEqual(['one.test', 'two.test']);
    expect(tally.skipped).toEqual({ 'not-a-hostname': 30, 'too-long': 1 });
    expect(tally.skipNotes).toHaveLength(20);
    expect(tally.skipNotes[0]).toBe('drugs:2: not a hostname');
  });

  test('skips bytes that are not UTF-8 and NUL bytes, and reads on', () => {
    const { entries, tally } = read(Buffer.from('caf\xe9.test\nnul\0.test\n\xff\xfe\none.test\n', 'latin1'));
    expect(entries).toEqual(['one.test']);
    expect(tally.skipped).toEqual({ 'not-a-hostname': 3 });
  });

  test('of hosts names each host and its www., counted once', () => {
    const { entries, tally } = read('0.0.0.0 one.test\n0.0.0.0 www.two.test\n', 'hosts');
    expect(entries).toEqual(['one.test', 'www.one.test', 'www.two.test']);
    expect(tally.entries).toBe(2);
  });

  test('drops what the sanity gate refuses, with its place', () => {
    const check = createEntryCheck(['helpline.test' as Hostname], false);
    const { entries, tally } = read('bet.br\none.bet.br\nhelpline.test\nco.uk\n', 'domains', check);
    expect(entries).toEqual(['one.bet.br']);
    expect(tally.dropped).toEqual({ 'public-suffix': 2, 'protected-host': 1 });
    expect(tally.dropNotes[0]).toBe('drugs:1: bet.br is a public suffix: everybody’s names are beneath it');
    expect(tally.dropNotes[1]).toBe('drugs:3: helpline.test covers a protected host');
  });

  test('does not show what it drops from a list whose entries are hidden', () => {
    const check = createEntryCheck(['helpline.test' as Hostname], true);
    const { tally } = read('helpline.test\n', 'domains', check);
    expect(tally.dropNotes).toEqual(['drugs:1: covers a protected host']);
  });
});
