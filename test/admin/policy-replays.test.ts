import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../admin/configuration.ts';
import type { ReplayWatch } from '../../admin/services/policies.ts';
import { ReplayJobs } from '../../admin/services/policy-replays.ts';
import type { Role } from '../../core/identity.ts';
import { epochMs } from '../../core/units.ts';
import type { ReplayResult } from '../../snapshot/policy-replay.ts';
import { serialiseRecord } from '../../storage/record-spool/serialise.ts';
import { makeRecord } from '../storage/record-spool/record.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';
import { until } from '../support/until.ts';

const GAMES_OPEN = { groups: { seniors: { categories: { games: 'allow' } } } };

describe('a replay over the API', () => {
  let admin: AdminFixture;
  beforeEach(async () => {
    admin = await openAdminFixture();
    const { config, stores, clock } = admin.context;
    await adoptConfiguration(config, stores, clock());
    const day = join(admin.dataFolder, 'records', '2026-11-23');
    await mkdir(day, { recursive: true });
    const url = 'http://games.schoolgate.test/';
    const record = makeRecord({ time: '2026-11-23T09:00:00.000Z', url, host: 'games.schoolgate.test', action: 'block', rule: 'category' });
    await writeFile(join(day, 'proxy-1-20261123T090000000Z-1-1.ndjson'), serialiseRecord(record));
  });
  afterEach(() => admin.close());

  const call = async (method: 'GET' | 'POST' | 'DELETE', path: string, role: Role, payload?: object, school?: string) => {
    const headers = await admin.tokenFor(role, school === undefined ? {} : { school });
    const url = `/api/v1/policy/replays${path}`;
    const response = await admin.app.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: response.statusCode, body: response.json() };
  };

  it('is done in the background, tells how far it is, and what would be different', async () => {
    const { status, body } = await call('POST', '', 'head-of-it', { document: GAMES_OPEN, days: 2 });
    expect(status).toBe(202);
    expect(body).toMatchObject({ days: 2, by: 'token:head-of-it-1', difference: { changes: [expect.anything()] } });
    const done = await until(async () => {
      const job = (await call('GET', `/${body.id}`, 'trust-admin')).body;
      return job.status === 'done' && job;
    });
    expect(done.progress.bytesDone).toBe(done.progress.bytesTotal);
    expect(done).toMatchObject({
      progress: { records: 1 },
      result: { decided: 1, leftOut: 0, changes: { 'newly-allowed': { decisions: 1, byCategory: [{ key: 'games', decisions: 1 }] } } },
    });
    const [listed] = (await call('GET', '', 'head-of-it')).body.items;
    expect(listed).toMatchObject({ id: body.id, status: 'done' });
    expect(listed).not.toHaveProperty('result');
    expect((await call('DELETE', `/${body.id}`, 'head-of-it')).body.status).toBe('done');
    admin.advance(3_600_001);
    expect((await call('GET', `/${body.id}`, 'head-of-it')).status).toBe(404);
  });

  it('is for those who change policy for the trust, and refuses what is no policy', async () => {
    for (const role of ['it-operator', 'headteacher', 'dsl'] as const) {
      expect((await call('POST', '', role, { document: GAMES_OPEN, days: 1 })).status).toBe(403);
    }
    expect((await call('GET', '', 'head-of-it', undefined, 'north')).status).toBe(403);
    expect((await call('POST', '', 'head-of-it', { document: { grups: {} }, days: 1 })).body.code).toBe('policy-invalid');
    expect((await call('GET', '/replay-none', 'head-of-it')).status).toBe(404);
  });
});

describe('replays one after another', () => {
  const RESULT = { decided: 0, leftOut: 0, changes: {} } as unknown as ReplayResult;
  const difference = { changes: [], effects: [] };
  /** Replays that end when they are told to. */
  function gated() {
    const running: { watch: ReplayWatch | undefined; end: (error?: Error) => void }[] = [];
    const replay = (_document: object, _days: number, watch?: ReplayWatch) =>
      new Promise<ReplayResult>((resolve, reject) => {
        watch?.signal.addEventListener('abort', () => reject(watch.signal.reason));
        running.push({ watch, end: (error) => (error === undefined ? resolve(RESULT) : reject(error)) });
      });
    let id = 0;
    const logger = { error: () => {} } as never;
    const jobs = new ReplayJobs({ policies: { replay }, clock: () => epochMs(1_000), newId: () => String(++id), logger });
    return { running, jobs, start: () => jobs.start('user:a', {}, 1, difference).id };
  }

  it('run one at a time, and so many wait', async () => {
    const { running, jobs, start } = gated();
    const ids = Array.from({ length: 5 }, start);
    expect(() => start()).toThrow(/wait already/);
    expect(jobs.list().map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting', 'waiting', 'running']);
    running[0]?.watch?.onProgress({ bytesDone: 5, bytesTotal: 9, records: 2 });
    expect(jobs.get(ids[0] ?? '')?.progress).toEqual({ bytesDone: 5, bytesTotal: 9, records: 2 });
    running[0]?.end();
    await until(() => running.length === 2);
    expect(jobs.get(ids[0] ?? '')).toMatchObject({ status: 'done', result: RESULT });
    await jobs.close();
  });

  it('are cancelled while they run and while they wait, and a failed one says so without what it read', async () => {
    const { running, jobs, start } = gated();
    const [first, second, third] = [start(), start(), start()];
    expect(jobs.cancel(second)).toMatchObject({ status: 'cancelled', endedAt: 1_000 });
    expect(jobs.cancel(first)).toMatchObject({ status: 'cancelled' });
    await until(() => running.length === 2);
    running[1]?.end(new Error('/data/records/secret: EIO'));
    await until(() => jobs.get(third)?.status === 'failed');
    expect(jobs.get(third)).toMatchObject({ problem: 'The records could not be read.', result: null });
    expect(jobs.cancel('none')).toBeUndefined();
    const fourth = start();
    await jobs.close();
    expect(jobs.get(fourth)?.status).toBe('cancelled');
  });
});
