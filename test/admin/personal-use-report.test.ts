import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../admin/configuration.ts';
import { purgeExpired } from '../../admin/maintenance.ts';
import { reckonPersonalUse } from '../../admin/services/personal-use-reckoning.ts';
import type { Config } from '../../config/schema/config.ts';
import type { AccessRecord } from '../../core/access-record.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { WENT_ON } from '../../core/personal-use-report.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { type IncidentsFixture, openIncidentsFixture } from './incidents-fixture.ts';

const DAY = 86_400_000;
const SETTINGS: Config['personalUseReport'] = {
  enabled: true,
  reason: 'agreed with the unions, staff handbook 3.2',
  notice: { text: 'We count private use in working time.', from: '2026-09-01', dpia: 'DPIA 14' },
  minutesAWeek: { shopping: 30, games: 30 },
  workTime: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', until: '17:00' }],
  keepWeeks: 2,
};
const LUNCH: PolicyDocument = {
  schedules: [{ id: 'lunch', windows: [{ days: ['tue'], from: '12:00', until: '13:00' }] }],
  groups: { staff: { categories: { shopping: { action: 'allow', during: 'lunch', otherwise: 'coach' } } } },
};
/** The week before the fixture's Monday, 23 November 2026. */
const WEEK = '2026-11-16';

let admin: IncidentsFixture;
let context: IncidentsFixture['context'] & { readonly recordsFolder: string };
beforeEach(async () => {
  admin = await openIncidentsFixture();
  const config = { ...admin.context.config, personalUseReport: SETTINGS };
  Object.assign(admin.context.config, { personalUseReport: SETTINGS });
  context = { ...admin.context, config, recordsFolder: join(config.at.dataFolder, 'records') };
});
afterEach(() => admin.close());

const BASE: Partial<AccessRecord> = {
  ...{ username: 'S.Shopper', group: 'staff', school: 'north', rule: 'category', action: 'allow', intent: 'unknown' },
  ...{ host: 'shop.example', url: 'https://shop.example/', categories: ['shopping'], policyVersion: 'none' },
};

/** A record in each of so many minutes of a day and hour (UTC, which London's clocks show in November). */
const minutes = (count: number, at: string, change: Partial<AccessRecord> = {}) =>
  Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.parse(`${at}:00.000Z`) + i * 60_000).toISOString();
    return Object.assign({ ...BASE, time }, change);
  });
/** As the proxy writes them of what was written before its outcome was known. */
const closesOf = (records: readonly Partial<AccessRecord>[], status: number) =>
  records
    .filter((one) => one.status === null)
    .map((one) => ({ ...one, event: 'request-close' as const, status, time: new Date(Date.parse(one.time ?? '') + 5_000).toISOString() }));
const get = async (path: string, headers: Record<string, string>) => {
  const { statusCode, body } = await admin.app.inject({ url: `/api/v1/personal-use/report${path}`, headers });
  return { status: statusCode, body: JSON.parse(body) };
};
const head = (school = 'north') => admin.tokenFor('headteacher', { school });
const LOOK = `/weeks/${WEEK}?reason=asked+by+the+governors`;

