import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROLES } from '../../core/identity.ts';
import { assessed } from '../storage/incident-samples.ts';
import { type ApiAnswer, type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

let admin: IncidentsFixture;
beforeEach(async () => {
  admin = await openIncidentsFixture();
});
afterEach(() => admin.close());

const persons = ({ body }: ApiAnswer) => body.items.map(({ person }) => person).sort();

describe('who sees which incidents', () => {
  it('IT and all others but the safeguarding roles never, and that they tried is audited', async () => {
    const { id } = await admin.raise();
    const refusedRoles = ROLES.filter((role) => !['dsl', 'deputy-dsl', 'headteacher'].includes(role));
    expect(refusedRoles).toContain('head-of-it');
    for (const role of refusedRoles) {
      for (const url of ['', `/${id}`]) expect((await admin.call(role, 'GET', url, undefined, null)).status, role).toBe(403);
      expect((await admin.call(role, 'POST', `/${id}/acknowledge`, { version: 1 }, null)).status, role).toBe(403);
      expect(await admin.lastAudit()).toMatchObject({ outcome: 'refused', detail: { role } });
    }
    expect((await admin.get(id)).status).toBe('new');
  });

  it('each school its own pupils, the headteacher staff too, the trust lead all pupils, the head nobody of themselves', async () => {
    await admin.raise({ username: 'north.pupil' });
    await admin.raise({ username: 'south.pupil', school: 'south' });
    await admin.raise({ username: 'a.teacher', group: 'staff' });
    // Named as contacts: the lead's own matter is the headteacher's, the headteacher's own is the chair's.
    await admin.raise({ username: 'dsl', group: 'staff' });
    await admin.raise({ username: 'head', group: 'staff' });
    expect(persons(await admin.call('dsl', 'GET', ''))).toEqual(['north.pupil']);
    expect(persons(await admin.call('deputy-dsl', 'GET', '', undefined, 'south'))).toEqual(['south.pupil']);
    expect(persons(await admin.call('headteacher', 'GET', ''))).toEqual(['a.teacher', 'dsl', 'north.pupil']);
    expect(persons(await admin.call('dsl', 'GET', '', undefined, null))).toEqual(['head', 'north.pupil', 'south.pupil']);
    expect((await admin.call('dsl', 'GET', '?school=south')).status).toBe(403);
  });

  it('nobody what is about themselves, under any role and by any way', async () => {
    const own = await admin.raise({ username: 'headteacher-1', group: 'seniors' });
    const several = await admin.raise({ username: 'x', group: 'seniors' });
    await admin.context.stores.incidents.change(own.id, own.version, { kind: 'merge', into: several.id }, 'system', admin.context.clock());
    const headers = await admin.tokenFor('headteacher', { school: 'north' });
    expect((await admin.callAs(headers, 'GET', '')).body.items).toEqual([]);
    for (const id of [own.id, several.id]) {
      expect((await admin.callAs(headers, 'GET', `/${id}`)).status).toBe(404);
      expect((await admin.callAs(headers, 'POST', `/${id}/note`, { version: 2, text: 'x' })).status).toBe(404);
    }
    expect(await admin.lastAudit()).toMatchObject({ action: 'incident.note', outcome: 'refused' });
  });

  it('not those of another school: as if there were none', async () => {
    const { id } = await admin.raise({ school: 'south' });
    const foreign = await admin.call('dsl', 'GET', `/${id}`);
    const none = await admin.call('dsl', 'GET', '/0000000000');
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(none.body);
    expect(await admin.lastAudit()).toMatchObject({ action: 'incident.view', subject: id, outcome: 'refused' });
  });
});

describe('the list', () => {
  it('has the shape that the contract promises, with how far each message came', async () => {
    const { id } = await admin.raise();
    await admin.deliver();
    const { body } = await admin.call('dsl', 'GET', '');
    expect(body.items).toEqual([
      expect.objectContaining({
        id,
        person: 'p.pupil',
        school: 'north',
        theme: 'self-harm-suicide',
        severity: 'danger',
        status: 'new',
        records: 1,
        firstAt: '2026-11-23T10:00:00.000Z',
        lastAt: '2026-11-23T10:00:00.000Z',
        deliveries: [
          expect.objectContaining({ channel: 'email', to: 'dsl@north.example', status: 'accepted', answer: '250 taken', openedAt: null }),
          expect.objectContaining({ channel: 'email', to: 'deputy@north.example', status: 'accepted' }),
        ],
      }),
    ]);
  });

  it('is filtered, and read on page by page in one order without loss or repeat', async () => {
    const severities = ['advisory', 'warning', 'danger'] as const;
    for (let n = 0; n < 9; n++) {
      await admin.raise({ username: `p${n}`, group: n === 4 ? 'staff' : 'seniors' }, { severity: severities[n % 3] ?? 'danger' });
      if (n % 2 === 0) admin.advance(1_000);
    }
    const { body: whole } = await admin.call('dsl', 'GET', '');
    expect(whole.items.map(({ person }) => person)).toEqual(['p8', 'p5', 'p2', 'p7', 'p1', 'p6', 'p3', 'p0']);
    await admin.call('dsl', 'POST', `/${whole.items[0]?.id}/close`, { version: 1, outcome: 'pastoral', note: 'talked' });
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: ApiAnswer = await admin.call('dsl', 'GET', `?limit=3${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...page.body.items.map(({ person }) => person));
      next = page.body['next'] ?? null;
    }
    expect(seen).toEqual(['p5', 'p2', 'p7', 'p1', 'p6', 'p3', 'p0', 'p8']);
    expect(persons(await admin.call('dsl', 'GET', '?severity=danger&status=new'))).toEqual(['p2', 'p5']);
    expect(persons(await admin.call('dsl', 'GET', '?severity=danger&severity=warning&status=closed'))).toEqual(['p8']);
    expect(persons(await admin.call('dsl', 'GET', '?theme=gambling'))).toEqual([]);
    expect(persons(await admin.call('dsl', 'GET', '?since=2026-11-23T10:00:04Z&until=2026-11-23T10:00:05Z'))).toEqual(['p7', 'p8']);
    for (const wrong of ['cursor=abc', 'since=yesterday', 'status=open', 'limit=0', 'unknown=1']) {
      expect((await admin.call('dsl', 'GET', `?${wrong}`)).body, wrong).toMatchObject({ code: 'bad-request' });
    }
  });

  it('gives a person’s incidents for a purpose only, with a row that says so and does not name them', async () => {
    await admin.raise({ username: 'p.one' });
    await admin.raise({ username: 'p.two' });
    expect((await admin.call('dsl', 'GET', '?person=p.one')).body).toMatchObject({ code: 'forbidden' });
    expect(await admin.lastAudit()).toMatchObject({ action: 'incident.list-person', outcome: 'refused' });
    expect(persons(await admin.call('dsl', 'GET', '?person=P.One&purpose=safeguarding&reference=case-7'))).toEqual(['p.one']);
    const row = await admin.lastAudit();
    expect(row).toMatchObject({ outcome: 'done', detail: { purpose: 'safeguarding', reference: 'case-7' } });
    expect(JSON.stringify(row)).not.toMatch(/p\.one/i);
    expect((await admin.call('dsl', 'GET', '?person=p.one&purpose=curiosity&reference=x')).status).toBe(400);
  });

  it('leaves proofs of life out unless they are asked for', async () => {
    const { stores, clock } = admin.context;
    const one = assessed('proof', { at: clock(), username: 'proof-of-life-1', school: null }, {}, true);
    await stores.incidents.store([one], 'proof', { mergeWindowMs: 1, routing: () => [] });
    expect(persons(await admin.call('dsl', 'GET', '', undefined, null))).toEqual([]);
    expect(persons(await admin.call('dsl', 'GET', '?synthetic=true', undefined, null))).toEqual(['proof-of-life-1']);
  });
});

describe('one incident', () => {
  it('tells why, to whom, what was done, and an hour either side, with page elements marked and help left out', async () => {
    const at = (minutes: number) => new Date(admin.context.clock() + minutes * 60_000).toISOString();
    const [own] = await admin.record({ username: 'p.pupil', host: 'harm.example', url: 'http://harm.example/', action: 'block' });
    await admin.record(
      { username: 'p.pupil', host: 'before.example', url: 'http://before.example/a?', time: at(-59) },
      { username: 'p.pupil', host: 'ads.example', intent: 'embed', time: at(-1) },
      { username: 'p.pupil', host: 'childline.example', rule: 'support', categories: ['support'], time: at(-2) },
      { username: 'p.pupil', host: 'early.example', time: at(-61) },
      { username: 'p.pupil', host: 'late.example', time: at(61) },
      { username: 'p.other', host: 'other.example', time: at(-3) },
    );
    const { id } = await admin.raise({ id: own?.id ?? '' });
    await admin.deliver();
    const { body, etag } = await admin.call('dsl', 'GET', `/${id}`);
    expect(etag).toBe('"1"');
    expect(body).toMatchObject({
      factors: [{ id: 'base', effect: 'base' }],
      history: [{ event: 'raised' }, { event: 'notified' }, { event: 'notified' }],
      sightings: [{ host: 'harm.example', url: 'http://harm.example/', pageElement: false }],
      assignable: expect.arrayContaining([{ name: 'B. Deputy', email: 'deputy@north.example' }]),
    });
    const { items } = body['context'] as unknown as { items: { host: string; pageElement: boolean; ofIncident: boolean }[] };
    expect(items.map(({ host, pageElement, ofIncident }) => [host, pageElement, ofIncident])).toEqual([
      ['before.example', false, false],
      ['ads.example', true, false],
      ['harm.example', false, true],
    ]);
    expect(await admin.lastAudit()).toMatchObject({
      action: 'incident.view',
      subject: id,
      outcome: 'done',
      detail: { purpose: 'safeguarding', reference: id, context: true },
    });
  });

  it('shows of a sealed match the list and the hash, the card, and nothing around it', async () => {
    const sealed = 'sealed:iwf:00ff';
    const [own] = await admin.record({ username: 'p.pupil', host: sealed, url: sealed });
    await admin.record({ username: 'p.pupil', host: 'near.example', url: 'http://near.example/' });
    const factors = [{ id: 'sealed', effect: 'marks' as const, words: 'On the sealed list iwf.' }];
    const { id } = await admin.raise({ id: own?.id ?? '', host: sealed, url: sealed, theme: 'child-sexual-abuse' }, { factors });
    await admin.raise({ host: 'near.example', url: 'http://near.example/x', theme: 'child-sexual-abuse' });
    const { body } = await admin.call('dsl', 'GET', `/${id}`);
    expect(body).toMatchObject({
      context: { withheld: 'sealed' },
      guidance: { card: { title: 'Do not view, copy or investigate' }, steps: [] },
    });
    expect(JSON.stringify(body)).toContain(sealed);
    expect(JSON.stringify(body)).not.toContain('near.example');
  });
});
