import { parseAddressRange, parseIpAddress, rangeContains } from '../../core/address.ts';
import { hostnameAsAddress, parseHostname } from '../../core/hostname.ts';
import { formatAuthority, parseAuthority } from '../../core/target.ts';
import type { ConfigFile, Surroundings } from './config.ts';
import { nearestName } from './nearest-name.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every SCHOOLGATE_* variable, with what it sets. The last two are the supervisor's own, for its parts. */
export const VARIABLES = {
  SCHOOLGATE_CONFIG: 'the configuration file; ./schoolgate.yaml if present',
  SCHOOLGATE_DATA: 'server.data',
  SCHOOLGATE_HOST: 'server.host',
  SCHOOLGATE_ADMIN_HOST: 'server.adminHost',
  SCHOOLGATE_PROXY_PORT: 'server.proxyPort',
  SCHOOLGATE_ADMIN_PORT: 'server.adminPort',
  SCHOOLGATE_PORTAL_PORT: 'server.portalPort',
  SCHOOLGATE_WORKERS: 'server.workers',
  SCHOOLGATE_ALLOW_UPSTREAM: 'server.allowUpstream',
  SCHOOLGATE_CONNECT_PORTS: 'server.connectPorts',
  SCHOOLGATE_NAME_SERVERS: 'server.nameServers',
  SCHOOLGATE_UPSTREAM_CA: 'server.upstreamCa',
  SCHOOLGATE_INSTANCE: 'which instance of a part this process is',
  SCHOOLGATE_WORKER_INDEX: 'which proxy worker this process is',
} as const;

/** Those of the surroundings that the environment and the file's `server` section can both say. */
export type ServerSettings = Pick<
  Surroundings,
  'host' | 'adminHost' | 'proxyPort' | 'adminPort' | 'portalPort' | 'workers' | 'allowUpstream' | 'connectPorts' | 'nameServers'
>;

/**
 * The environment, then the file's `server` section, then the defaults. Says in `problems` what is wrong with either.
 * `file` is undefined when it does not fit the schema, so that the environment's own faults are still found.
 */
export function serverSettings(
  env: Environment,
  file: ConfigFile | undefined,
  cores: number,
): { readonly settings: ServerSettings; readonly problems: readonly string[] } {
  const reader = new Reader(env);
  const server = file?.server ?? {};
  const settings: ServerSettings = {
    host: reader.host('SCHOOLGATE_HOST', server.host, '127.0.0.1'),
    adminHost: reader.host('SCHOOLGATE_ADMIN_HOST', server.adminHost, '127.0.0.1'),
    proxyPort: reader.integer('SCHOOLGATE_PROXY_PORT', 65_535, server.proxyPort ?? 3128),
    adminPort: reader.integer('SCHOOLGATE_ADMIN_PORT', 65_535, server.adminPort ?? 8080),
    portalPort: reader.integer('SCHOOLGATE_PORTAL_PORT', 65_535, server.portalPort ?? 8081),
    workers: reader.integer('SCHOOLGATE_WORKERS', 64, server.workers ?? Math.min(cores, 64)),
    allowUpstream: reader.networks('SCHOOLGATE_ALLOW_UPSTREAM', server.allowUpstream ?? []),
    connectPorts: reader.ports('SCHOOLGATE_CONNECT_PORTS', server.connectPorts ?? [443, 80]),
    nameServers: reader.nameServers('SCHOOLGATE_NAME_SERVERS', server.nameServers ?? []),
  };
  reader.refuseUnknown();
  if (reader.problems.length === 0) reader.problems.push(...portClashes(settings), ...adminExposure(settings, file));
  return { settings, problems: reader.problems };
}

function* portClashes({ proxyPort, adminPort, portalPort }: ServerSettings): Generator<string> {
  const clash = (a: string, b: string, port: number) =>
    `SCHOOLGATE_${a}_PORT and SCHOOLGATE_${b}_PORT are both ${port}: each needs a port of its own`;
  if (proxyPort === adminPort) yield clash('PROXY', 'ADMIN', proxyPort);
  if (proxyPort === portalPort) yield clash('PROXY', 'PORTAL', proxyPort);
  if (adminPort === portalPort) yield clash('ADMIN', 'PORTAL', adminPort);
}

