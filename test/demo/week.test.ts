import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPasswords } from '../../admin/auth/passwords.ts';
import { openSignInKey } from '../../admin/auth/sign-in-key.ts';
import { enterCode } from '../../admin/services/second-factor.ts';
import { signInByPassword } from '../../admin/services/sign-in.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema/config.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import type { DecisionId } from '../../core/decision-id.ts';
import { londonTime } from '../../core/london-time.ts';
import { epochMs } from '../../core/units.ts';
import { codeAt } from '../../demo/accounts.ts';
import { at, DAY_MS } from '../../demo/calendar.ts';
import { dataFolderOf } from '../../demo/folder.ts';
import { type MadeWeek, makeWeek } from '../../demo/week.ts';
import { findDecision } from '../../storage/access-log.ts';
import { openStores } from '../../storage/open-stores.ts';
import { readRecordedDays } from '../../storage/recorded-days.ts';
import type { Stores } from '../../storage/stores.ts';
import { tokenHash } from '../../storage/token-secret.ts';

/** A Sunday evening in winter: the last school day is over, and the weekend is nearly. */
const UNTIL = at(londonTime(epochMs(Date.UTC(2026, 10, 22, 19, 30))).dayNumber, '19:30');

describe('a small week of one school', () => {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-demo-test-'));
  const env = { SCHOOLGATE_CONFIG: join(folder, 'schoolgate.yaml'), SCHOOLGATE_DATA: dataFolderOf(folder) };
  const clock = () => UNTIL;
  let made: MadeWeek;
  let config: Config;
  let stores: Stores;
  const records: AccessRecord[] = [];

  beforeAll(async () => {
    made = await makeWeek({ folder, env, schools: ['harrowmere'], until: UNTIL, seed: 1, share: 0.05, earlierWeeks: 1 });
    const loaded = loadConfig({ env, cwd: folder });
    if (!loaded.ok) throw new Error(loaded.failure.message);
    config = loaded.value;
    stores = await openStores({ databaseUrl: null, sqlitePath: join(config.at.dataFolder, 'db/schoolgate.sqlite'), clock });
    for await (const some of readRecordedDays(join(config.at.dataFolder, 'records'), epochMs(UNTIL - 15 * DAY_MS))) records.push(...some);
  }, 120_000);

  afterAll(async () => {
    await stores?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds records of seven days that can be looked up, mostly of school hours', async () => {
    expect(records).toHaveLength(made.records);
    expect(records.every(({ time }) => Date.parse(time) > UNTIL - 14 * DAY_MS && Date.parse(time) <= UNTIL)).toBe(true);
    const earlier = records.filter(({ time }) => Date.parse(time) < UNTIL - 7 * DAY_MS);
    expect(earlier.length).toBeGreaterThan(0);
    expect(earlier.every(({ signal }) => signal !== 'none')).toBe(true);
    const isDayTime = ({ time }: AccessRecord) => {
      const { weekday, minute } = londonTime(epochMs(Date.parse(time)));
      return weekday < 5 && minute >= 8 * 60 && minute < 16 * 60;
    };
    expect(records.filter(isDayTime).length / records.length).toBeGreaterThan(0.9);
    expect(new Set(records.map(({ action }) => action))).toEqual(new Set(['allow', 'block', 'coach']));
    expect(new Set(records.map(({ policyVersion }) => policyVersion)).size).toBeGreaterThan(2);
    const [blocked] = records.filter(({ action }) => action === 'block');
    expect(await findDecision(join(config.at.dataFolder, 'records'), blocked?.id as DecisionId)).toEqual([blocked]);
  });

  it('has incidents in every state, told to people and answered by them', async () => {
    const incidents = await stores.incidents.list({ limit: 1_000 });
    const states = new Set(incidents.map(({ status }) => status));
    expect(states).toEqual(new Set(['new', 'acknowledged', 'in-progress', 'escalated', 'closed']));
    expect(incidents.filter(({ outcome }) => outcome !== null).length).toBeGreaterThan(5);
    expect(incidents.some(({ cluster }) => cluster !== undefined)).toBe(true);
    expect(incidents.some(({ factors }) => factors.some(({ id }) => id === 'reported'))).toBe(true);
    const newest = incidents.find(({ status, severity }) => status === 'new' && severity === 'danger');
    expect(UNTIL - (newest?.lastAt ?? 0)).toBeLessThan(DAY_MS / 24);
    const totals = await stores.outbox.totals(epochMs(0));
    expect(totals).toMatchObject({ queued: 0, sending: 0, failed: 0, 'in-doubt': 0 });
    expect(totals.accepted).toBeGreaterThan(20);
  });

  it('is read to its end: alerts begin behind it', async () => {
    const cursor = JSON.parse((await stores.incidents.cursor()) ?? '{}') as Record<string, number>;
    const bytes = Object.values(cursor).reduce((sum, length) => sum + length, 0);
    expect(bytes).toBeGreaterThan(records.length * 100);
  });

  it('has requests, grants, measures and policies in their states', async () => {
    const requests = await stores.requests.list({ limit: 100 });
    expect(new Set(requests.map(({ status }) => status))).toEqual(new Set(['open', 'approved', 'declined']));
    const overrides = await stores.overrides.list(UNTIL);
    expect(new Set(overrides.map(({ kind }) => kind))).toEqual(new Set(['override', 'lesson']));
    const measures = await stores.measures.list(UNTIL);
    expect(new Set(measures.map(({ kind }) => kind))).toEqual(new Set(['suspension', 'exam', 'arrangement', 'ai-tool', 'pupil-wifi']));
    expect(await stores.policies.history()).toHaveLength(3);
    expect((await stores.policyDrafts.list(10)).map(({ status }) => status)).toEqual([
      'awaiting-second',
      'declined',
      'approved',
      'approved',
    ]);
  });

  it('leaves an audit log that is whole, in order of time, and names people', async () => {
    const rows = await stores.audit.list({ limit: 10_000 });
    expect(await stores.audit.verify()).toBeUndefined();
    expect(rows.every((row, index) => row.at >= (rows[index - 1]?.at ?? 0))).toBe(true);
    expect(new Set(rows.map(({ actor }) => actor))).toContain('user:r.whitlock');
    expect(rows.some(({ action, outcome }) => action === 'incident.list-person' && outcome === 'refused')).toBe(true);
  });

  it('has accounts that sign in with the password and the code that the demo tells', async () => {
    const account = made.mark.accounts.find(({ role }) => role === 'headteacher');
    const context = { stores, clock, config, key: openSignInKey(config.at.dataFolder), passwords: createPasswords() };
    const caller = { address: '127.0.0.1', client: 'test', device: undefined };
    const begun = await signInByPassword({ name: account?.name ?? '', password: made.mark.password }, caller, context);
    expect(begun.step).toBe('totp');
    const found = await stores.sessions.find(tokenHash(begun.secret), UNTIL);
    if (found === undefined) throw new Error('no session');
    const { code } = codeAt(account?.totpSecret ?? '', UNTIL);
    expect((await enterCode(found, code, caller, context)).step).toBe('done');
  });
});
