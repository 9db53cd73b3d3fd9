import { closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { madeUpName } from './made-up-lists.ts';
import { BenchProcess, freePorts, pinTree } from './processes.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Real lists, where they lie beside the checkout; never part of it. */
export const SHARED_DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const NAMES_A_WRITE = 100_000;
const COMMAND_LINE = fileURLToPath(new URL('../../cli/schoolgate.ts', import.meta.url));

export interface ProductOptions {
  readonly workers?: number;
  /** Every process of it is held to this core, once it runs. */
  readonly core?: number | undefined;
  /** Loads the real lists where they are; otherwise, and where they are not, the seed lists. */
  readonly realLists?: boolean;
  /** So many made-up names as well. */
  readonly madeUpNames?: number;
  readonly connectPorts?: readonly number[];
  /** Further environment, such as NODE_OPTIONS for a profile. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further configuration, in YAML. */
  readonly config?: string;
  /** A command to run before it starts, such as `ca init`. */
  readonly before?: readonly string[];
}

export interface Product {
  readonly pid: number;
  readonly port: number;
  readonly dataFolder: string;
  /** What decisions rest on. */
  readonly listEntries: number;
  /** False: the seed lists only. */
  readonly hasRealLists: boolean;
  stop(): Promise<void>;
}

/**
 * Starts the product as it is shipped, with data that goes with it, on free ports; 127.0.0.1 has a lease, so that requests
 * are decided for somebody. Loopback is opened upstream, for that is where the origin is.
 */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const {
    workers = 1,
    core,
    realLists = true,
    madeUpNames = 0,
    connectPorts = [443, 80],
    env: more = {},
    config: further = '',
    before,
  } = options;
  const folder = temporaryFolder();
  const [proxy = 0, admin = 0, portal = 0] = await freePorts(3);
  const hasRealLists = realLists && existsSync(SHARED_DATA);
  const config = join(folder.path, 'schoolgate.yaml');
  const madeUp = madeUpNames > 0 ? writeMadeUpNames(folder.path, madeUpNames) : [];
  writeFileSync(config, configuration([...(hasRealLists ? REAL_SOURCES : []), ...madeUp]) + further);
  const env = {
    SCHOOLGATE_CONFIG: config,
    SCHOOLGATE_DATA: join(folder.path, 'data'),
    SCHOOLGATE_PROXY_PORT: String(proxy),
    SCHOOLGATE_ADMIN_PORT: String(admin),
    SCHOOLGATE_PORTAL_PORT: String(portal),
    SCHOOLGATE_WORKERS: String(workers),
    SCHOOLGATE_ALLOW_UPSTREAM: '127.0.0.0/8',
    SCHOOLGATE_CONNECT_PORTS: connectPorts.join(','),
    ...Object.fromEntries(['REDIS_URL', 'DATABASE_URL', 'SMTP_URL'].map((name) => [name, ''])),
  };
  const run = (given: readonly string[], further: Readonly<Record<string, string>> = {}) =>
    BenchProcess.start(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND_LINE, ...given], {
      env: { ...env, ...further },
      cwd: folder.path,
    });
  const command = async (...given: string[]) => (await run(given)).finished();
  if (before !== undefined) await command(...before);
  const started = await run(['start'], more);
  const stop = async (): Promise<void> => {
    await started.stop();
    folder.remove();
  };
  try {
    await started.line(/^schoolgate ready/);
    await command('lease', 'add', '--ip', '127.0.0.1', '--user', 'bench', '--computer', 'bench-1', '--ttl', '24h');
    // Waits for the update that a first start begins by itself, so that none runs while something is measured.
    const updated = await command('blocklists', 'update', '--json');
    if (core !== undefined) pinTree(started.pid, core);
    return { pid: started.pid, port: proxy, dataFolder: env.SCHOOLGATE_DATA, listEntries: countEntries(updated), hasRealLists, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function countEntries(updated: readonly string[]): number {
  const json = updated.find((line) => line.startsWith('{')) ?? '{}';
  const { sources = [] } = JSON.parse(json) as { readonly sources?: readonly { readonly entries: number }[] };
  return sources.reduce((sum, { entries }) => sum + entries, 0);
}

const inSharedData = (path: string): string => JSON.stringify(`file:${join(SHARED_DATA, path)}`);
const REAL_SOURCES: readonly string[] = [
  `{ id: ut1, format: ut1, url: ${inSharedData('ut1')} }`,
  `{ id: phishing, format: domains, url: ${inSharedData('formats/phishing.domains')}, category: phishing }`,
  `{ id: drugs, format: hosts, url: ${inSharedData('formats/drugs.hosts')}, category: drugs }`,
  `{ id: scam, format: adblock, url: ${inSharedData('formats/scam.adblock')}, category: fraud }`,
  `{ id: torrent, format: dnsmasq, url: ${inSharedData('formats/torrent.dnsmasq')}, category: peer-to-peer }`,
];

function writeMadeUpNames(folder: string, count: number): string[] {
  const path = join(folder, 'made-up.domains');
  const file = openSync(path, 'w');
  for (let first = 0; first < count; first += NAMES_A_WRITE) {
    const names = Array.from({ length: Math.min(NAMES_A_WRITE, count - first) }, (_, i) => `${madeUpName(first + i)}\n`);
    writeSync(file, names.join(''));
  }
  closeSync(file);
  return [`{ id: made-up, format: domains, url: ${JSON.stringify(`file:${path}`)}, category: shopping }`];
}

/** Without a source of its own only the seed lists are loaded, and nothing is fetched from anywhere. */
function configuration(sources: readonly string[]): string {
  return sources.length > 0
    ? `blocklists:\n  sources:\n${sources.map((source) => `    - ${source}\n`).join('')}`
    : 'blocklists: { sources: [] }\n';
}
