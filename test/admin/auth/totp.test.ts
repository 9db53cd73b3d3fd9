import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newTotpSecret, totpStep, totpUri } from '../../../admin/auth/totp.ts';
import { epochMs } from '../../../core/units.ts';
import { codeOf } from '../../support/console-visitor.ts';

/** RFC 6238, appendix B: the ASCII secret `12345678901234567890` in Base32, and the last six of its eight digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const VECTORS = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
] as const;

describe('a code of an authenticator app', () => {
  it.each(VECTORS)('at %i s is the one that RFC 6238 gives', (seconds, code) => {
    expect(totpStep(SECRET, code, epochMs(seconds * 1_000))).toBe(Math.floor(seconds / 30));
  });

  it('is good in its own half minute, the one before and the one after, and is told apart by it', () => {
    const arbitrary = fc.tuple(fc.integer({ min: 10, max: 2 ** 31 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 29 }));
    fc.assert(
      fc.property(arbitrary, ([step, away, second]) => {
        const code = codeOf(SECRET, step * 30_000);
        const now = epochMs(((step + away) * 30 + second) * 1_000 + 999);
        const found = totpStep(SECRET, code, now);
        // One code in 300,000 is by chance that of a step nearby.
        const isChance = [-1, 0, 1].some((near) => near !== -away && codeOf(SECRET, (step + away + near) * 30_000) === code);
        if (!isChance) expect(found).toBe(Math.abs(away) <= 1 ? step : undefined);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['', '28708', '2870820', '287 082', '２８７０８２', 'abcdef', '-87082', '287082\n'])('is never %j', (code) => {
    expect(totpStep(SECRET, code, epochMs(59_000))).toBeUndefined();
  });

  it('comes from 160 bits that are new each time, in an address that apps read', () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    const uri = new URL(totpUri(secret, { issuer: 'Trust: A & B', account: 'jo.ö' }));
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual(['otpauth:', 'totp', '/Trust  A & B:jo.ö']);
    expect(uri.searchParams.get('secret')).toBe(secret);
    expect(uri.searchParams.get('issuer')).toBe('Trust  A & B');
  });
});
