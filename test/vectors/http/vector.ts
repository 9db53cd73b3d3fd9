import type { AccessRecord } from '../../../core/access-record.ts';

/** What the origin does about one request. */
export interface OriginAnswer {
  /** Sent when the head has come, before any of the body. */
  readonly atHead?: string;
  /** Sent when the whole request has come. */
  readonly whole?: string;
  /** What it does to the connection behind that. */
  readonly end?: 'fin' | 'reset';
}

/**
 * One exchange on real sockets. All texts are bytes (latin1); `{origin}` stands for the origin's host and port, `{id}` for
 * a decision's id, `{now}` for a date that the proxy gives.
 */
export interface HttpVector {
  readonly name: string;
  readonly rfc: string;
  /** What would go wrong otherwise, or why it is done so. */
  readonly why: string;
  /** What the client sends; a pattern is waited for in what has come back. */
  readonly client: string | readonly (string | RegExp)[];
  /** The host that is blocked, if one is. */
  readonly blocked?: string;
  /** The answers to the requests that arrive, in their order; the last one goes for all that follow. */
  readonly origin?: string | readonly (string | OriginAnswer)[];
  /** All that reaches the origin; a list where it comes on several connections. Nothing when left out. */
  readonly upstream?: string | readonly string[];
  /** All that comes back to the client. */
  readonly answer: string;
  /** The proxy closes the connection itself. */
  readonly closes?: true;
  /** The first record of each request. A head that names no target has none and is counted as malformed. */
  readonly records: readonly Partial<AccessRecord>[];
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const VIA = 'Via: 1.1 schoolgate-test\r\n';
const KEPT = 'Date: {now}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n\r\n';
const CLOSED = 'Date: {now}\r\nConnection: close\r\n\r\n';

/** A request without a body, on a pooled connection. */
export function pooled(line: string, fields = '', via = VIA): string {
  return `${line} HTTP/1.1\r\nHost: {origin}\r\n${fields}${via}Connection: keep-alive\r\n\r\n`;
}

/** A request as node:http sends it: on a connection of its own. */
export function byNode(line: string, fields = '', body = ''): string {
  return `${line} HTTP/1.1\r\nHost: {origin}\r\n${fields}${VIA}Connection: close\r\n\r\n${body}`;
}

/** An origin's answer as it comes to a client whose connection is kept, or closed behind it. */
export function passed(status: string, fields: string, body: string): string {
  return `HTTP/1.1 ${status}\r\n${fields}${VIA}${KEPT}${body}`;
}

export function passedAndClosed(status: string, fields: string, body: string): string {
  return `HTTP/1.1 ${status}\r\n${fields}${VIA}${CLOSED}${body}`;
}

/** \`OK\` as it comes to the client. */
export const OK_PASSED = passed('200 OK', 'Content-Length: 2\r\n', 'ok');

/** An answer of the proxy's own, as the tests' proxy words it; \`end\`: what becomes of the connection. */
export function own(status: string, text: string, end: 'kept' | 'closed' | 'bare'): string {
  const ends = { kept: KEPT, closed: CLOSED, bare: 'Connection: close\r\n\r\n' };
  return `HTTP/1.1 ${status}\r\nSchoolgate-Decision: {id}\r\nContent-Length: ${text.length}\r\n${ends[end]}${text}`;
}

/** What a head that the proxy cannot read gets. */
export function unread(status = '400 Bad Request'): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
}

/** The record of a request that was let through. */
export function forwarded(status: number | null, bytesUp: number, bytesDown: number): Partial<AccessRecord> {
  return { action: 'allow', rule: 'default', username: 'pupil', status, bytesUp, bytesDown };
}
