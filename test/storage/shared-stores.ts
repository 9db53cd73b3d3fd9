import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Lease } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import { openStores } from '../../storage/open-stores.ts';
import { type Bench, HOUR, ip, lease, override, type SharedPlace, START } from './bench.ts';
import { follow } from './followed-stores.ts';
import { request } from './requests.ts';

const PROGRAM = fileURLToPath(new URL('./store-process.ts', import.meta.url));
const WRITERS = 4;
const WRITES = 20;

export function sharedTests(bench: Bench<SharedPlace>): void {
  it('lets several processes open an empty database and write at once', async () => {
    await bench.stores.close();
    await bench.place.empty();
    const writers = Array.from({ length: WRITERS }, (_, i) => startWriter(bench.place, i));
    const revisions = (await Promise.all(writers.map((writer) => outputOf(writer)))).map((lines) => lines.map(Number));
    bench.stores = await openStores({ ...bench.place, clock: () => bench.now });
    for (const own of revisions) expect(own).toEqual([...own].sort((a, b) => a - b));
    const all = revisions.flat().sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: WRITERS * WRITES }, (_, i) => i + 1));
    expect(await bench.stores.leases.list(START)).toHaveLength(WRITERS * WRITES);
    expect(await bench.stores.audit.list({ limit: 1_000 })).toHaveLength(WRITERS * WRITES);
    expect(await bench.stores.audit.verify()).toBeUndefined();
  });

  it('lets a reader miss nothing while others write', async () => {
    const reader = { revision: 0, held: new Map<string, Lease>() };
    let reading = Promise.resolve();
    const read = async () => {
      const before = reader.revision;
      follow(reader, await bench.stores.leases.changesSince(before));
      expect(reader.revision).toBeGreaterThanOrEqual(before);
    };
    const writers = Array.from({ length: WRITERS }, (_, i) => startWriter(bench.place, i));
    const ended = writers.map((writer) =>
      outputOf(writer, () => {
        reading = reading.then(read);
      }),
    );
    await Promise.all(ended);
    await reading;
    await read();
    expect(reader).toEqual({ revision: WRITERS * WRITES, held: new Map((await bench.stores.leases.list(START)).map((l) => [l.ip, l])) });
    expect(reader.held.size).toBe(WRITERS * WRITES);
  });

  it('lists what another handle has changed since it was last listed', async () => {
    const { leases, overrides, requests } = bench.stores;
    const other = await openStores({ ...bench.place, clock: () => bench.now });
    try {
      await leases.put([lease('10.0.0.1', 'alice')]);
      expect(await leases.list(START)).toEqual([lease('10.0.0.1', 'alice')]);
      await other.leases.put([lease('10.0.0.1', 'bob')]);
      expect(await leases.list(START)).toEqual([lease('10.0.0.1', 'bob')]);
      await other.leases.remove([ip('10.0.0.1')]);
      expect(await leases.list(START)).toEqual([]);
      expect(await overrides.list(START)).toEqual([]);
      await other.overrides.add(override('o'));
      expect(await overrides.list(START)).toEqual([override('o')]);
      await other.overrides.end('o', epochMs(START + 1));
      expect(await overrides.list(epochMs(START + 1))).toEqual([]);
      const before = await requests.revision();
      await other.requests.add(request('a'), { kind: 'none' });
      expect(await requests.revision()).toBeGreaterThan(before);
    } finally {
      await other.close();
    }
  });

  it('is whole after a kill -9 in the middle of a transaction', async () => {
    const kept = lease('10.0.0.1', 'alice', { expiresAt: START + 2 * HOUR });
    await bench.stores.leases.put([kept]);
    const dying = startProcess({ task: 'die', place: bench.place });
    const [, signal] = await once(dying, 'exit');
    expect(signal).toBe('SIGKILL');
    expect(await bench.stores.leases.list(START)).toEqual([kept]);
    expect((await bench.stores.revisions()).leases).toBe(1);
    expect(await bench.stores.leases.put([lease('10.0.0.2', 'bob')])).toBe(2);
    expect(await bench.stores.audit.verify()).toBeUndefined();
  });

  it('refuses a database that a newer release has written', async () => {
    await bench.place.tamper('insert into schema_version (version, applied_at) values (99, 0)');
    const opening = openStores({ ...bench.place, clock: () => START });
    await expect(opening).rejects.toThrow(/written by a newer release \(schema 99; this release knows \d+\)/);
  });
}

function startWriter(place: SharedPlace, writer: number): ChildProcess {
  return startProcess({ task: 'write', place, writer, writes: WRITES });
}

function startProcess(work: object): ChildProcess {
  return spawn(process.execPath, [PROGRAM, JSON.stringify(work)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function outputOf(writer: ChildProcess, onOutput = () => {}): Promise<string[]> {
  let output = '';
  writer.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    onOutput();
  });
  const [code] = await once(writer, 'close');
  expect(code).toBe(0);
  return output.trim().split('\n');
}
