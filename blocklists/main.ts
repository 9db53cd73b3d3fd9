import { join } from 'node:path';
import { openListIndex } from '../categoriser/categorise.ts';
import { readPartConfig, runPart, StartFailure } from '../cli/part.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema/config.ts';
import { epochMs } from '../core/units.ts';
import { openStores } from '../storage/open-stores.ts';
import { startReporting } from '../storage/part-reporter.ts';
import { openRedisBus } from '../storage/redis.ts';
import { createLogger } from '../telemetry/logger.ts';
import { ensurePublished } from './first-lists.ts';
import { startUpdating } from './schedule.ts';

/** The blocklists part: keeps the published lists current. Only composes. */
const instance = process.env['SCHOOLGATE_INSTANCE'] ?? 'blocklists';
const clock = () => epochMs(Date.now());
const logger = createLogger({ part: 'blocklists', instance });

let running: { listen(): void; drain(): Promise<void> } | null = null;

async function compose(config: Config): Promise<NonNullable<typeof running>> {
  const { at } = config;
  // Before the stores: workers that start while the database is away need lists that are whole.
  const first = await ensurePublished({ config, clock, logger, opens: (bytes, sealedHash) => openListIndex(bytes, { sealedHash }).ok });
  if (!first.ok) throw new StartFailure(`block lists: ${first.failure.message}`);
  const stores = await openStores({ databaseUrl: at.databaseUrl, sqlitePath: join(at.dataFolder, 'db/schoolgate.sqlite'), clock });
  const bus = openRedisBus({ url: at.redisUrl, socketPath: at.redisSocketPath, onProblem: (problem) => logger.warn({ problem }, 'bus') });
  let updating: ReturnType<typeof startUpdating> | null = null;
  // Also where they did not change: they may have in a try before this one, which the database then ended.
  const revisions = { policy: 0, lists: await stores.bumpRevision('lists'), leases: 0, people: 0, overrides: 0 };
  let listVersion = first.value.version;
  const reporter = startReporting(bus, () => ({
    part: 'blocklists',
    instance,
    pid: process.pid,
    at: clock(),
    revisions,
    policyVersion: '',
    listVersion,
    metrics: [],
    problems: updating?.problems() ?? [],
  }));
  return {
    listen() {
      updating = startUpdating({
        config,
        clock,
        logger,
        reloadConfig: () => loadConfig({ env: process.env, cwd: process.cwd() }),
        random: Math.random,
        async onChanged(version) {
          listVersion = version;
          revisions.lists = await stores.bumpRevision('lists');
          await bus.announce('lists', revisions.lists);
          reporter.reportNow();
        },
      });
    },
    async drain() {
      await updating?.stop();
      await reporter.stop();
      await bus.close();
      await stores.close();
    },
  };
}

runPart({
  part: 'blocklists',
  async prepare() {
    running = await compose(readPartConfig());
  },
  async listen() {
    running?.listen();
    return {};
  },
  drain: async () => running?.drain(),
});
