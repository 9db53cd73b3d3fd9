import { describe, expect, it, onTestFinished } from 'vitest';
import { DigestJob, digestMaterial } from '../../../alerts/digest.ts';
import { escalate } from '../../../alerts/escalate.ts';
import { alertDelivery } from '../../../alerts/payload.ts';
import { contactsOf } from '../../../alerts/routing/directory.ts';
import { recipientsOf } from '../../../alerts/routing/recipients.ts';
import { calendarOf } from '../../../alerts/routing/school-day.ts';
import { WeeklyJob, weeklyMaterial } from '../../../alerts/weekly.ts';
import type { Sighting } from '../../../core/incident.ts';
import { type EpochMs, epochMs } from '../../../core/units.ts';
import type { NewDelivery } from '../../../storage/incidents.ts';
import { openStores } from '../../../storage/open-stores.ts';
import { testConfig } from './test-config.ts';

const at = (text: string) => epochMs(Date.parse(text));

async function open(start: string, digestTime = '07:30') {
  let now = at(start);
  const clock = () => now;
  const stores = await openStores({ databaseUrl: null, sqlitePath: ':memory:', clock });
  onTestFinished(() => stores.close());
  const { directory } = contactsOf(testConfig('/'));
  const added: { readonly at: EpochMs; readonly to: string; readonly uniqueKey: string; readonly payload: Record<string, unknown> }[] = [];
  const send = async (deliveries: readonly NewDelivery[]) => {
    for (const { to, uniqueKey, payload } of await stores.outbox.add(deliveries, now)) added.push({ at: now, to, uniqueKey, payload });
  };
  const jobOptions = { stores, directory: () => directory, digestAt: () => digestTime, send, clock };
  const newJob = () => new DigestJob(jobOptions);
  return {
    stores,
    directory,
    added,
    clock,
    jobOptions,
    newJob,
    send,
    /** Lets the clock run, asking each quarter of an hour. */
    async pass(until: string, ask: () => Promise<void>) {
      for (; now <= at(until); now = epochMs(now + 15 * 60_000)) await ask();
    },
    set: (time: string) => {
      now = at(time);
    },
  };
}

const toDsl = <T extends { readonly to: string }>(all: readonly T[]) => all.filter(({ to }) => to === 'dsl@north.example');

function sighting(change: Partial<Sighting>): Sighting {
  return {
    id: 'S1',
    at: at('2026-11-23T10:00:00Z'),
    username: 'p.one',
    computer: null,
    clientIp: '10.0.0.1',
    school: 'north',
    group: 'seniors',
    theme: 'terrorism-extremism',
    signal: 'danger',
    categories: ['terrorism'],
    host: 'terrorism.schoolgate.test',
    url: 'http://terrorism.schoolgate.test/',
    searchTerm: null,
    action: 'block',
    intent: 'navigation',
    visibility: 'url',
    attribution: 'lease',
    ...change,
  };
}

