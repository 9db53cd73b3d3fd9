import { describe, expect, it, onTestFinished } from 'vitest';
import type { Webhook } from '../../../config/schema/webhooks.ts';
import { epochMs } from '../../../core/units.ts';
import { redisIsInstalled } from '../../support/redis.ts';
import { WebhookReceiver } from '../../support/webhook-receiver.ts';
import { type AlertsFixture, openAlertsFixture } from './alerts-fixture.ts';

async function open(
  kind: Webhook['kind'] = 'generic',
  mail: Parameters<typeof openAlertsFixture>[0] = {},
): Promise<AlertsFixture & { readonly receiver: WebhookReceiver }> {
  const receiver = await WebhookReceiver.start();
  onTestFinished(() => receiver.close());
  const webhook = { id: 'north-hook', kind, url: receiver.url, secret: Buffer.alloc(32, 1).toString('base64') };
  return { ...(await openAlertsFixture({ ...mail, webhooks: [webhook] })), receiver };
}

async function ledger({ stores }: AlertsFixture) {
  const [incident] = await stores.incidents.list({ limit: 1 });
  return (await stores.outbox.forIncident(incident?.id ?? '')).filter(({ channel }) => channel === 'webhook');
}

describe.skipIf(!redisIsInstalled)('webhooks beside the mails', () => {
  it('are called once for an alert, without a name, and the ledger keeps the answer', async () => {
    const fixture = await open();
    await fixture.start();
    await fixture.attempt({ username: 'p.one' });
    await fixture.receiver.until(1);
    await fixture.mail.until(() => fixture.mail.to('dsl@north.example').length === 1);
    await expect.poll(() => ledger(fixture)).toMatchObject([{ to: 'north-hook', status: 'accepted', answer: 'HTTP 202: taken' }]);
    const [call] = fixture.receiver.received;
    const [row] = await ledger(fixture);
    expect(call?.headers['webhook-id']).toBe(row?.id);
    expect(call?.body).toContain('"severity":"danger"');
    expect(call?.body).not.toMatch(/p\.one|terrorism\.schoolgate|10\.0/);
    // Another school's turn shows that nothing else was on its way.
    await fixture.attempt({ username: 'p.two', school: 'south' });
    await fixture.mail.until(() => fixture.mail.to('dsl@south.example').length === 1);
    expect(fixture.receiver.received).toHaveLength(1);
  });

  it('are tried again with the same id', async () => {
    const fixture = await open();
    fixture.receiver.answer = (_call, count) => (count === 1 ? 500 : 204);
    await fixture.start();
    await fixture.attempt({});
    await expect.poll(() => ledger(fixture), { timeout: 15_000 }).toMatchObject([{ status: 'accepted', attempts: 2, answer: 'HTTP 204' }]);
    expect(new Set(fixture.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    // A receiver can tell repeats apart: nothing here is in doubt.
    expect(fixture.mail.to('it@north.example')).toEqual([]);
  }, 20_000);

  it('that are gone are given up, and IT is told without what it was about', async () => {
    const fixture = await open();
    fixture.receiver.answer = (call) => (response) => response.writeHead(410).end(`no: ${call.body}`);
    await fixture.start();
    await fixture.attempt({ username: 'p.one' });
    await fixture.mail.until(() => fixture.mail.to('it@north.example').length === 1);
    const [trouble] = fixture.mail.to('it@north.example');
    expect(trouble?.mail.subject).toContain('webhook cannot be called');
    expect(trouble?.mail.text).toContain('HTTP 410');
    expect(trouble?.raw).not.toMatch(/terror|p\.one|danger|severity/i);
    await expect.poll(() => ledger(fixture)).toMatchObject([{ status: 'given-up', attempts: 1 }]);
    expect(fixture.mail.to('dsl@north.example')).toHaveLength(1);
    // Once a day for each webhook.
    await fixture.attempt({ username: 'p.two' });
    await fixture.receiver.until(2);
    await expect.poll(async () => (await fixture.stores.outbox.totals(epochMs(0)))['given-up']).toBe(2);
    expect(fixture.mail.to('it@north.example')).toHaveLength(1);
  });

  it('are not called about staff', async () => {
    const fixture = await open();
    await fixture.start();
    await fixture.attempt({ username: 'dsl', group: 'staff' });
    await fixture.mail.until(() => fixture.mail.to('head@north.example').length === 1);
    expect(await ledger(fixture)).toEqual([]);
    expect(fixture.receiver.received).toEqual([]);
  });

  it('are called while no mail server is configured, and the mails wait', async () => {
    const fixture = await open('teams');
    await fixture.start({ withMail: false });
    await fixture.attempt({});
    await expect.poll(() => ledger(fixture)).toMatchObject([{ status: 'accepted' }]);
    expect(JSON.parse(fixture.receiver.received[0]?.body ?? '')).toMatchObject({ type: 'message' });
    const [incident] = await fixture.stores.incidents.list({ limit: 1 });
    const all = await fixture.stores.outbox.forIncident(incident?.id ?? '');
    expect(all.map(({ channel, status }) => `${channel} ${status}`).sort()).toEqual(['email queued', 'email queued', 'webhook accepted']);
  });
});
