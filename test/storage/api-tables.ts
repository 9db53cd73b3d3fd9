import { describe, expect, it } from 'vitest';
import type { SiteRequest } from '../../core/site-request.ts';
import { epochMs } from '../../core/units.ts';
import type { NewDelivery } from '../../storage/incidents.ts';
import type { PolicyDraftRow } from '../../storage/policy-drafts.ts';
import { placeOf } from '../../storage/requests.ts';
import { type Bench, DAY, HOUR, START } from './bench.ts';
import { decision, request } from './requests.ts';

const NONE = { kind: 'none' } as const;

export function apiTableTests(bench: Bench): void {
  describe('idempotency keys', () => keyTests(bench));
  describe('the list of requests', () => listTests(bench));
  describe('comments and notices', () => commentTests(bench));
  describe('drafts of policy', () => draftTests(bench));
}

function keyTests(bench: Bench): void {
  const owner = { principal: '["token:desk"]', key: 'k"1' };
  const at = (ms: number) => epochMs(START + ms);
  const answer = { status: 201, headers: { etag: '"1"' }, body: '{"ü":1}' };
  const claim = (fingerprint: string, ms = 0) => bench.stores.idempotency.claim(owner, fingerprint, at(ms));

  it('are held while a call is under way, and then answer for it', async () => {
    expect(await claim('a')).toEqual({ kind: 'claimed' });
    expect(await claim('a')).toEqual({ kind: 'under-way' });
    expect(await claim('b')).toEqual({ kind: 'mismatch' });
    await bench.stores.idempotency.keep(owner, answer);
    expect(await claim('a')).toEqual({ kind: 'answered', answer });
    expect(await claim('b')).toEqual({ kind: 'mismatch' });
    expect(await bench.stores.idempotency.claim({ ...owner, principal: 'other' }, 'b', at(0))).toEqual({ kind: 'claimed' });
  });

  it('come free when released, after a minute without an answer, and after a day with one', async () => {
    await claim('a');
    await bench.stores.idempotency.release(owner);
    expect(await claim('b')).toEqual({ kind: 'claimed' });
    expect(await claim('a', 59_999)).toEqual({ kind: 'mismatch' });
    expect(await claim('a', 60_000)).toEqual({ kind: 'claimed' });
    await bench.stores.idempotency.keep(owner, answer);
    await bench.stores.idempotency.release(owner);
    expect(await claim('a', DAY)).toMatchObject({ kind: 'answered' });
    expect(await bench.stores.idempotency.purge(at(60_000 + DAY))).toBe(0);
    expect(await bench.stores.idempotency.purge(at(60_001 + DAY))).toBe(1);
    expect(await claim('c', DAY)).toEqual({ kind: 'claimed' });
  });

  it('are given to one of many who come at once', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim('a')));
    expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(claims.filter(({ kind }) => kind === 'under-way')).toHaveLength(9);
  });
}

