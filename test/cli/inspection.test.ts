import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import type { PartStatus } from '../../storage/control-bus.ts';
import { openRedisBus } from '../../storage/redis.ts';
import { TOPICS } from '../../storage/stores.ts';
import { redisIsInstalled, startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';
import { deskOf } from './desk.ts';

const NOON = Date.UTC(2026, 8, 7, 11);
const NOTICE = 'notice: { text: We look inside., from: "2026-09-01", dpia: D-1 }';

let folder: string;
const { cli, json } = deskOf(() => folder, epochMs(NOON));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-inspection-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configure(inspection: string): void {
  writeFileSync(join(folder, 'schoolgate.yaml'), `blocklists: { sources: [] }\ninspection: { ${inspection} }\n`);
}

describe('inspection suggestions', () => {
  it('says why there can be none', async () => {
    configure('enabled: false');
    expect(await cli('inspection', 'suggestions')).toMatchObject({ code: 1, err: [expect.stringContaining('inspection is off')] });
    configure(`enabled: true, groups: [seniors], ${NOTICE}`);
    expect(await cli('inspection', 'suggestions')).toMatchObject({ code: 1, err: [expect.stringContaining('not running')] });
  });

  it.skipIf(!redisIsInstalled)('shows what all workers saw together, the most refused first', async () => {
    configure(`enabled: true, groups: [seniors], ${NOTICE}`);
    const redis = await startRedis();
    mkdirSync(join(folder, 'data/redis'), { recursive: true, mode: 0o700 });
    symlinkSync(redis.socketPath, join(folder, 'data/redis/redis.sock'));
    const bus = openRedisBus({ url: null, socketPath: redis.socketPath, onProblem: () => {} });
    try {
      await until(() => bus.isConnected());
      expect((await cli('inspection', 'suggestions')).out).toEqual([expect.stringContaining('no app refuses')]);
      for (const [instance, refused] of [
        ['proxy-1', 2],
        ['proxy-2', 4],
      ] as const) {
        await bus.report(status(instance, refused));
      }
      expect(await json('inspection', 'suggestions')).toEqual([
        { host: 'app.example', refusals: { 'unknown-ca': 6 }, accepted: 2, devices: 4, firstAt: NOON - 60_000, lastAt: NOON },
      ]);
      const { code, out } = await cli('inspection', 'suggestions');
      expect(code).toBe(0);
      expect(out[1]).toBe('app.example  6        unknown-ca 6  2         4        2026-09-07 10:59  2026-09-07 11:00');
    } finally {
      await bus.close();
      await redis.stop();
    }
  });
});

function status(instance: string, refused: number): PartStatus {
  const one = {
    host: 'app.example',
    refusals: { 'unknown-ca': refused },
    accepted: 1,
    devices: refused,
    firstAt: NOON - 60_000,
    lastAt: NOON,
  };
  const revisions = Object.fromEntries(TOPICS.map((topic) => [topic, 1])) as PartStatus['revisions'];
  return {
    ...{ part: 'proxy', instance, pid: 1, at: NOON, revisions, policyVersion: 'p', listVersion: 'l', metrics: [], problems: [] },
    refusedInspections: [one],
  };
}
