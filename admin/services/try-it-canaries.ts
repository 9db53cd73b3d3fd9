import { type IncomingMessage, request } from 'node:http';
import Type from 'typebox';
import Value from 'typebox/value';
import type { Action } from '../../core/decision.ts';

const ANSWER_LIMIT_MS = 5_000;
const MOST_BYTES = 65_536;

/** `no-answer`: the proxy did not say anything in time. */
export interface CanaryAnswer {
  readonly got: Action | 'no-answer';
  readonly decision: string | null;
}

export type CanaryAsker = (host: string) => Promise<CanaryAnswer>;

const Refusal = Type.Object({ action: Type.Enum(['block', 'coach']) });
export const NO_ANSWER: CanaryAnswer = { got: 'no-answer', decision: null };

/** There is no proxy at that address, or this machine may not use the address that is asked from. */
export class ProxyUnreachable extends Error {}

const UNREACHABLE = new Set(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EINVAL', 'ENETUNREACH', 'EHOSTUNREACH']);

/** Asks a proxy for the front page of a host, as a program that reads JSON does. Rejects with `ProxyUnreachable`; whatever else goes wrong is no answer. */
export function createCanaryAsker(from: {
  readonly host: string;
  readonly port: number;
  readonly localAddress: string;
  readonly signal: AbortSignal;
}): CanaryAsker {
  const { port, localAddress } = from;
  const isAny = from.host === '0.0.0.0' || from.host === '::';
  return (host) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.any([from.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
      const headers = { host, accept: 'application/json', 'user-agent': 'Schoolgate try-it' };
      const asking = request({
        ...{ host: isAny ? '127.0.0.1' : from.host, port, localAddress, path: `http://${host}/`, headers, signal },
        agent: false,
      });
      asking.once('error', (error: NodeJS.ErrnoException) => {
        if (UNREACHABLE.has(error.code ?? '')) reject(new ProxyUnreachable(error.message));
        else resolve(NO_ANSWER);
      });
      asking.once('response', (response) => {
        readAnswer(response).then(resolve, () => resolve(NO_ANSWER));
      });
      asking.end();
    });
}

async function readAnswer(response: IncomingMessage): Promise<CanaryAnswer> {
  const decision = response.headers['schoolgate-decision'];
  if (response.statusCode === 407 || response.statusCode === 429) {
    response.destroy();
    return NO_ANSWER;
  }
  if (response.statusCode !== 403 || typeof decision !== 'string') {
    response.destroy();
    return { got: 'allow', decision: typeof decision === 'string' ? decision : null };
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return Value.Check(Refusal, body) ? { got: body.action, decision } : NO_ANSWER;
}
