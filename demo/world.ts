import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { adoptConfiguration } from '../admin/configuration.ts';
import type { AdminContext } from '../admin/context.ts';
import type { NetworkedContext } from '../admin/services/context.ts';
import { createIncidentServices, type IncidentServices } from '../admin/services/incident-services.ts';
import type { PolicyServiceContext } from '../admin/services/policies.ts';
import { updateBlocklists } from '../blocklists/update.ts';
import { prepareDataFolder } from '../cli/data-folder.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema/config.ts';
import type { Environment } from '../config/schema/surroundings.ts';
import type { Result } from '../core/result.ts';
import { type EpochMs, epochMs } from '../core/units.ts';
import { createListLoader } from '../snapshot/load-lists.ts';
import { createNetworkTable } from '../snapshot/network-table.ts';
import { openLivePolicy } from '../snapshot/open-live-policy.ts';
import { createBusHub, inMemoryBus } from '../storage/in-memory-bus.ts';
import { openListStore } from '../storage/list-store.ts';
import { openStores } from '../storage/open-stores.ts';
import type { Topic } from '../storage/stores.ts';
import { createLogger } from '../telemetry/logger.ts';
import { DAY_MS, type Week } from './calendar.ts';
import type { Dice } from './random.ts';
import { LOST_LISTS, listPath } from './settings.ts';
import { Timeline } from './timeline.ts';

/** Lists that are not looked after for longer than a week count as stale. */
const LISTS_MADE_BEFORE_MS = 2 * DAY_MS;

/** The product's own parts in one process, over a data folder that nothing else uses, by a clock that runs through the week. */
export interface World {
  readonly week: Week;
  readonly dice: Dice;
  readonly config: Config;
  readonly context: AdminContext;
  readonly services: NetworkedContext & PolicyServiceContext & { readonly config: Config };
  readonly incidents: IncidentServices;
  readonly timeline: Timeline;
  readonly now: () => EpochMs;
  /** Whether a school is in this demo; true where none is named. */
  has(school: string | null | undefined): boolean;
  /** Moves the clock on, never back. */
  goTo(at: number): void;
  /** Resolves when a change is what decisions are made by. */
  inForce(topic: Topic, revision: number): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Holds `schoolgate.yaml` and `sources/`. */
  readonly folder: string;
  /** Names the configuration and the data folder. */
  readonly env: Environment;
  readonly week: Week;
  readonly dice: Dice;
  readonly newId: () => string;
  /** Made before: lists and configuration are there. */
  readonly isMade?: boolean;
}

export async function openWorld({ folder, env, week, dice, newId, isMade = false }: WorldOptions): Promise<World> {
  let now = week.begun;
  const clock = () => now;
  const config = value(loadConfig({ env, cwd: folder }));
  const { dataFolder } = config.at;
  value(prepareDataFolder(dataFolder));
  if (!isMade) await makeLists(config, folder, week);
  const stores = await openStores({ databaseUrl: null, sqlitePath: join(dataFolder, 'db/schoolgate.sqlite'), clock });
  if (!isMade) await adoptConfiguration(config, stores, now);
  const bus = inMemoryBus(createBusHub(clock));
  const logger = createLogger({ part: 'demo', instance: 'demo', level: 'error' });
  const loadLists = createListLoader({ dataFolder, onProblem: (problem) => logger.error({ problem }, 'lists') });
  const policy = await openLivePolicy({ document: config.policy ?? {}, stores, bus, clock, logger, loadLists });
  const waiting: (() => void)[] = [];
  policy.onInForce(() => {
    for (const wake of waiting.splice(0)) wake();
  });
  const context: AdminContext = {
    ...{ config, stores, bus, policy, clock, logger },
    parts: () => [],
    networkOf: createNetworkTable(config.networks),
    publishedLists: () => openListStore(dataFolder).readCurrent(),
    pingRedis: async () => true,
    // The demo's sites are made up.
    fetchPage: async () => ({ hops: [], outcome: { kind: 'unreachable', words: 'The sites of the demo are made up.' } }),
    inForceTimeoutMs: 0,
  };
  return {
    ...{ week, dice, config, context },
    services: { ...context, newId, recordsFolder: join(dataFolder, 'records') },
    incidents: createIncidentServices(context),
    timeline: new Timeline(week.until),
    now: clock,
    has: (school) => school == null || config.schools.some(({ id }) => id === school),
    goTo(at) {
      now = epochMs(Math.max(now, at));
    },
    async inForce(topic, revision) {
      await bus.announce(topic, revision);
      while (policy.state().revisions[topic] < revision) await new Promise<void>((done) => waiting.push(done));
    },
    async close() {
      await policy.close();
      await bus.close();
      await stores.close();
    },
  };
}

/** Lists that were fetched before the week and again at its end, but for those whose publisher has gone away. */
async function makeLists(config: Config, folder: string, { from, until }: Week): Promise<void> {
  value(await updateBlocklists({ config, clock: () => epochMs(from - LISTS_MADE_BEFORE_MS) }));
  for (const category of LOST_LISTS) rmSync(listPath(folder, category));
  value(await updateBlocklists({ config, clock: () => until }));
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}
