import { createHmac } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { noticeDeliveries, REQUESTS_WEBHOOK } from '../../../alerts/request-notice.ts';
import { request } from '../../storage/requests.ts';
import { redisIsInstalled } from '../../support/redis.ts';
import { WebhookReceiver } from '../../support/webhook-receiver.ts';
import { openAlertsFixture } from './alerts-fixture.ts';

const KEY = Buffer.alloc(32, 1);

it.skipIf(!redisIsInstalled)(
  'a request’s answer reaches the helpdesk, signed and until it is taken, and the requester by mail',
  async () => {
    const receiver = await WebhookReceiver.start();
    onTestFinished(() => receiver.close());
    receiver.answer = (_call, count) => (count === 1 ? 503 : 204);
    const webhook = { id: REQUESTS_WEBHOOK, kind: 'generic', url: receiver.url, secret: KEY.toString('base64') } as const;
    const fixture = await openAlertsFixture({ webhooks: [webhook] });
    const asked = request('request-1', { email: 'zoe@school.example', status: 'approved', createdAt: Date.now() });
    const told = { event: 'approved', at: asked.createdAt, by: 'token:it', words: 'fine for maths', occasion: '2' } as const;
    await fixture.stores.requests.add(asked, { kind: 'none' }, undefined, noticeDeliveries(asked, told, true));
    await fixture.start();
    await receiver.until(2);
    await fixture.mail.until(() => fixture.mail.to('zoe@school.example').length === 1);

    const [first, again] = receiver.received;
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    const signed = `${again?.headers['webhook-id']}.${again?.headers['webhook-timestamp']}.${again?.body}`;
    expect(again?.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`);
    expect(JSON.parse(again?.body ?? '')).toMatchObject({
      type: 'request.approved',
      data: { request: 'request-1', site: 'games.example', status: 'approved', by: 'token:it', words: 'fine for maths' },
    });
    const [mail] = fixture.mail.to('zoe@school.example');
    expect(mail?.mail.subject).toContain('Your request was approved');
  },
  30_000,
);
