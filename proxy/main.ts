import { createHash, randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { decideConnect } from '../categoriser/decide-connect.ts';
import { decideRequest } from '../categoriser/decide-request.ts';
import { readPartConfig, runPart } from '../cli/part.ts';
import type { Config } from '../config/schema/config.ts';
import { parseAddressRange } from '../core/address.ts';
import { decisionIdGenerator } from '../core/decision-id.ts';
import { suggestedBypasses } from '../core/suggested-bypass.ts';
import { epochMs } from '../core/units.ts';
import { ownEndpoints } from '../outbound/own-endpoints.ts';
import { createResolver } from '../outbound/resolve.ts';
import { KeptPolicy } from '../snapshot/kept-policy.ts';
import type { LivePolicy } from '../snapshot/live-policy.ts';
import { createListLoader } from '../snapshot/load-lists.ts';
import { openLivePolicy } from '../snapshot/open-live-policy.ts';
import { openKeyStore } from '../storage/key-store.ts';
import { openListStore } from '../storage/list-store.ts';
import { openStores } from '../storage/open-stores.ts';
import { startReporting } from '../storage/part-reporter.ts';
import { openRecordSpool } from '../storage/record-spool/writer.ts';
import { openRedisBus } from '../storage/redis.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { createRefusals } from './block/respond.ts';
import { buildProxy } from './build.ts';
import { createProxyCounters } from './counters.ts';
import { createAttemptLimits } from './identity/attempt-limits.ts';
import { createComputerNames } from './identity/computer-names.ts';
import { createCredentialVerifier } from './identity/credential-verifier.ts';
import { createHashPool } from './identity/hash-pool.ts';
import { createIdentityResolver, type IdentityResolver } from './identity/resolver.ts';
import { createVerifiedCredentials } from './identity/verified-credentials.ts';
import { portalUrlOf } from './portal-url.ts';
import { connectionsThatFit, watchRoom } from './room.ts';
import { keepTickShape } from './tick-shape.ts';
import type { StartedInspection } from './tls/start-inspection.ts';

/** One proxy worker. Only composes. */
const COACH_KEY_BYTES = 32;
/** Of the nine seconds a part has: the rest is for flushing records and saying goodbye. */
const DRAIN_LIMIT_MS = 6_500;
const WRONG_PASSWORDS_A_MINUTE = { perUserAndClient: 10, perClient: 100 };

// http-proxy calls util._extend (DEP0060); what a deprecation says is for whoever builds this, not for whoever runs it.
process.noDeprecation = true;
keepTickShape();

const instance = process.env['SCHOOLGATE_INSTANCE'] ?? 'proxy-1';
const workerIndex = Number(process.env['SCHOOLGATE_WORKER_INDEX'] ?? 0);
const clock = () => epochMs(Date.now());
const nowMs = () => performance.now();
const logger = createLogger({ part: 'proxy', instance });

interface Running {
  listen(): Promise<Record<string, string>>;
  drain(): Promise<void>;
}

let running: Running | null = null;

async function compose(settings: Config): Promise<Running> {
  const { at } = settings;
  const onProblem = (subject: string) => (problem: string) => logger.warn({ problem }, subject);
  const { databaseUrl, dataFolder } = at;
  // A database on this machine is as much there as the folder that would hold what is kept of it.
  const kept = databaseUrl === null ? null : new KeptPolicy({ dataFolder, databaseUrl, clock, isWriter: workerIndex === 0 });
  const sqlitePath = join(dataFolder, 'db/schoolgate.sqlite');
  const stores = await openStores({ databaseUrl, sqlitePath, clock, mayBeAway: kept !== null });
  const bus = openRedisBus({ url: at.redisUrl, socketPath: at.redisSocketPath, onProblem: onProblem('bus') });
  const loadLists = createListLoader({
    dataFolder: at.dataFolder,
    onProblem: onProblem('lists'),
  });
  const live = { document: settings.policy ?? {}, stores, bus, clock, logger, loadLists };
  const policy = await openLivePolicy({ ...live, ...(kept !== null && { kept }) });
  const spool = await openRecordSpool({ folder: join(at.dataFolder, 'records'), writer: instance, clock, onProblem: onProblem('records') });
  // A worker that crashes still hands over what this turn of the event loop has recorded.
  process.on('exit', () => spool.writePending());
  const identity = openIdentity(settings, policy);
  const resolve = createResolver({ nowMs, nameServers: at.nameServers });
  const ages = followAges(at.dataFolder);
  policy.onSwap(ages.renew);
  const metrics = createMetrics('proxy');
  const counters = createProxyCounters(metrics, {
    records: () => spool.stats(),
    openConnections: () => proxy.server.connections.count,
    ...ages,
  });
  const inspection = settings.inspection.enabled ? await openInspection(settings, onProblem('inspection')) : null;
  if (inspection !== null) countInspection(metrics, inspection);
  const proxy = buildProxy({
    clock,
    nowMs,
    policy,
    identity: identity.resolver,
    decide: (facts, snapshot) => (facts.kind === 'connect' ? decideConnect(facts, snapshot) : decideRequest(facts, snapshot)),
    nextId: decisionIdGenerator(workerIndex, randomInt(2 ** 25)),
    sink: spool,
    counters,
    settings: { ...settings.proxy, maxConnectionsPerClient: shareOfConnections(settings) },
    connectPorts: at.connectPorts,
    opened: at.allowUpstream.flatMap((cidr) => parseAddressRange(cidr) ?? []),
    ownEndpoints: ownEndpoints(settings),
    resolve,
    viaName: viaName(settings),
    maxConnections: connectionsThatFit(),
    ...(inspection !== null && { inspection: inspection.parts }),
    refusals: createRefusals({
      trustName: settings.trust.name,
      schools: settings.schools,
      portalUrl: portalUrlOf(settings),
      coachTokenKey: openKeyStore(join(at.dataFolder, 'keys')).key('coach-token', COACH_KEY_BYTES),
    }),
  });
  const room = watchRoom(counters, nowMs);
  const problems = (): string[] => [...policy.state().problems, spool.stats().problem, room()].filter((problem) => problem !== null);
  const reporter = startReporting(bus, () => ({
    ...policy.state(),
    part: 'proxy',
    instance,
    pid: process.pid,
    at: clock(),
    metrics: metrics.snapshot(),
    problems: problems(),
    ...(inspection !== null && { refusedInspections: inspection.parts.pinning.seen() }),
  }));
  policy.onInForce(() => reporter.reportNow());
  return {
    async listen() {
      const { address, port, family } = await proxy.server.listen(at.proxyPort, at.host, at.workers > 1);
      return { proxy: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}` };
    },
    async drain() {
      await proxy.server.drain(DRAIN_LIMIT_MS);
      proxy.close();
      await spool.close();
      await reporter.stop();
      inspection?.stop();
      await identity.close();
      await policy.close();
      await bus.close();
      await stores.close();
    },
  };
}

/** Null, said aloud, where there is nothing to inspect with: sites are then filtered by name. */
async function openInspection(settings: Config, onProblem: (problem: string) => void): Promise<StartedInspection | null> {
  // Loaded only here: most schools begin without.
  const { startInspection } = await import('./tls/start-inspection.ts');
  const started = startInspection(settings, clock, onProblem);
  if (started.ok) return started.value;
  onProblem(`NOT INSPECTING: ${started.failure.message}`);
  return null;
}

/** What a worker knows by itself; `schoolgate inspection suggestions` brings all of them together. */
function countInspection(metrics: Metrics, { parts: { pinning, leaves } }: StartedInspection): void {
  const suggested = () => suggestedBypasses(pinning.seen()).length;
  metrics.gauge(
    'schoolgate_suggested_bypasses',
    'Hosts at which apps refuse the school’s certificate; the most of any worker',
    'max',
    suggested,
  );
  metrics.gauge('schoolgate_inspection_leaves', 'Certificates of inspected hosts that are held', 'sum', () => leaves.counts.held);
  metrics.total('schoolgate_inspection_leaves_made_total', 'Certificates of inspected hosts that were made', () => leaves.counts.made);
}

function openIdentity(settings: Config, policy: LivePolicy): { readonly resolver: IdentityResolver; close(): Promise<void> } {
  const pool = createHashPool();
  const computerNames = createComputerNames({ clock });
  const verifier = createCredentialVerifier({
    policy,
    remembered: createVerifiedCredentials(),
    limits: createAttemptLimits(WRONG_PASSWORDS_A_MINUTE),
    pool,
    clock,
    onTrouble: (trouble) => logger.warn({ trouble }, 'a password could not be checked'),
  });
  const { askForCredentials } = settings.proxy;
  const resolver = createIdentityResolver({ policy, networks: settings.networks, askForCredentials, verifier, computerNames, clock });
  return {
    resolver,
    async close() {
      computerNames.close();
      await pool.close();
    },
  };
}

/** The kernel spreads a client's connections over the workers by chance, so each one's share of the limit has some room. */
function shareOfConnections({ at, proxy }: Config): number {
  return at.workers === 1 ? proxy.maxConnectionsPerClient : Math.ceil((1.1 * proxy.maxConnectionsPerClient) / at.workers);
}

/** The same in every worker, so that none forwards to another; another one in the next installation, so that two may be chained. */
function viaName({ at }: Config): string {
  const place = `${hostname()}\n${at.dataFolder}\n${at.proxyPort}`;
  return `schoolgate-${createHash('sha256').update(place).digest('hex').slice(0, 10)}`;
}

/** How old what is in force is, in seconds; not a number while unknown. */
function followAges(dataFolder: string): { policyAgeSeconds(): number; listAgeSeconds(): number; renew(): void } {
  let swappedAt = clock();
  let builtAt = Number.NaN;
  const renew = (): void => {
    swappedAt = clock();
    openListStore(dataFolder)
      .readCurrent()
      .then(
        (published) => {
          builtAt = published?.builtAt ?? Number.NaN;
        },
        () => {},
      );
  };
  renew();
  return { renew, policyAgeSeconds: () => (clock() - swappedAt) / 1_000, listAgeSeconds: () => (clock() - builtAt) / 1_000 };
}

runPart({
  part: 'proxy',
  async prepare() {
    running = await compose(readPartConfig());
  },
  listen: async () => (await running?.listen()) ?? {},
  drain: async () => running?.drain(),
});
