import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPartConfig, runPart } from '../cli/part.ts';
import type { Config } from '../config/schema/config.ts';
import { epochMs } from '../core/units.ts';
import { oneLine } from '../storage/failure-line.ts';
import { type IncidentKey, openIncidentKey } from '../storage/incident-key.ts';
import { openStores } from '../storage/open-stores.ts';
import { startReporting } from '../storage/part-reporter.ts';
import { openRedisBus } from '../storage/redis.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createAlertMetrics } from './alert-metrics.ts';
import { listenerOfUrl, type OwnListener } from './deliver/own-listeners.ts';
import { DEFAULT_DIGEST_AT } from './digest.ts';
import { notLiveNotice, schoolsNotLive } from './go-live.ts';
import { LiveDirectory } from './live-directory.ts';
import { startLoop } from './loop.ts';
import type { SchoolContacts } from './routing/directory.ts';
import { type Alerts, startAlerts } from './runtime.ts';
import { createSchoolRules } from './school-rules.ts';

/** The alerts part: reads the records, keeps incidents, delivers. Only composes. */
const POLICY_EVERY_MS = 10_000;
const NO_MAIL = 'NO MAIL SERVER: alerts and digests are kept, but nobody is told of them until SMTP_URL is set';

const instance = process.env['SCHOOLGATE_INSTANCE'] ?? 'alerts';
const clock = () => epochMs(Date.now());
const logger = createLogger({ part: 'alerts', instance });

let running: { listen(): Promise<void>; notices(): string[]; drain(): Promise<void> } | null = null;

async function compose(config: Config): Promise<NonNullable<typeof running>> {
  const { at } = config;
  const redis = { url: at.redisUrl, socketPath: at.redisSocketPath };
  const stores = await openStores({ databaseUrl: at.databaseUrl, sqlitePath: join(at.dataFolder, 'db/schoolgate.sqlite'), clock });
  const bus = openRedisBus({ ...redis, onProblem: (problem) => logger.warn({ problem }, 'bus') });
  const contacts = new LiveDirectory(config, stores.policies, clock);
  const metrics = createAlertMetrics();
  const proofOfLifeTo = config.alerts.proofOfLifeTo ?? null;
  const { directory } = contacts;
  let notLive: readonly SchoolContacts[] = [];
  const notices = (school: string | null) => [...contacts.gaps(), ...notLive.filter(({ id }) => id === school).map(notLiveNotice)];
  const refresh = async () => {
    await contacts.refresh();
    notLive = schoolsNotLive(directory(), await stores.incidentAccess.confirmations());
  };
  await refresh();
  for (const gap of contacts.gaps()) logger.warn({ gap }, 'contacts');
  const key = openIncidentKey(at.dataFolder);
  const schoolOf = (id: string) => config.schools.find((school) => school.id === id);
  const linkTo = consoleLinks(config, key);
  const { codeOf } = key;
  const rules = createSchoolRules({
    detail: config.mail.detail,
    directory,
    linkTo,
    notices,
    codeOf,
    proofOfLifeTo,
    requestsTo: config.requests.mail?.address,
    clock,
  });
  const following = startLoop({
    everyMs: POLICY_EVERY_MS,
    work: refresh,
    onError: (error) => logger.warn({ problem: oneLine(error) }, 'the policy cannot be read'),
  });
  const ca = at.upstreamCaPath === null ? undefined : readFileSync(at.upstreamCaPath, 'utf8');
  let alerts: Alerts | null = null;
  const reporter = startReporting(bus, () => ({
    part: 'alerts',
    instance,
    pid: process.pid,
    at: clock(),
    revisions: { policy: 0, lists: 0, leases: 0, people: 0, overrides: 0 },
    policyVersion: contacts.policyVersion,
    listVersion: '',
    metrics: metrics.snapshot(),
    problems: alerts?.problems() ?? [],
  }));
  return {
    async listen() {
      alerts = await startAlerts({
        stores,
        rules,
        directory,
        digestAt: (id) => schoolOf(id)?.digestAt ?? DEFAULT_DIGEST_AT,
        isOnSchoolDays: (id) => schoolOf(id)?.digestOn === 'school-days',
        redis,
        recordsFolder: join(at.dataFolder, 'records'),
        mailServer: at.smtpUrl === null ? null : { url: at.smtpUrl, from: config.mail.from, mostPerMinute: config.mail.mostPerMinute },
        webhooks: { webhooks: at.webhooks, ownListeners: ownListeners(at), ...(ca !== undefined && { ca }) },
        provesLife: proofOfLifeTo !== null,
        metrics,
        clock,
        random: Math.random,
        logger,
      });
    },
    notices: () => (at.smtpUrl === null && config.schools.length > 0 ? [NO_MAIL] : []),
    async drain() {
      await Promise.all([alerts?.stop(), following.stop()]);
      await reporter.stop();
      await bus.close();
      await stores.close();
    },
  };
}

const REDIS_PORT = 6379;
const POSTGRES_PORT = 5432;

function ownListeners({ proxyPort, adminPort, portalPort, redisUrl, databaseUrl }: Config['at']): OwnListener[] {
  const here = [proxyPort, adminPort, portalPort].map((port): OwnListener => ({ host: null, port }));
  const others = [listenerOfUrl(redisUrl, REDIS_PORT), listenerOfUrl(databaseUrl, POSTGRES_PORT)];
  return [...here, ...others.filter((one) => one !== undefined)];
}

/** The console's pages, where it listens. An incident's carries the proof that it came from a mail of ours. */
function consoleLinks({ admin, at }: Config, key: IncidentKey): (incident: string | null) => string {
  const host = at.adminHost.includes(':') ? `[${at.adminHost}]` : at.adminHost;
  const origin = admin.url ?? `${admin.tls === undefined ? 'http' : 'https'}://${host}:${at.adminPort}`;
  const base = `${origin.replace(/\/$/, '')}/incidents`;
  return (incident) => (incident === null ? base : `${base}/${incident}/${key.proofOf(incident)}`);
}

runPart({
  part: 'alerts',
  async prepare() {
    running = await compose(readPartConfig());
  },
  async listen() {
    await running?.listen();
    return {};
  },
  notices: () => running?.notices() ?? [],
  drain: async () => running?.drain(),
});
