import { availableParallelism } from 'node:os';
import { startOrigin } from '../support/origin.ts';
import { findProgram } from '../support/processes.ts';
import { startProduct } from '../support/product.ts';
import { WORKS } from '../work/kinds.ts';
import type { Work } from '../work/work.ts';
import { blockPageOf } from './block-page.ts';
import { compare, type WorkComparison } from './comparison.ts';
import { deniedDomains } from './denied-domains.ts';
import { e2guardian } from './e2guardian.ts';
import type { Peer, RunningProxy } from './peer.ts';
import { privoxy } from './privoxy.ts';
import { squid, squidPlain } from './squid.ts';
import { tinyproxy } from './tinyproxy.ts';

export const PEERS: readonly Peer[] = [squid, e2guardian, tinyproxy, privoxy, squidPlain];

export interface PeersOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Names of peers and ids of works to leave the others out; empty: all. */
  readonly only: readonly string[];
  readonly onProgress: (text: string) => void;
}

export interface PeersCompared {
  readonly works: readonly WorkComparison[];
  readonly versions: Readonly<Record<string, string>>;
  readonly remarks: readonly string[];
  readonly origin: string;
  readonly listEntries: number;
  readonly deniedDomains: number;
  /** The core of the proxies and that of clients and origin; null: not pinned. */
  readonly cores: { readonly proxy: number; readonly others: number } | null;
  /** Where it differs from the usual one. */
  readonly method?: readonly string[];
}

/** Ours beside every peer that is installed, on the same work in one run. */
export async function comparePeers(options: PeersOptions): Promise<PeersCompared> {
  const { rounds, seconds, only, onProgress } = options;
  const wanted = (name: string, all: readonly string[]) => !only.some((each) => all.includes(each)) || only.includes(name);
  const names = PEERS.map(({ name }) => name);
  const works: readonly Work[] = WORKS.filter(({ id }) =>
    wanted(
      id,
      WORKS.map((work) => work.id),
    ),
  );
  const cores = availableParallelism() >= 2 && findProgram('taskset') !== undefined ? { proxy: 1, others: 0 } : null;
  const remarks: string[] = cores === null ? ['not pinned to cores: one core only, or no taskset'] : [];
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startOrigin({ core: cores?.others });
    stops.push(origin.stop);
    if (origin.tunnelPort !== 443) remarks.push('tunnels to a port other than 443: ours does not read the ClientHello there');
    onProgress('starting ours, with its lists');
    const ours = await startProduct({ core: cores?.proxy, connectPorts: [origin.tunnelPort, 80] });
    stops.push(ours.stop);
    if (!ours.hasRealLists) remarks.push('seed lists only: no real lists beside the checkout');
    const denied = deniedDomains(ours.hasRealLists);
    const blockPage = await blockPageOf(ours.port);
    const running: (RunningProxy & { readonly name: string })[] = [];
    for (const peer of PEERS.filter(({ name, isAside }) => (isAside === true ? only.includes(name) : wanted(name, names)))) {
      const program = peer.find();
      if (program === undefined) remarks.push(`${peer.name} is not installed`);
      else {
        onProgress(`starting ${peer.name}`);
        const started = await peer.start({ program, core: cores?.proxy, denied, blockPage });
        stops.push(started.stop);
        running.push({ ...started, name: peer.name });
      }
    }
    const contestants = [{ name: 'ours', pid: ours.pid, port: ours.port }, ...running];
    const compared = await compare({ contestants, works, origin, rounds, seconds, core: cores?.others, onTurn: onProgress });
    return {
      works: compared,
      versions: Object.fromEntries(running.map(({ name, version }) => [name, version])),
      remarks: [...remarks, ...running.flatMap(({ name, remark }) => (remark === undefined ? [] : [`${name}: ${remark}`]))],
      origin: origin.description,
      listEntries: ours.listEntries,
      deniedDomains: denied.length,
      cores,
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}
