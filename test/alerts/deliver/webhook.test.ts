import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OwnListener } from '../../../alerts/deliver/own-listeners.ts';
import { createWebhookCaller, headersOf } from '../../../alerts/deliver/webhook.ts';
import type { Webhook } from '../../../config/schema/webhooks.ts';
import { epochMs } from '../../../core/units.ts';
import { opensslIsInstalled, tlsOrigin } from '../../integration/tls-origin.ts';
import { type Answer, WebhookReceiver } from '../../support/webhook-receiver.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');
const AT = epochMs(Date.UTC(2026, 10, 23, 10));

const REFUSED_OWN = { kind: 'refused', answer: 'not called: it is one of our own listeners' };

async function receive(answer: Answer = 202): Promise<WebhookReceiver> {
  const receiver = await WebhookReceiver.start();
  receiver.answer = () => answer;
  onTestFinished(() => receiver.close());
  return receiver;
}

function callerOf(url: string, more: { ownListeners?: OwnListener[]; ca?: string; secret?: string | null } = {}) {
  const { ownListeners = [], secret = SECRET, ...rest } = more;
  const webhook: Webhook = { id: 'north', kind: 'generic', url, secret };
  return createWebhookCaller({ webhooks: [webhook], ownListeners, clock: () => AT, wholeCallMs: 1_500, ...rest });
}

const call = (url: string, more: Parameters<typeof callerOf>[1] = {}) => callerOf(url, more).call('north', 'D1', '{"a":"ü"}');

describe('a webhook', () => {
  it('is called with a signature over id, time and body, and an id to know a repeat by', async () => {
    const receiver = await receive();
    expect(await call(receiver.url)).toEqual({ kind: 'accepted', answer: 'HTTP 202: taken' });
    const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = receiver.received;
    expect([path, body]).toEqual(['/hook', '{"a":"ü"}']);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', Buffer.from(SECRET, 'base64')).update(signed).digest('base64')}`);
    expect(headers).toMatchObject({ 'webhook-id': 'D1', 'idempotency-key': 'D1', 'webhook-timestamp': String(AT / 1_000) });
  });

  it('carries no signature where the receiver cannot check one', async () => {
    const receiver = await receive();
    await call(receiver.url, { secret: null });
    expect(receiver.received[0]?.headers).not.toHaveProperty('webhook-signature');
  });

  it('is signed as the worked example of the guide says', () => {
    const guide = readFileSync(new URL('../../../docs/alerts.md', import.meta.url), 'utf8');
    const value = (name: string) => new RegExp(`^${name}: *(.+)$`, 'm').exec(guide)?.[1] ?? `no ${name} in the guide`;
    const headers = headersOf(
      { secret: value('secret') },
      value('webhook-id'),
      Buffer.from(value('body')),
      Number(value('webhook-timestamp')),
    );
    expect(headers['webhook-signature']).toBe(value('webhook-signature'));
  });

  it.each<[string, Answer, string, RegExp]>([
    ['is gone (410)', 410, 'refused', /^HTTP 410/],
    ['forbids it', 403, 'refused', /^HTTP 403/],
    ['is broken', 500, 'failed', /^HTTP 500/],
    ['asks for patience', 429, 'failed', /^HTTP 429/],
    ['sends it elsewhere', (response) => response.writeHead(307, { location: '/elsewhere' }).end(), 'refused', /^HTTP 307/],
    ['hangs up', (response) => response.destroy(), 'failed', /^no answer \(ECONNRESET\)/],
    ['never answers', () => {}, 'failed', /^no answer \(too slow\)/],
    ['answers with garbage', (response) => response.socket?.end('garbage\r\n\r\n'), 'failed', /^no answer \(HPE_/],
  ])('whose receiver %s is told so', async (_what, answer, kind, words) => {
    const receiver = await receive(answer);
    expect(await call(receiver.url)).toMatchObject({ kind, answer: expect.stringMatching(words) });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('reads the beginning of a huge answer and no more', async () => {
    let written = 0;
    const receiver = await receive((response) => {
      response.writeHead(200);
      const flood = () => {
        do written += 65_536;
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', flood);
      flood();
    });
    const closed = new Promise((done) => {
      const answered = receiver.answer;
      receiver.answer = (received, count) => {
        const answer = answered(received, count);
        return (response, request) => {
          response.on('close', done);
          if (typeof answer === 'function') answer(response, request);
        };
      };
    });
    expect(await call(receiver.url)).toEqual({ kind: 'accepted', answer: `HTTP 200: ${'x'.repeat(190)}` });
    await closed;
    expect(written).toBeLessThan(20_000_000);
  });

  it('counts an answer whose words trickle by its status, without waiting for them', async () => {
    const receiver = await receive((response) => void response.writeHead(200).write('so far a@b.example'));
    expect(await call(receiver.url)).toEqual({ kind: 'accepted', answer: 'HTTP 200: so far …' });
  });

  it('is not called where nobody listens, or a listener is our own, by address or by name', async () => {
    const receiver = await receive();
    const own = [{ host: null, port: receiver.port }];
    expect(await call(receiver.url, { ownListeners: own })).toEqual(REFUSED_OWN);
    const byName = receiver.url.replace('127.0.0.1', 'localhost');
    expect(await call(byName, { ownListeners: own })).toEqual(REFUSED_OWN);
    expect(await call(byName, { ownListeners: [{ host: '127.0.0.1', port: receiver.port }] })).toEqual(REFUSED_OWN);
    expect(receiver.received).toEqual([]);
    expect(await call(byName, { ownListeners: [{ host: '192.0.2.1', port: receiver.port }] })).toMatchObject({ kind: 'accepted' });
    await receiver.close();
    expect(await call(receiver.url)).toEqual({ kind: 'failed', answer: 'no answer (ECONNREFUSED)' });
  });

  it.skipIf(!opensslIsInstalled)('speaks TLS with a receiver that is vouched for, and sends nothing to any other', async () => {
    const receiver = await receive();
    const origin = await tlsOrigin(['localhost'], '127.0.0.1', 0, receiver.listener);
    onTestFinished(() => origin.close());
    const url = `https://localhost:${origin.port}/hook`;
    expect(await call(url)).toEqual({ kind: 'failed', answer: 'no answer (DEPTH_ZERO_SELF_SIGNED_CERT)' });
    expect(await call(url.replace('localhost', '127.0.0.1'), { ca: origin.ca })).toEqual({
      kind: 'failed',
      answer: 'no answer (ERR_TLS_CERT_ALTNAME_INVALID)',
    });
    expect(receiver.received).toEqual([]);
    expect(await call(url, { ca: origin.ca })).toMatchObject({ kind: 'accepted' });
  });

  it('that is no longer configured is refused', async () => {
    expect(await callerOf('https://x.example/').call('south', 'D1', '{}')).toMatchObject({ kind: 'refused' });
  });
});
