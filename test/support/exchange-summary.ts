import type { HttpVector } from '../vectors/http/vector.ts';
import { endOfRequest } from './framed-origin.ts';
import type { Exchange } from './http-exchange.ts';

/** Of one connection, or each proxy's own. */
const NOT_COMPARED = new Set(['connection', 'via', 'host', 'date', 'content-length', 'transfer-encoding']);

/**
 * What became of an exchange, in one line that two proxies' can be compared by: the requests that reached the origin with
 * the bytes of their bodies as framed, the statuses that came back, and the fields that got lost each way.
 */
export function summaryOf(vector: HttpVector, { upstream, answer }: Exchange): string {
  const requests = upstream.flatMap(requestsIn).toSorted();
  const statuses = [...answer.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => status);
  const first = typeof vector.client === 'string' ? vector.client : String(vector.client[0]);
  const origin =
    typeof vector.origin === 'string'
      ? vector.origin
      : vector.origin?.map((each) => (typeof each === 'string' ? each : (each.atHead ?? '') + (each.whole ?? ''))).join('');
  const lostUp = requests.length === 0 ? '' : lost(first, upstream.join(''));
  const lostDown = requests.length === 0 ? '' : lost(origin ?? '', answer);
  const sent = requests.length === 0 ? 'nothing' : requests.join(', ') + lostUp;
  return `${sent} → ${statuses.length === 0 ? 'closed' : statuses.join(' ')}${lostDown}`;
}

function requestsIn(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length; ) {
    const bodyStart = text.indexOf('\r\n\r\n', start) + 4;
    const line = text.slice(start, text.indexOf('\r\n', start)).replace(/ HTTP\/1\.[01]$/, '');
    const end = bodyStart < 4 ? undefined : endOfRequest(text, start, bodyStart);
    const body = text.slice(bodyStart, end);
    const framing = /\r\ntransfer-encoding:/i.test(text.slice(start, bodyStart)) ? 'chunked ' : '';
    found.push(line + (body === '' ? '' : ` + ${framing}${body.length} bytes`) + (end === undefined ? ' (unfinished)' : ''));
    start = end ?? text.length;
  }
  return found;
}

/** The names of fields that were sent and did not arrive. */
function lost(sent: string, arrived: string): string {
  const there = fieldNames(arrived);
  const gone = [...fieldNames(sent)].filter((name) => !there.has(name) && !NOT_COMPARED.has(name));
  return gone.length === 0 ? '' : ` without ${gone.sort().join(', ')}`;
}

function fieldNames(text: string): Set<string> {
  return new Set([...text.matchAll(/^([\w-]+):/gm)].map(([, name = '']) => name.toLowerCase()));
}