describe('the digest', () => {
  it('is queued once for each lead at the school’s local time, winter and summer, with nothing to report', async () => {
    const { added, newJob, pass } = await open('2026-03-27T00:00:00Z');
    const job = newJob();
    await pass('2026-03-30T23:00:00Z', () => job.run());
    expect(toDsl(added).map((one) => new Date(one.at).toISOString())).toEqual([
      '2026-03-27T07:30:00.000Z',
      '2026-03-28T07:30:00.000Z',
      '2026-03-29T06:30:00.000Z',
      '2026-03-30T06:30:00.000Z',
    ]);
    expect(new Set(added.map(({ to }) => to))).toEqual(new Set(['dsl@north.example', 'deputy@north.example', 'dsl@south.example']));
  });

  it.each([
    [
      'in the hour that spring leaves out',
      '2026-03-28T00:00:00Z',
      '2026-03-30T20:00:00Z',
      '01:30',
      ['03-28T01:30', '03-29T01:30', '03-30T00:30'],
    ],
    [
      'in the hour that autumn repeats',
      '2026-10-24T03:00:00Z',
      '2026-10-26T20:00:00Z',
      '01:30',
      ['10-24T03:00', '10-25T00:30', '10-26T01:30'],
    ],
  ])('is queued once a day %s, and its spans leave no gap', async (_when, start, end, digestTime, expected) => {
    const { added, newJob, pass } = await open(start, digestTime);
    const job = newJob();
    await pass(end, () => job.run());
    const mails = toDsl(added);
    expect(mails.map((one) => new Date(one.at).toISOString().slice(5, 16))).toEqual(expected);
    for (const [index, { payload }] of mails.entries()) if (index > 0) expect(payload['from']).toBe(mails[index - 1]?.payload['until']);
  });

  it('comes later on the same day after downtime, and not twice after a restart', async () => {
    const { added, newJob, set } = await open('2026-11-23T15:00:00Z');
    await newJob().run();
    await newJob().run();
    set('2026-11-24T07:29:00Z');
    await newJob().run();
    expect(toDsl(added).map(({ uniqueKey }) => uniqueKey)).toEqual(['digest|north|2026-11-23|dsl@north.example']);
  });

  it('goes out on school days where a school wants that, and then tells of the days between', async () => {
    const { added, jobOptions, directory, pass } = await open('2026-03-26T00:00:00Z');
    const calendar = calendarOf({
      terms: [
        { from: '2026-01-05', until: '2026-03-27' },
        { from: '2026-04-13', until: '2026-07-20' },
      ],
    });
    const job = new DigestJob({ ...jobOptions, directory: () => ({ ...directory, calendar }), isOnSchoolDays: (id) => id === 'north' });
    await pass('2026-04-14T08:00:00Z', () => job.run());
    const mails = toDsl(added);
    expect(mails.map((one) => new Date(one.at).toISOString().slice(5, 10))).toEqual(['03-26', '03-27', '04-13', '04-14']);
    for (const [index, { payload }] of mails.entries()) if (index > 0) expect(payload['from']).toBe(mails[index - 1]?.payload['until']);
    expect(added.filter(({ to }) => to === 'dsl@south.example')).toHaveLength(20);
  });

  it('tells of its own school and day, and of dangers that nobody has read', async () => {
    const { stores, directory } = await open('2026-11-24T08:00:00Z');
    const assessment = { severity: 'danger', notify: true, factors: [], cluster: null } as const;
    const day = at('2026-11-23T10:00:00Z');
    const batch = [
      sighting({ id: 'S1', at: day }),
      sighting({ id: 'S2', at: epochMs(day - 7 * 86_400_000), username: 'p.week' }),
      sighting({ id: 'S3', at: epochMs(day - 2 * 86_400_000), username: 'p.before' }),
      sighting({ id: 'S4', at: day, username: 'p.south', school: 'south' }),
    ].map((one) => ({ sighting: one, assessment, synthetic: false }));
    await stores.incidents.store(batch, '{}', { mergeWindowMs: 600_000, routing: () => [] });
    const digest = { school: 'north', from: at('2026-11-23T07:30:00Z'), until: at('2026-11-24T07:30:00Z') };
    const material = await digestMaterial(stores, digest);
    expect(material.incidents.map(({ person }) => person)).toEqual(['p.one']);
    expect(material.unread.map(({ person }) => person).sort()).toEqual(['p.before', 'p.one', 'p.week']);
    expect(material.weekBefore).toEqual({ 'terrorism-extremism': 1 });
    expect(directory.schools.size).toBe(2);
  });
});

describe('escalation', () => {
  it('goes up the line while nobody acknowledges, tells each once, and IT without the content; an acknowledgement ends it', async () => {
    const { stores, directory, added, clock, send, pass, set } = await open('2026-11-23T10:00:00Z');
    const assessment = { severity: 'danger', notify: true, factors: [], cluster: null } as const;
    const batch = [sighting({}), sighting({ id: 'S2', username: 'p.two' })].map((one) => ({ sighting: one, assessment, synthetic: false }));
    const routing = (incident: Parameters<typeof recipientsOf>[0], why: 'alert' | 'severity-raised') =>
      recipientsOf(incident, directory, clock()).map((recipient) => alertDelivery(incident, recipient, why));
    const [first, second] = await stores.incidents.store(batch, '{}', { mergeWindowMs: 600_000, routing });
    for (const { id } of [...(await stores.outbox.pending(clock(), 0, 99))])
      await stores.outbox.settle(id, { status: 'accepted', answer: '250' }, clock());
    await stores.incidents.change(second?.id ?? '', second?.version ?? 0, { kind: 'acknowledge' }, 'user:a.lead', clock());
    const ask = () => escalate({ stores, directory: () => directory, send, clock });
    set('2026-11-23T10:05:00Z');
    await ask();
    expect(added).toEqual([]);
    await pass('2026-11-23T14:00:00Z', async () => {
      await ask();
      for (const { id } of await stores.outbox.pending(clock(), 0, 99))
        await stores.outbox.settle(id, { status: 'accepted', answer: '250' }, clock());
    });
    expect(added.map(({ to }) => to)).toEqual(['duty@north.example', 'it@north.example', 'head@north.example', 'trust@trust.example']);
    const keys = added.map(({ uniqueKey }) => uniqueKey.split('|').slice(0, 2).join('|'));
    expect(new Set(keys)).toEqual(new Set([`escalation|${first?.id}`, `delivery-trouble|${first?.id}`]));
    expect(JSON.stringify(added.find(({ to }) => to === 'it@north.example')?.payload)).not.toMatch(/terror|p\.one|danger/);
  });
});

