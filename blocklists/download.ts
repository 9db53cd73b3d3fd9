import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Agent, type Dispatcher, request } from 'undici';
import { type FetchLimits, FetchRefusal, hashed, limited } from './fetch/limits.ts';
import { durableFile } from './fetch/unpack.ts';

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Publishers ask for a name to write to; some refuse clients without one. */
const USER_AGENT = 'Schoolgate (block list updates)';

/** What the last good copy came with: sent back, so that an unchanged list costs its publisher nothing. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface Downloaded extends Validators {
  /** Of the body as published. */
  readonly sha256: string;
}

export interface Download {
  readonly url: string;
  readonly validators: Validators;
  /** Where the body is written; must not exist. */
  readonly path: string;
  readonly limits: FetchLimits;
  /** `total` is null when the server does not say. */
  readonly onBytes?: (received: number, total: number | null) => void;
  /** Aborted when the product stops. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads a list over http or https with a conditional GET, following at most five redirects and never from https to http.
 * Returns `unchanged` on 304. Rejects with FetchRefusal for what is refused here and with the system's or undici's error otherwise.
 */
export async function download(job: Download): Promise<Downloaded | 'unchanged'> {
  const { limits } = job;
  const agent = new Agent({ connect: { timeout: limits.connectTimeoutMs }, maxHeaderSize: 65_536 });
  const deadline = AbortSignal.timeout(limits.totalTimeoutMs);
  const signal = job.signal === undefined ? deadline : AbortSignal.any([deadline, job.signal]);
  try {
    const response = await follow(job, agent, signal);
    return response.statusCode === 304 ? 'unchanged' : await receive(response, job);
  } catch (error) {
    if (deadline.aborted) throw new FetchRefusal('source-slow', `it did not arrive within ${limits.totalTimeoutMs} ms`);
    throw error;
  } finally {
    await agent.destroy();
  }
}

async function follow(job: Download, agent: Dispatcher, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  let url = new URL(job.url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headersTimeout: job.limits.silenceTimeoutMs,
      bodyTimeout: job.limits.silenceTimeoutMs,
      headers: requestHeaders(job.validators),
    });
    // undici reports an unread body that is given up as an error of the stream.
    response.body.on('error', () => {});
    if (response.statusCode === 200 || (response.statusCode === 304 && hasValidators(job.validators))) return response;
    response.body.destroy();
    if (!REDIRECTS.has(response.statusCode)) throw new FetchRefusal('source-status', `the server answered ${response.statusCode}`);
    url = redirectTarget(url, headerText(response.headers['location']));
  }
  throw new FetchRefusal('source-redirects', `it redirects more than ${MAX_REDIRECTS} times`);
}

function hasValidators({ etag, lastModified }: Validators): boolean {
  return etag !== null || lastModified !== null;
}

function requestHeaders({ etag, lastModified }: Validators): Record<string, string> {
  // No content coding: the checksum is over the file as published, and lists worth compressing are published as .gz.
  const headers: Record<string, string> = { 'user-agent': USER_AGENT, accept: '*/*', 'accept-encoding': 'identity' };
  if (etag !== null) headers['if-none-match'] = etag;
  if (lastModified !== null) headers['if-modified-since'] = lastModified;
  return headers;
}

function redirectTarget(from: URL, location: string | null): URL {
  const url = location === null ? null : URL.parse(location, from.href);
  if (url === null) throw new FetchRefusal('source-redirects', 'it redirects nowhere');
  if (url.protocol !== 'https:' && (url.protocol !== 'http:' || from.protocol === 'https:')) {
    throw new FetchRefusal('source-redirects', `it redirects from ${from.protocol} to ${url.protocol}`);
  }
  return url;
}

async function receive(response: Dispatcher.ResponseData, job: Download): Promise<Downloaded> {
  const { headers } = response;
  const body = response.body as Readable as AsyncIterable<Buffer>;
  const length = headerText(headers['content-length']);
  const total = length === null ? null : Number(length);
  if (total !== null && total > job.limits.maxBytes) {
    response.body.destroy();
    throw new FetchRefusal('source-too-large', `it has ${total} bytes, more than ${job.limits.maxBytes}`);
  }
  const hash = createHash('sha256');
  const counted = limited(body, job.limits.maxBytes, (received) => job.onBytes?.(received, total));
  await pipeline(hashed(counted, hash), durableFile(job.path));
  return { sha256: hash.digest('hex'), etag: headerText(headers['etag']), lastModified: headerText(headers['last-modified']) };
}

function headerText(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
