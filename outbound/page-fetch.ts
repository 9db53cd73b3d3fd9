import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { failure, type Result, success } from '../core/result.ts';
import { formatAuthority, formatTarget, parseAbsoluteTarget, type Target } from '../core/target.ts';
import { DiallingAgent } from './dialling-agent.ts';
import { UpstreamError, upstreamFailure } from './failure.ts';
import type { ParentProxy } from './parent.ts';
import type { Destination, Dial } from './upstream.ts';

/** A page as it was sent, or how far the way to it led. */
export interface PageFetch {
  /** Every address that was asked, the first one first. */
  readonly hops: readonly Target[];
  readonly outcome: PageAnswer | PageRefusal;
}

export interface PageAnswer {
  readonly kind: 'page';
  readonly status: number;
  readonly html: string;
  /** False where it was longer than is read. */
  readonly isWhole: boolean;
}

/** `kept-out`: whoever asked for the page said no to the next address. */
export type PageProblem = 'kept-out' | 'address' | 'unreachable' | 'too-slow' | 'too-many-redirects' | 'not-a-page';

export interface PageRefusal {
  readonly kind: PageProblem;
  /** One plain sentence. */
  readonly words: string;
}

/** Fetches a page as nobody: without cookies, identity or referrer. Never rejects. `mayAsk` is asked before each address. */
export type FetchPage = (target: Target, mayAsk: (target: Target) => boolean) => Promise<PageFetch>;

export interface PageFetchOptions {
  /** To a site or the parent proxy, secured where the destination says so. */
  readonly dial: Dial;
  readonly parent: Pick<ParentProxy, 'destination' | 'authorization' | 'refuses'> | null;
  /** Where TLS is spoken: the ports that the proxy opens tunnels to. */
  readonly securePorts: readonly number[];
  readonly limitMs?: number;
}

/** Whoever waits for it looks at a screen. */
const LIMIT_MS = 5_000;
/** Of this process; more would be somebody's script. */
const MOST_AT_ONCE = 4;
const MOST_BYTES = 512 * 1024;
const MOST_REDIRECTS = 5;
const MOST_HEADER_BYTES = 65_536;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PAGE_TYPES = /^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i;
/** Honest about what asks; the first part is what sites that sort by browser look for. */
const USER_AGENT = 'Mozilla/5.0 (compatible; Schoolgate; looks at one page for a school)';

export function createPageFetcher(options: PageFetchOptions): FetchPage {
  let running = 0;
  return async (target, mayAsk) => {
    const hops: Target[] = [];
    if (running >= MOST_AT_ONCE)
      return { hops, outcome: { kind: 'too-slow', words: 'Others look at pages just now. Try again in a few seconds.' } };
    const deadline = AbortSignal.timeout(options.limitMs ?? LIMIT_MS);
    running++;
    try {
      return { hops, outcome: await follow(target, hops, mayAsk, deadline, options) };
    } catch (error) {
      return { hops, outcome: problemOf(error, deadline) };
    } finally {
      running--;
    }
  };
}

async function follow(
  first: Target,
  hops: Target[],
  mayAsk: (target: Target) => boolean,
  deadline: AbortSignal,
  options: PageFetchOptions,
): Promise<PageFetch['outcome']> {
  let target = first;
  while (hops.length <= MOST_REDIRECTS) {
    if (!mayAsk(target)) return { kind: 'kept-out', words: 'Pages of its category are not fetched.' };
    if (!isUsualPort(target, options)) return { kind: 'address', words: 'The page is at a port that pages are not fetched from.' };
    hops.push(target);
    const response = await ask(target, deadline, options);
    const { statusCode: status = 0, headers } = response;
    if (!REDIRECTS.has(status) || headers.location === undefined) return await read(response, status);
    response.destroy();
    const next = redirectOf(target, headers.location);
    if (!next.ok) return { kind: 'not-a-page', words: next.failure.message };
    target = next.value;
  }
  return { kind: 'too-many-redirects', words: `The site redirects more than ${MOST_REDIRECTS} times.` };
}

/** As the proxy: TLS at the ports it opens tunnels to; plain HTTP at none that is another protocol's. */
function isUsualPort({ scheme, port }: Target, { securePorts }: PageFetchOptions): boolean {
  if (scheme === 'https') return securePorts.includes(port);
  return scheme === 'http' && (port === 80 || port >= 1024);
}

