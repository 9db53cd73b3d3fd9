import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveFeed } from '../../admin/services/live-feed.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import type { Role } from '../../core/identity.ts';
import { until } from '../support/until.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

type Item = Partial<AccessRecord>;
interface Told {
  readonly items: Item[];
  readonly skipped: number;
}

let admin: IncidentsFixture;
let base: string;
const open: (() => Promise<void>)[] = [];
beforeEach(async () => {
  admin = await openIncidentsFixture();
  base = await admin.app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  // Without closing what is open first: that it ends with the server is part of what is tested.
  await admin.close();
  await Promise.all(open.splice(0).map((close) => close()));
});

/** Watches as a browser does. `until` gives what was told so far, once that many items were. */
async function watch(role: Role, query = '', school?: string) {
  const headers = { ...(await admin.tokenFor(role, school === undefined ? {} : { school })), accept: 'text/event-stream' };
  const response = await fetch(`${base}/api/v1/live${query}`, { headers });
  const reader = response.body?.getReader();
  open.push(async () => void (await reader?.cancel().catch(() => {})));
  let text = '';
  const decoder = new TextDecoder();
  const read = async (): Promise<boolean> => {
    const part = await reader?.read();
    text += decoder.decode(part?.value);
    return part?.done !== true;
  };
  const events = () =>
    [...text.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm)].map(([, name = '', data = '']) => ({ name, data: JSON.parse(data) }));
  const told = (): Item[] => events().flatMap(({ name, data }) => (name === 'decisions' ? (data as Told).items : []));
  return {
    status: response.status,
    headers: response.headers,
    text: () => text,
    async hello() {
      while (events().length === 0) await read();
      return events()[0];
    },
    async items(count: number) {
      while (told().length < count) if (!(await read())) break;
      return told();
    },
    async end() {
      while (await read());
    },
  };
}

const SHOWN: Partial<AccessRecord> = {
  host: 'games.example.test',
  action: 'block',
  rule: 'category',
  categories: ['games'],
  group: 'seniors',
  school: 'north',
};

describe('the live view', () => {
  it('shows what is being decided, and nobody’s name, words or path', async () => {
    const live = await watch('it-operator');
    expect(live.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await live.hello()).toEqual({ name: 'hello', data: { names: false, everyMs: 250 } });
    const url = 'http://games.example.test/secret-path';
    const [record] = await admin.record({ ...SHOWN, url, searchTerm: 'typed words', username: 'tom', computer: 'PC-77' });
    expect(await live.items(1)).toEqual([{ ...SHOWN, id: record?.id, time: record?.time }]);
    expect(live.text()).not.toMatch(/tom|PC-77|secret-path|typed|10\.20\.3\.4/);
  });

  it('never shows a visit to a place of help, a statutory list, what ends, or what was before', async () => {
    await admin.record({ host: 'before.test' });
    admin.advance(1_000);
    const live = await watch('head-of-it');
    await admin.record(
      { host: 'childline.org.uk', categories: ['support'], rule: 'support' },
      { host: 'sealed:iwf:ab', url: 'sealed:iwf:ab', categories: ['child-sexual-abuse'], rule: 'sealed', action: 'block' },
      { event: 'request-close', host: 'closing.test' },
      { host: 'made-up.test', rule: 'proof-of-life' },
      { host: 'last.test' },
    );
    expect((await live.items(1)).map(({ host }) => host)).toEqual(['last.test']);
  });

  it('keeps schools apart, and filters by action, group, category and host', async () => {
    const [north, chosen, every] = await Promise.all([
      watch('it-operator', '', 'north'),
      watch('it-operator', '?action=block&action=coach&group=seniors&category=games&host=B.TEST'),
      watch('it-operator', '?school=south'),
    ]);
    expect((await watch('it-operator', '?school=south', 'north')).status).toBe(403);
    await admin.record(
      { host: 'a.test', school: 'south', action: 'block' },
      { host: 'b.test', school: 'north', action: 'coach' },
      { host: 'b.test', school: 'north', action: 'coach', group: 'staff' },
      { host: 'c.test', school: null, action: 'block' },
    );
    expect((await north.items(2)).map(({ school }) => school)).toEqual(['north', 'north']);
    expect(await chosen.items(1)).toMatchObject([{ host: 'b.test', group: 'seniors' }]);
    expect(await every.items(1)).toMatchObject([{ host: 'a.test' }]);
  });

  it('names people for a purpose only, which is audited, and never in what alerts are about', async () => {
    const purpose = '?purpose=compliance&reference=ticket-9';
    const live = await watch('it-operator', purpose);
    expect(await admin.lastAudit()).toMatchObject({ action: 'live.watch', detail: { purpose: 'compliance', reference: 'ticket-9' } });
    const nameless = await watch('it-operator');
    const signalled: Partial<AccessRecord> = { username: 'ann', host: 'b.test', signal: 'danger', categories: ['suicide'] };
    await admin.record({ username: 'tom', host: 'a.test' }, signalled, { username: 'tom', host: 'c.test' });
    expect(await live.items(2)).toMatchObject([
      { host: 'a.test', username: 'tom', computer: 'LAB1-07', clientIp: '10.20.3.4' },
      { host: 'c.test', username: 'tom' },
    ]);
    expect(live.text()).not.toMatch(/ann|b\.test|suicide/);
    // Without a name, nor the id by which it could be asked for.
    expect((await nameless.items(3))[1]).toEqual(expect.objectContaining({ id: null, host: 'b.test', categories: ['suicide'] }));
    expect((await watch('it-operator', '?purpose=compliance')).status).toBe(403);
    expect(await admin.lastAudit()).toMatchObject({ action: 'live.watch', outcome: 'refused' });
  });

  it('is for IT, as a stream, and for so many at a time', async () => {
    for (const role of ['dsl', 'headteacher', 'teacher', 'dpo', 'viewer'] as const) expect((await watch(role)).status).toBe(403);
    const headers = await admin.tokenFor('it-operator');
    expect((await fetch(`${base}/api/v1/live`, { headers })).status).toBe(400);
    for (let i = 0; i < 20; i++) expect((await watch('it-operator')).status).toBe(200);
    const refused = await watch('it-operator');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  });

  it('ends with the server', async () => {
    const live = await watch('it-operator');
    await live.hello();
    await Promise.all([admin.app.close(), live.end()]);
  });
});

describe('the feed behind it', () => {
  it('tells of a burst the newest, and how many more there were, and stops with its last watcher', async () => {
    const { clock, logger } = admin.context;
    const feed = new LiveFeed({ recordsFolder: `${admin.config.at.dataFolder}/records`, clock, logger });
    const told: Told[] = [];
    const watcher = { show: (items: readonly AccessRecord[], skipped: number) => void told.push({ items: [...items], skipped }) };
    await feed.add(watcher);
    await admin.record(...Array.from({ length: 1_000 }, (_, i) => ({ host: `h${i}.test` })));
    const seen = () => told.reduce((sum, { items, skipped }) => sum + items.length + skipped, 0);
    await until(() => seen() === 1_000);
    expect(Math.max(...told.map(({ items }) => items.length))).toBeLessThanOrEqual(200);
    expect(told.at(-1)?.items.at(-1)?.host).toBe('h999.test');
    feed.remove(watcher);
    const before = told.length;
    await feed.add({ show: () => {} });
    await admin.record({ host: 'later.test' });
    feed.close();
    expect(told.length).toBe(before);
  });
});
