import { join } from 'node:path';
import type { Config } from '../config/schema/config.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import { dropAnchor, isAnchorDue, readAnchors, verifyAudit } from '../storage/audit-anchors.ts';
import { listDays } from '../storage/record-spool/layout.ts';
import { purgeRecords } from '../storage/record-spool/retention.ts';
import type { Stores } from '../storage/stores.ts';
import type { Logger } from '../telemetry/logger.ts';
import { ClockDoubt } from './clock-doubt.ts';
import { requestRenewals } from './services/ai-renewals.ts';
import type { ServiceContext } from './services/context.ts';
import { purgeReviews } from './services/review-retention.ts';

/** Trial mode keeps everything for 30 days (contract: retention). */
const TRIAL_DAYS = 30;
/** A change of policy that nobody has approved in a term is made anew. */
const UNDECIDED_DRAFT_DAYS = 92;
/** Two yearly reviews look back on them; nobody's name is in them. */
const SELF_TESTS_KEPT_DAYS = 800;
/** Pages change. */
const LOOKS_KEPT_DAYS = 7;
const DAY_MS = 86_400_000;
/** Often enough that a day's purge is never more than an hour late, whenever the product was started. Costs milliseconds when there is nothing to do. */
const EVERY_MS = 3_600_000;

export interface MaintenanceOptions {
  readonly config: Config;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes what has outlived its retention: access records by day, the remains of leases, people and overrides, and closed incidents
 * with what was sent of them, as long as the records they were made of (`retention.signalledDays`).
 * What was removed goes to the audit log, as proof (row R96); a run that removed nothing leaves no row.
 */
export async function purgeExpired({ config, stores, clock }: MaintenanceOptions): Promise<void> {
  const now = clock();
  const { routineDays = TRIAL_DAYS, signalledDays } = config.retention;
  const records = await purgeRecords({
    folder: join(config.at.dataFolder, 'records'),
    now,
    keepDays: routineDays,
    ...(signalledDays === undefined ? {} : { keepNotableDays: signalledDays }),
  });
  const before = epochMs(now - DAY_MS);
  await stores.leases.purge(before);
  await stores.people.purge(before);
  await stores.classes.purge(before);
  await stores.overrides.purge(before);
  await stores.blocks.purge(before);
  await stores.requests.purge(epochMs(now - routineDays * DAY_MS));
  await stores.requestLooks.purge(epochMs(now - LOOKS_KEPT_DAYS * DAY_MS));
  await stores.measures.purge(epochMs(now - routineDays * DAY_MS));
  await stores.policyDrafts.purge(epochMs(now - routineDays * DAY_MS), epochMs(now - UNDECIDED_DRAFT_DAYS * DAY_MS));
  await stores.announcements.purge(before);
  await stores.selfTests.purge(epochMs(now - SELF_TESTS_KEPT_DAYS * DAY_MS));
  await purgeReviews(stores, config.retention, now);
  await purgePersonalUse(stores, config.personalUseReport, now);
  await stores.idempotency.purge(now);
  await stores.sessions.purge(now);
  await stores.signInTries.purge(now);
  await purgeIncidents(stores, now, epochMs(now - (signalledDays ?? routineDays) * DAY_MS));
  if (records.files === 0) return;
  await stores.audit.append({
    at: now,
    actor: 'system',
    action: 'records.purge',
    subject: [...records.days, ...records.thinnedDays].join(' '),
    outcome: 'done',
    detail: { ...records },
  });
}

/** Weeks of staff's private use that have been over for so long; every one as soon as it is not monitored any more. */
async function purgePersonalUse(
  { personalUseWeeks, audit }: Stores,
  { enabled, keepWeeks }: Config['personalUseReport'],
  now: EpochMs,
): Promise<void> {
  const weeks = await personalUseWeeks.purge(enabled ? epochMs(now - (keepWeeks + 1) * 7 * DAY_MS) : now);
  if (weeks === 0) return;
  const detail = { weeks, enabled };
  const entry = { at: now, actor: 'system', action: 'personal-use-report.purge', subject: 'weeks', outcome: 'done', detail } as const;
  await audit.append(entry);
}

/** Incidents closed so long ago, then what was sent of them: the ledger of an incident is kept for as long as the incident. */
async function purgeIncidents({ incidents, outbox, audit }: Stores, now: EpochMs, before: EpochMs): Promise<void> {
  const [closed, deliveries] = [await incidents.purge(before), await outbox.purge(before)];
  if (closed === 0 && deliveries === 0) return;
  const detail = { incidents: closed, deliveries, before };
  await audit.append({ at: now, actor: 'system', action: 'incidents.purge', subject: 'incidents', outcome: 'done', detail });
}

/**
 * Once a day: holds the audit log to its anchors and drops a new one, in the data folder and in the operational log, which may be
 * kept elsewhere. A log that is not what it was is anchored no more: it is said every hour until somebody has seen to it.
 */
export async function anchorAudit({ config, stores, clock, logger }: MaintenanceOptions): Promise<void> {
  const { dataFolder } = config.at;
  const anchors = await readAnchors(dataFolder);
  if (!isAnchorDue(anchors, clock())) return;
  const { intact, firstBroken, reason } = await verifyAudit(stores.audit, anchors, clock());
  if (!intact) return logger.error({ firstBroken, reason }, 'the audit log is not what it was');
  const anchor = await dropAnchor(dataFolder, stores.audit, clock());
  if (anchor !== undefined) logger.info({ sequence: anchor.sequence, hash: anchor.hash }, 'audit log anchored');
}

/**
 * Runs `purgeExpired` now and every hour until stopped, but while the date is in doubt, and what else is done now and then. A failed run
 * is logged and tried again with the next.
 */
export function startMaintenance(options: MaintenanceOptions & Omit<ServiceContext, 'newId'>): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const { config, clock, logger } = options;
  const doubt = new ClockDoubt();
  const purge = async (): Promise<void> => {
    if (!doubt.isInDoubt(await listDays(join(config.at.dataFolder, 'records')), clock())) return purgeExpired(options);
    logger.warn({}, 'nothing is removed by age for now: the clock may have leapt ahead (no record is of the days before yesterday)');
  };
  const run = (): void => {
    running = purge()
      .catch((error: unknown) => logger.error({ err: error }, 'the hourly purge failed'))
      .then(() => anchorAudit(options))
      .catch((error: unknown) => logger.error({ err: error }, 'the audit log could not be anchored'))
      .then(() => requestRenewals(options))
      .catch((error: unknown) => logger.error({ err: error }, 'the register of AI tools could not be looked through'));
  };
  const timer = setInterval(run, EVERY_MS);
  run();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
