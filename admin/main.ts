import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { LiveDirectory } from '../alerts/live-directory.ts';
import { protectionNotice, protectionStatus } from '../blocklists/protection.ts';
import { readPartConfig, runPart } from '../cli/part.ts';
import type { Config } from '../config/schema/config.ts';
import type { SupervisedPart } from '../core/supervision.ts';
import { epochMs } from '../core/units.ts';
import { openPageFetcher } from '../outbound/open-page-fetcher.ts';
import type { FetchPage } from '../outbound/page-fetch.ts';
import { createListLoader } from '../snapshot/load-lists.ts';
import { createNetworkTable } from '../snapshot/network-table.ts';
import { openLivePolicy } from '../snapshot/open-live-policy.ts';
import { openRecentBlocks } from '../storage/access-log.ts';
import { openKeyStore } from '../storage/key-store.ts';
import { openListStore } from '../storage/list-store.ts';
import { openStores } from '../storage/open-stores.ts';
import { startReporting } from '../storage/part-reporter.ts';
import { openRedisBus } from '../storage/redis.ts';
import { pingRedis } from '../storage/redis-check.ts';
import type { Stores } from '../storage/stores.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createAdminApp } from './app.ts';
import { createPasswords } from './auth/passwords.ts';
import { adoptConfiguration } from './configuration.ts';
import type { AdminContext } from './context.ts';
import { startMailIn } from './mail-in/start-mail-in.ts';
import { startMaintenance } from './maintenance.ts';
import { startMornings } from './morning.ts';
import { createPortal } from './portal/app.ts';
import { certificateSource } from './portal/certificate-source.ts';
import { addFirstAdministrator } from './services/accounts.ts';

/** The admin part: the API and console on the admin port, the pupils' portal on the portal port. Only composes. */
const COACH_KEY_BYTES = 32;
const IN_FORCE_TIMEOUT_MS = 5_000;
const RECENT_BLOCKS_MS = 10 * 60_000;

const instance = process.env['SCHOOLGATE_INSTANCE'] ?? 'admin';
const clock = () => epochMs(Date.now());
const logger = createLogger({ part: 'admin', instance });

let parts: readonly SupervisedPart[] = [];
let running: { listen(): Promise<Record<string, string>>; notices(): Promise<string[]>; drain(): Promise<void> } | null = null;

async function compose(settings: Config): Promise<NonNullable<typeof running>> {
  const { at } = settings;
  const redis = { url: at.redisUrl, socketPath: at.redisSocketPath };
  const stores = await openStores({ databaseUrl: at.databaseUrl, sqlitePath: join(at.dataFolder, 'db/schoolgate.sqlite'), clock });
  await adoptConfiguration(settings, stores, clock());
  const bus = openRedisBus({ ...redis, onProblem: (problem) => logger.warn({ problem }, 'bus') });
  const loadLists = createListLoader({
    dataFolder: at.dataFolder,
    onProblem: (problem) => logger.warn({ problem }, 'lists'),
  });
  const policy = await openLivePolicy({ document: settings.policy ?? {}, stores, bus, clock, logger, loadLists });
  const recentBlocks = await openRecentBlocks({ folder: join(at.dataFolder, 'records'), clock, keepMs: RECENT_BLOCKS_MS });
  const publishedLists = openListStore(at.dataFolder).readCurrent;
  const context: AdminContext = {
    config: settings,
    stores,
    bus,
    policy,
    clock,
    logger,
    parts: () => parts,
    networkOf: createNetworkTable(settings.networks),
    publishedLists,
    pingRedis: () =>
      pingRedis(redis).then(
        () => true,
        () => false,
      ),
    fetchPage: fetcherFor(settings),
    inForceTimeoutMs: IN_FORCE_TIMEOUT_MS,
  };
  const app = await createAdminApp(context, tlsOptions(settings));
  const coachTokenKey = openKeyStore(join(at.dataFolder, 'keys')).key('coach-token', COACH_KEY_BYTES);
  const contacts = new LiveDirectory(settings, stores.policies, clock);
  const directory = async () => {
    await contacts.refresh();
    return contacts.directory();
  };
  const portal = createPortal({ ...context, recentBlocks, coachTokenKey, directory, certificate: certificateSource(settings) });
  const maintenance = startMaintenance(context);
  const mornings = startMornings(context);
  const mailIn = await startMailIn(context);
  const reporter = startReporting(bus, () => {
    const state = policy.state();
    const problems = [...state.problems, ...(mailIn.problem === null ? [] : [mailIn.problem])];
    return { part: 'admin', instance, pid: process.pid, at: clock(), metrics: [], ...state, problems };
  });
  return {
    async listen() {
      const [admin, pupils] = await Promise.all([listenOn(app, at.adminHost, at.adminPort), listenOn(portal, at.host, at.portalPort)]);
      return { console: admin, portal: pupils };
    },
    async notices() {
      const notice = protectionNotice(protectionStatus(await publishedLists(), clock(), settings.inspection.enabled));
      return [...(notice === null ? [] : [notice]), ...(await firstSignInNotice(stores))];
    },
    async drain() {
      mornings.stop();
      await mailIn.close();
      await Promise.all([app.close(), portal.close()]);
      await maintenance.stop();
      await reporter.stop();
      await recentBlocks.close();
      await policy.close();
      await bus.close();
      await stores.close();
    },
  };
}

/** Where nobody can sign in yet: an administrator is made, and the one-time password told here and nowhere else. */
async function firstSignInNotice(stores: Stores): Promise<string[]> {
  const first = await addFirstAdministrator({ stores, clock, passwords: createPasswords() });
  if (first === undefined) return [];
  const { account, oneTimePassword } = first;
  return [`Sign in to the console as ${account.name} with the one-time password ${oneTimePassword} (shown only now, good for a week)`];
}

/** Without the roots that it is to trust, no page is looked at; the proxy's part says so, too, where it needs them. */
function fetcherFor(settings: Config): FetchPage {
  const fetcher = openPageFetcher(settings);
  if (fetcher.ok) return fetcher.value;
  const { message: words } = fetcher.failure;
  logger.error({ problem: words }, 'no page can be looked at');
  return async () => ({ hops: [], outcome: { kind: 'unreachable', words } });
}

function tlsOptions({ admin }: Config): { https?: { cert: Buffer; key: Buffer } } {
  return admin.tls === undefined ? {} : { https: { cert: readFileSync(admin.tls.certFile), key: readFileSync(admin.tls.keyFile) } };
}

function listenOn(app: FastifyInstance, host: string, port: number): Promise<string> {
  return app.listen({ host, port });
}

runPart({
  part: 'admin',
  async prepare() {
    running = await compose(readPartConfig());
  },
  listen: async () => (await running?.listen()) ?? {},
  notices: async () => (await running?.notices()) ?? [],
  drain: async () => running?.drain(),
  onParts: (told) => {
    parts = told;
  },
});
