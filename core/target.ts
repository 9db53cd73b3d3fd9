import { type Hostname, parseHostname } from './hostname.ts';
import { failure, type Result, success } from './result.ts';

export type Scheme = 'http' | 'https' | 'ws' | 'wss';

/** What a request is for, parsed once at the edge. `path` and `query` are the client's own bytes, never re-encoded. */
export interface Target {
  readonly scheme: Scheme;
  readonly hostname: Hostname;
  readonly port: number;
  /** Begins with `/`; empty for a CONNECT, where no path is visible. */
  readonly path: string;
  /** Empty, or begins with `?`. */
  readonly query: string;
}

const DEFAULT_PORTS: Record<Scheme, number> = { http: 80, https: 443, ws: 80, wss: 443 };

/** Parses an absolute-form request target (RFC 9112 section 3.2.2). Userinfo is dropped, a fragment is refused. */
export function parseAbsoluteTarget(raw: string): Result<Target> {
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(raw);
  if (match === null) return failure('target-malformed', 'The request target is not an absolute URL.');
  const scheme = (match[1] ?? '').toLowerCase();
  if (!(scheme in DEFAULT_PORTS)) return failure('target-scheme', `The scheme "${scheme}" is not one this proxy forwards.`);
  if (match[5] !== undefined) return failure('target-malformed', 'A request target has no fragment.');
  const rawAuthority = match[2] ?? '';
  const authority = parseAuthority(rawAuthority.slice(rawAuthority.lastIndexOf('@') + 1), DEFAULT_PORTS[scheme as Scheme]);
  if (!authority.ok) return authority;
  const path = match[3] ?? '';
  return success({
    scheme: scheme as Scheme,
    hostname: authority.value.hostname,
    port: authority.value.port,
    path: path === '' ? '/' : path,
    query: match[4] ?? '',
  });
}

/** Parses `host:port` (RFC 9112 section 3.2.3). Without a default the port is required. */
export function parseAuthority(raw: string, defaultPort?: number): Result<{ readonly hostname: Hostname; readonly port: number }> {
  const colon = raw.lastIndexOf(':');
  const hasPort = colon >= 0 && colon > raw.lastIndexOf(']');
  const portText = hasPort ? raw.slice(colon + 1) : '';
  const hostname = parseHostname(hasPort ? raw.slice(0, colon) : raw);
  if (hostname === undefined) return failure('target-host', 'The request names no valid host.');
  if (portText === '') {
    if (defaultPort === undefined) return failure('target-port', 'The request names no port.');
    return success({ hostname, port: defaultPort });
  }
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > 65_535) return failure('target-port', 'The port is not a number from 1 to 65535.');
  return success({ hostname, port });
}

/** `host:port` for a Host header or a dial: brackets for IPv6, the scheme's own port left out. */
export function formatAuthority(target: Pick<Target, 'hostname' | 'port'>, scheme?: Scheme): string {
  const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
  return scheme !== undefined && DEFAULT_PORTS[scheme] === target.port ? host : `${host}:${target.port}`;
}

/** The URL as far as it is visible, without userinfo; `withQuery` only where the policy keeps query strings. */
export function formatTarget(target: Target, withQuery: boolean): string {
  return `${target.scheme}://${formatAuthority(target, target.scheme)}${target.path}${withQuery ? target.query : ''}`;
}
