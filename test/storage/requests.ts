import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../core/explanation.ts';
import type { SiteBlock } from '../../core/site-block.ts';
import type { SiteLook } from '../../core/site-look.ts';
import type { SiteRequest } from '../../core/site-request.ts';
import { epochMs } from '../../core/units.ts';
import type { RequestDecision } from '../../storage/requests.ts';
import { type Bench, DAY, HOUR, override, START } from './bench.ts';

const LATER = epochMs(START + 10 * DAY);
const NONE = { kind: 'none' } as const;
const explanation = { action: 'block', reason: 'ü𝄞 "x"', chain: [], at: 'now' } as unknown as Explanation;

export function request(id: string, more: Partial<SiteRequest> = {}): SiteRequest {
  return {
    id,
    kind: 'unblock',
    url: 'https://games.example/x',
    host: 'games.example',
    tier: 'ordinary',
    reason: 'ü𝄞 "x"',
    requestedBy: 'Zoë',
    filedBy: 'token:helpdesk',
    email: null,
    school: 'north',
    group: 'seniors',
    urgent: false,
    decisionId: null,
    explanation,
    status: 'open',
    approvals: [],
    proposal: null,
    createdAt: START,
    decidedAt: null,
    decidedBy: null,
    decisionReason: null,
    effectId: null,
    version: 1,
    ...more,
  };
}

export function decision(more: Partial<RequestDecision> = {}): RequestDecision {
  const approvals = [{ actor: 'token:it', role: 'it-operator', at: START + 5, reason: 'fine' }];
  const decided = { decidedAt: START + 5, decidedBy: 'token:it', decisionReason: 'fine', effectId: null };
  return { status: 'approved', approvals, proposal: null, ...decided, ...more };
}

function block(id: string, more: Partial<SiteBlock> = {}): SiteBlock {
  const common = {
    site: 'bad.example',
    urgent: true,
    reason: 'scam',
    owner: 'token:it',
    from: START,
    reviewBy: START + DAY,
    endedAt: null,
  };
  return { id, scope: { kind: 'trust' }, ...common, ...more };
}

export function requestTests(bench: Bench): void {
  describe('requests', () => filingTests(bench));
  describe('decisions on requests', () => decidingTests(bench));
  describe('site blocks', () => blockTests(bench));
}

function filingTests(bench: Bench): void {
  it('gives back what was added', async () => {
    const full = request('b', { school: null, urgent: true, decisionId: 'K7Q20M5V9TBD3XWA', proposal: { person: 'x', until: 7 } });
    expect(await bench.stores.requests.add(request('a'), NONE)).toEqual({ kind: 'added', revision: null });
    await bench.stores.requests.add(full, NONE);
    expect(await bench.stores.requests.get('a')).toEqual(request('a'));
    expect(await bench.stores.requests.get('b')).toEqual(full);
    expect(await bench.stores.requests.get('c')).toBeUndefined();
    await expect(bench.stores.requests.add(request('a'), NONE)).rejects.toThrow(/^The database refused: /);
  });

  it('lists the undecided first: urgent, then oldest; then the decided, newest first', async () => {
    const { requests } = bench.stores;
    await requests.add(request('old', { createdAt: START - 5 }), NONE);
    await requests.add(request('new', { createdAt: START + 5, school: 'south' }), NONE);
    await requests.add(request('urgent', { urgent: true, kind: 'block', createdAt: START + 9 }), NONE);
    await requests.add(request('done', { status: 'approved', decidedAt: START + 1, urgent: true }), NONE);
    await requests.add(request('no', { status: 'declined', decidedAt: START + 2 }), NONE);
    const ids = async (filter = {}) => (await requests.list({ limit: 10, ...filter })).map(({ id }) => id);
    expect(await ids()).toEqual(['urgent', 'old', 'new', 'no', 'done']);
    expect(await ids({ limit: 2 })).toEqual(['urgent', 'old']);
    expect(await ids({ status: ['declined', 'approved'] })).toEqual(['no', 'done']);
    expect(await ids({ kind: 'block' })).toEqual(['urgent']);
    expect(await ids({ school: 'south' })).toEqual(['new']);
    expect((await requests.decidedFor('games.example', 1)).map(({ id }) => id)).toEqual(['no']);
    expect((await requests.ofPerson('ZOE\u0308', epochMs(START), 10)).map(({ id }) => id)).toEqual(['urgent', 'new']);
  });

  it('holds a person to one open request for a host and to a few in a time', async () => {
    const { requests } = bench.stores;
    const bounds = { most: 2, since: epochMs(START - HOUR) };
    expect((await requests.add(request('a'), NONE, bounds)).kind).toBe('added');
    expect(await requests.add(request('b', { requestedBy: 'ZOË' }), NONE, bounds)).toEqual({ kind: 'already-open', request: request('a') });
    expect((await requests.add(request('c', { host: 'other.example' }), NONE, bounds)).kind).toBe('added');
    expect((await requests.add(request('d', { host: 'third.example' }), NONE, bounds)).kind).toBe('too-many');
    expect((await requests.add(request('e', { requestedBy: 'bob' }), NONE, bounds)).kind).toBe('added');
    expect((await requests.add(request('f', { host: 'third.example' }), NONE, { ...bounds, since: START })).kind).toBe('added');
  });

  it('holds them to it when many come at once', async () => {
    const bounds = { most: 5, since: epochMs(START - HOUR) };
    const added = await Promise.all(Array.from({ length: 12 }, (_, i) => bench.stores.requests.add(request(`r${i}`), NONE, bounds)));
    expect(added.filter(({ kind }) => kind === 'added')).toHaveLength(1);
  });
}

