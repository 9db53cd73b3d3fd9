import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { Lease } from '../../core/identity.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { epochMs } from '../../core/units.ts';
import { openStores } from '../../storage/open-stores.ts';
import { isCut } from '../../storage/policy-pieces.ts';
import { FILE_AUTHOR, fileHasChanged, fileState } from '../../storage/saved-policy.ts';
import type { PolicyVersion } from '../../storage/stores.ts';
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

  it('reads, goes back to and saves over a policy that an older release stored whole', async () => {
    const { policies } = bench.stores;
    const sites = Array.from({ length: 300 }, (_, i) => `s${i}.example`);
    const version = (name: string, effectiveAt: number): PolicyVersion => {
      const document = `{"lists":[{"sites":${JSON.stringify([`${name}.example`, ...sites])}}]}`;
      return { version: name, document, author: 'system', reason: 'first', createdAt: START, effectiveAt };
    };
    const old = version('a', START);
    await policies.save(old);
    await bench.place.tamper(`delete from policy_pieces; update policy_documents set document = '${old.document}' where version = 'a'`);
    expect(await policies.currentFrame(START)).toBe(old.document);
    for (const read of [policies.current(START), policies.get('a'), policies.lastBy('system')]) expect(await read).toEqual(old);
    await policies.save(version('b', START + 1));
    expect(await policies.current(epochMs(START + 1))).toEqual(version('b', START + 1));
    expect(await policies.get('a')).toEqual(old);
    await policies.save(version('a', START + 2));
    expect(isCut((await policies.currentFrame(epochMs(START + 2))) ?? '')).toBe(true);
    expect(await policies.get('a')).toEqual(version('a', START + 2));
  });

  it('takes a damaged piece of a policy for a lost one, and the configuration file for as it was', async () => {
    const { policies } = bench.stores;
    const list = { id: 'l', action: 'block', reason: 'as agreed', owner: 'it', reviewBy: '2099-01-01' } as const;
    const sites = Array.from({ length: 300 }, (_, i) => `s${i}.example`);
    const file: PolicyDocument = { lists: [{ ...list, sites }] };
    const newer: PolicyDocument = { lists: [{ ...list, sites: [...sites, 'new.example'] }] };
    const save = { reason: 'first', createdAt: START, effectiveAt: START };
    expect(await fileState(file, policies)).toBe('changed');
    await policies.save({ ...save, version: 'a', document: canonicalJson(file), author: FILE_AUTHOR });
    const states = async () => [await fileState(file, policies), await fileState(newer, policies)];
    expect(await states()).toEqual(['unchanged', 'changed']);
    await bench.place.tamper(`update policy_pieces set text = replace(text, 's1.', 'x1.')`);
    expect(isCut((await policies.current(START))?.document ?? '')).toBe(true);
    expect(await states()).toEqual(['unchanged', 'changed']);
    await bench.place.tamper('delete from policy_pieces');
    expect(await states()).toEqual(['unchanged', 'changed']);
    await bench.place.tamper(`update policy_documents set document = '{"lists":['`);
    expect(await states()).toEqual(['unknown', 'unknown']);
    expect(await fileHasChanged(newer, policies)).toBe(false);
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
