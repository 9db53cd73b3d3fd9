import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccessRecord } from '../../../core/access-record.ts';
import type { IpAddress } from '../../../core/address.ts';
import { decisionIdGenerator } from '../../../core/decision-id.ts';
import { type EpochMs, epochMs } from '../../../core/units.ts';
import { findDecision, openRecentBlocks } from '../../../storage/access-log.ts';
import { serialiseRecord } from '../../../storage/record-spool/serialise.ts';
import { appendDurably, makeRecord, noon, openSpool, temporaryFolder, until } from './fixtures.ts';

const minutes = (count: number) => count * 60_000;
const iso = (at: number) => new Date(at).toISOString();
const newId = decisionIdGenerator(7, 0);

function put(folder: string, day: string, records: readonly AccessRecord[], { sequence = 0, zeros = 0 } = {}): void {
  mkdirSync(join(folder, day), { recursive: true });
  const name = `proxy-1-20260901T000000000Z-100-${sequence}.ndjson${day === 'reserve' ? '.reserve' : ''}`;
  writeFileSync(join(folder, day, name), Buffer.concat([Buffer.from(records.map(serialiseRecord).join('')), Buffer.alloc(zeros)]));
}

describe('finding a decision', () => {
  it('finds all records of one id and no others, over midnight and in any file', async () => {
    const folder = temporaryFolder();
    const at = epochMs(Date.parse('2026-09-01T23:59:50.000Z'));
    const [id, other] = [newId(at), newId(at)];
    const opened = makeRecord({ id, event: 'tunnel-open', time: iso(at) });
    const closed = makeRecord({ id, event: 'tunnel-close', time: iso(at + minutes(3)) });
    const noise = Array.from({ length: 5_000 }, () => makeRecord({ id: other, time: iso(at), url: `http://a.test/?"id":"${id}"` }));
    put(folder, '2026-08-31', [makeRecord({ id, reason: 'of another day' })]);
    put(folder, '2026-09-01', noise);
    put(folder, '2026-09-01', [...noise, opened, ...noise], { sequence: 1 });
    put(folder, '2026-09-02', [...noise, closed]);
    put(folder, '2026-09-03', [makeRecord({ id, reason: 'too late' })]);
    expect(await findDecision(folder, id)).toEqual([opened, closed]);
    expect(await findDecision(folder, newId(at))).toEqual([]);
  });

  it('looks into the reserve, and into later days where the disk took it late', async () => {
    const folder = temporaryFolder();
    const [inReserve, late, missing] = [newId(noon), newId(noon), newId(noon)];
    put(folder, 'reserve', [makeRecord({ id: inReserve })], { zeros: 100_000 });
    put(folder, '2026-09-04', [makeRecord({ id: late })]);
    put(folder, '2026-09-20', [makeRecord({ id: missing })]);
    expect(await findDecision(folder, inReserve)).toHaveLength(1);
    expect(await findDecision(folder, late)).toHaveLength(1);
    expect(await findDecision(folder, missing)).toEqual([]);
  });

  it('answers with nothing where there are no records at all', async () => {
    expect(await findDecision(join(temporaryFolder(), 'none'), newId(noon))).toEqual([]);
  });
});

describe('recent blocks', () => {
  const ip = '10.20.3.4' as IpAddress;

  async function follow(folder: string, clock: () => EpochMs) {
    const recent = await openRecentBlocks({ folder, clock });
    onTestFinished(() => recent.close());
    return recent;
  }

  it('shows what was just refused to this person at this address, newest first', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder);
    const block = (changes: Partial<AccessRecord>) => makeRecord({ action: 'block', time: iso(noon), ...changes });
    const shown = [
      block({ id: 'B1' }),
      block({ id: 'B2', event: 'tunnel-open', time: iso(noon + 1) }),
      block({ id: 'B3', action: 'coach' }),
    ];
    const hidden = [
      makeRecord({ id: 'ALLOWED', time: iso(noon), signal: 'danger' }),
      block({ id: 'OLD', time: iso(noon - minutes(11)) }),
      block({ id: 'OTHER-PERSON', username: 'b.pupil' }),
      block({ id: 'NOBODY', username: null }),
      block({ id: 'OTHER-PLACE', clientIp: '10.20.3.5' }),
      block({ id: 'CLOSE', event: 'tunnel-close' }),
      block({ id: 'SEALED', rule: 'sealed', url: 'sealed:demo:00', host: 'sealed:demo:00' }),
      block({ id: 'SEALED-CATEGORY', categories: ['games', 'child-sexual-abuse'] }),
      block({ id: 'SUPPORT', categories: ['support'] }),
    ];
    for (const record of [...shown, ...hidden]) spool.append(record);
    await spool.flush();
    const recent = await follow(folder, () => epochMs(noon + 10));
    const idsFor = (name: string | null, since = 0) => recent.forClient(ip, name, epochMs(since)).map(({ id }) => id);
    expect(idsFor('a.pupil')).toEqual(['B3', 'B2', 'B1']);
    expect(idsFor('a.pupil', noon + 1)).toEqual(['B2']);
    expect(idsFor(null)).toEqual(['NOBODY']);
    expect(idsFor('c.pupil')).toEqual([]);
  });

  it('follows, and forgets as time goes by', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder);
    let now = noon;
    const recent = await follow(folder, () => now);
    await appendDurably(spool, makeRecord({ id: 'B1', action: 'block', time: iso(noon) }));
    await until(() => recent.forClient(ip, 'a.pupil', epochMs(0)).length === 1);
    now = epochMs(noon + minutes(10) + 1);
    expect(recent.forClient(ip, 'a.pupil', epochMs(0))).toEqual([]);
  });

  it('knows at once, when asked to catch up, what was recorded before', async () => {
    const folder = temporaryFolder();
    const spool = await openSpool(folder);
    const recent = await follow(folder, () => noon);
    for (let count = 1; count <= 20; count++) {
      await appendDurably(spool, makeRecord({ id: `B${count}`, action: 'block', time: iso(noon) }));
      await recent.caughtUp();
      expect(recent.forClient(ip, 'a.pupil', epochMs(0))).toHaveLength(count);
    }
    await recent.close();
    await recent.caughtUp();
  });

  it('is not crowded out, after a start, by what a growing file holds from before', async () => {
    const folder = temporaryFolder();
    const block = (id: string, time: number) => makeRecord({ id, action: 'block', time: iso(time) });
    put(folder, '2026-09-01', [block('NOW', noon)]);
    const morning = Array.from({ length: 300 }, (_, i) => block(`MORNING${i}`, noon - minutes(120)));
    put(folder, '2026-09-01', morning, { sequence: 1 });
    const recent = await follow(folder, () => noon);
    expect(recent.forClient(ip, 'a.pupil', epochMs(0)).map(({ id }) => id)).toEqual(['NOW']);
  });

  it('keeps a bounded number, and lets nobody push out another’s', async () => {
    const folder = temporaryFolder();
    const flood = Array.from({ length: 30_000 }, (_, i) =>
      makeRecord({ id: `F${i}`, action: 'block', username: 'flood', time: iso(noon) }),
    );
    put(folder, '2026-09-01', [makeRecord({ id: 'MINE', action: 'block', time: iso(noon) }), ...flood]);
    const recent = await follow(folder, () => noon);
    expect(recent.forClient(ip, 'a.pupil', epochMs(0))).toHaveLength(1);
    const kept = recent.forClient(ip, 'flood', epochMs(0));
    expect([kept.length, kept[0]?.id]).toEqual([200, 'F29999']);
  });
});
