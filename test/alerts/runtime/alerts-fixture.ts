import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createAlertMetrics } from '../../../alerts/alert-metrics.ts';
import { contactsOf } from '../../../alerts/routing/directory.ts';
import { type Alerts, startAlerts } from '../../../alerts/runtime.ts';
import { createSchoolRules } from '../../../alerts/school-rules.ts';
import type { Config } from '../../../config/schema/config.ts';
import type { Webhook } from '../../../config/schema/webhooks.ts';
import type { AccessRecord } from '../../../core/access-record.ts';
import { decisionIdGenerator } from '../../../core/decision-id.ts';
import { type EpochMs, epochMs } from '../../../core/units.ts';
import { openIncidentKey } from '../../../storage/incident-key.ts';
import { openStores } from '../../../storage/open-stores.ts';
import { openRecordSpool } from '../../../storage/record-spool/writer.ts';
import type { Stores } from '../../../storage/stores.ts';
import { createLogger } from '../../../telemetry/logger.ts';
import { makeRecord } from '../../storage/record-spool/record.ts';
import { MailServer } from '../../support/mail-server.ts';
import { type PrivateRedis, startRedis } from '../../support/redis.ts';
import { testConfig } from './test-config.ts';

/** A Tuesday in term, during lessons: on Mondays the weekly report comes, too. */
export const TUESDAY_10 = Date.UTC(2026, 10, 17, 10, 0, 0);

/** Often enough that no test waits for the next look. */
const LOOK_EVERY_MS = 500;

export interface AlertsFixture {
  readonly folder: string;
  readonly stores: Stores;
  readonly redis: PrivateRedis;
  readonly mail: MailServer;
  readonly log: string[];
  readonly config: Config;
  /** Moves the clock, which otherwise runs. */
  advance(ms: number): void;
  clock(): EpochMs;
  /** Writes records as a proxy does and resolves when they are on disk. */
  attempt(...records: Partial<AccessRecord>[]): Promise<AccessRecord[]>;
  start(options?: {
    readonly stuckMs?: number;
    readonly withMail?: boolean;
    readonly silenceMs?: number;
    readonly provesLife?: boolean;
  }): Promise<Alerts>;
}

/** Alerts over a real spool, SQLite file, Redis and mail server; everything ends with the test. */
export async function openAlertsFixture({
  at = TUESDAY_10,
  mail: mailSettings = {},
  webhooks = [],
}: {
  at?: number;
  mail?: Partial<Config['mail']>;
  /** Of the north school, for warnings and dangers. */
  webhooks?: readonly Webhook[];
} = {}): Promise<AlertsFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-alerts-'));
  const offset = { ms: at - Date.now() };
  const clock = () => epochMs(Date.now() + offset.ms);
  const log: string[] = [];
  const logger = createLogger({ part: 'alerts', instance: 'test', destination: { write: (line) => void log.push(line) } });
  const configured = testConfig(folder, mailSettings);
  const settings = webhooks.map(({ id, kind, url }) => ({ id, kind, url, severities: ['warning' as const, 'danger' as const] }));
  const config = {
    ...configured,
    schools: configured.schools.map((school) => (school.id === 'north' ? { ...school, webhooks: settings } : school)),
  };
  const [redis, mail, stores] = await Promise.all([
    startRedis(),
    MailServer.start(),
    openStores({ databaseUrl: null, sqlitePath: join(folder, 'db.sqlite'), clock }),
  ]);
  const spool = await openRecordSpool({
    folder: join(folder, 'records'),
    writer: 'proxy-1',
    clock,
    reserveBytes: 65_536,
    onProblem: () => {},
  });
  const nextId = decisionIdGenerator(1, 0);
  const running: Alerts[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((alerts) => alerts.stop()));
    await spool.close();
    await stores.close();
    await mail.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder,
    stores,
    redis,
    mail,
    log,
    config,
    clock,
    advance: (ms) => {
      offset.ms += ms;
    },
    async attempt(...changes) {
      const records = changes.map((change) =>
        makeRecord({ ...danger, id: nextId(clock()), time: new Date(clock()).toISOString(), ...change }),
      );
      await Promise.all(records.map((record) => new Promise<void>((done) => spool.appendDurable(record, () => done()))));
      return records;
    },
    async start({ stuckMs = 2_000, withMail = true, silenceMs = 5_000, provesLife = false } = {}) {
      const metrics = createAlertMetrics();
      const { directory } = contactsOf(config);
      const alerts = await startAlerts({
        stores,
        rules: createSchoolRules({
          detail: config.mail.detail,
          directory: () => directory,
          linkTo: (incident) => `https://console.example/incidents/${incident ?? ''}`,
          notices: () => [],
          codeOf: openIncidentKey(folder).codeOf,
          proofOfLifeTo: provesLife ? 'proof@trust.example' : null,
          clock,
        }),
        directory: () => directory,
        digestAt: (id) => config.schools.find((school) => school.id === id)?.digestAt ?? '23:30',
        provesLife,
        redis: { url: null, socketPath: redis.socketPath },
        recordsFolder: join(folder, 'records'),
        webhooks: { webhooks, ownListeners: [] },
        mailServer: withMail ? { url: mail.url, from: config.mail.from, silenceMs } : null,
        metrics,
        clock,
        random: () => 0.5,
        logger,
        stuckMs,
        lookEveryMs: LOOK_EVERY_MS,
      });
      running.push(alerts);
      return alerts;
    },
  };
}

const danger: Partial<AccessRecord> = {
  url: 'http://terrorism.schoolgate.test/',
  host: 'terrorism.schoolgate.test',
  categories: ['terrorism'],
  action: 'block',
  rule: 'locked',
  signal: 'danger',
};
