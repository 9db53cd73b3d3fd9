import type { Circumvention } from '../categoriser/circumvention.ts';
import { parseHostname } from '../core/hostname.ts';
import { parseAbsoluteTarget, parseAuthority, type Target } from '../core/target.ts';
import type { ClientConnection, Inspected } from './connections.ts';
import type { RequestHead } from './request-head.ts';

/** What a request is for. With a problem it must be refused, and the target is what can be recorded of it. */
export interface AskedFor {
  readonly target: Target;
  readonly problem: TargetProblem | undefined;
}

export interface TargetProblem {
  readonly status: number;
  readonly reason: string;
  /** What it looks like. */
  readonly sign?: Circumvention;
}

/** Stands in the record of a request whose own target was none. */
const NO_TARGET: Target = {
  scheme: 'http',
  hostname: parseHostname('invalid.invalid') as Target['hostname'],
  port: 80,
  path: '/',
  query: '',
};

/** The target of a plain request; its scheme may be one that is not carried in the clear. */
export function plainTarget(request: RequestHead): AskedFor {
  const target = parseAbsoluteTarget(request.url ?? '');
  const problem = messageProblem(request);
  if (target.ok) return { target: target.value, problem };
  return { target: NO_TARGET, problem: problem ?? { status: 400, reason: target.failure.message } };
}

export function connectTarget(request: RequestHead): AskedFor {
  const authority = parseAuthority(request.url ?? '');
  if (!authority.ok) return { target: NO_TARGET, problem: { status: 400, reason: authority.failure.message } };
  const { hostname, port } = authority.value;
  const target: Target = { scheme: port === 80 ? 'http' : 'https', hostname, port, path: '', query: '' };
  return { target, problem: versionProblem(request) };
}

/** The target of a WebSocket handshake: absolute, or a path within a CONNECT to port 80. */
export function upgradeTarget(request: RequestHead, { insideConnect, inspected }: ClientConnection): AskedFor {
  if (inspected !== undefined) return inspectedTarget(request, inspected);
  if (insideConnect === undefined) {
    const asked = plainTarget(request);
    return asked.target.scheme === 'ws' ? { ...asked, target: { ...asked.target, scheme: 'http' } } : asked;
  }
  const { hostname, port } = insideConnect.attempt.facts.target;
  const { target, isPath } = originForm(request, { scheme: 'http', hostname, port });
  return { target, problem: messageProblem(request) ?? (isPath ? undefined : NO_PATH) };
}

/** The target of a request inside a tunnel that is inspected: a path, at the site that the tunnel is for. */
export function inspectedTarget(request: RequestHead, { hostname, port }: Pick<Inspected, 'hostname' | 'port'>): AskedFor {
  const { target, isPath } = originForm(request, { scheme: 'https', hostname, port });
  const malformed = isPath || request.url === '*' ? undefined : NO_PATH;
  return { target, problem: messageProblem(request) ?? malformed ?? frontingProblem(request, target) };
}

const NO_PATH: TargetProblem = { status: 400, reason: 'The request target inside a tunnel must be a path.' };

/** The target of a request inside a tunnel (RFC 9112 section 3.2.1); what is no path stands for the root. */
function originForm(request: RequestHead, site: Pick<Target, 'scheme' | 'hostname' | 'port'>): { target: Target; isPath: boolean } {
  const [, path = '', query = ''] = /^(\/[^?#]*)(\?[^#]*)?$/s.exec(request.url ?? '') ?? [];
  const { scheme, hostname, port } = site;
  return { target: { scheme, hostname, port, path: path === '' ? '/' : path, query }, isPath: path !== '' };
}

/** Domain fronting: the tunnel was decided by one name, and its request is for another (RFC 9110 section 15.5.20). */
function frontingProblem({ headers }: RequestHead, target: Target): TargetProblem | undefined {
  if (headers.host === target.hostname && target.port === 443) return undefined;
  const asked = parseAuthority(`${headers.host ?? ''}${/:\d+$/.test(headers.host ?? '') ? '' : `:${target.port}`}`);
  if (asked.ok && asked.value.hostname === target.hostname && asked.value.port === target.port) return undefined;
  return { status: 421, reason: 'The request is for another site than the connection it came by.', sign: 'fronting' };
}

/** What the parser lets pass and a proxy must not: two readers of the same bytes could disagree about it. */
function messageProblem(request: RequestHead): TargetProblem | undefined {
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return { status: 501, reason: 'Only the chunked transfer coding is understood.' };
  if (coding !== undefined && request.httpVersionMinor === 0) return { status: 400, reason: 'HTTP/1.0 has no transfer codings.' };
  return versionProblem(request) ?? hostProblem(request);
}

function versionProblem(request: RequestHead): TargetProblem | undefined {
  return request.httpVersionMajor === 1 ? undefined : { status: 505, reason: 'This proxy speaks HTTP/1.1 and HTTP/1.0.' };
}

/** The bytes of RFC 3986 section 3.2 without userinfo. */
const HOST_BYTES = /^[\w.~!$&'()*+,;=%:[\]-]*$/;

/** RFC 9112 section 3.2: one valid Host, though it is the target's that counts. */
function hostProblem({ rawHeaders, headers, httpVersionMinor }: RequestHead): TargetProblem | undefined {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  if (hosts > 1) return { status: 400, reason: 'The request has more than one Host header.' };
  if (hosts === 0 && httpVersionMinor !== 0) return { status: 400, reason: 'The request has no Host header.' };
  return HOST_BYTES.test(headers.host ?? '') ? undefined : { status: 400, reason: 'The Host header names no valid host.' };
}
