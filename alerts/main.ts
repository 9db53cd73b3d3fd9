import { join } from 'node:path';
import { readPartConfig, runPart } from '../cli/part.ts';
import type { Config } from '../config/schema/config.ts';
import { epochMs } from '../core/units.ts';
import { oneLine } from '../storage/failure-line.ts';
import { openStores } from '../storage/open-stores.ts';
import { startReporting } from '../storage/part-reporter.ts';
import { openRedisBus } from '../storage/redis.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createAlertMetrics } from './alert-metrics.ts';
import { DEFAULT_DIGEST_AT } from './digest.ts';
import { LiveDirectory } from './live-directory.ts';
import { startLoop } from './loop.ts';
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
  await contacts.refresh();
  for (const gap of contacts.gaps()) logger.warn({ gap }, 'contacts');
  const metrics = createAlertMetrics();
  const proofOfLifeTo = config.alerts.proofOfLifeTo ?? null;
  const { directory, gaps: notices } = contacts;
  const linkTo = consoleLinks(config);
  const rules = createSchoolRules({ detail: config.mail.detail, directory, linkTo, notices, proofOfLifeTo, clock });
  const following = startLoop({
    everyMs: POLICY_EVERY_MS,
    work: () => contacts.refresh(),
    onError: (error) => logger.warn({ problem: oneLine(error) }, 'the policy cannot be read'),
  });
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
        digestAt: (id) => config.schools.find((school) => school.id === id)?.digestAt ?? DEFAULT_DIGEST_AT,
        redis,
        recordsFolder: join(at.dataFolder, 'records'),
        mailServer: at.smtpUrl === null ? null : { url: at.smtpUrl, from: config.mail.from },
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

/** The console's pages, where it listens. */
function consoleLinks({ admin, at }: Config): (incident: string | null) => string {
  const host = at.adminHost.includes(':') ? `[${at.adminHost}]` : at.adminHost;
  const origin = admin.url ?? `${admin.tls === undefined ? 'http' : 'https'}://${host}:${at.adminPort}`;
  const base = `${origin.replace(/\/$/, '')}/incidents`;
  return (incident) => (incident === null ? base : `${base}/${incident}`);
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
