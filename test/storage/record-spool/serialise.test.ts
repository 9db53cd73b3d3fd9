import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNotableLine, isRefusedLine, parseRecord } from '../../../storage/record-spool/decode.ts';
import { MAX_LINE_BYTES } from '../../../storage/record-spool/layout.ts';
import { serialiseRecord } from '../../../storage/record-spool/serialise.ts';
import { anyRecord, makeRecord } from './fixtures.ts';

describe('a record as a line', () => {
  it('comes back as it was, on exactly one line by anybody’s count', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const line = serialiseRecord(record);
        expect(line.endsWith('\n')).toBe(true);
        expect(line.slice(0, -1)).not.toMatch(/[\n\r\u0085\u2028\u2029]/);
        expect(JSON.parse(line)).toEqual(record);
        expect(parseRecord(Buffer.from(line))).toEqual({ ok: true, value: record });
      }),
      { numRuns: 500 },
    );
  });

  it('writes the schema’s fields and no others, in its order', () => {
    const smuggled = { password: 'hunter2', ...makeRecord({ searchTerm: 'volcanoes' }) };
    expect(Object.keys(JSON.parse(serialiseRecord(smuggled)))).toEqual([
      ...[
        'id',
        'event',
        'time',
        'username',
        'computer',
        'clientIp',
        'school',
        'group',
        'attribution',
        'method',
        'url',
        'host',
        'categories',
      ],
      ...['action', 'rule', 'reason', 'signal', 'visibility', 'searchTerm', 'intent', 'contentType', 'status', 'bytesUp', 'bytesDown'],
      ...['durationMs', 'policyVersion', 'listVersion'],
    ]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, -0.4, 1e21])('keeps the record readable when a count is %d', (durationMs) => {
    const read = parseRecord(Buffer.from(serialiseRecord(makeRecord({ durationMs }))));
    expect(read.ok).toBe(true);
  });

  it('cuts a record that no line can hold, and says so where it did', () => {
    fc.assert(
      fc.property(fc.constantFrom('x', '"', '\u0000', '\ud800', 'é', '漢'), fc.integer({ min: 20_000, max: 70_000 }), (unit, length) => {
        const long = unit.repeat(length);
        const record = makeRecord({ url: long, host: long, username: long, contentType: long, reason: long, categories: [long, long] });
        const line = Buffer.from(serialiseRecord(record));
        expect(line.length).toBeLessThanOrEqual(MAX_LINE_BYTES);
        const read = parseRecord(line);
        expect(read.ok && read.value.url.endsWith('…') && read.value.id).toBe(record.id);
      }),
      { numRuns: 20 },
    );
  });
});

describe('telling lines by their bytes', () => {
  it('agrees with the parsed record, whatever its strings imitate', () => {
    const imitation = fc.constantFrom('"action":"allow"', '"signal":"none"', '\\"action":"allow"', '","action":"allow","signal":"none"');
    fc.assert(
      fc.property(anyRecord, imitation, (record, url) => {
        const line = Buffer.from(serialiseRecord({ ...record, url, reason: url }));
        const refused = record.action !== 'allow';
        expect(isRefusedLine(line)).toBe(refused);
        expect(isNotableLine(line)).toBe(refused || record.signal !== 'none');
      }),
    );
  });
});

function vectors(name: string): string[] {
  const path = fileURLToPath(new URL(`../../vectors/${name}`, import.meta.url));
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

describe('reading lines', () => {
  it.each(vectors('records-good.txt'))('accepts %s', (line) => {
    expect(parseRecord(Buffer.from(line)).ok).toBe(true);
  });

  it.each(vectors('records-bad.txt'))('refuses %s', (vector) => {
    const [code = '', line = ''] = vector.split(/ (.*)/s);
    const read = parseRecord(Buffer.from(line));
    expect(read.ok ? 'accepted' : read.failure.code).toBe(code);
  });
});
