import { fileURLToPath } from 'node:url';
import type { Config } from '../config/schema/config.ts';
import type { PartName } from '../storage/control-bus.ts';
import type { PartPlan } from './child-part.ts';
import type { WantedPort } from './ports.ts';

/** The parts that a start runs. Their notices are printed in this order: the admin part's, what is not protected, comes first. */
export const STARTED_PARTS: readonly PartName[] = ['proxy', 'blocklists', 'admin', 'alerts'];

function entryOf(part: PartName): string {
  return fileURLToPath(new URL(`../${part}/main.ts`, import.meta.url));
}

/** Of a worker's garbage collector; what each is worth is in bench/README.md, "Waits". */
export const WORKER_OPTIONS = [
  // By itself it collects the old generation whenever that has grown by a few megabytes, which under load is two pauses of 10 to
  // 20 ms a second; so it does when there is two and a half times of what the last collection left.
  '--heap-growing-percent=150',
  // One thread collects the young generation: a worker has its core, and would wait for helpers that share it.
  '--no-parallel-scavenge',
  // What comes from where others grew old is else made old at once, and stays with all it refers to until a full collection: 5 kB of
  // each tunnel, copied by every young one.
  '--no-allocation-site-pretenuring',
];

/** People wait for a worker's answer. A tenth of a busy core is more than the other parts need. */
const OTHERS_NICENESS = 10;

/** One process for each part, and one proxy for each worker. */
export function partPlans(config: Config, parts: readonly PartName[]): PartPlan[] {
  return parts.flatMap((part): PartPlan[] => {
    // At a first start the seed lists are compiled: without them a proxy would refuse everything.
    const isFirst = part === 'blocklists';
    if (part !== 'proxy') return [{ part, instance: part, entry: entryOf(part), env: {}, niceness: OTHERS_NICENESS, isFirst }];
    return Array.from({ length: config.at.workers }, (_, index) => ({
      part,
      instance: `proxy-${index + 1}`,
      entry: entryOf(part),
      nodeOptions: WORKER_OPTIONS,
      env: { SCHOOLGATE_WORKER_INDEX: String(index) },
    }));
  });
}

/** The ports that those parts will listen on. */
export function wantedPorts({ at }: Config, parts: readonly PartName[]): WantedPort[] {
  const ports: Record<PartName, WantedPort[]> = {
    proxy: [{ host: at.host, port: at.proxyPort, setting: 'SCHOOLGATE_PROXY_PORT' }],
    admin: [
      { host: at.adminHost, port: at.adminPort, setting: 'SCHOOLGATE_ADMIN_PORT' },
      { host: at.host, port: at.portalPort, setting: 'SCHOOLGATE_PORTAL_PORT' },
    ],
    alerts: [],
    blocklists: [],
  };
  return parts.flatMap((part) => ports[part]);
}
