import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { openStores } from '../../storage/open-stores.ts';
import { type Bench, type SharedPlace, START } from './bench.ts';
import { assessed, delivery, toLead, WINDOW } from './incident-samples.ts';

const PROGRAM = fileURLToPath(new URL('./incident-process.ts', import.meta.url));
const RECORDS = 600;
const PEOPLE = 7;

export function sharedIncidentTests(bench: Bench<SharedPlace>): void {
  const start = (work: object): ChildProcess =>
    spawn(process.execPath, [PROGRAM, JSON.stringify({ ...work, place: bench.place })], { stdio: ['ignore', 'pipe', 'inherit'] });
  /** Each person's incident holds each of its records once, and its alert stands once. */
  const expectAllOnce = async () => {
    const incidents = await bench.stores.incidents.list({ limit: 1_000 });
    expect(incidents.map(({ person }) => person).sort()).toEqual(Array.from({ length: PEOPLE }, (_, i) => `u${i}`));
    expect(incidents.reduce((sum, { records }) => sum + records, 0)).toBe(RECORDS);
    expect(await bench.stores.incidents.recent(START)).toHaveLength(RECORDS);
    const alerts = await Promise.all(incidents.map(({ id }) => bench.stores.outbox.forIncident(id)));
    for (const ofIncident of alerts) expect(ofIncident).toHaveLength(1);
    expect((await bench.stores.outbox.totals(epochMs(0))).queued).toBe(PEOPLE);
    expect(await bench.stores.incidents.cursor()).toBe(`${RECORDS}`);
  };

  it('counts each record once when several processes store the same ones', async () => {
    const readers = Array.from({ length: 3 }, () => start({ task: 'read', records: RECORDS, again: RECORDS }));
    await Promise.all(readers.map(outputOf));
    await expectAllOnce();
  });

  it('counts each record once when its reader is killed again and again', async () => {
    const signals: unknown[] = [];
    for (let lines = 1; lines <= 4; lines++) signals.push(await killedAfter(start({ task: 'read', records: RECORDS, again: 15 }), lines));
    expect(signals).toContain('SIGKILL');
    expect(Number(await bench.stores.incidents.cursor())).toBeGreaterThan(0);
    await outputOf(start({ task: 'read', records: RECORDS, again: 15 }));
    await expectAllOnce();
  });

  it('gives each delivery to one of several processes', async () => {
    const deliveries = Array.from({ length: 60 }, (_, i) => delivery(`${i}`));
    const added = await bench.stores.outbox.add(deliveries, START);
    const claimed = await Promise.all(Array.from({ length: 3 }, () => outputOf(start({ task: 'claim' }))));
    expect(claimed.flat().sort()).toEqual(added.map(({ id }) => id).sort());
  });

  it('is whole after a kill -9 in the middle of a batch', async () => {
    const options = { mergeWindowMs: WINDOW, routing: toLead };
    const before = await bench.stores.incidents.store([assessed('a', { username: 'u1' })], 'before', options);
    const [, signal] = await once(start({ task: 'die' }), 'exit');
    expect(signal).toBe('SIGKILL');
    await bench.stores.close();
    bench.stores = await openStores({ ...bench.place, clock: () => bench.now });
    expect(await bench.stores.incidents.list({ limit: 10 })).toEqual(before);
    expect(await bench.stores.incidents.cursor()).toBe('before');
    expect((await bench.stores.outbox.totals(epochMs(0))).queued).toBe(1);
    expect(await bench.stores.incidents.store([assessed('b', { username: 'u1' })], 'after', options)).toMatchObject([{ records: 2 }]);
  });
}

/** Gives the signal it ended by: none when it was quicker. */
async function killedAfter(reader: ChildProcess, lines: number): Promise<unknown> {
  let seen = '';
  reader.stdout?.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
    if (seen.split('\n').length > lines) reader.kill('SIGKILL');
  });
  const [, signal] = await once(reader, 'close');
  return signal;
}

async function outputOf(process: ChildProcess): Promise<string[]> {
  let output = '';
  process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(process, 'close');
  expect(code).toBe(0);
  return output.split('\n').filter((line) => line !== '');
}