describe('the weekly report of private use', () => {
  it('counts different minutes of named staff in working time, above a threshold, and shows no site', async () => {
    await admin.record(
      ...minutes(31, '2026-11-16T10:00'),
      ...minutes(31, '2026-11-16T10:00', { username: 's.shopper', event: 'tunnel-open' }),
      ...minutes(30, '2026-11-17T10:00', { username: 'at.the.threshold' }),
      ...minutes(20, '2026-11-18T09:00', { username: 'a.gamer', categories: ['games', 'video'] }),
      ...minutes(20, '2026-11-19T09:00', { username: 'a.gamer', categories: ['games'], rule: 'override', reason: `${WENT_ON} of x` }),
    );
    await reckonPersonalUse(context);
    const report = (await get('', await head())).body;
    expect(report).toMatchObject({ enabled: true, weeks: [{ week: WEEK, people: 2 }], notice: { dpia: 'DPIA 14' } });
    const { body } = await get(LOOK, await head());
    expect(body.items).toEqual([
      { person: 'a.gamer', school: 'north', minutes: { games: 40 } },
      { person: 's.shopper', school: 'north', minutes: { shopping: 31 } },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/shop\.example|threshold/);
  });

  it('never counts what is not staff’s, not of working time, not chosen, for work, or nobody’s business', async () => {
    await admin.context.stores.people.put([{ name: 'amy', group: 'seniors', school: 'north', role: null, passwordHash: null }]);
    const cases: readonly (readonly [string, Partial<AccessRecord>, string])[] = [
      ['pupils', { group: 'seniors' }, '2026-11-16T10:00'],
      ['guests', { group: 'guests' }, '2026-11-16T10:00'],
      ['whom the directory knows as a pupil', { username: 'amy' }, '2026-11-16T10:00'],
      ['nobody known', { username: null }, '2026-11-16T10:00'],
      ['before working time', {}, '2026-11-16T07:00'],
      ['after it', {}, '2026-11-16T17:00'],
      ['on Saturday', {}, '2026-11-21T10:00'],
      ['the week before', {}, '2026-11-13T10:00'],
      ['this week', {}, '2026-11-23T09:00'],
      ['what was refused', { action: 'block' }, '2026-11-16T10:00'],
      ['what a page loads by itself', { intent: 'embed' }, '2026-11-16T10:00'],
      ['the close of what is counted', { event: 'tunnel-close' }, '2026-11-16T10:00'],
      ['what a list opened for work', { rule: 'group-allow' }, '2026-11-16T10:00'],
      ['what IT opened for work', { rule: 'override', reason: 'Allowed by an override of it' }, '2026-11-16T10:00'],
      ['what leads are told of', { signal: 'advisory' }, '2026-11-16T10:00'],
      ['a site that could not be reached', { status: 502 }, '2026-11-16T10:00'],
      ['one that was found so after two seconds', { status: null }, '2026-11-16T10:00'],
      ['help', { categories: ['shopping', 'support'] }, '2026-11-16T10:00'],
      ['health', { categories: ['shopping', 'relationships-sex-health'] }, '2026-11-16T10:00'],
      ['what is sealed', { categories: ['shopping', 'child-sexual-abuse'] }, '2026-11-16T10:00'],
      ['a site for work, too', { categories: ['shopping', 'education'] }, '2026-11-16T10:00'],
      ['a category without a threshold', { categories: ['video'] }, '2026-11-16T10:00'],
    ];
    // Each by somebody of the case's own name, so that a failure says which it was.
    const written = await admin.record(...cases.flatMap(([name, change, at]) => minutes(31, at, { username: name, ...change })));
    await admin.record(...closesOf(written, 502));
    await reckonPersonalUse(context);
    expect((await context.stores.personalUseWeeks.list()).map(({ week, rows }) => [week, rows])).toEqual([[WEEK, []]]);
  });

  it('counts what took long and was reached, or is open still', async () => {
    const [slow, open, late] = ['slow', 'still.open', 'closed.first'].map((username) =>
      minutes(31, '2026-11-16T10:00', { username, status: null }),
    );
    await admin.record(...closesOf(await admin.record(...(slow ?? [])), 200));
    await admin.record(...(open ?? []));
    // As when the disk took the close before what it closes.
    const named = (late ?? []).map((one, i) => ({ ...one, id: `LATE${i}` }));
    await admin.record(...closesOf(named, 504));
    await admin.record(...named);
    await reckonPersonalUse(context);
    const { rows = [] } = (await context.stores.personalUseWeeks.list())[0] ?? {};
    expect(rows.map(({ person }) => person)).toEqual(['slow', 'still.open']);
  });

  it('leaves out time for personal use, by the policy that decided, and days out of term', async () => {
    const { stores, clock } = context;
    const save = { author: 'head', reason: 'r', createdAt: clock(), effectiveAt: clock() };
    const terms = [{ from: '2026-11-18', until: '2026-12-18' }];
    await stores.policies.save({ ...save, version: 'lunch', document: canonicalJson(LUNCH) });
    await stores.policies.save({ ...save, version: 'terms', document: canonicalJson({ calendar: { terms } }) });
    const by = (person: string, policyVersion: string) => ({ username: person, policyVersion });
    await admin.record(
      ...minutes(40, '2026-11-17T12:10', by('lunch', 'lunch')),
      ...minutes(40, '2026-11-17T12:40', by('long.lunch', 'lunch')),
      ...minutes(40, '2026-11-17T12:10', by('no.lunch', 'none')),
      ...minutes(40, '2026-11-17T10:10', by('holiday', 'terms')),
      ...minutes(40, '2026-11-18T10:10', by('term', 'terms')),
      ...minutes(40, '2026-11-17T12:00', { ...by('gamer', 'lunch'), categories: ['games', 'shopping'] }),
    );
    await reckonPersonalUse(context);
    const { rows = [] } = (await stores.personalUseWeeks.list())[0] ?? {};
    expect(rows.map(({ person, minutes: counted }) => [person, counted])).toEqual([
      ['gamer', { games: 40 }],
      ['no.lunch', { shopping: 40 }],
      ['term', { shopping: 40 }],
    ]);
  });

  it('is not reckoned while it is off, before staff were told, before Monday five o’clock, nor twice', async () => {
    await admin.record(...minutes(40, '2026-11-16T10:00'), ...minutes(40, '2026-11-18T10:00', { username: 'later' }));
    const weeks = async (changes: Partial<Config['personalUseReport']>, more: object = {}) => {
      const personalUseReport = { ...SETTINGS, ...changes };
      await reckonPersonalUse({ ...context, ...more, config: { personalUseReport } });
      return (await context.stores.personalUseWeeks.list()).flatMap(({ rows }) => rows.map(({ person }) => person));
    };
    const told = (from: string) => ({ notice: { text: 't', from, dpia: 'd' } });
    expect(await weeks({ enabled: false })).toEqual([]);
    expect(await weeks(told('2026-11-23'))).toEqual([]);
    expect(await weeks({}, { clock: () => context.clock() - 6 * 3_600_000 })).toEqual([]);
    expect(await weeks(told('2026-11-17'))).toEqual(['later']);
    expect(await weeks({})).toEqual(['later']);
    expect(await admin.lastAudit()).toMatchObject({
      action: 'personal-use-report.reckon',
      subject: WEEK,
      detail: { people: 1, dpia: 'd' },
    });
  });
});

describe('a look at it', () => {
  const person = async (name: string, school?: string) => get(`/people/${name}?reason=return+to+work+talk`, await head(school));

  it('takes a reason, is of the own school alone, and is written down for each person shown', async () => {
    await admin.record(...minutes(31, '2026-11-16T10:00'), ...minutes(31, '2026-11-16T10:00', { username: 'southern', school: 'south' }));
    await reckonPersonalUse(context);
    expect((await get(`/weeks/${WEEK}`, await head())).status).toBe(400);
    expect((await get(LOOK, await head('south'))).body.items).toMatchObject([{ person: 'southern' }]);
    expect((await get(LOOK, await admin.tokenFor('headteacher'))).body.items).toHaveLength(2);
    for (const role of ['trust-admin', 'head-of-it', 'dsl', 'dpo', 'viewer'] as const)
      expect((await get(LOOK, await admin.tokenFor(role))).status).toBe(403);
    expect((await person('S.Shopper')).body.items).toEqual([
      { week: WEEK, minutes: { shopping: 31 }, minutesAWeek: SETTINGS.minutesAWeek },
    ]);
    expect((await person('southern')).body.items).toEqual([]);
    const looks = await admin.app.inject({ url: '/api/v1/lookups?person=s.shopper', headers: await admin.tokenFor('dpo') });
    expect(looks.json().items.slice(1)).toMatchObject([
      { action: 'personal-use-report.person', purpose: 'compliance', reference: 'return to work talk' },
      { action: 'personal-use-report.person', reference: 'asked by the governors' },
    ]);
    const audit = await admin.app.inject({ url: '/api/v1/audit?limit=500', headers: await admin.tokenFor('head-of-it') });
    expect(audit.body).not.toMatch(/shopper|southern/i);
  });

  it('ends with its retention, and at once when it is switched off', async () => {
    await admin.record(...minutes(31, '2026-11-16T10:00'));
    await reckonPersonalUse(context);
    const later = (ms: number, changes: object = {}) => {
      const clock = () => context.clock() + ms;
      return purgeExpired({
        ...context,
        clock: clock as never,
        config: { ...context.config, personalUseReport: { ...SETTINGS, ...changes } },
      });
    };
    await later(13 * DAY);
    expect(await context.stores.personalUseWeeks.list()).toHaveLength(1);
    await later(15 * DAY);
    expect(await context.stores.personalUseWeeks.list()).toEqual([]);
    expect(await admin.lastAudit()).toMatchObject({ action: 'personal-use-report.purge', detail: { weeks: 1 } });
    await context.stores.personalUseWeeks.add({ week: WEEK, from: context.clock(), reckonedAt: 0, minutesAWeek: {}, rows: [] });
    Object.assign(admin.context.config, { personalUseReport: { ...SETTINGS, enabled: false } });
    expect([(await get(LOOK, await head())).status, (await get('', await head())).body]).toMatchObject([
      404,
      { enabled: false, weeks: [] },
    ]);
    await later(1, { enabled: false });
    expect(await context.stores.personalUseWeeks.list()).toEqual([]);
  });

  it('that it is switched on and off stands in the audit log once', async () => {
    const { stores, clock, config } = context;
    const switched = async () => stores.audit.newest({ actions: ['personal-use-report.switch'], limit: 9 });
    await adoptConfiguration({ ...config, personalUseReport: { ...SETTINGS, enabled: false } }, stores, clock());
    expect(await switched()).toEqual([]);
    for (const enabled of [true, true, false, false])
      await adoptConfiguration({ ...config, personalUseReport: { ...SETTINGS, enabled } }, stores, clock());
    expect((await switched()).map(({ detail }) => [detail['enabled'], detail['dpia']])).toEqual([
      [false, undefined],
      [true, 'DPIA 14'],
    ]);
  });
});
