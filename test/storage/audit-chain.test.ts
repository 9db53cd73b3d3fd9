import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../core/canonical-json.ts';
import { auditDetail, auditText } from '../../storage/audit-chain.ts';

describe('canonical JSON', () => {
  it('is JSON, and the same however it went through JSON before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[1,{"c":2,"d":1}]}');
    expect(canonicalJson({ a: null, b: [1, { c: 2, d: 1 }] })).toBe('{"a":null,"b":[1,{"c":2,"d":1}]}');
  });
});

describe('what an audit row holds', () => {
  it('is bounded and well-formed, whatever was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (text) => {
        const kept = auditText(text);
        expect(kept.length).toBeLessThanOrEqual(2_000);
        expect(kept.isWellFormed() && !kept.includes('\0')).toBe(true);
        expect(Buffer.byteLength(canonicalJson(auditDetail({ text, more: text.repeat(3) })))).toBeLessThanOrEqual(8_192);
      }),
      { numRuns: 40 },
    );
  });

  it('says why, for whom and until when, however long its lists and texts are', () => {
    const why = { reason: 'the new catalogue', scope: { kind: 'school', id: 'north' }, until: '2026-12-01T00:00:00.000Z' };
    const hosts = Array.from({ length: 500 }, (_, i) => `www.site-${i}.schoolgate.test`);
    expect(auditDetail({ hosts, audience: { people: hosts }, ...why })).toMatchObject({
      ...why,
      truncated: true,
      hosts: expect.arrayContaining([hosts[0], { more: 450 }]),
      audience: { people: expect.arrayContaining([{ more: 450 }]) },
    });
    expect(auditDetail({ text: 'x'.repeat(9_000), ...why })).toMatchObject({
      ...why,
      truncated: true,
      start: expect.stringMatching(/^\{"text":"x/),
    });
    const all = auditDetail({ reason: '\u0001'.repeat(9_000), scope: hosts, until: '𝄞'.repeat(9_000), text: '"'.repeat(9_000) });
    expect(Buffer.byteLength(JSON.stringify(all))).toBeLessThanOrEqual(8_192);
    expect(String(all['reason']).startsWith('\u0001'.repeat(100))).toBe(true);
  });

  it('is what was given when that is short', () => {
    expect(auditText('user:a.b')).toBe('user:a.b');
    expect(auditDetail({ a: 1, gone: undefined })).toEqual({ a: 1 });
  });
});
