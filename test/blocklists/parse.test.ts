import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expressionParser } from '../../blocklists/parse/expressions.ts';
import { type FileFormat, LINE_PARSERS } from '../../blocklists/parse/formats.ts';
import { type LineParser, SKIP_REASONS } from '../../blocklists/parse/line-parser.ts';
import { entryText } from '../../blocklists/parse/section.ts';
import { parseExpression } from '../../categoriser/expressions/parse-expression.ts';
import { parseHostname } from '../../core/hostname.ts';
import type { ListEntry } from '../../core/list-entry.ts';

const FORMATS = Object.keys(LINE_PARSERS) as FileFormat[];

function parse(parser: LineParser, line: string): string {
  const out: ListEntry[] = [];
  const skipped = parser(line, out);
  const entries = out.map((entry) => `${entry.kind} ${entryText(entry)}`).join(', ');
  return [entries, skipped === null ? '' : `skip ${skipped}`].filter((text) => text !== '').join('; ');
}

function vectors(format: FileFormat): [string, string][] {
  const text = readFileSync(new URL(`../vectors/lists/${format}.txt`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.includes('⇒') && !line.startsWith('# line'))
    .map((line) => {
      const [written = '', wanted = ''] = line.split('⇒');
      const shown = written.trim().replaceAll('␀', '\0').replaceAll('␉', '\t').replaceAll('␠', ' ');
      return [shown, wanted.trim()];
    });
}

describe.each(FORMATS)('%s', (format) => {
  test.each(vectors(format))('%s', (line, wanted) => {
    expect(parse(LINE_PARSERS[format], line)).toBe(wanted);
  });

  const junk = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({ minLength: 1 }),
    fc.stringMatching(/^[a-z0-9.*|^/#@$:=%-]{1,60}$/),
    fc
      .constantFrom(...vectors(format).map(([line]) => line))
      .chain((line) => fc.nat(line.length).map((at) => `${line.slice(0, at)}\u00e9${line.slice(at)}`)),
  );
  test('any line is entries or a known reason, and every host is canonical', () => {
    fc.assert(
      fc.property(junk, (raw) => {
        const line = raw.trim();
        fc.pre(line !== '');
        const out: ListEntry[] = [];
        const skipped = LINE_PARSERS[format](line, out);
        expect(skipped === null || Object.hasOwn(SKIP_REASONS, skipped)).toBe(true);
        for (const entry of out) if ('host' in entry) expect(parseHostname(entry.host)).toBe(entry.host);
      }),
      { numRuns: 2000 },
    );
  });
});

test('an expression is kept when the categoriser can match it safely, and skipped otherwise', () => {
  const parser = expressionParser((pattern) => parseExpression(pattern).ok);
  expect(parse(parser, '(/banner/|/sponsor/)')).toBe('expression (/banner/|/sponsor/)');
  expect(parse(parser, '# comment')).toBe('');
  expect(parse(parser, '(unclosed')).toBe('skip not-an-expression');
});
