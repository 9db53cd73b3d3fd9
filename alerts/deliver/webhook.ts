import { createHmac } from 'node:crypto';
import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { Webhook } from '../../config/schema/webhooks.ts';
import type { Clock } from '../../core/units.ts';
import { answerLine } from './answer.ts';
import { createLookup, OWN_LISTENER, type OwnListener } from './own-listeners.ts';
import type { SendResult } from './send-result.ts';

/** For the whole call, connecting and answering included: less than the time after which a row counts as stuck. */
const WHOLE_CALL_MS = 20_000;
/** The status says what became of it; for the words behind it nobody waits long. */
const WORDS_MS = 1_000;
const MAX_WORDS_BYTES = 2_048;
/** Asked too soon, or too often: the receiver will take it later. Every other 4xx says that it never will. */
const LATER: readonly number[] = [408, 425, 429];

export interface WebhookCallerOptions {
  readonly webhooks: readonly Webhook[];
  /** What listens for ourselves: never called, whatever a name leads to. */
  readonly ownListeners: readonly OwnListener[];
  /** PEM roots to trust besides the usual ones. */
  readonly ca?: string;
  readonly clock: Clock;
  readonly wholeCallMs?: number;
}

export interface WebhookCaller {
  kindOf(id: string): Webhook['kind'] | undefined;
  /** Posts the body to the webhook. Never rejects for what the receiver or the network did. */
  call(id: string, deliveryId: string, body: string): Promise<SendResult>;
}

/** Calls webhooks: TLS verified, no redirect followed, every time and length limited. */
export function createWebhookCaller(options: WebhookCallerOptions): WebhookCaller {
  const { webhooks, clock, wholeCallMs = WHOLE_CALL_MS } = options;
  const byId = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
  const lookup = createLookup(options.ownListeners);
  const ca = options.ca === undefined ? undefined : [...rootCertificates, options.ca];
  return {
    kindOf: (id) => byId.get(id)?.kind,
    async call(id, deliveryId, body) {
      const webhook = byId.get(id);
      if (webhook === undefined) return { kind: 'refused', answer: 'this webhook is no longer configured' };
      const url = new URL(webhook.url);
      const bytes = Buffer.from(body);
      try {
        const host = url.hostname.replace(/^\[|\]$/g, '');
        lookup.check(host, portOf(url));
        const answer = await post(url, bytes, {
          method: 'POST',
          headers: headersOf(webhook, deliveryId, bytes, Math.floor(clock() / 1_000)),
          // One connection a call: an idle one that the receiver just closed would look like a failure.
          agent: false,
          lookup: lookup.forPort(host, portOf(url)),
          signal: AbortSignal.timeout(wholeCallMs),
          ...(url.protocol === 'https:' && { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) }),
        });
        return resultOf(answer);
      } catch (error) {
        const code = codeOf(error);
        if (code === OWN_LISTENER) return { kind: 'refused', answer: 'not called: it is one of our own listeners' };
        return { kind: 'failed', answer: `no answer (${code})` };
      }
    },
  };
}

function portOf({ protocol, port }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/**
 * Standard Webhooks (www.standardwebhooks.com): HMAC-SHA-256 over `<id>.<seconds>.<body>`. The id is the same at every attempt,
 * so that a receiver can drop what it has.
 */
export function headersOf(
  { secret }: Pick<Webhook, 'secret'>,
  deliveryId: string,
  body: Buffer,
  atSeconds: number,
): Record<string, string | number> {
  const signed = { 'webhook-id': deliveryId, 'webhook-timestamp': String(atSeconds) };
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'user-agent': 'Schoolgate',
    'idempotency-key': deliveryId,
    ...signed,
    ...(secret !== null && {
      'webhook-signature': `v1,${createHmac('sha256', Buffer.from(secret, 'base64')).update(`${deliveryId}.${atSeconds}.`).update(body).digest('base64')}`,
    }),
  };
}

interface Answer {
  readonly status: number;
  readonly words: string;
}

function post(url: URL, body: Buffer, options: RequestOptions): Promise<Answer> {
  return new Promise((done, fail) => {
    const call = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, options);
    call.on('error', fail);
    call.on('response', (response) => void wordsOf(response).then((words) => done({ status: response.statusCode ?? 0, words })));
    call.end(body);
  });
}

/** The beginning of what the receiver says: never more than is kept, and not for longer than it is worth. */
function wordsOf(response: IncomingMessage): Promise<string> {
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (): void => {
      clearTimeout(timer);
      done(Buffer.concat(chunks).subarray(0, MAX_WORDS_BYTES).toString('utf8'));
      response.destroy();
    };
    const timer = setTimeout(end, WORDS_MS);
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MAX_WORDS_BYTES) end();
    });
    response.on('error', end);
    response.on('close', end);
  });
}

function resultOf({ status, words }: Answer): SendResult {
  const answer = answerLine(`HTTP ${status}${words === '' ? '' : `: ${words}`}`);
  if (status >= 200 && status < 300) return { kind: 'accepted', answer };
  if (status >= 500 || LATER.includes(status)) return { kind: 'failed', answer };
  return { kind: 'refused', answer };
}

function codeOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'too slow';
  return typeof code === 'string' ? code : String(name);
}
