import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../../core/access-record.ts';
import { redisIsInstalled } from '../../support/redis.ts';
import { openAlertsFixture } from './alerts-fixture.ts';

const LEADS = [['deputy@north.example'], ['dsl@north.example']];

describe.skipIf(!redisIsInstalled)('from an attempt to a mailbox', () => {
  it('tells the leads of that school within three seconds, and nobody else', async () => {
    const { attempt, start, mail, stores } = await openAlertsFixture();
    await start();
    const startedAt = Date.now();
    await attempt({ username: 'p.one' });
    await mail.until(() => mail.received.length >= 2);
    expect(Date.now() - startedAt).toBeLessThan(3_000);
    const [incident] = await stores.incidents.list({ limit: 5 });
    expect(incident).toMatchObject({ person: 'p.one', severity: 'danger', records: 1 });
    // The south school's turn behind it shows that nothing else was on its way.
    await attempt({ username: 'p.two', school: 'south' });
    await mail.until(() => mail.to('dsl@south.example').length === 1);
    expect(mail.received.map(({ to }) => to).sort()).toEqual([...LEADS, ['dsl@south.example']]);
    expect(mail.to('dsl@north.example')[0]?.mail.subject).toContain(incident?.id);
    expect(mail.to('dsl@north.example')[0]?.mail.text).toContain(`https://console.example/incidents/${incident?.id}`);
  });

  it('tells once of one person and theme within ten minutes, and again when it gets worse', async () => {
    const { attempt, start, mail, stores } = await openAlertsFixture();
    await start();
    const weapons: Partial<AccessRecord> = {
      host: 'weapons.schoolgate.test',
      url: 'http://weapons.schoolgate.test/',
      categories: ['weapons'],
      signal: 'warning',
    };
    await attempt(weapons);
    await mail.until(() => mail.received.length === 2);
    await attempt(weapons, weapons);
    await attempt({ ...weapons, username: 'p.other' });
    await mail.until(() => mail.received.length === 4);
    await attempt({ ...weapons, signal: 'danger' });
    await mail.until(() => mail.received.length === 6);
    const raised = (await stores.incidents.list({ limit: 9 })).find(({ person }) => person === 'a.pupil');
    expect(raised).toMatchObject({ records: 4, severity: 'danger' });
    const kinds = (await stores.outbox.forIncident(raised?.id ?? '')).map(({ kind, status }) => `${kind} ${status}`);
    await expect.poll(async () => (await stores.outbox.totals(0 as never)).accepted, { timeout: 10_000 }).toBe(6);
    expect(kinds.map((kind) => kind.split(' ')[0]).sort()).toEqual(['alert', 'alert', 'severity-raised', 'severity-raised']);
    expect(mail.received.at(-1)?.mail.subject).toContain('Raised to danger');
  });

  it('keeps the headteacher’s own matter from the headteacher, and says nothing to the leads', async () => {
    const { attempt, start, mail } = await openAlertsFixture();
    await start();
    await attempt({ username: 'head', group: 'staff' });
    await mail.until(() => mail.received.length === 2);
    expect(mail.received.map(({ to }) => to).sort()).toEqual([['chair@north.example'], ['trust@trust.example']]);
  });

  it('reads on behind garbage in the records, and behind times that cannot be', async () => {
    const { attempt, start, mail, folder, clock, stores } = await openAlertsFixture();
    const day = join(folder, 'records', new Date(clock()).toISOString().slice(0, 10));
    mkdirSync(day, { recursive: true });
    const garbage = ['{"id":', '\u0000\u0001', 'null', '[]', '{"signal":"danger"}', `"${'x'.repeat(70_000)}"`, ''].join('\n');
    appendFileSync(join(day, 'proxy-9-20261123T100000000Z-1-0.ndjson'), `${garbage}\n${garbage.slice(0, 100)}`);
    await start();
    await attempt(
      { username: 'p.never', time: 'yesterday' },
      { username: 'p.far', time: '9999-01-01T00:00:00.000Z' },
      { username: 'p.now' },
    );
    await mail.until(() => mail.received.length === 6);
    const incidents = await stores.incidents.list({ limit: 9 });
    expect(incidents.map(({ person }) => person).sort()).toEqual(['p.far', 'p.never', 'p.now']);
    for (const { lastAt } of incidents) expect(Math.abs(lastAt - clock())).toBeLessThan(60_000);
  });

  it('sends hostile names as inert words', async () => {
    const { attempt, start, mail } = await openAlertsFixture({ mail: { detail: 'full' } });
    await start();
    await attempt({
      username: 'x\r\nBcc: victim@evil.test\r\n\r\n<script>alert(1)</script>',
      computer: '<img src=x onerror=alert(1)>',
      url: 'https://evil.test/"><a href="https://evil.test">click</a>\u202E',
      searchTerm: '=?utf-8?q?hi?= <b>bold</b> {{7*7}}',
    });
    await mail.until(() => mail.received.length === 2);
    for (const { mail: parsed, to, raw } of mail.received) {
      expect(to).toHaveLength(1);
      expect(parsed.headers.filter(({ key }) => key === 'bcc' || key === 'cc')).toEqual([]);
      expect(parsed.attachments).toEqual([]);
      expect(parsed.html).not.toMatch(/<script|<img|onerror=[^&]*>|evil\.test["/<]|\u202E/i);
      expect(parsed.html?.match(/href="[^"]*"/g)).toEqual([expect.stringContaining('https://console.example/')]);
      expect(raw.split('\r\n\r\n')[0]).not.toMatch(/evil|victim/);
    }
  });

  it('lets alerts wait while no mail server is configured, says so, and sends them once there is one', async () => {
    const { attempt, start, mail, stores, advance } = await openAlertsFixture();
    const without = await start({ withMail: false });
    await attempt({});
    await expect.poll(async () => (await stores.outbox.totals(0 as never)).queued, { timeout: 10_000 }).toBe(2);
    expect(without.problems()).toEqual([]);
    advance(3 * 60_000);
    await expect.poll(() => without.problems().join(), { timeout: 10_000 }).toContain('No mail server is configured: 2 alerts wait');
    await without.stop();
    const started = await start();
    await mail.until(() => mail.received.length === 2);
    await expect.poll(async () => (await stores.outbox.totals(0 as never)).accepted, { timeout: 10_000 }).toBe(2);
    await expect.poll(() => started.problems(), { timeout: 10_000 }).toEqual([]);
  });

  it('proves each hour that a made-up attempt reaches its mailbox, and keeps it from everybody else', async () => {
    const { start, mail, stores, advance } = await openAlertsFixture();
    const alerts = await start({ provesLife: true });
    await mail.until(() => mail.to('proof@trust.example').length === 1);
    expect(mail.received).toHaveLength(1);
    expect(await stores.incidents.list({ limit: 9 })).toEqual([]);
    await mail.close();
    advance(3_600_000);
    await expect.poll(async () => (await stores.outbox.totals(0 as never)).queued, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(alerts.problems()).toEqual([]);
    advance(5 * 60_000);
    await expect.poll(() => alerts.problems().join(), { timeout: 10_000 }).toContain('hourly test of the alerts has not arrived');
  });
});