function redirectOf(from: Target, location: string): Result<Target> {
  const url = URL.parse(location, formatTarget(from, true));
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return failure('redirect', 'The site redirects to something that is no page.');
  url.hash = '';
  const target = parseAbsoluteTarget(url.href);
  return target.ok ? success(target.value) : failure('redirect', 'The site redirects to something that is no page.');
}

/** One request on a connection of its own. */
function ask(target: Target, deadline: AbortSignal, options: PageFetchOptions): Promise<IncomingMessage> {
  const { scheme, hostname, port, path, query } = target;
  const isSecured = scheme === 'https';
  const parent = isSecured ? null : options.parent;
  if (parent?.refuses(hostname) === true) throw new UpstreamError('ADDRESS_GATE', 'refused before the parent');
  const authority = formatAuthority(target, scheme);
  const destination: Destination = parent?.destination ?? { hostname, port, ...(isSecured && { securedFor: hostname }) };
  return new Promise((done, fail) => {
    const request = httpRequest({
      method: 'GET',
      path: parent === null ? `${path}${query}` : formatTarget(target, true),
      headers: {
        Host: authority,
        'User-Agent': USER_AGENT,
        Accept: 'text/html,application/xhtml+xml',
        'Accept-Language': 'en-GB,en;q=0.8',
        'Accept-Encoding': 'gzip, deflate, br',
        Connection: 'close',
        ...(parent?.authorization !== undefined && { 'Proxy-Authorization': parent.authorization }),
      },
      maxHeaderSize: MOST_HEADER_BYTES,
      signal: deadline,
      agent: new DiallingAgent({}, (connected) => {
        const cancel = options.dial(destination, (error, socket) => {
          if (deadline.aborted) socket?.destroy();
          else connected(error, socket ?? undefined);
        });
        // A request that has no connection yet hears of its signal only when it gets one, or an error in its place.
        const giveUp = (): void => {
          cancel();
          connected(new UpstreamError('CONNECT_TIMEOUT', 'took too long'));
        };
        if (deadline.aborted) giveUp();
        else deadline.addEventListener('abort', giveUp, { once: true });
      }),
    });
    request.once('response', done).on('error', fail);
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      fail(new UpstreamError('RESPONSE_INVALID', 'an upgrade that nobody asked for'));
    });
    request.end();
  });
}

async function read(response: IncomingMessage, status: number): Promise<PageFetch['outcome']> {
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = response.headers;
  const decoded = PAGE_TYPES.test(type) ? decoder(response, coding.trim().toLowerCase()) : null;
  if (decoded === null) {
    response.destroy();
    return { kind: 'not-a-page', words: `The site answers ${status} with something that is no page.` };
  }
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of decoded as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length >= MOST_BYTES) break;
  }
  response.destroy();
  const bytes = Buffer.concat(pieces).subarray(0, MOST_BYTES);
  return { kind: 'page', status, html: textOf(bytes, type), isWhole: length < MOST_BYTES };
}

/** What is bounded is what comes out, so that a small answer cannot unfold into a large one. */
function decoder(response: IncomingMessage, coding: string): Readable | null {
  if (coding === 'identity' || coding === '') return response;
  const unpack =
    coding === 'gzip' || coding === 'x-gzip'
      ? createGunzip()
      : coding === 'deflate'
        ? createInflate()
        : coding === 'br'
          ? createBrotliDecompress()
          : null;
  response.on('error', (error) => unpack?.destroy(error));
  return unpack === null ? null : response.pipe(unpack);
}

/** By the header's encoding, else the one that the page's first bytes name, else UTF-8. */
function textOf(bytes: Buffer, type: string): string {
  const named = /charset\s*=\s*["']?([\w:.-]+)/i;
  const label = named.exec(type)?.[1] ?? named.exec(bytes.toString('latin1', 0, 1_024))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function problemOf(error: unknown, deadline: AbortSignal): PageRefusal {
  if (deadline.aborted) return { kind: 'too-slow', words: 'The site did not answer within a few seconds.' };
  const { label, reason } = upstreamFailure(error);
  if (label === 'gate') return { kind: 'address', words: 'The site is at an address inside the school, or one that is reserved.' };
  return { kind: 'unreachable', words: reason };
}
