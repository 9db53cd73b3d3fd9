import { RESTRICTING_HEADERS } from '../../categoriser/rewrites.ts';
import type { RequestRewrite } from '../../core/decision.ts';
import type { RequestHead } from '../request-head.ts';
import { countForward } from './max-forwards.ts';

/** Headers as `[name, value, name, value, …]`, with the sender's own case, order and repetitions. */
export type RawHeaders = string[];

/**
 * RFC 9110 section 7.6.1, with Proxy-Connection (never standard, still sent), HTTP2-Settings (RFC 7540 section 3.2.1),
 * Proxy-Support (RFC 4559 section 6) and Trailer (RFC 2616 section 13.5.1: an announcement that may no longer fit the
 * framing of the next hop).
 */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'proxy-connection',
  'proxy-support',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

const NOT_FROM_CLIENTS = new Set([...HOP_BY_HOP, ...RESTRICTING_HEADERS]);

/** Naming these in Connection would let a client change the framing or the host of what is forwarded. */
const NOT_TO_BE_NAMED = new Set(['content-length', 'host', 'via', 'close', 'keep-alive', '']);

/** Fields that have no business in a trailer section (RFC 9110 section 6.5.1): framing, routing, authentication, control, content. */
const NEVER_TRAILERS = new Set([
  ...HOP_BY_HOP,
  'content-length',
  'content-encoding',
  'content-type',
  'content-range',
  'host',
  'authorization',
  'www-authenticate',
  'set-cookie',
  'cookie',
  'cache-control',
  'expires',
  'date',
  'location',
  'retry-after',
  'vary',
  'via',
]);

/** The headers that a Connection header names besides the ones every proxy knows; undefined in the usual case of none. */
function namedByConnection(connection: string | undefined): ReadonlySet<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  const named = connection
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter((token) => !NOT_TO_BE_NAMED.has(token));
  return named.length === 0 ? undefined : new Set(named);
}

/**
 * The client's headers as they go upstream: Host replaced by the target's (RFC 9112 section 3.2.2), hop-by-hop headers
 * gone, Via added. `framed` keeps the body's framing headers as they came; `set` are those that the policy adds.
 */
export function requestHeaders(
  request: RequestHead,
  host: string,
  viaName: string,
  framed: boolean,
  parentAuthorization?: string,
  set?: RequestRewrite['headers'],
): RawHeaders {
  const { rawHeaders } = request;
  const named = namedByConnection(request.headers.connection);
  const headers: RawHeaders = ['Host', host];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'host' || (lower === 'content-length' && !framed)) continue;
    if (NOT_FROM_CLIENTS.has(lower) || named?.has(lower) === true) continue;
    headers.push(name, rawHeaders[i + 1] ?? '');
  }
  if (framed && request.headers['transfer-encoding'] !== undefined) headers.push('Transfer-Encoding', 'chunked');
  if (parentAuthorization !== undefined) headers.push('Proxy-Authorization', parentAuthorization);
  if (set !== undefined) for (const [name, value] of set) headers.push(name, value);
  headers.push('Via', `${request.httpVersion} ${viaName}`);
  countForward(request, headers);
  return headers;
}

/** An origin's headers as they go to the client. Undefined when they cannot be passed on truthfully. */
export function responseHeaders(status: number, raw: readonly (string | Buffer)[], viaName: string): RawHeaders | undefined {
  const headers: RawHeaders = [];
  let connection: string | undefined;
  let sessionBound = false;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = text(raw[i]);
    const value = text(raw[i + 1]);
    const lower = name.toLowerCase();
    if (lower === 'connection') connection = connection === undefined ? value : `${connection},${value}`;
    // A coding that we did not ask for and do not undo: forwarded without its name it would be another body.
    if (lower === 'transfer-encoding' && value.trim().toLowerCase() !== 'chunked') return undefined;
    if (lower === 'content-length' && (status === 204 || status < 200)) continue; // RFC 9110 section 8.6
    if (lower === 'www-authenticate' && isConnectionBound(value)) sessionBound = true;
    if (!HOP_BY_HOP.has(lower)) headers.push(name, value);
  }
  // RFC 4559 section 6: tells the client, and no proxy between, that such a login stays with the client's own connection.
  if (sessionBound) headers.push('Proxy-Support', 'Session-Based-Authentication', 'Connection', 'Proxy-Support');
  headers.push('Via', `1.1 ${viaName}`);
  const named = namedByConnection(connection);
  return named === undefined ? headers : without(headers, named);
}

/** The trailers that may pass, as `[name, value]` pairs. */
export function forwardableTrailers(raw: readonly (string | Buffer)[]): [string, string][] {
  const trailers: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = text(raw[i]);
    if (!NEVER_TRAILERS.has(name.toLowerCase())) trailers.push([name, text(raw[i + 1])]);
  }
  return trailers;
}

function without(headers: RawHeaders, named: ReadonlySet<string>): RawHeaders {
  const kept: RawHeaders = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (!named.has((headers[i] ?? '').toLowerCase())) kept.push(headers[i] ?? '', headers[i + 1] ?? '');
  }
  return kept;
}

/** Header bytes are not text: latin1 keeps each of them. */
function text(part: string | Buffer | undefined): string {
  return typeof part === 'string' ? part : (part?.toString('latin1') ?? '');
}

/** These authenticate the TCP connection, not the request (RFC 4559 section 6); a field may offer several schemes. */
function isConnectionBound(value: string): boolean {
  return /(?:^|,)\s*(?:ntlm|negotiate|kerberos)\b/i.test(value);
}

/** Whether a request brings a login that clings to the connection it comes by. Node keeps only the first of several. */
export function bindsConnection({ headers, rawHeaders }: RequestHead): boolean {
  if (headers.authorization === undefined) return false;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === 'authorization' && isConnectionBound(rawHeaders[i + 1] ?? '')) return true;
  }
  return false;
}

/** The value of a header by lower-case name in raw headers, the last one when repeated. */
export function rawHeader(headers: RawHeaders, lowerName: string): string | undefined {
  let found: string | undefined;
  for (let i = 0; i + 1 < headers.length; i += 2) if ((headers[i] ?? '').toLowerCase() === lowerName) found = headers[i + 1];
  return found;
}

/** Whether a request has come through this proxy before. */
export function hasPassedHere(via: string | undefined, viaName: string): boolean {
  return via?.includes(viaName) === true && via.split(',').some((hop) => hop.trim().split(/\s+/)[1] === viaName);
}
