import { availableParallelism } from 'node:os';
import { findProgram } from '../support/processes.ts';
import { startProduct } from '../support/product.ts';
import { INSPECTION_WORKS } from '../work/inspection-kinds.ts';
import { bytesPerIdleTunnel } from '../work/inspection-load.ts';
import { startInspectionOrigin } from '../work/inspection-origin.ts';
import { type Contestant, compare } from './comparison.ts';
import { deniedDomains } from './denied-domains.ts';
import { bumpingSquid } from './inspection-squid.ts';
import type { PeersCompared, PeersOptions } from './peers.ts';

const METHOD = [
  'User and system CPU of the whole process tree, reaped children included (/proc/<pid>/stat), divided by units of work.',
  'Proxies on one core, clients (our own, TLS 1.3 without resumption) and origin (nginx) on the other; rounds A B A B after a warm-up.',
  'A ratio is our cost divided by theirs in the same round; the figure is the median over the rounds.',
  'Ours as shipped, with inspection of everything (`only: all`): one worker, supervisor, admin, lists and private Redis counted.',
  'Squid: `ssl_bump peek` at the ClientHello, then `bump all`; its certificate helpers counted; P-256 keys, as ours.',
  'Idle tunnels: growth of the resident memory of each process that grew, divided by tunnels, each asked once before.',
];
const IDLE_TUNNELS = 1_000;
/** Who asks has a lease and no group of their own. */
const INSPECTED =
  'inspection: { enabled: true, groups: [unidentified], only: all, notice: { text: For a bench., from: "2020-01-01", dpia: BENCH } }\n';

export interface InspectionCompared extends PeersCompared {
  /** Kilobytes (1,024 bytes) for each idle intercepted tunnel, by contestant. */
  readonly idleTunnelKb: Readonly<Record<string, number>>;
}

/** Ours with inspection beside Squid with `ssl_bump bump`, where a Squid with OpenSSL is to be found. */
export async function compareInspection(options: PeersOptions): Promise<InspectionCompared> {
  const { rounds, seconds, only, onProgress } = options;
  const named = INSPECTION_WORKS.filter(({ id }) => only.includes(id));
  const cores = availableParallelism() >= 2 && findProgram('taskset') !== undefined ? { proxy: 1, others: 0 } : null;
  const core = cores?.others;
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startInspectionOrigin(core);
    stops.push(origin.stop);
    onProgress('starting ours, with its lists');
    const env = { SCHOOLGATE_UPSTREAM_CA: origin.caPath };
    const ours = await startProduct({ core: cores?.proxy, env, config: INSPECTED, before: ['ca', 'init'] });
    stops.push(ours.stop);
    const denied = deniedDomains(ours.hasRealLists);
    const contestants: Contestant[] = [{ name: 'ours', pid: ours.pid, port: ours.port }];
    const versions: Record<string, string> = {};
    const squid = bumpingSquid(origin.caPath);
    const program = squid.find();
    if (program !== undefined) {
      onProgress('starting squid');
      const started = await squid.start({ program, core: cores?.proxy, denied });
      stops.push(started.stop);
      contestants.push({ ...started, name: squid.name });
      versions[squid.name] = started.version;
    }
    const idleTunnelKb = await idleTunnels(contestants, core, onProgress);
    const works = named.length === 0 ? INSPECTION_WORKS : named;
    const compared = await compare({ contestants, works, origin, rounds, seconds, core, onTurn: onProgress });
    return {
      ...{ works: compared, versions, idleTunnelKb, method: METHOD, cores, origin: origin.description },
      remarks: remarks(idleTunnelKb, program, ours.hasRealLists),
      listEntries: ours.listEntries,
      deniedDomains: denied.length,
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function idleTunnels(
  contestants: readonly Contestant[],
  core: number | undefined,
  onProgress: (text: string) => void,
): Promise<Record<string, number>> {
  const kilobytes: Record<string, number> = {};
  for (const { name, pid, port } of contestants) {
    const bytes = await bytesPerIdleTunnel(pid, { proxyPort: port, concurrency: IDLE_TUNNELS, core });
    kilobytes[name] = Math.round(bytes / 1_024);
    onProgress(`${name}: ${kilobytes[name]} kB for each of ${IDLE_TUNNELS} idle tunnels`);
  }
  return kilobytes;
}

function remarks(idleTunnelKb: Readonly<Record<string, number>>, program: string | undefined, hasRealLists: boolean): string[] {
  const idle = Object.entries(idleTunnelKb).map(([name, kilobytes]) => `${name} ${kilobytes} kB`);
  return [
    `an idle intercepted tunnel takes ${idle.join(', ')} of memory`,
    ...(program === undefined ? ['no Squid with OpenSSL: install squid-openssl, or name its program in SQUID_OPENSSL'] : []),
    ...(hasRealLists ? [] : ['seed lists only: no real lists beside the checkout']),
  ];
}