describe('escalation by hand', () => {
  it('is followed up like any other while the one it went to does not acknowledge', async () => {
    const { stores, directory, added, clock, send, pass } = await open('2026-11-23T10:00:00Z');
    const assessment = { severity: 'danger', notify: true, factors: [], cluster: null } as const;
    const routing = (incident: Parameters<typeof recipientsOf>[0], why: 'alert' | 'severity-raised') =>
      recipientsOf(incident, directory, clock()).map((recipient) => alertDelivery(incident, recipient, why));
    const batch = [{ sighting: sighting({}), assessment, synthetic: false }];
    const [incident] = await stores.incidents.store(batch, '{}', { mergeWindowMs: 600_000, routing });
    const by = { kind: 'escalate', reason: 'I am away' } as const;
    await stores.incidents.change(incident?.id ?? '', incident?.version ?? 0, by, 'user:a.lead', clock());
    const follow = () => escalate({ stores, directory: () => directory, send, clock });
    await pass('2026-11-23T10:30:00Z', follow);
    expect(added.map(({ to }) => to)).toContain('duty@north.example');
    const escalated = await stores.incidents.get(incident?.id ?? '');
    await stores.incidents.change(incident?.id ?? '', escalated?.version ?? 0, { kind: 'acknowledge' }, 'user:duty', clock());
    const before = added.length;
    await pass('2026-11-23T14:00:00Z', follow);
    expect(added).toHaveLength(before);
  });
});

describe('the weekly report', () => {
  const toHead = <T extends { readonly to: string }>(all: readonly T[]) => all.filter(({ to }) => to === 'head@north.example');

  it('is queued on Mondays for the headteacher and the trust’s lead, also with nothing in it, and once', async () => {
    const { added, jobOptions, pass } = await open('2026-03-20T00:00:00Z');
    await pass('2026-03-30T10:00:00Z', () => new WeeklyJob(jobOptions).run());
    expect(toHead(added).map((one) => [new Date(one.at).toISOString(), one.uniqueKey])).toEqual([
      ['2026-03-23T07:30:00.000Z', 'weekly-report|north|2026-03-23|head@north.example'],
      ['2026-03-30T06:30:00.000Z', 'weekly-report|north|2026-03-30|head@north.example'],
    ]);
    expect(added.filter(({ to }) => to === 'trust@trust.example')).toHaveLength(2);
  });

  it('comes later in the week after downtime when there is something to tell, and counts what leadership asks for', async () => {
    const { stores, added, jobOptions, clock } = await open('2026-11-25T09:00:00Z');
    const job = new WeeklyJob(jobOptions);
    await job.run();
    expect(added).toEqual([]);
    const assessment = { severity: 'danger', notify: true, factors: [], cluster: null } as const;
    const batch = [
      sighting({ id: 'S1', at: at('2026-11-17T10:00:00Z') }),
      sighting({ id: 'S2', at: at('2026-11-24T10:00:00Z'), username: 'p.two' }),
    ];
    await stores.incidents.store(
      batch.map((one) => ({ sighting: one, assessment, synthetic: false })),
      null,
      { mergeWindowMs: 600_000, routing: () => [] },
    );
    await new WeeklyJob(jobOptions).run();
    const [queued] = toHead(added);
    const report = { school: 'north', from: Number(queued?.payload['from']), until: Number(queued?.payload['until']) };
    expect(new Date(report.until).toISOString()).toBe('2026-11-23T07:30:00.000Z');
    const [only] = (await weeklyMaterial(stores, report)).incidents;
    expect(only?.firstAt).toBe(at('2026-11-17T10:00:00Z'));
    await stores.incidents.change(only?.id ?? '', only?.version ?? 0, { kind: 'acknowledge' }, 'user:dsl', clock());
    const { incidents, answeredAt } = await weeklyMaterial(stores, report);
    expect(incidents).toHaveLength(1);
    expect([...answeredAt]).toEqual([[only?.id, clock()]]);
  });
});
