import { METHODS } from 'node:http';
import type { OwnAnswer } from '../block/answer.ts';
import type { RequestHead } from '../request-head.ts';

/** More hops than any chain has; a larger number is a mistake, or a loop with another name each time. */
const MOST_FORWARDS = 255;
/** RFC 9110 section 9.3.8: what is likely to be secret does not come back in a TRACE. */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** Whether a request must not go further than to this proxy (RFC 9110 section 7.6.2). */
export function endsHere(request: RequestHead): boolean {
  return isCounted(request) && /^0+$/.test(String(request.headers['max-forwards'] ?? ''));
}

/** Counts one hop off, in headers on their way upstream. What is no number is left to whoever understands it. */
export function countForward(request: RequestHead, headers: string[]): void {
  if (!isCounted(request)) return;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const value = headers[i + 1] ?? '';
    if (headers[i]?.toLowerCase() === 'max-forwards' && /^\d+$/.test(value)) {
      headers[i + 1] = String(Math.min(Number(value) - 1, MOST_FORWARDS));
    }
  }
}

/** The answer of the last hop: a TRACE gets its own head back, an OPTIONS what is forwarded here. */
export function lastHopAnswer(request: RequestHead, decisionId: string): OwnAnswer {
  const trace = request.method === 'TRACE';
  const body = Buffer.from(trace ? headOf(request) : '', 'latin1');
  const says = trace ? { 'Content-Type': 'message/http' } : { Allow: METHODS.join(', ') };
  return { status: 200, headers: { 'Schoolgate-Decision': decisionId, ...says, 'Content-Length': String(body.length) }, body };
}

function isCounted({ method }: RequestHead): boolean {
  return method === 'TRACE' || method === 'OPTIONS';
}

function headOf({ method, url, httpVersion, rawHeaders }: RequestHead): string {
  let head = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (!SECRET.has((rawHeaders[i] ?? '').toLowerCase())) head += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  }
  return `${head}\r\n`;
}
