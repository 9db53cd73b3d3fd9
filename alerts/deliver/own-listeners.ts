import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Something of ours that listens. */
export interface OwnListener {
  /** Null: on this machine, at any of its addresses. */
  readonly host: string | null;
  readonly port: number;
}

/** Resolves names for calls that must not reach our own listeners. */
export interface GuardedLookup {
  /** Throws when the host is an address of a listener of ours. */
  check(host: string, port: number): void;
  /** Leaves addresses of our own listeners out; fails when none remains. */
  forPort(host: string, port: number): LookupFunction;
}

/** The code of the error with which such a call ends. */
export const OWN_LISTENER = 'EOWNLISTENER';

/** The host and port of a URL such as Redis's; undefined for a socket path. */
export function listenerOfUrl(text: string | null, defaultPort: number): OwnListener | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  const { hostname, port } = new URL(text);
  return hostname === '' ? undefined : { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) };
}

export function createLookup(listeners: readonly OwnListener[]): GuardedLookup {
  const isOwn = (host: string, address: string, port: number): boolean =>
    listeners.some((one) => one.port === port && isAt(one, host, address));
  return {
    check(host, port) {
      if (isIP(host) !== 0 && isOwn(host, host, port)) throw ownListener();
    },
    forPort: (host, port) => (name, options, done) => {
      resolve(name, { ...options, all: true }, (error, found) => {
        if (error !== null) return done(error, []);
        const [first, ...others] = found.filter(({ address }) => !isOwn(host, address, port));
        if (first === undefined) return done(ownListener(), []);
        if (options.all === true) done(null, [first, ...others]);
        else done(null, first.address, first.family);
      });
    },
  };
}

function isAt(listener: OwnListener, host: string, address: string): boolean {
  if (listener.host === null) return isLocal(address);
  return listener.host === host || listener.host === address || (isLocal(address) && isLocal(listener.host));
}

function isLocal(host: string): boolean {
  const ip = host.replace(/^::ffff:(?=\d+\.)/i, '');
  if (ip === 'localhost' || ip.startsWith('127.') || ip === '0.0.0.0' || ip === '::' || ip === '::1') return true;
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === ip) === true);
}

function ownListener(): NodeJS.ErrnoException {
  return Object.assign(new Error('One of our own listeners.'), { code: OWN_LISTENER });
}