function decidingTests(bench: Bench): void {
  it('stores the decision and what it puts in force together', async () => {
    await bench.stores.requests.add(request('a'), NONE);
    const decided = await bench.stores.requests.decide('a', 1, decision({ effectId: 'o' }), { kind: 'override', override: override('o') });
    expect(decided).toMatchObject({ kind: 'decided', revision: 1, request: { status: 'approved', version: 2, effectId: 'o' } });
    expect(await bench.stores.requests.get('a')).toEqual({ ...request('a'), ...decision({ effectId: 'o' }), version: 2 });
    expect(await bench.stores.overrides.list(START)).toEqual([override('o')]);
  });

  it('stores neither when one of them fails', async () => {
    await bench.stores.overrides.add(override('o'));
    await bench.stores.requests.add(request('a'), NONE);
    const deciding = bench.stores.requests.decide('a', 1, decision(), { kind: 'override', override: override('o') });
    await expect(deciding).rejects.toThrow(/^The database refused: /);
    expect(await bench.stores.requests.get('a')).toEqual(request('a'));
    const adding = bench.stores.requests.add(request('b'), { kind: 'override', override: override('o') });
    await expect(adding).rejects.toThrow(/^The database refused: /);
    expect(await bench.stores.requests.get('b')).toBeUndefined();
  });

  it('lets one of two decide', async () => {
    await bench.stores.requests.add(request('a'), NONE);
    const both = await Promise.all(['x', 'y'].map((decidedBy) => bench.stores.requests.decide('a', 1, decision({ decidedBy }), NONE)));
    expect(both.map(({ kind }) => kind).sort()).toEqual(['conflict', 'decided']);
    expect((await bench.stores.requests.decide('a', 2, decision(), NONE)).kind).toBe('conflict');
    expect(await bench.stores.requests.decide('zzz', 1, decision(), NONE)).toEqual({ kind: 'missing' });
  });

  it('leaves one that waits for a second person undecided', async () => {
    await bench.stores.requests.add(request('a'), NONE);
    const waiting = decision({
      status: 'awaiting-second',
      decidedAt: null,
      decidedBy: null,
      proposal: { person: 'p', until: START + HOUR },
    });
    await bench.stores.requests.decide('a', 1, waiting, NONE);
    expect((await bench.stores.requests.decide('a', 1, decision(), NONE)).kind).toBe('conflict');
    expect((await bench.stores.requests.decide('a', 2, decision(), NONE)).kind).toBe('decided');
  });

  it('keep the last look at their page for a while', async () => {
    const { requestLooks } = bench.stores;
    const look = (title: string): SiteLook => ({
      ...{ at: '2026-11-23T10:00:00.000Z', by: 'user:it', problem: null, addresses: ['https://a.example/'], status: 200, title },
      ...{
        description: null,
        whole: true,
        hosts: [{ host: 'b.example', loads: ['script'], categories: [], action: 'allow', openable: true }],
        unnamed: 0,
      },
    });
    await requestLooks.put('a', START, look('first'));
    await requestLooks.put('a', LATER, look('second'));
    await requestLooks.put('b', START, look('other'));
    expect([await requestLooks.get('a'), await requestLooks.get('none')]).toEqual([look('second'), undefined]);
    expect(await requestLooks.purge(LATER)).toBe(1);
    expect([await requestLooks.get('a'), await requestLooks.get('b')]).toEqual([look('second'), undefined]);
  });

  it('has another revision after every change of one, and no other', async () => {
    const { requests } = bench.stores;
    const seen = [await requests.revision()];
    const after = async (change: Promise<unknown>) => {
      await change;
      seen.push(await requests.revision());
    };
    await after(requests.add(request('a'), NONE));
    await after(requests.decide('a', 1, decision(), NONE));
    await after(requests.purge(LATER));
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
    await after(requests.decide('a', 1, decision(), NONE));
    await after(requests.purge(LATER));
    expect(new Set(seen.slice(3)).size).toBe(1);
  });

  it('forgets decided ones alone', async () => {
    await bench.stores.requests.add(request('a'), NONE);
    await bench.stores.requests.add(request('b', { status: 'declined', decidedAt: START }), NONE);
    expect(await bench.stores.requests.purge(START)).toBe(0);
    expect(await bench.stores.requests.purge(LATER)).toBe(1);
    expect(await bench.stores.requests.get('a')).toBeDefined();
  });
}