function listTests(bench: Bench): void {
  async function fill(): Promise<void> {
    for (let i = 0; i < 12; i++) {
      const own: Partial<SiteRequest> = { createdAt: START + (i % 4) * HOUR, urgent: i % 3 === 0 };
      await bench.stores.requests.add(request(`r${i}`, own), NONE);
      if (i % 2 === 0) await bench.stores.requests.decide(`r${i}`, 1, decision({ decidedAt: START + (i % 3) }), NONE);
    }
  }

  it('is the same page by page', async () => {
    await fill();
    const { requests } = bench.stores;
    const whole = await requests.list({ limit: 100 });
    expect(whole).toHaveLength(12);
    expect([await requests.decidedAmong(['games.example', 'other.example']), await requests.decidedAmong([])]).toEqual([
      ['games.example'],
      [],
    ]);
    for (const limit of [1, 5]) {
      const paged: SiteRequest[] = [];
      for (;;) {
        const last = paged.at(-1);
        const page = await requests.list({ limit, ...(last === undefined ? {} : { after: placeOf(last) }) });
        if (page.length === 0) break;
        paged.push(...page);
      }
      expect(paged.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    }
  });

  it('names and counts those whose time is over', async () => {
    await fill();
    const { requests } = bench.stores;
    const ids = async (at: number) => (await requests.list({ limit: 100, overdueAt: epochMs(at) })).map(({ id }) => id);
    expect(await ids(START + HOUR)).toEqual([]);
    // r3 and r9 are urgent; of them r9 is an hour past at two hours and a bit.
    expect(await ids(START + 2 * HOUR + 1)).toEqual(['r9']);
    expect(await ids(START + 10 * DAY)).toHaveLength(6);
    expect(await requests.waiting(epochMs(START + 2 * HOUR + 1))).toEqual({ open: 6, overdue: 1 });
  });
}

function commentTests(bench: Bench): void {
  const notice: NewDelivery = {
    incident: null,
    kind: 'request-notice',
    channel: 'webhook',
    to: 'requests',
    uniqueKey: 'request-notice|a',
    payload: { version: 1 },
  };
  const owed = async () => (await bench.stores.outbox.pending(epochMs(START + DAY), 0, 10)).map(({ kind, to }) => [kind, to]);
  const comment = (id: string, at: number) => ({ id, request: 'r1', at, author: 'token:it', text: 'ü "x"' });

  it('are kept in order, and go with their request', async () => {
    const { requests } = bench.stores;
    await requests.add(request('r1'), NONE);
    await requests.comment(comment('c2', START + 2));
    await requests.comment(comment('c1', START + 1), [notice]);
    expect(await requests.comments('r1')).toEqual([comment('c1', START + 1), comment('c2', START + 2)]);
    expect(await owed()).toEqual([['request-notice', 'requests']]);
    await requests.decide('r1', 1, decision(), NONE);
    expect(await requests.purge(epochMs(START + DAY))).toBe(1);
    expect(await requests.comments('r1')).toEqual([]);
  });

  it('are queued with the change they tell of, and not without it', async () => {
    const { requests } = bench.stores;
    await requests.add(request('r1', { email: 'a@b.example' }), NONE, undefined, [{ ...notice, uniqueKey: 'filed' }]);
    expect(await requests.get('r1')).toMatchObject({ email: 'a@b.example' });
    await requests.decide('r1', 7, decision(), NONE, () => [notice]);
    expect(await owed()).toHaveLength(1);
    await requests.decide('r1', 1, decision(), NONE, (decided) => [{ ...notice, to: decided.status }]);
    expect(await owed()).toEqual(expect.arrayContaining([['request-notice', 'approved']]));
    await expect(requests.add(request('r1'), NONE, undefined, [{ ...notice, uniqueKey: 'twice' }])).rejects.toThrow();
    expect(await owed()).toHaveLength(2);
  });

  it('and what is said of them have their rows of the audit log, or are not stored', async () => {
    const { requests, audit } = bench.stores;
    const row = (subject: string, detail: object = {}) =>
      ({ at: START, actor: 'mail:amy', action: 'request.file', subject, outcome: 'done', detail: { ...detail } }) as const;
    const unwritable = row('r1', { of: 1n });
    await expect(requests.add(request('r1'), NONE, undefined, [notice], [row('r1'), unwritable])).rejects.toThrow();
    expect([await requests.get('r1'), await owed(), await audit.list({ limit: 9 })]).toEqual([undefined, [], []]);
    await requests.add(request('r1'), NONE, undefined, [notice], [row('r1'), row('r1 block')]);
    await expect(requests.comment(comment('c1', START), [], [unwritable])).rejects.toThrow();
    expect(await requests.comments('r1')).toEqual([]);
    await requests.comment(comment('c1', START), [], [row('c1')]);
    await expect(requests.decide('r1', 1, decision(), NONE, () => [notice], [row('r1'), unwritable])).rejects.toThrow();
    expect(await requests.get('r1')).toMatchObject({ status: 'open', version: 1 });
    expect(await requests.decide('r1', 7, decision(), NONE, () => [notice], [row('too late')])).toMatchObject({ kind: 'conflict' });
    await requests.decide('r1', 1, decision(), NONE, () => [], [row('decided')]);
    expect((await audit.list({ limit: 9 })).map(({ subject }) => subject)).toEqual(['r1', 'r1 block', 'c1', 'decided']);
    expect(await audit.verify()).toBeUndefined();
  });
}

function draftTests(bench: Bench): void {
  const draft = (id: string, more: Partial<PolicyDraftRow> = {}): PolicyDraftRow => ({
    id,
    document: '{}',
    base: 3,
    reason: 'ü',
    author: 'token:a',
    authorPerson: 'jo',
    effectiveAt: null,
    createdAt: START,
    status: 'awaiting-second',
    announcement: null,
    decidedBy: null,
    decidedAt: null,
    ...more,
  });

  it('are decided once, and kept until they are old', async () => {
    const { policyDrafts } = bench.stores;
    const second = draft('d2', { createdAt: START + 1, effectiveAt: START + DAY });
    await policyDrafts.add(draft('d1'));
    await policyDrafts.add(second);
    const listed = ({ document: _, ...row }: PolicyDraftRow) => row;
    expect(await policyDrafts.list(10)).toEqual([listed(second), listed(draft('d1'))]);
    expect(await policyDrafts.get('d2')).toEqual(second);
    expect(await policyDrafts.get('none')).toBeUndefined();
    const decide = (by: string) => policyDrafts.decide('d1', 'declined', by, epochMs(START + 5));
    expect((await Promise.all([decide('token:b'), decide('token:c')])).filter(Boolean)).toHaveLength(1);
    expect(await policyDrafts.get('d1')).toMatchObject({ status: 'declined', decidedAt: START + 5 });
    const at = (ms: number) => epochMs(START + ms);
    expect([await policyDrafts.purge(at(5), at(1)), await policyDrafts.purge(at(DAY), at(0))]).toEqual([0, 1]);
    expect(await policyDrafts.list(10)).toEqual([listed(second)]);
    expect([await policyDrafts.purge(at(DAY), at(1)), await policyDrafts.purge(at(DAY), at(2))]).toEqual([0, 1]);
  });
}
