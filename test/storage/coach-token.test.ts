import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IpAddress } from '../../core/address.ts';
import type { DecisionId } from '../../core/decision-id.ts';
import type { Hostname } from '../../core/hostname.ts';
import { epochMs } from '../../core/units.ts';
import { type CoachGrant, createCoachTokens } from '../../storage/coach-token.ts';

const KEY = randomBytes(32);
const TOKENS = createCoachTokens(KEY);
const OTHERS = createCoachTokens(randomBytes(32));
const GRANT: CoachGrant = {
  decisionId: 'K7Q20M5V9TBD3XWA' as DecisionId,
  clientIp: '10.0.0.1' as IpAddress,
  username: 'alice',
  host: 'forum.example' as Hostname,
  expiresAt: epochMs(2_000),
};
const NOW = epochMs(1_000);
const codeOf = (token: string, now = NOW, tokens = TOKENS) => {
  const result = tokens.verify(token, now);
  return result.ok ? 'ok' : result.failure.code;
};

describe('coach token', () => {
  it('comes back as it went, whoever the person is', () => {
    fc.assert(
      fc.property(
        fc.option(fc.string({ unit: 'grapheme', maxLength: 200 })),
        fc.constantFrom('10.0.0.1', '2001:db8::1'),
        (username, clientIp) => {
          const grant = { ...GRANT, username, clientIp: clientIp as IpAddress };
          expect(TOKENS.verify(TOKENS.sign(grant), NOW)).toEqual({ ok: true, value: grant });
        },
      ),
    );
  });

  it('runs out at its time', () => {
    const token = TOKENS.sign(GRANT);
    expect(codeOf(token, epochMs(1_999))).toBe('ok');
    expect(codeOf(token, epochMs(2_000))).toBe('coach-token-expired');
  });

  it('does not pass with a single character changed, cut or added', () => {
    const token = TOKENS.sign(GRANT);
    const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    for (let at = 0; at < token.length; at++) {
      const other = ALPHABET[(ALPHABET.indexOf(token[at] ?? '') + 1) % ALPHABET.length] ?? '';
      expect(codeOf(token.slice(0, at) + other + token.slice(at + 1))).toBe('coach-token-invalid');
      expect(codeOf(token.slice(0, at))).toBe('coach-token-invalid');
    }
    expect(codeOf(`${token}A`)).toBe('coach-token-invalid');
  });

  it('passes as it was made before version 2, until it runs out', () => {
    const payload = TOKENS.sign(GRANT).split('.')[0] ?? '';
    const first = (key: Buffer, purpose: string) =>
      `${payload}.${createHmac('sha256', key).update(`${purpose}-token-1 ${payload}`).digest('base64url')}`;
    expect(codeOf(first(KEY, 'coach'))).toBe('ok');
    expect(codeOf(first(KEY, 'coach'), epochMs(2_000))).toBe('coach-token-expired');
    expect(codeOf(first(KEY, 'ask'))).toBe('coach-token-invalid');
    expect(codeOf(first(randomBytes(32), 'coach'))).toBe('coach-token-invalid');
  });

  it('does not pass with another key, another payload, or nonsense', () => {
    const token = TOKENS.sign(GRANT);
    expect(codeOf(token, NOW, OTHERS)).toBe('coach-token-invalid');
    const bobs = OTHERS.sign({ ...GRANT, username: 'bob' });
    expect(codeOf(`${bobs.split('.')[0]}.${token.split('.')[1]}`)).toBe('coach-token-invalid');
    for (const text of ['', '.', 'a.b', 'a.b.c', 'x'.repeat(100_000), `${token.split('.')[0]}.`, `${token}\u00e9`]) {
      expect(codeOf(text)).toBe('coach-token-invalid');
    }
  });
});
