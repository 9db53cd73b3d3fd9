import { expect, it } from 'vitest';
import type { Delivery } from '../../core/incident.ts';
import { epochMs } from '../../core/units.ts';
import { type Bench, DAY, START } from './bench.ts';
import { assessed, delivery, nobody, WINDOW } from './incident-samples.ts';

const STUCK = 60_000;

export function outboxTests(bench: Bench): void {
  const add = (...deliveries: Parameters<Bench['stores']['outbox']['add']>[0]) => bench.stores.outbox.add(deliveries, START);
  const one = async (...deliveries: Parameters<Bench['stores']['outbox']['add']>[0]): Promise<Delivery> => {
    const [first] = await add(...deliveries);
    if (first === undefined) throw new Error('nothing added');
    return first;
  };
  const pending = async (at: number = START, limit = 100) =>
    (await bench.stores.outbox.pending(epochMs(at), STUCK, limit)).map(({ uniqueKey }) => uniqueKey);
  const claim = ({ id }: Delivery, at: number = START) => bench.stores.outbox.claim(id, epochMs(at), STUCK);
  const settle = ({ id }: Delivery, status: Delivery['status'], at: number = START, answer: string | null = null) =>
    bench.stores.outbox.settle(id, { status, answer }, epochMs(at));
  const get = ({ id }: Delivery) => bench.stores.outbox.get(id);

  it('adds each unique key once', async () => {
    const added = await add(delivery('a'), delivery('a', { to: 'other@school.example' }), delivery('b'));
    expect(added.map(({ uniqueKey }) => uniqueKey)).toEqual(['a', 'b']);
    expect(await add(delivery('b'), delivery('c'))).toMatchObject([{ uniqueKey: 'c' }]);
    expect(added[0]).toEqual({
      ...delivery('a'),
      id: expect.stringMatching(/^D[0-9A-HJKMNP-TV-Z]{10}$/),
      status: 'queued',
      attempts: 0,
      createdAt: START,
      acceptedAt: null,
      answer: null,
    });
    expect(await bench.stores.outbox.get(added[0]?.id ?? '')).toEqual(added[0]);
    expect(await bench.stores.outbox.get('D0')).toBeUndefined();
    expect(await bench.stores.outbox.get('D\0')).toBeUndefined();
    expect(await pending()).toEqual(['a', 'b', 'c']);
  });

  it('gives each of many at once its own answer', async () => {
    const many = await add(...Array.from({ length: 250 }, (_, number) => delivery(`many ${number}`)));
    const twice = await Promise.all([...many, ...many].map((each) => claim(each)));
    expect(twice.filter((isClaimed) => isClaimed)).toHaveLength(250);
    await Promise.all(many.map((each, index) => settle(each, index % 2 === 0 ? 'accepted' : 'queued', START, `answer ${index}`)));
    const held = await Promise.all(many.map(get));
    expect(held.map((each) => each?.answer)).toEqual(many.map((_, index) => `answer ${index}`));
    expect(await pending(START, 999)).toHaveLength(125);
  });

  it('owes again what was being sent when the clock was set back', async () => {
    const stuck = await one(delivery('a'));
    expect(await claim(stuck, START + DAY)).toBe(true);
    expect(await pending(START + DAY - STUCK)).toEqual([]);
    expect(await claim(stuck, START + DAY - STUCK)).toBe(false);
    expect(await pending(START)).toEqual(['a']);
    expect(await claim(stuck, START)).toBe(true);
  });

  it('adds those of a batch that repeats one already told, once', async () => {
    const routing = () => [delivery('told'), delivery('new')];
    await add(delivery('told'));
    await bench.stores.incidents.store([assessed('a')], '', { mergeWindowMs: WINDOW, routing });
    expect((await pending()).sort()).toEqual(['new', 'told']);
  });

  it('gives dangers first, then the oldest', async () => {
    const batch = (['warning', 'danger'] as const).map((signal) => assessed(signal, { username: signal, signal }));
    const [warning, danger] = await bench.stores.incidents.store(batch, '', { mergeWindowMs: WINDOW, routing: nobody });
    await add(delivery('digest'));
    await add(delivery('warning', { kind: 'alert', incident: warning?.id ?? '' }), delivery('lost', { kind: 'alert', incident: 'gone' }));
    await bench.stores.outbox.add([delivery('danger', { kind: 'escalation', incident: danger?.id ?? '' })], epochMs(START + 1));
    await bench.stores.outbox.add([delivery('trouble', { kind: 'delivery-trouble' })], epochMs(START + 2));
    await bench.stores.outbox.add([delivery('earlier')], epochMs(START - 1));
    expect(await pending()).toEqual(['danger', 'trouble', 'warning', 'lost', 'earlier', 'digest']);
    expect(await pending(START, 2)).toEqual(['danger', 'trouble']);
  });

  it('lets exactly one of many claim it', async () => {
    const alert = await one(delivery('a'));
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(alert)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await get(alert)).toMatchObject({ status: 'sending', attempts: 1 });
    expect(await pending(START + STUCK)).toEqual([]);
    expect(await bench.stores.outbox.claim('D0', START, STUCK)).toBe(false);
  });

  it('lets another take over from a worker that is stuck', async () => {
    const alert = await one(delivery('a'));
    expect(await claim(alert)).toBe(true);
    expect(await claim(alert, START + STUCK)).toBe(false);
    expect(await pending(START + STUCK + 1)).toEqual(['a']);
    expect(await claim(alert, START + STUCK + 1)).toBe(true);
    expect(await get(alert)).toMatchObject({ status: 'sending', attempts: 2 });
    expect(await pending(START + STUCK + 2)).toEqual([]);
  });

  it.each(['failed', 'in-doubt'] as const)('owes another attempt after one that %s', async (status) => {
    const alert = await one(delivery('a'));
    await claim(alert);
    await settle(alert, status, START + 1, '451 try later');
    expect(await get(alert)).toMatchObject({ status, answer: '451 try later', acceptedAt: null });
    expect(await pending(START + STUCK)).toEqual([]);
    expect(await pending(START + STUCK + 1)).toEqual(['a']);
    expect(await claim(alert, START + 2)).toBe(true);
  });

  it.each(['accepted', 'given-up'] as const)('sends nothing more once it is %s', async (status) => {
    const alert = await one(delivery('a'));
    await claim(alert);
    await settle(alert, status, START + 1, 'the end');
    expect(await claim(alert, START + DAY)).toBe(false);
    expect(await pending(START + DAY)).toEqual([]);
    for (const late of ['failed', 'in-doubt', 'sending'] as const) await settle(alert, late, START + 2);
    expect(await get(alert)).toMatchObject({ status, answer: 'the end', acceptedAt: status === 'accepted' ? START + 1 : null });
  });

  it('queues a given-up one anew when asked, never an accepted one', async () => {
    const alert = await one(delivery('a'));
    await settle(alert, 'given-up');
    await settle(alert, 'queued');
    expect(await pending()).toEqual(['a']);
    await settle(alert, 'accepted', START + 3);
    await settle(alert, 'queued');
    expect(await get(alert)).toMatchObject({ status: 'accepted', acceptedAt: START + 3 });
  });

  it('notes the first acceptance in the history of its incident, without another version', async () => {
    const [incident] = await bench.stores.incidents.store([assessed('a')], '', { mergeWindowMs: WINDOW, routing: nobody });
    const about = { kind: 'alert', incident: incident?.id ?? '' } as const;
    const alert = await one(delivery('a', about), delivery('b', about), delivery('c'));
    expect((await bench.stores.outbox.forIncident(about.incident)).map(({ uniqueKey }) => uniqueKey)).toEqual(['a', 'b']);
    await settle(alert, 'accepted', START + 9);
    await settle(alert, 'accepted', START + 10);
    const detail = { delivery: alert.id, kind: 'alert', channel: 'email', to: 'dsl@school.example' };
    expect((await bench.stores.incidents.events(about.incident)).slice(1)).toEqual([
      { at: START + 9, actor: 'system', event: 'notified', detail },
    ]);
    expect(await bench.stores.incidents.get(about.incident)).toEqual(incident);
  });

  it('counts by status', async () => {
    const [a, b] = await add(delivery('a'), delivery('b'), delivery('c'));
    if (a === undefined || b === undefined) throw new Error('nothing added');
    await settle(a, 'accepted');
    await settle(b, 'failed');
    const none = { queued: 0, sending: 0, accepted: 0, 'in-doubt': 0, failed: 0, 'given-up': 0 };
    expect(await bench.stores.outbox.totals(START)).toEqual({ ...none, queued: 1, accepted: 1, failed: 1 });
    expect(await bench.stores.outbox.totals(epochMs(START + 1))).toEqual(none);
  });

  it('forgets old ones that are settled and whose incident is gone', async () => {
    const [incident] = await bench.stores.incidents.store([assessed('a')], '', { mergeWindowMs: WINDOW, routing: nobody });
    const about = (key: string, of: string) => delivery(key, { kind: 'alert', incident: of });
    const added = await add(delivery('digest'), about('held', incident?.id ?? ''), about('gone', 'gone'), delivery('owed'));
    for (const each of added) if (each.uniqueKey !== 'owed') await settle(each, 'accepted');
    expect(await bench.stores.outbox.purge(START)).toBe(0);
    expect(await bench.stores.outbox.purge(epochMs(START + 1))).toBe(2);
    expect(await pending()).toEqual(['owed']);
    expect(await bench.stores.outbox.forIncident(incident?.id ?? '')).toHaveLength(1);
  });

  it.each(['x'.repeat(5_000), 'NUL \0 and \ud800'])('keeps a strange key unique', async (key) => {
    expect(await add(delivery(key, { to: 'a\0', payload: { text: '\0\ud800' } }))).toHaveLength(1);
    expect(await add(delivery(key))).toEqual([]);
    expect(await add(delivery(`${key}2`))).toHaveLength(1);
  });
}
