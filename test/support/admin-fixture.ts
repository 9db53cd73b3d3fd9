import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createAdminApp } from '../../admin/app.ts';
import type { AdminContext } from '../../admin/context.ts';
import { emptyListIndex } from '../../categoriser/categorise.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema/config.ts';
import type { Role } from '../../core/identity.ts';
import { success } from '../../core/result.ts';
import { epochMs } from '../../core/units.ts';
import { openPageFetcher } from '../../outbound/open-page-fetcher.ts';
import type { FetchPage } from '../../outbound/page-fetch.ts';
import type { ResolveName } from '../../outbound/resolve.ts';
import type { LivePolicy } from '../../snapshot/live-policy.ts';
import { type LivePolicySources, openLivePolicy } from '../../snapshot/open-live-policy.ts';
import { createBusHub, inMemoryBus } from '../../storage/in-memory-bus.ts';
import { openStores } from '../../storage/open-stores.ts';
import { startReporting } from '../../storage/part-reporter.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { schemasAtFirstUse } from './schemas-at-first-use.ts';

export interface AdminFixture {
  readonly app: FastifyInstance;
  readonly context: AdminContext;
  readonly policy: LivePolicy;
  readonly dataFolder: string;
  /** What the operational log was told. */
  readonly log: string[];
  /** Makes a token and returns the header that carries it. */
  tokenFor(
    role: Role,
    options?: { readonly school?: string; readonly person?: string; readonly expiresAt?: number },
  ): Promise<{ authorization: string }>;
  /** Moves the clock. */
  advance(ms: number): void;
  close(): Promise<void>;
}

const START = Date.UTC(2026, 10, 23, 10, 0, 0);

/** The admin API over real stores (SQLite in memory) and a real live policy that one worker decides by, with a clock of its own. */
export async function openAdminFixture(overrides: Partial<AdminContext> = {}, settings: Partial<Config> = {}): Promise<AdminFixture> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'schoolgate-admin-'));
  let now = START;
  const clock = () => epochMs(now);
  const log: string[] = [];
  const logger = createLogger({ part: 'admin', instance: 'test', destination: { write: (line) => void log.push(line) } });
  const config = loadConfig({ env: { SCHOOLGATE_DATA: dataFolder }, cwd: dataFolder });
  if (!config.ok) throw new Error(config.failure.message);
  const stores = overrides.stores ?? (await openStores({ databaseUrl: null, sqlitePath: ':memory:', clock }));
  const hub = createBusHub(clock);
  const bus = inMemoryBus(hub);
  const sources: LivePolicySources = { document: {}, stores, bus, clock, logger, loadLists: async () => success(emptyListIndex()) };
  const policy = await openLivePolicy(sources);
  const worker = startReporting(bus, () => ({ part: 'proxy', instance: 'proxy-1', pid: 1, at: clock(), metrics: [], ...policy.state() }));
  policy.onInForce(() => worker.reportNow());
  const context: AdminContext = {
    config: {
      ...config.value,
      schools: [
        { id: 'north', name: 'North' },
        { id: 'south', name: 'South' },
      ],
      ...settings,
    },
    stores,
    bus,
    policy,
    clock,
    logger,
    parts: () => [{ instance: 'proxy-1', part: 'proxy', state: 'running', restarts: 0, pid: 1 }],
    networkOf: () => undefined,
    publishedLists: async () => undefined,
    pingRedis: async () => true,
    // No test asks the network that it runs in.
    fetchPage: pageFetcherOf(config.value, (_host, done) => done({ ok: false, code: 'ENOTFOUND' })),
    inForceTimeoutMs: 1_000,
    ...overrides,
  };
  const app = await createAdminApp(context, { schemaController: schemasAtFirstUse });
  let tokens = 0;
  return {
    app,
    context,
    policy,
    dataFolder,
    log,
    async tokenFor(role, { school, person, expiresAt } = {}) {
      const secret = `sg_test${++tokens}`;
      const token = {
        id: `t${tokens}`,
        name: `${role}-${tokens}`,
        role,
        school: school ?? null,
        person: person ?? null,
        createdAt: now,
        expiresAt: expiresAt ?? null,
        revokedAt: null,
      };
      await stores.tokens.create(token, createHash('sha256').update(secret).digest('hex'));
      return { authorization: `Bearer ${secret}` };
    },
    advance(ms) {
      now += ms;
    },
    async close() {
      await app.close();
      await worker.stop();
      await policy.close();
      await bus.close();
      await stores.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** As the product fetches pages, with the names that a test says. */
export function pageFetcherOf(config: Config, resolve: ResolveName): FetchPage {
  const fetcher = openPageFetcher(config, resolve);
  if (!fetcher.ok) throw new Error(fetcher.failure.message);
  return fetcher.value;
}

/** The fixture with a member of staff and a pupil known to the policy. */
export async function openStaffedAdminFixture(): Promise<AdminFixture> {
  const admin = await openAdminFixture();
  const { bus, policy, stores } = admin.context;
  await stores.people.put([
    { name: 'mrs.smith', group: 'staff', school: 'north', role: null, passwordHash: null },
    { name: 'tom', group: 'seniors', school: 'south', role: null, passwordHash: null },
  ]);
  const known = new Promise<void>((done) => policy.onPeopleChanged(() => done()));
  await bus.announce('people', 1);
  await known;
  return admin;
}
