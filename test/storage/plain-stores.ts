import { describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { frameParts, policyTexts } from '../../storage/policy-pieces.ts';
import type { ApiToken, PolicyVersion } from '../../storage/stores.ts';
import { type Bench, HOUR, START } from './bench.ts';

export function plainTests(bench: Bench): void {
  describe('tokens', () => tokenTests(bench));
  describe('policies', () => policyTests(bench));
  describe('schools', () => schoolTests(bench));
  describe('the database', () => databaseTests(bench));
}

function tokenTests(bench: Bench): void {
  const hash = (digit: string) => digit.repeat(64);
  const token = (id: string, more: Partial<ApiToken> = {}): ApiToken => {
    const life = { createdAt: START, expiresAt: null, revokedAt: null };
    return { id, name: `script ${id}`, role: 'it-operator', school: 'north', ...life, ...more };
  };

  it('finds a live token by its hash alone', async () => {
    await bench.stores.tokens.create(token('a'), hash('a'));
    await bench.stores.tokens.create(token('b', { expiresAt: START + HOUR, createdAt: START - 1 }), hash('b'));
    expect(await bench.stores.tokens.findBySecretHash(hash('a'))).toEqual(token('a'));
    expect(await bench.stores.tokens.findBySecretHash(hash('c'))).toBeUndefined();
    expect((await bench.stores.tokens.list()).map(({ id }) => id)).toEqual(['b', 'a']);
    bench.now = epochMs(START + HOUR);
    expect(await bench.stores.tokens.findBySecretHash(hash('b'))).toBeUndefined();
  });

  it('revokes a live token once', async () => {
    await bench.stores.tokens.create(token('a'), hash('a'));
    await bench.stores.tokens.create(token('b', { expiresAt: START }), hash('b'));
    expect(await bench.stores.tokens.revoke('a', epochMs(START + 1))).toBe(true);
    expect(await bench.stores.tokens.findBySecretHash(hash('a'))).toBeUndefined();
    expect(await bench.stores.tokens.revoke('a', epochMs(START + 2))).toBe(false);
    expect(await bench.stores.tokens.revoke('b', START)).toBe(false);
    expect(await bench.stores.tokens.revoke('zzz', START)).toBe(false);
    expect((await bench.stores.tokens.list())[0]?.revokedAt).toBe(START + 1);
  });

  it.each([
    ['id', token('a'), hash('b')],
    ['secret', token('b'), hash('a')],
  ])('refuses a second one of the same %s', async (_what, second, secretHash) => {
    await bench.stores.tokens.create(token('a'), hash('a'));
    await expect(bench.stores.tokens.create(second, secretHash)).rejects.toThrow(/^The database refused: /);
  });
}

function policyTests(bench: Bench): void {
  const policy = (version: string, effectiveAt: number, more: Partial<PolicyVersion> = {}): PolicyVersion => {
    return { version, document: `{"v":"${version}"}`, author: 'system', reason: 'first', createdAt: START, effectiveAt, ...more };
  };

  it('has no current one at first', async () => {
    expect(await bench.stores.policies.current(START)).toBeUndefined();
    expect(await bench.stores.policies.history()).toEqual([]);
  });

  it('makes a version current from its effective time', async () => {
    await bench.stores.policies.save(policy('a', START));
    await bench.stores.policies.save(policy('b', START + HOUR));
    expect(await bench.stores.policies.current(epochMs(START - 1))).toBeUndefined();
    expect(await bench.stores.policies.current(epochMs(START + HOUR - 1))).toEqual(policy('a', START));
    expect(await bench.stores.policies.current(epochMs(START + HOUR))).toEqual(policy('b', START + HOUR));
    expect(await bench.stores.policies.get('b')).toEqual(policy('b', START + HOUR));
    expect(await bench.stores.policies.get('c')).toBeUndefined();
  });

  it('keeps long lists apart, in pieces that versions share, and gives every document back as it was', async () => {
    const { policies } = bench.stores;
    const sites = Array.from({ length: 3_000 }, (_, i) => `"s${i}.example/\\u0001é"`);
    const long = (version: string, first: string) =>
      policy(version, START, { document: `{"lists":[{"id":"l","sites":[${[first, ...sites].join()}]},{"sites":["a"]}]}` });
    for (const saved of [long('a', '"a"'), long('b', '"b"')]) await policies.save(saved);
    expect(await policies.get('a')).toEqual(long('a', '"a"'));
    expect([await policies.current(START), await policies.lastBy('system')]).toEqual([long('b', '"b"'), long('b', '"b"')]);
    const { hashes } = frameParts((await policies.currentFrame(START)) ?? '');
    const pieces = await policies.pieces([...hashes, 'none']);
    expect([...pieces.keys()].sort()).toEqual([...hashes].sort());
    expect(policyTexts((await policies.currentFrame(START)) ?? '', pieces).join('')).toBe(long('b', '"b"').document);
    await policies.save(long('a', '"a"'));
    const before = frameParts((await policies.currentFrame(START)) ?? '').hashes;
    expect(before.filter((hash) => !hashes.includes(hash))).toHaveLength(1);
    expect([await policies.pieces([]), await policies.currentFrame(epochMs(START - 1))]).toEqual([new Map(), undefined]);
  });

  it('changes nothing when what is current then is saved again', async () => {
    expect(await bench.stores.policies.save(policy('a', START))).toBe(1);
    expect(await bench.stores.policies.save(policy('a', START + 5, { author: 'someone else' }))).toBe(1);
    const { document: _, ...saved } = policy('a', START);
    expect(await bench.stores.policies.history()).toEqual([saved]);
  });

  it('saves over the newest save only', async () => {
    const base = await bench.stores.policies.save(policy('a', START));
    expect(await bench.stores.policies.saveOver(policy('b', START + 1), base + 1)).toBeUndefined();
    expect(await bench.stores.policies.saveOver(policy('b', START + 1), base)).toBe(base + 1);
    expect(await bench.stores.policies.saveOver(policy('c', START + 2), base)).toBeUndefined();
    const two = await Promise.all(['d', 'e'].map((name) => bench.stores.policies.saveOver(policy(name, START + 3), base + 1)));
    expect(two.filter((revision) => revision === base + 2)).toHaveLength(1);
    expect(two).toContain(undefined);
  });

  it('tells what an author saved last, and when the next version takes effect', async () => {
    expect(await bench.stores.policies.lastBy('system')).toBeUndefined();
    expect(await bench.stores.policies.nextChange(START)).toBeNull();
    await bench.stores.policies.save(policy('a', START));
    await bench.stores.policies.save(policy('b', START + HOUR));
    await bench.stores.policies.save(policy('c', START + 2 * HOUR, { author: 'ann' }));
    expect((await bench.stores.policies.lastBy('system'))?.version).toBe('b');
    expect(await bench.stores.policies.nextChange(START)).toBe(START + HOUR);
    expect(await bench.stores.policies.nextChange(epochMs(START + HOUR))).toBe(START + 2 * HOUR);
  });

  it('goes back to an earlier version', async () => {
    await bench.stores.policies.save(policy('a', START));
    await bench.stores.policies.save(policy('b', START + 1));
    expect(await bench.stores.policies.save(policy('a', START + 2, { reason: 'b was a mistake' }))).toBe(3);
    expect((await bench.stores.policies.current(epochMs(START + 2)))?.version).toBe('a');
    expect((await bench.stores.policies.get('a'))?.reason).toBe('b was a mistake');
    expect((await bench.stores.policies.history()).map(({ version }) => version)).toEqual(['a', 'b', 'a']);
  });
}

function schoolTests(bench: Bench): void {
  it('replaces all, and keeps the order given', async () => {
    const [north, south] = [
      { id: 'north', name: 'North Academy' },
      { id: 'south', name: 'South' },
    ];
    await bench.stores.schools.replaceAll([south, north]);
    expect(await bench.stores.schools.list()).toEqual([south, north]);
    await bench.stores.schools.replaceAll([{ ...north, name: 'North' }]);
    expect(await bench.stores.schools.list()).toEqual([{ id: 'north', name: 'North' }]);
    await bench.stores.schools.replaceAll([]);
    expect(await bench.stores.schools.list()).toEqual([]);
  });
}

function databaseTests(bench: Bench): void {
  it('answers a ping until it is closed', async () => {
    await bench.stores.ping();
    await bench.stores.close();
    await expect(bench.stores.ping()).rejects.toThrow();
  });
}
