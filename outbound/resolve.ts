import { lookup, Resolver } from 'node:dns';
import { networkInterfaces } from 'node:os';
import { type IpAddress, parseIpAddress } from '../core/address.ts';
import { detachedHost, type Hostname, hostnameAsAddress } from '../core/hostname.ts';
import { parseHostsFile, WatchedFile } from './system-files.ts';

/** The addresses of a name, or the error code of the look-up (`ENOTFOUND`, `ETIMEOUT`, …). */
export type Resolution = { readonly ok: true; readonly addresses: readonly IpAddress[] } | { readonly ok: false; readonly code: string };

/** Calls back at once when the answer is known, later otherwise. Never throws. */
export type ResolveName = (host: Hostname, done: (resolution: Resolution) => void) => void;

/** One question to the DNS, for one name and address family. */
export type QueryDns = (host: string, family: 4 | 6, done: (answer: DnsAnswer) => void) => void;
export type DnsAnswer =
  | { readonly ok: true; readonly records: readonly { readonly address: string; readonly ttl: number }[] }
  | { readonly ok: false; readonly code: string };

/** Long enough to spare the resolver a page's worth of repeats, short enough that a rebinding or moved host is seen soon. */
const MAX_TTL_MS = 6_000;
const NEGATIVE_TTL_MS = 10_000;
const MAX_CACHED_NAMES = 10_000;
const MAX_ADDRESSES = 16;

interface CachedName {
  readonly resolution: Resolution;
  readonly expiresAtMs: number;
}

export interface ResolverOptions {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** `address:port` each; the servers of resolv.conf where there is none. */
  readonly nameServers?: readonly string[];
  readonly query?: QueryDns;
  readonly hostsPath?: string;
  /** Whether to ask for IPv6 addresses; by default only where the machine has a global one, as AI_ADDRCONFIG does (RFC 3493). */
  readonly ipv6?: () => boolean;
}

/** Names by way of the system: hosts file first, then its DNS servers by c-ares (no thread of libuv's four is held), cached, one query at a time per name. */
export function createResolver(options: ResolverOptions): ResolveName {
  const { nowMs, query = queryServers(nowMs, options.nameServers ?? []), ipv6 = cachedFor(10_000, nowMs, hasGlobalIpv6) } = options;
  const hosts = new WatchedFile(options.hostsPath ?? '/etc/hosts', parseHostsFile);
  const cache = new Map<Hostname, CachedName>();
  const waiting = new Map<Hostname, ((resolution: Resolution) => void)[]>();

  const settle = (host: Hostname, answers: readonly DnsAnswer[]): void => {
    const { resolution, ttlMs } = merge(answers);
    cache.delete(host);
    const oldest = cache.keys().next();
    if (cache.size >= MAX_CACHED_NAMES && oldest.done !== true) cache.delete(oldest.value);
    cache.set(detachedHost(host), { resolution, expiresAtMs: nowMs() + ttlMs });
    const callbacks = waiting.get(host) ?? [];
    waiting.delete(host);
    for (const callback of callbacks) callback(resolution);
  };

  return (host, done) => {
    const literal = hostnameAsAddress(host);
    if (literal !== undefined) return done({ ok: true, addresses: [literal] });
    const now = nowMs();
    const listed = hosts.read(now).get(host) ?? specialUse(host);
    if (listed !== undefined) return done({ ok: true, addresses: listed });
    const cached = cache.get(host);
    if (cached !== undefined && cached.expiresAtMs > now) return done(cached.resolution);
    const callbacks = waiting.get(host);
    if (callbacks !== undefined) {
      callbacks.push(done);
      return;
    }
    waiting.set(host, [done]);
    const families: readonly (4 | 6)[] = ipv6() ? [6, 4] : [4];
    const answers: DnsAnswer[] = [];
    let left = families.length;
    families.forEach((family, position) => {
      query(host, family, (answer) => {
        answers[position] = answer;
        left--;
        if (left === 0) settle(host, answers);
      });
    });
  };
}

/** RFC 6761 section 6.3: `localhost` never reaches the DNS. */
function specialUse(host: Hostname): readonly IpAddress[] | undefined {
  return host === 'localhost' || host.endsWith('.localhost') ? ['127.0.0.1' as IpAddress] : undefined;
}

/** Families in turn, the first one first, so that a dead family costs one attempt and not all of them (RFC 8305 section 4). */
function merge(answers: readonly DnsAnswer[]): { resolution: Resolution; ttlMs: number } {
  const lists = answers.map((answer) => (answer.ok ? answer.records.map((record) => parseIpAddress(record.address)) : []));
  const addresses: IpAddress[] = [];
  for (let i = 0; i < MAX_ADDRESSES; i++) {
    for (const list of lists) {
      const ip = list[i];
      if (ip !== undefined && !addresses.includes(ip)) addresses.push(ip);
    }
  }
  if (addresses.length === 0) {
    // "No data" for one family says less than what went wrong with the other.
    const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.code]));
    const code = codes.find((each) => each !== 'ENODATA' && each !== 'ENOTFOUND') ?? 'ENOTFOUND';
    // A server that did not answer may do so the next second; a name that is not there will not appear that soon.
    return { resolution: { ok: false, code }, ttlMs: code === 'ENOTFOUND' ? NEGATIVE_TTL_MS : 1_000 };
  }
  const ttls = answers.flatMap((answer) => (answer.ok ? answer.records.map((record) => record.ttl * 1_000) : []));
  return { resolution: { ok: true, addresses }, ttlMs: Math.min(MAX_TTL_MS, Math.max(1_000, Math.min(...ttls))) };
}

/** c-ares with the servers named, else those of resolv.conf, opened anew when that file changes. A name without a dot goes to getaddrinfo, which knows search domains. */
function queryServers(nowMs: () => number, nameServers: readonly string[]): QueryDns {
  const resolvers = new WatchedFile('/etc/resolv.conf', () => {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    if (nameServers.length > 0) resolver.setServers(nameServers);
    return resolver;
  });
  return (host, family, done) => {
    if (!host.includes('.')) {
      lookup(host, { family, all: true }, (error, found) =>
        done(
          error === null
            ? { ok: true, records: found.map(({ address }) => ({ address, ttl: 5 })) }
            : { ok: false, code: error.code ?? 'EAI_FAIL' },
        ),
      );
      return;
    }
    const answer = (error: NodeJS.ErrnoException | null, records: readonly { address: string; ttl: number }[]): void =>
      done(error === null ? { ok: true, records } : { ok: false, code: error.code ?? 'EUNKNOWN' });
    const resolver = resolvers.read(nowMs());
    if (family === 4) resolver.resolve4(host, { ttl: true }, answer);
    else resolver.resolve6(host, { ttl: true }, answer);
  };
}

function hasGlobalIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some((address) => address.family === 'IPv6' && /^[23]/.test(address.address)),
  );
}

/** Remembers what `compute` said for `forMs`. */
export function cachedFor<T>(forMs: number, nowMs: () => number, compute: () => T): () => T {
  let value: T;
  let at = Number.NEGATIVE_INFINITY;
  return () => {
    const now = nowMs();
    if (now - at >= forMs) {
      value = compute();
      at = now;
    }
    return value;
  };
}
