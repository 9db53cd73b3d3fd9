import { describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { auditHash, FIRST_PREVIOUS_HASH } from '../../storage/audit-chain.ts';
import type { AuditLog, AuditQuery } from '../../storage/audit-log.ts';
import { type Bench, type SharedPlace, START } from './bench.ts';

type Addition = Parameters<AuditLog['append']>[0];

function addition(more: Partial<Addition> = {}): Addition {
  return { at: START, actor: 'cli:root', action: 'lease-put', subject: '10.0.0.1', outcome: 'done', detail: {}, ...more };
}

export function auditTests(bench: Bench): void {
  describe('the audit log', () => appendTests(bench));
}

function appendTests(bench: Bench): void {
  it('chains each entry to the one before', async () => {
    const first = await bench.stores.audit.append(addition({ detail: { b: 1, a: [null, 'ü', { z: true }] } }));
    const second = await bench.stores.audit.append(addition({ outcome: 'refused' }));
    expect([first.sequence, second.sequence]).toEqual([1, 2]);
    expect(first.hash).toBe(auditHash(FIRST_PREVIOUS_HASH, first));
    expect(second.hash).toBe(auditHash(first.hash, second));
    expect(await bench.stores.audit.list({ limit: 10 })).toEqual([first, second]);
    expect(await bench.stores.audit.list({ after: 1, limit: 10 })).toEqual([second]);
    expect(await bench.stores.audit.list({ limit: 1 })).toEqual([first]);
  });

  it('finds the newest entries of some actions, by actor, subject and time, page by page', async () => {
    const { audit } = bench.stores;
    for (const [i, action] of ['look', 'change', 'look', 'export', 'look'].entries())
      await audit.append(addition({ action, actor: i === 2 ? 'user:b' : 'user:a', subject: `s${i}`, at: epochMs(START + i) }));
    const sequences = async (query: Partial<AuditQuery>) =>
      (await audit.newest({ actions: ['look', 'export'], limit: 10, ...query })).map(({ sequence }) => sequence);
    expect(await sequences({})).toEqual([5, 4, 3, 1]);
    expect(await sequences({ limit: 2 })).toEqual([5, 4]);
    expect(await sequences({ before: 4, limit: 1 })).toEqual([3]);
    expect(await sequences({ actor: 'user:b' })).toEqual([3]);
    expect(await sequences({ subjects: ['s0', 's3'] })).toEqual([4, 1]);
    expect(await sequences({ subjects: [] })).toEqual([]);
    expect(await sequences({ since: epochMs(START + 2), until: epochMs(START + 4) })).toEqual([4, 3]);
    expect(await sequences({ actions: [] })).toEqual([]);
    expect([await sequences({ outcome: 'done' }), await sequences({ outcome: 'refused' })]).toEqual([[5, 4, 3, 1], []]);
    expect(await audit.newest({ actions: ['look'], limit: 1 })).toEqual([(await audit.list({ limit: 10 })).at(-1)]);
  });

  it('verifies an empty chain, and one of several pages that grows meanwhile', async () => {
    expect(await bench.stores.audit.verify()).toBeUndefined();
    for (let i = 0; i < 501; i++) await bench.stores.audit.append(addition({ detail: { i } }));
    const verifying = bench.stores.audit.verify();
    const appending = Array.from({ length: 20 }, () => bench.stores.audit.append(addition()));
    expect(await verifying).toBeUndefined();
    await Promise.all(appending);
    expect(await bench.stores.audit.verify()).toBeUndefined();
  });

  it.each([
    ['a name with a lone surrogate and a NUL', addition({ actor: 'user:\ud800a\0b' })],
    ['a detail with both, and with __proto__', addition({ detail: JSON.parse('{"__proto__":{"x":"\\ud800\\u0000"},"constructor":-0}') })],
    ['a detail that JSON changes', addition({ detail: { when: new Date(0), gone: undefined, nan: Number.NaN, big: 1e21 } })],
    ['a long subject cut in a character', addition({ subject: `${'x'.repeat(1_998)}𝄞𝄞` })],
  ])('keeps %s so that it verifies', async (_what, entry) => {
    const added = await bench.stores.audit.append(entry);
    expect(await bench.stores.audit.list({ limit: 1 })).toEqual([added]);
    expect(await bench.stores.audit.verify()).toBeUndefined();
  });

  it.each(['x', '"', '\u0001', '𝄞'])('cuts and marks a detail that is too long, made of %j', async (piece) => {
    const { detail } = await bench.stores.audit.append(addition({ detail: { text: piece.repeat(9_000) } }));
    expect(detail['truncated']).toBe(true);
    expect(String(detail['start'])).toMatch(/^\{"text":"/);
    expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThanOrEqual(8_192);
    expect(await bench.stores.audit.verify()).toBeUndefined();
  });
}

/** What somebody with the database's password might do, and the first sequence at which it must show. */
const TAMPERINGS: readonly [string, string, number][] = [
  ['a changed text', "update audit set subject = '10.0.0.2' where sequence = 4", 4],
  ['a changed time', 'update audit set at = at + 1 where sequence = 1', 1],
  ['a changed detail', `update audit set detail = '{"i":7}' where sequence = 5`, 5],
  ['a detail that is no JSON', "update audit set detail = '{' where sequence = 5", 5],
  ['a changed hash', `update audit set hash = '${'a'.repeat(64)}' where sequence = 6`, 6],
  ['a changed last hash', `update audit set hash = '${'a'.repeat(64)}' where sequence = 8`, 8],
  ['a removed row', 'delete from audit where sequence = 3', 3],
  ['a removed first row', 'delete from audit where sequence = 1', 1],
  ['a removed end', 'delete from audit where sequence > 6', 7],
  ['everything removed', 'delete from audit', 1],
  [
    'two rows in another order',
    'update audit set sequence = case sequence when 4 then -5 else -4 end where sequence in (4, 5); update audit set sequence = -sequence where sequence < 0',
    4,
  ],
  [
    'a removed row with those behind it moved up',
    'delete from audit where sequence = 3; update audit set sequence = 3 - sequence where sequence > 3; update audit set sequence = 2 - sequence where sequence < 0',
    3,
  ],
  [
    'a row added at the end',
    `insert into audit select 9, at, actor, action, subject, outcome, detail, '${'b'.repeat(64)}' from audit where sequence = 8`,
    9,
  ],
  ['a changed memory of the end', `update audit_head set hash = '${'a'.repeat(64)}'`, 8],
];

export function tamperTests(bench: Bench<SharedPlace>): void {
  it.for(TAMPERINGS)('shows in the audit log %s', async ([_what, statements, shownAt]) => {
    for (let i = 0; i < 8; i++) await bench.stores.audit.append(addition({ detail: { i } }));
    expect(await bench.stores.audit.verify()).toBeUndefined();
    for (const statement of statements.split('; ')) await bench.place.tamper(statement);
    expect(await bench.stores.audit.verify()).toBe(shownAt);
  });
}
