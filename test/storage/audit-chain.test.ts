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

  it('is what was given when that is short', () => {
    expect(auditText('user:a.b')).toBe('user:a.b');
    expect(auditDetail({ a: 1, gone: undefined })).toEqual({ a: 1 });
  });
});