/** Sessions and pupils' records never cross a network in the clear. Without a file that fits, its tls is not known to be missing. */
function* adminExposure({ adminHost }: ServerSettings, file: ConfigFile | undefined): Generator<string> {
  if (file === undefined || isLoopback(adminHost) || file.admin.tls !== undefined) return;
  yield `SCHOOLGATE_ADMIN_HOST is ${adminHost}: beyond this machine the admin port needs TLS; set admin.tls in the configuration file`;
}

const DNS_PORT = 53;
const LOOPBACK = parseAddressRange('127.0.0.0/8');

function isLoopback(host: string): boolean {
  const ip = parseIpAddress(host);
  if (ip === undefined) return host === 'localhost';
  return ip === '::1' || (LOOPBACK !== undefined && rangeContains(LOOPBACK, ip));
}

/** Reads settings one by one and gathers what is wrong with them. An empty variable counts as unset, as compose files make them. */
class Reader {
  readonly problems: string[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  host(name: keyof typeof VARIABLES, fromFile: string | undefined, otherwise: string): string {
    const value = this.#env[name] || fromFile || otherwise;
    if (parseHostname(value) === undefined) this.#refuse(name, `"${value}" is no address or host name`);
    return value;
  }

  integer(name: keyof typeof VARIABLES, most: number, otherwise: number): number {
    const text = this.#env[name] || String(otherwise);
    const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most) this.#refuse(name, `"${text}" is not a number from 1 to ${most}`);
    return value;
  }

  networks(name: keyof typeof VARIABLES, otherwise: readonly string[]): readonly string[] {
    const values = this.#list(name) ?? otherwise;
    for (const value of values) {
      if (parseAddressRange(value) === undefined) this.#refuse(name, `"${value}" is not a network like 127.0.0.0/8`);
    }
    return values;
  }

  ports(name: keyof typeof VARIABLES, otherwise: readonly number[]): readonly number[] {
    const values = this.#list(name)?.map((text) => (/^\d{1,5}$/.test(text) ? Number(text) : Number.NaN)) ?? otherwise;
    if (!values.every((port) => port >= 1 && port <= 65_535)) this.#refuse(name, `"${this.#env[name]}" is not a list of ports like 443,80`);
    return values;
  }

  nameServers(name: keyof typeof VARIABLES, otherwise: readonly string[]): readonly string[] {
    return (this.#list(name) ?? otherwise).map((value) => {
      // A bare IPv6 address has colons of its own.
      const server = parseAuthority(parseIpAddress(value)?.includes(':') === true ? `[${value}]` : value, DNS_PORT);
      if (server.ok && !value.includes('%') && hostnameAsAddress(server.value.hostname) !== undefined) return formatAuthority(server.value);
      this.#refuse(name, `"${value}" is not the address of a name server, like 10.0.0.53 or [2001:db8::53]:5353`);
      return value;
    });
  }

  refuseUnknown(): void {
    const known = Object.keys(VARIABLES);
    for (const name of Object.keys(this.#env)) {
      if (!name.startsWith('SCHOOLGATE_') || known.includes(name)) continue;
      const nearest = nearestName(
        name.slice('SCHOOLGATE_'.length),
        known.map((one) => one.slice('SCHOOLGATE_'.length)),
      );
      this.problems.push(
        `${name}: unknown variable; ${nearest === undefined ? `known: ${known.join(', ')}` : `did you mean SCHOOLGATE_${nearest}?`}`,
      );
    }
  }

  #list(name: keyof typeof VARIABLES): string[] | undefined {
    const text = this.#env[name];
    return text ? text.split(',').map((part) => part.trim()) : undefined;
  }

  #refuse(name: keyof typeof VARIABLES, what: string): void {
    // A bad value of the file is shown under the file's name for it.
    this.problems.push(`${this.#env[name] ? name : VARIABLES[name]}: ${what}`);
  }
}