function blockTests(bench: Bench): void {
  it('adds, lists and ends, with revisions of the overrides', async () => {
    const school = block('b', { scope: { kind: 'school', id: 'north' }, from: START - 1, urgent: false });
    expect(await bench.stores.blocks.add(block('a'))).toBe(1);
    await bench.stores.overrides.add(override('o'));
    expect(await bench.stores.blocks.add(school)).toBe(3);
    expect(await bench.stores.blocks.list()).toEqual([school, block('a')]);
    expect(await bench.stores.blocks.end('a', epochMs(START + 5))).toBe(4);
    expect(await bench.stores.blocks.end('a', epochMs(START + 6))).toBe(4);
    expect(await bench.stores.blocks.end('zzz', START)).toBe(4);
    expect(await bench.stores.blocks.list()).toEqual([school]);
    const changes = await bench.stores.blocks.changesSince(3);
    expect(changes).toEqual({ revision: 4, upserted: [block('a', { endedAt: START + 5 })], removed: [] });
    expect((await bench.stores.overrides.changesSince(3)).upserted).toEqual([]);
    expect((await bench.stores.revisions()).overrides).toBe(4);
  });

  it('comes with the request that asked for it', async () => {
    const added = await bench.stores.requests.add(request('a'), { kind: 'block', block: block('a') });
    expect(added).toEqual({ kind: 'added', revision: 1 });
    expect(await bench.stores.blocks.list()).toEqual([block('a')]);
  });

  it('forgets what ended more than a day ago, and tells everything to whoever may have missed it', async () => {
    await bench.stores.blocks.add(block('a'));
    await bench.stores.blocks.add(block('b'));
    await bench.stores.blocks.end('a', START);
    expect(await bench.stores.blocks.purge(LATER)).toBe(0);
    bench.now = LATER;
    expect(await bench.stores.blocks.purge(LATER)).toBe(1);
    expect(await bench.stores.blocks.changesSince(2)).toEqual({ revision: 3, upserted: [block('b')], removed: [], reset: true });
    expect(await bench.stores.blocks.purge(LATER)).toBe(0);
  });
}
