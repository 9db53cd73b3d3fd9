import type { IncomingHttpHeaders } from 'node:http';
import { fieldPairs, TOKEN } from '../field-section.ts';
import type { RequestHead } from '../request-head.ts';

/**
 * The heads that nearly every client sends: a GET or HEAD without a body for an http URL, or a CONNECT, or inside a tunnel a GET
 * or HEAD for a path; in HTTP/1.1, whole in the first two reads of a turn, with nothing in it that two readers could take differently.
 * Every other head is unusual, be it wrong or only rare, and is left to Node's parser: what is accepted here must be a subset of
 * what that accepts, and mean the same.
 */
export interface OrdinaryHead extends RequestHead {
  readonly method: 'GET' | 'HEAD' | 'CONNECT';
  readonly url: string;
}

/** Methods, targets and fields of RFC 9112 sections 3 and 5, without white space that may be left out, userinfo or fragments. */
const FIELDS = new RegExp(` HTTP/1\\.1\\r\\n(?:${TOKEN}:[\\t -~]*\\r\\n)+\\r\\n`);
const TO_PROXY = /^(?:(?:GET|HEAD) http:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?][!"$-~]*)?|CONNECT [A-Za-z0-9.-]+:\d{1,5})/;
const IN_TUNNEL = /^(?:GET|HEAD) \/[!"$-~]*/;
const HEADS = { 'to-proxy': new RegExp(TO_PROXY.source + FIELDS.source), 'in-tunnel': new RegExp(IN_TUNNEL.source + FIELDS.source) };

/** A client's fields are few; more than these are for the other parser to count. */
const MAX_FIELDS = 64;

/** Framing, protocol switches, loops, logins that bind connections: whatever needs more than one look. */
const UNUSUAL = new Set([
  'transfer-encoding',
  'content-length',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'via',
  'max-forwards',
  'authorization',
  'http2-settings',
  'keep-alive',
]);

/** Names as clients spell them, in lower case; undefined for the unusual. Few in number, so that each is looked at once. */
const spellings = new Map<string, string | undefined>();
const MAX_SPELLINGS = 500;

/** Reads the head at the beginning of what has come; undefined for an unusual one. `length` is where it ends. */
export function readOrdinaryHead(
  bytes: Buffer,
  maxHeadBytes: number,
  place: 'to-proxy' | 'in-tunnel',
): { readonly head: OrdinaryHead; readonly length: number } | undefined {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, maxHeadBytes));
  const length = HEADS[place].exec(text)?.[0].length;
  if (length === undefined) return undefined;
  const lineEnd = text.indexOf('\r\n');
  const methodEnd = text.indexOf(' ');
  const method = text.slice(0, methodEnd) as OrdinaryHead['method'];
  // What follows a GET is another request: its answer must wait, and perhaps it is no ordinary one.
  if (method !== 'CONNECT' && length !== bytes.length) return undefined;
  // What a tunnel is asked for with is kept as long as it lasts, and fields keep the text that they are cut out of.
  const ownText = length === text.length ? text : bytes.toString('latin1', 0, length);
  const fields = readFields(ownText, lineEnd + 2, length - 2);
  if (fields === undefined) return undefined;
  // From the bytes: cut out of the text it would keep the whole head alive wherever a host of it is remembered.
  const url = bytes.toString('latin1', methodEnd + 1, lineEnd - ' HTTP/1.1'.length);
  const { headers, rawHeaders } = fields;
  const head = { method, url, httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1, headers, rawHeaders, complete: true };
  return { head, length };
}

function readFields(text: string, from: number, until: number): Pick<RequestHead, 'headers' | 'rawHeaders'> | undefined {
  const rawHeaders = fieldPairs(text, from, until);
  if (rawHeaders.length > 2 * MAX_FIELDS) return undefined;
  const headers: IncomingHttpHeaders = {};
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const lower = lowerName(rawHeaders[i] ?? '');
    // Node joins some repeated fields and drops others.
    if (lower === undefined || headers[lower] !== undefined) return undefined;
    headers[lower] = rawHeaders[i + 1] ?? '';
  }
  // Node's parser takes Proxy-Connection for Connection.
  const proxyConnection = headers['proxy-connection'];
  const isKept = proxyConnection === undefined || (typeof proxyConnection === 'string' && /^keep-alive$/i.test(proxyConnection));
  return isKept && isKnownConnection(headers.connection) && headers.host !== undefined ? { rawHeaders, headers } : undefined;
}

function lowerName(name: string): string | undefined {
  if (spellings.has(name)) return spellings.get(name);
  const lower = name.toLowerCase();
  const known = UNUSUAL.has(lower) ? undefined : lower;
  if (spellings.size < MAX_SPELLINGS) spellings.set(Buffer.from(name, 'latin1').toString('latin1'), known);
  return known;
}

function isKnownConnection(connection: string | undefined): boolean {
  return connection === undefined || /^(?:keep-alive|close)$/i.test(connection);
}
