import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { epochMs } from '../../../core/units.ts';
import { redisIsInstalled } from '../../support/redis.ts';
import { type AlertsFixture, openAlertsFixture } from './alerts-fixture.ts';

/** A second may be too short on a busy machine. */
const POLL = { timeout: 15_000 };

const ledger = async ({ stores }: AlertsFixture) => stores.outbox.totals(epochMs(0));

const accepted = (fixture: AlertsFixture, count: number) => expect.poll(async () => (await ledger(fixture)).accepted, POLL).toBe(count);

const onceEach = ({ mail }: AlertsFixture) => {
  const ids = mail.received.map(({ mail: parsed }) => parsed.messageId);
  expect(new Set(ids).size).toBe(ids.length);
};

describe.skipIf(!redisIsInstalled)('alerts when something is away', () => {
  it('go out without Redis after a moment, and once', async () => {
    const fixture = await openAlertsFixture();
    await fixture.start();
    await fixture.redis.kill();
    await fixture.attempt({ username: 'p.one' }, { username: 'p.two' });
    await accepted(fixture, 4);
    await fixture.redis.start();
    await fixture.attempt({ username: 'p.three' });
    await accepted(fixture, 6);
    onceEach(fixture);
  });

  it('go out once when Redis comes only after them', async () => {
    const fixture = await openAlertsFixture();
    await fixture.redis.kill();
    await fixture.start();
    await fixture.attempt({ username: 'p.one' });
    await fixture.redis.start();
    await accepted(fixture, 2);
    onceEach(fixture);
  });

  it('go out when Redis forgets all of them', async () => {
    const fixture = await openAlertsFixture();
    const { mail, redis, attempt, start, stores } = fixture;
    mail.behaviour = (_to, attempts) => (attempts <= 1 ? 'defer' : 'accept');
    await start();
    await attempt({ username: 'p.one' }, { username: 'p.two' });
    await expect
      .poll(async () => (await stores.outbox.pending(fixture.clock(), 0, 9)).filter(({ attempts }) => attempts === 1).length, POLL)
      .toBe(4);
    await redis.command('FLUSHALL');
    await accepted(fixture, 4);
    onceEach(fixture);
  });

  it('go out although the clock is set back by an hour while they wait to be tried again', async () => {
    const fixture = await openAlertsFixture();
    const { mail, attempt, start, stores } = fixture;
    mail.behaviour = (_to, attempts) => (attempts <= 1 ? 'defer' : 'accept');
    await start();
    await attempt({});
    await expect
      .poll(async () => (await stores.outbox.pending(fixture.clock(), 0, 9)).filter(({ attempts }) => attempts === 1).length, POLL)
      .toBe(2);
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    await accepted(fixture, 2);
    onceEach(fixture);
  });

  it('go out after a power cut that was longer than they are tried for', async () => {
    const fixture = await openAlertsFixture();
    await fixture.mail.close();
    const before = await fixture.start();
    await fixture.attempt({});
    await expect.poll(async () => (await fixture.stores.outbox.pending(fixture.clock(), 0, 9))[0]?.answer, POLL).toMatch(/no answer/);
    await before.stop();
    fixture.advance(60 * 3_600_000);
    await fixture.mail.listen();
    await fixture.start();
    await accepted(fixture, 2);
    onceEach(fixture);
  });

  it('go out when Redis freezes with its connections open', async () => {
    const fixture = await openAlertsFixture();
    await fixture.start();
    await fixture.attempt({ username: 'p.one' });
    await accepted(fixture, 2);
    fixture.redis.freeze(true);
    await fixture.attempt({ username: 'p.two' });
    await accepted(fixture, 4);
    fixture.redis.freeze(false);
    await fixture.attempt({ username: 'p.three' });
    await accepted(fixture, 6);
    onceEach(fixture);
  });

  it('wait for a mail server that refuses connections, and for one that is slow', async () => {
    const fixture = await openAlertsFixture();
    await fixture.mail.close();
    await fixture.start();
    await fixture.attempt({ username: 'p.one' });
    await expect.poll(async () => (await fixture.stores.outbox.pending(fixture.clock(), 0, 9))[0]?.answer, POLL).toMatch(/no answer/);
    fixture.mail.behaviour = () => 1_000;
    await fixture.mail.listen();
    await accepted(fixture, 2);
    onceEach(fixture);
  });

  it('are sent a second time, marked, when the server took the last byte and said nothing', async () => {
    const fixture = await openAlertsFixture();
    const { mail, attempt, start, stores } = fixture;
    mail.behaviour = (to, attempts) => (to === 'dsl@north.example' && attempts === 1 ? 'drop-after-data' : 'accept');
    await start();
    await attempt({});
    await accepted(fixture, 2);
    const [first, second, ...others] = mail.to('dsl@north.example');
    expect(others).toEqual([]);
    expect(second?.mail.messageId).toBe(first?.mail.messageId);
    expect(first?.raw).not.toContain('X-Schoolgate-Repeat');
    expect(second?.raw).toContain('X-Schoolgate-Repeat: possible');
    const [incident] = await stores.incidents.list({ limit: 1 });
    const rows = await stores.outbox.forIncident(incident?.id ?? '');
    expect(rows.find(({ to }) => to === 'dsl@north.example')).toMatchObject({
      attempts: 2,
      answer: expect.stringMatching(/^in doubt: 250/),
    });
    expect(mail.to('deputy@north.example')).toHaveLength(1);
  });

  it('are given up after a second silence, and IT is told', async () => {
    const fixture = await openAlertsFixture();
    fixture.mail.behaviour = (to) => (to === 'dsl@north.example' ? 'drop-after-data' : 'accept');
    await fixture.start();
    await fixture.attempt({});
    await fixture.mail.until(() => fixture.mail.to('it@north.example').length === 1);
    expect(fixture.mail.to('dsl@north.example')).toHaveLength(2);
    await expect.poll(() => ledger(fixture), POLL).toMatchObject({ 'given-up': 1, sending: 0 });
  });

  it('that a recipient’s server refuses for good are told to IT without their content, once, and to the next in line', async () => {
    const fixture = await openAlertsFixture();
    const { mail, start, attempt } = fixture;
    mail.behaviour = (to) => (/^(dsl|deputy)@north/.test(to) ? 'refuse' : 'accept');
    await start();
    await attempt({ username: 'p.one' });
    // Nobody of the leads was reached: within a round of escalation the next in line is told.
    await mail.until(() => mail.to('duty@north.example').length === 1 && mail.to('it@north.example').length === 1, 20_000);
    const [trouble] = mail.to('it@north.example');
    expect(trouble?.mail.subject).toContain('cannot be delivered');
    expect(trouble?.raw).not.toMatch(/terror|p\.one|danger|dsl@|deputy@/i);
    await expect.poll(() => ledger(fixture), POLL).toMatchObject({ 'given-up': 2, queued: 0, sending: 0 });
  }, 30_000);

  it('are given up after a day, which is told', async () => {
    const fixture = await openAlertsFixture();
    fixture.mail.behaviour = (to) => (/@north/.test(to) && !to.startsWith('it@') ? 'defer' : 'accept');
    await fixture.start({ stuckMs: 500 });
    await fixture.attempt({});
    await expect.poll(async () => (await fixture.stores.outbox.pending(fixture.clock(), 0, 9))[0]?.answer, POLL).toMatch(/^451/);
    fixture.advance(24 * 3_600_000 + 1);
    await fixture.mail.until(() => fixture.mail.to('it@north.example').length >= 1, 20_000);
    await expect.poll(async () => (await ledger(fixture))['given-up'], POLL).toBeGreaterThanOrEqual(2);
  }, 30_000);
});
