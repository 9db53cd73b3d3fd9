import type { Config } from '../config/schema/config.ts';
import { parseAddressRange } from '../core/address.ts';
import { type Result, success } from '../core/result.ts';
import { ownEndpointCheck, ownEndpoints } from './own-endpoints.ts';
import { createPageFetcher, type FetchPage } from './page-fetch.ts';
import { createParent } from './parent.ts';
import { createResolver, type ResolveName } from './resolve.ts';
import { secureDial } from './secure-dial.ts';
import { createDialler } from './upstream.ts';
import { upstreamTrust } from './upstream-tls.ts';

/** Monotonic milliseconds. */
const nowMs = () => performance.now();

/**
 * What fetches pages for this installation: by its parent proxy where it has one, to no address that the proxy would not connect to,
 * and to none of its own listeners. Fails where the further roots that it is to trust cannot be read.
 */
export function openPageFetcher(
  config: Config,
  resolve: ResolveName = createResolver({ nowMs, nameServers: config.at.nameServers }),
): Result<FetchPage> {
  const { at, proxy } = config;
  const trust = upstreamTrust(at.upstreamCaPath, nowMs);
  if (!trust.ok) return trust;
  const opened = at.allowUpstream.flatMap((cidr) => parseAddressRange(cidr) ?? []);
  const { connectTimeoutMs, parentProxy } = proxy;
  const isOwnEndpoint = ownEndpointCheck(ownEndpoints(config), resolve, nowMs);
  const direct = createDialler({ resolve, isOwnEndpoint, opened, connectTimeoutMs });
  const parent = parentProxy === undefined ? null : createParent(parentProxy, { resolve, opened }, connectTimeoutMs);
  const dial = secureDial(parent?.dialRequest ?? direct, parent?.dialTunnel ?? direct, trust.value);
  return success(createPageFetcher({ dial, parent, securePorts: at.connectPorts }));
}
