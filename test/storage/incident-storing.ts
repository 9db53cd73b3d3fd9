import { expect, it } from 'vitest';
import type { Sighting } from '../../core/incident.ts';
import { epochMs } from '../../core/units.ts';
import type { Routing } from '../../storage/incidents.ts';
import { type Bench, HOUR, START } from './bench.ts';
import { assessed, incidentTools, nobody, sighting, WINDOW } from './incident-samples.ts';

export function storingTests(bench: Bench): void {
  const { store, only, sent, history } = incidentTools(bench);

  it('raises an incident with its alert and its history', async () => {
    const raised = await only(store([assessed('a')]));
    expect(raised).toEqual({
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{10}$/),
      person: 'p.pupil',
      clientIp: '10.0.0.1',
      school: 'north',
      group: 'seniors',
      theme: 'self-harm-suicide',
      severity: 'danger',
      status: 'new',
      assignee: null,
      outcome: null,
      records: 1,
      firstAt: START,
      lastAt: START,
      factors: [{ id: 'base', effect: 'base', words: 'A sign of self-harm-suicide.' }],
      mergedInto: null,
      synthetic: false,
      version: 1,
    });
    expect(await bench.stores.incidents.get(raised.id)).toEqual(raised);
    expect(await bench.stores.incidents.sightings(raised.id, 10)).toEqual([sighting('a')]);
    const detail = { severity: 'danger', sighting: 'a', seenAt: START };
    expect(await bench.stores.incidents.events(raised.id)).toEqual([{ at: bench.now, actor: 'system', event: 'raised', detail }]);
    expect(await sent()).toEqual(['alert dsl.north@school.example']);
    for (const id of ['0000000000', 'x\0', '\ud800', 'x'.repeat(100_000)]) {
      expect(await bench.stores.incidents.get(id)).toBeUndefined();
      expect(await bench.stores.incidents.events(id)).toEqual([]);
      expect(await bench.stores.incidents.sightings(id, 1)).toEqual([]);
      expect(await bench.stores.outbox.forIncident(id)).toEqual([]);
      expect(await bench.stores.incidents.list({ school: id, person: id, notAbout: id, limit: 1 })).toEqual([]);
    }
  });

  it('remembers the cursor with the batch, also of an empty one, and neither when routing fails', async () => {
    expect(await bench.stores.incidents.cursor()).toBeUndefined();
    await store([], nobody, 'one');
    expect(await bench.stores.incidents.cursor()).toBe('one');
    const failing: Routing = () => {
      throw new TypeError('no such school');
    };
    await expect(store([assessed('a')], failing, 'two')).rejects.toThrow('no such school');
    expect(await bench.stores.incidents.cursor()).toBe('one');
    expect(await bench.stores.incidents.list({ limit: 10 })).toEqual([]);
  });

  it('changes nothing for a sighting that is stored already, in this batch or an earlier one', async () => {
    await store([assessed('a'), assessed('a', { at: START + 1 })]);
    expect(await store([assessed('a'), assessed('a', { at: START + 5 * HOUR, signal: 'danger' })])).toEqual([]);
    expect((await only(bench.stores.incidents.list({ limit: 10 }))).records).toBe(1);
    expect(await sent()).toHaveLength(1);
  });

  it.each([
    ['the next within the window', {}, { at: START + WINDOW }, true],
    ['one from before, read late', {}, { at: START - WINDOW }, true],
    ['one behind the window', {}, { at: START + WINDOW + 1 }, false],
    ['one before the window', {}, { at: START - WINDOW - 1 }, false],
    ['the same name spelled otherwise', {}, { username: 'P.Pupil' }, true],
    ['another address of the same person', {}, { clientIp: '10.0.0.2' }, true],
    ['another person at the same address', {}, { username: 'other' }, false],
    ['another theme', {}, { theme: 'gambling' as const }, false],
    ['another school', {}, { school: 'south' }, false],
    ['no school', {}, { school: null }, false],
    ['nobody known, same address', { username: null }, { username: null }, true],
    ['nobody known, another address', { username: null }, { username: null, clientIp: '10.0.0.2' }, false],
    ['a person named like an address', { username: null }, { username: '10.0.0.1' }, false],
  ])('knows whether it is the same incident: %s', async (_what, first: Partial<Sighting>, second: Partial<Sighting>, same) => {
    const together = await store([assessed('a', first), assessed('b', second)]);
    expect(together).toHaveLength(same ? 1 : 2);
    const [one] = await store([assessed('c', { ...first, at: START + 10 * HOUR })]);
    const at = START + 10 * HOUR + ((second.at ?? START) - START);
    const [two] = await store([assessed('d', { ...second, at })]);
    expect(two?.id === one?.id).toBe(same);
  });

  it('counts the window from the last sighting', async () => {
    for (let i = 0; i < 5; i++) await store([assessed(`s${i}`, { at: START + i * WINDOW })]);
    const incident = await only(bench.stores.incidents.list({ limit: 10 }));
    expect(incident).toMatchObject({ records: 5, firstAt: START, lastAt: START + 4 * WINDOW, version: 1 });
    expect((await bench.stores.incidents.sightings(incident.id, 2)).map(({ id }) => id)).toEqual(['s4', 's3']);
    expect(await sent()).toHaveLength(1);
  });

  it('raises a new one once the first is closed', async () => {
    const first = await only(store([assessed('a')]));
    await bench.stores.incidents.change(first.id, 1, { kind: 'close', outcome: 'pastoral', note: 'Spoken to.' }, 'user:dsl', START);
    const second = await only(store([assessed('b', { at: START + 1 })]));
    expect(second.id > first.id).toBe(true);
    expect(await sent()).toHaveLength(2);
  });

  it('tells again when it becomes worse, and once when it does so within a batch', async () => {
    const first = await only(store([assessed('a', { signal: 'warning' })]));
    const second = await only(store([assessed('b', { signal: 'danger' }), assessed('c', { signal: 'warning' })]));
    expect(second).toMatchObject({ id: first.id, severity: 'danger', records: 3, version: 2 });
    expect(await history(first.id)).toEqual(['raised', 'severity-raised']);
    expect((await sent()).sort()).toEqual(['alert dsl.north@school.example', 'severity-raised dsl.north@school.example']);
    await store([assessed('d', { username: 'other', signal: 'warning' }), assessed('e', { username: 'other' })]);
    expect(await sent()).toHaveLength(3);
  });

  it('keeps quiet about what only the digest tells, until something must be told', async () => {
    const quiet = { notify: false };
    const first = await only(store([assessed('a', { signal: 'advisory' }, quiet), assessed('b', { signal: 'warning' }, quiet)]));
    expect(first.severity).toBe('warning');
    expect(await sent()).toEqual([]);
    await store([assessed('c', { signal: 'advisory' })]);
    expect(await sent()).toEqual(['alert dsl.north@school.example']);
    await store([assessed('d', { signal: 'advisory' })]);
    expect(await sent()).toHaveLength(1);
    await store([assessed('e', { signal: 'danger' }, quiet)]);
    expect(await sent()).toHaveLength(2);
  });

  it('gathers the factors, those of the worst sighting standing', async () => {
    const words = (id: string, text: string) => ({ id, effect: 'raises' as const, words: text });
    const make = (id: string, signal: Sighting['signal'], ...factors: ReturnType<typeof words>[]) => assessed(id, { signal }, { factors });
    await store([make('a', 'warning', words('base', 'warning'), words('at-night', '02:00'))]);
    await store([make('b', 'danger', words('base', 'danger'), words('third-strike', '3 times'))]);
    const worst = await only(store([make('c', 'advisory', words('base', 'advisory'), words('typed', 'typed'))]));
    expect(worst.factors.map(({ id, words: text }) => `${id}: ${text}`)).toEqual([
      'base: danger',
      'at-night: 02:00',
      'third-strike: 3 times',
      'typed: typed',
    ]);
  });

  it('counts repeats beyond 50 a host without keeping them, and never the same one twice', async () => {
    const repeats = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => assessed(`r${from + i}`, { at: START + from + i, signal: 'warning' }));
    await store(repeats(0, 40));
    const full = await only(store(repeats(20, 80)));
    expect(full.records).toBe(80);
    expect((await bench.stores.incidents.sightings(full.id, 100)).map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, i) => `r${49 - i}`),
    );
    expect(await store(repeats(60, 80))).toEqual([]);
    await store([assessed('other', { host: 'other.example', signal: 'warning' }), assessed('worse', { signal: 'danger' })]);
    expect(await bench.stores.incidents.sightings(full.id, 100)).toHaveLength(52);
    expect(await bench.stores.incidents.recent(START)).toHaveLength(52);
  });

  it('keeps at most 1,000 in full of an incident that changes its host every time', async () => {
    const many = Array.from({ length: 1_100 }, (_, i) => assessed(`m${i}`, { at: START + i, host: `h${i}.example` }));
    await store(many.slice(0, 600));
    const { id, records } = await only(store(many.slice(600)));
    expect(records).toBe(1_100);
    expect(await bench.stores.incidents.sightings(id, 2_000)).toHaveLength(1_000);
  });

  it('raises a cluster incident beside those of its people', async () => {
    const inCluster = (id: string, username: string) => assessed(id, { username }, { cluster: 'north|10.0.0.0/16' });
    const incidents = await store([inCluster('a', 'one'), inCluster('b', 'two'), assessed('c', { username: 'three' })]);
    const cluster = incidents.find((incident) => incident.cluster !== undefined);
    expect(cluster).toMatchObject({ person: null, records: 2, cluster: 'north|10.0.0.0/16', school: 'north' });
    expect(incidents.map(({ person }) => person)).toEqual(['one', null, 'two', 'three']);
    expect(await sent()).toHaveLength(4);
    expect((await bench.stores.incidents.sightings(cluster?.id ?? '', 10)).map(({ id }) => id)).toEqual(['b', 'a']);
    expect((await bench.stores.incidents.recent(START)).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    const shown = async (notAbout: string) =>
      (await bench.stores.incidents.list({ notAbout, limit: 10 })).map(({ person }) => person).sort();
    expect(await shown('ONE')).toEqual(['three', 'two']);
    expect(await shown('three')).toEqual([null, 'one', 'two'].sort());
    const about = await bench.stores.incidents.list({ person: 'two', limit: 10 });
    expect(about.map(({ person }) => person).sort()).toEqual([null, 'two'].sort());
  });

  it('stores 5,000 sightings at once', async () => {
    const many = Array.from({ length: 5_000 }, (_, i) => assessed(`m${i}`, { username: `u${i % 1_200}`, at: START + i * 10 }));
    const incidents = await store(many);
    expect(incidents.reduce((sum, { records }) => sum + records, 0)).toBe(5_000);
    expect(incidents).toHaveLength(1_200);
    expect((await bench.stores.outbox.totals(epochMs(0))).queued).toBe(1_200);
    expect(await store(many)).toEqual([]);
  });
}
