import { expect, it } from 'vitest';
import type { Sighting } from '../../core/incident.ts';
import { epochMs } from '../../core/units.ts';
import { type Bench, DAY, HOUR, START } from './bench.ts';
import { assessed, incidentTools } from './incident-samples.ts';

export function keepingTests(bench: Bench): void {
  const { store, only, sent, history } = incidentTools(bench);

  it('lists open before closed, the worst first, then the newest', async () => {
    const make = (id: string, signal: Sighting['signal'], at: number, school = 'north') =>
      assessed(id, { username: id, signal, at, school });
    const stored = await store([
      make('old-danger', 'danger', START),
      make('new-danger', 'danger', START + 5),
      make('warning', 'warning', START + 9, 'south'),
      make('closed', 'danger', START + 20),
    ]);
    const id = stored.find(({ person }) => person === 'closed')?.id ?? '';
    await bench.stores.incidents.change(id, 1, { kind: 'close', outcome: 'no-concern', note: 'A lesson.' }, 'user:dsl', START);
    const people = async (filter: object) => (await bench.stores.incidents.list({ limit: 10, ...filter })).map(({ person }) => person);
    expect(await people({})).toEqual(['new-danger', 'old-danger', 'warning', 'closed']);
    expect(await people({ limit: 2 })).toEqual(['new-danger', 'old-danger']);
    expect(await people({ school: 'north', status: ['new'] })).toEqual(['new-danger', 'old-danger']);
    expect(await people({ status: ['closed', 'escalated'] })).toEqual(['closed']);
    expect(await people({ status: [] })).toEqual([]);
    expect(await people({ since: epochMs(START + 5) })).toEqual(['new-danger', 'warning', 'closed']);
  });

  it('keeps synthetic incidents apart from real ones', async () => {
    const [real, test] = await store([assessed('a'), assessed('t', {}, {}, true)]);
    expect([real?.synthetic, test?.synthetic, test?.records]).toEqual([false, true, 1]);
    expect((await bench.stores.incidents.list({ limit: 10 })).map(({ id }) => id)).toEqual([real?.id]);
    expect((await bench.stores.incidents.recent(START)).map(({ id }) => id)).toEqual(['a']);
    expect(await sent()).toHaveLength(2);
  });

  it('gives recent sightings oldest first', async () => {
    await store([assessed('late', { at: START + 2 }), assessed('early', { at: START }), assessed('before', { at: START - 1 })]);
    expect((await bench.stores.incidents.recent(START)).map(({ id }) => id)).toEqual(['early', 'late']);
  });

  it('forgets old closed incidents and old synthetic ones, with everything they hold', async () => {
    const [closed, kept, open, test] = await store([
      assessed('closed', { username: 'closed' }),
      assessed('kept', { username: 'kept' }),
      assessed('open', { username: 'open' }),
      assessed('t', {}, {}, true),
    ]);
    const close = { kind: 'close', outcome: 'pastoral', note: 'Done.' } as const;
    await bench.stores.incidents.change(closed?.id ?? '', 1, close, 'user:dsl', START);
    await bench.stores.incidents.change(kept?.id ?? '', 1, close, 'user:dsl', epochMs(START + DAY));
    expect(await bench.stores.incidents.purge(epochMs(START + DAY))).toBe(2);
    for (const gone of [closed, test]) {
      expect(await bench.stores.incidents.get(gone?.id ?? '')).toBeUndefined();
      expect(await bench.stores.incidents.sightings(gone?.id ?? '', 10)).toEqual([]);
      expect(await history(gone?.id ?? '')).toEqual([]);
    }
    expect((await bench.stores.incidents.list({ limit: 10 })).map(({ id }) => id)).toEqual([open?.id, kept?.id]);
    expect(await bench.stores.incidents.purge(epochMs(START + DAY))).toBe(0);
  });

  it('gives ids that sort by when they were given, also while the clock goes back', async () => {
    const ids: string[] = [];
    for (const now of [START, START + HOUR, START, START + 500, START + DAY]) {
      bench.now = epochMs(now);
      for (const { id } of await store([assessed(`i${ids.length}`, { username: `u${ids.length}` })])) ids.push(id);
    }
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('tells long names apart that begin alike', async () => {
    const name = (end: string) => 'n'.repeat(3_000) + end;
    expect(await store([assessed('a', { username: name('a') }), assessed('b', { username: name('b') })])).toHaveLength(2);
  });

  it.each<[string, Partial<Sighting>]>([
    [
      'NUL and lone surrogates',
      { id: 'a\0\ud800', username: 'x\0\ud800', host: 'h\0\ud800', url: 'u\0\ud800', school: 's\0', group: 'g\0' },
    ],
    ['long texts', { id: 'i'.repeat(5_000), username: 'ü'.repeat(5_000), host: '𝄞'.repeat(5_000), url: 'u'.repeat(90_000) }],
    ['strange times', { at: 1e300 }],
    ['negative times', { at: -1e300 }],
    ['words that mean something to a database', { username: `'; drop table incidents; --`, host: '%_"$1?' }],
  ])('stores what a hostile record holds: %s', async (_what, more) => {
    const first = await only(store([assessed('z', more)]));
    expect(await store([assessed('z', more)])).toEqual([]);
    const again = await only(store([assessed('again', { ...more, id: `${more.id ?? ''}2` })]));
    expect(again).toMatchObject({ id: first.id, records: 2, person: first.person });
    const [kept] = await bench.stores.incidents.sightings(first.id, 1);
    expect(JSON.stringify(kept).length).toBeLessThan(20_000);
    expect(await bench.stores.incidents.list({ notAbout: more.username ?? 'p.pupil', limit: 10 })).toEqual([]);
    expect(await bench.stores.incidents.get(first.id)).toEqual(again);
  });
}
