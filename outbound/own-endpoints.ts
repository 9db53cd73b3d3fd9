import { networkInterfaces } from 'node:os';
import type { Config } from '../config/schema/config.ts';
import type { IpAddress } from '../core/address.ts';
import { parseIpAddress } from '../core/address.ts';
import { type Hostname, parseHostname } from '../core/hostname.ts';
import { reachedAddress } from './address-gate.ts';
import { cachedFor, type ResolveName } from './resolve.ts';

/** Something of ours that listens: never reachable through the proxy, whatever the address gate opens. */
export interface OwnEndpoint {
  /** Null: on this machine, at any of its addresses. */
  readonly host: Hostname | null;
  readonly port: number;
}

const REDIS_PORT = 6379;
const POSTGRES_PORT = 5432;

/** What an installation itself listens at. */
export function ownEndpoints({ at, requests }: Config): OwnEndpoint[] {
  const mail = requests.mail === undefined ? [] : [requests.mail.port];
  const here = [at.proxyPort, at.adminPort, at.portalPort, ...mail].map((port): OwnEndpoint => ({ host: null, port }));
  const redis = at.redisUrl === null ? undefined : endpointOfUrl(at.redisUrl, REDIS_PORT);
  const database = at.databaseUrl === null ? undefined : endpointOfUrl(at.databaseUrl, POSTGRES_PORT);
  return [...here, ...(redis === undefined ? [] : [redis]), ...(database === undefined ? [] : [database])];
}

/** Answers whether an address and port are one of our own listeners. The callback may be called at once. */
export type IsOwnEndpoint = (ip: IpAddress, port: number, done: (own: boolean) => void) => void;

/** The host and port of a Redis or database URL; undefined for a socket path. */
export function endpointOfUrl(text: string, defaultPort: number): OwnEndpoint | undefined {
  if (!URL.canParse(text)) return undefined;
  const { hostname, port } = new URL(text);
  const host = parseHostname(hostname);
  return host === undefined ? undefined : { host, port: port === '' ? defaultPort : Number(port) };
}

/**
 * A service that listens on one of our own ports at any address of this machine counts as ours: which interface it is
 * bound to may change with the next restart, and refusing too much there costs nobody anything.
 */
export function ownEndpointCheck(endpoints: readonly OwnEndpoint[], resolve: ResolveName, nowMs: () => number): IsOwnEndpoint {
  const localAddresses = cachedFor(5_000, nowMs, readLocalAddresses);
  const isLocal = (ip: IpAddress): boolean =>
    ip.startsWith('127.') || ip.startsWith('0.') || ip === '::1' || ip === '::' || localAddresses().has(ip);

  const byPort = Map.groupBy(endpoints, (endpoint) => endpoint.port);
  return (asked, port, done) => {
    const candidates = byPort.get(port);
    if (candidates === undefined) return done(false);
    // A translator on the way would make an IPv4 address of ours out of these again.
    const ip = reachedAddress(asked);
    const local = isLocal(ip);
    if (local && candidates.some((endpoint) => endpoint.host === null)) return done(true);
    const hosts = candidates.flatMap((endpoint) => (endpoint.host === null ? [] : [endpoint.host]));
    let left = hosts.length;
    if (left === 0) return done(false);
    let own = false;
    for (const host of hosts) {
      resolve(host, (resolution) => {
        if (resolution.ok) own ||= resolution.addresses.some((address) => address === ip || (local && isLocal(address)));
        left--;
        if (left === 0) done(own);
      });
    }
  };
}

function readLocalAddresses(): ReadonlySet<IpAddress> {
  const found = new Set<IpAddress>();
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { address } of addresses ?? []) {
      const ip = parseIpAddress(address);
      if (ip !== undefined) found.add(ip);
    }
  }
  return found;
}
