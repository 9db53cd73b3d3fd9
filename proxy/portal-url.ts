import { hostname } from 'node:os';
import type { Config } from '../config/schema/config.ts';

const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

/** How pupils' browsers reach the portal: as configured, else where it listens; an "every address" listener goes by the machine's name. */
export function portalUrlOf({ at, proxy }: Config): string {
  if (proxy.portalUrl !== undefined) return proxy.portalUrl;
  const host = EVERY_ADDRESS.has(at.host) ? hostname() : at.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${at.portalPort}`;
}
