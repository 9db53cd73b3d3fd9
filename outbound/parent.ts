import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { type AddressRange, parseAddressRange } from '../core/address.ts';
import { type Hostname, hostnameAsAddress, parseHostname } from '../core/hostname.ts';
import { formatAuthority } from '../core/target.ts';
import { gateAddress } from './address-gate.ts';
import { DiallingAgent } from './dialling-agent.ts';
import { UpstreamError } from './failure.ts';
import type { ResolveName } from './resolve.ts';
import { createDialler, type Destination, type Dial, type Dialled } from './upstream.ts';

/** A proxy that everything upstream goes through. */
export interface ParentProxy {
  readonly destination: Destination;
  /** `Proxy-Authorization` for it, when its URL holds credentials. */
  readonly authorization: string | undefined;
  /** Connects to the parent itself, for requests in absolute form. */
  readonly dialRequest: Dial;
  /** Connects to a destination by a CONNECT to the parent. */
  readonly dialTunnel: Dial;
  /**
   * Whether a host is one the parent must not be asked for. Only the parent knows what a name resolves to, and its own
   * rules hold for that; a literal address, and this machine's own name for itself, are judged here.
   */
  refuses(host: Hostname): boolean;
}

const EVERYWHERE = ['0.0.0.0/0', '::/0'].flatMap((text) => parseAddressRange(text) ?? []);

/** Throws when the URL names no host: the configuration's check comes first. */
export function createParent(
  url: string,
  options: { readonly resolve: ResolveName; readonly opened: readonly AddressRange[] },
  connectTimeoutMs: number,
): ParentProxy {
  const { hostname: name, port, username, password } = new URL(url);
  const hostname = parseHostname(name);
  if (hostname === undefined) throw new Error('proxy.parentProxy names no host');
  const destination: Destination = { hostname, port: port === '' ? 3128 : Number(port) };
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = username === '' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  // The administrator names the parent, usually on a private address: the gate is for what pupils name.
  const dialRequest = createDialler({ ...options, opened: EVERYWHERE, isOwnEndpoint: (_ip, _port, done) => done(false), connectTimeoutMs });
  const refuses = (host: Hostname): boolean => {
    const literal = hostnameAsAddress(host);
    if (literal !== undefined) return gateAddress(literal, options.opened) !== undefined;
    return host === 'localhost' || host.endsWith('.localhost');
  };
  const dialTunnel: Dial = (wanted, done) => {
    const host = wanted.dialHost ?? wanted.hostname;
    if (refuses(host)) {
      done(new UpstreamError('ADDRESS_GATE', 'refused before the parent'), null);
      return () => {};
    }
    return connectThrough(
      destination,
      authorization,
      dialRequest,
      formatAuthority({ hostname: host, port: wanted.port }),
      connectTimeoutMs,
      done,
    );
  };
  return { destination, authorization, dialRequest, dialTunnel, refuses };
}

function connectThrough(
  parent: Destination,
  authorization: string | undefined,
  dial: Dial,
  authority: string,
  timeoutMs: number,
  done: Dialled,
): () => void {
  let settled = false;
  const settle = (error: Error | null, socket: Socket | null): void => {
    if (settled) {
      socket?.destroy();
      return;
    }
    settled = true;
    done(error, socket);
  };
  const connecting = httpRequest({
    method: 'CONNECT',
    path: authority,
    headers: { Host: authority, ...(authorization !== undefined && { 'Proxy-Authorization': authorization }) },
    agent: new DiallingAgent({}, (connected) => dial(parent, (error, socket) => connected(error, socket ?? undefined))),
    // The parent dials too: it gets the time of two connections.
    timeout: 2 * timeoutMs,
  });
  connecting.on('timeout', () => connecting.destroy(new UpstreamError('CONNECT_TIMEOUT', 'parent is silent')));
  connecting.on('error', (error) => settle(error, null));
  connecting.on('connect', (response, socket, head) => {
    if (response.statusCode !== 200) {
      socket.destroy();
      return settle(new UpstreamError('PARENT_REFUSED', `parent answered ${response.statusCode}`), null);
    }
    socket.setTimeout(0);
    if (head.length > 0) socket.unshift(head);
    settle(null, socket as Socket);
  });
  connecting.end();
  return () => {
    settled = true;
    connecting.destroy();
  };
}
