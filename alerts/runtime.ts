import type { Delivery, Incident } from '../core/incident.ts';
import type { Clock } from '../core/units.ts';
import { oneLine } from '../storage/failure-line.ts';
import type { NewDelivery } from '../storage/incidents.ts';
import type { RedisPlace } from '../storage/redis.ts';
import type { Stores } from '../storage/stores.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { AlertMetrics } from './alert-metrics.ts';
import type { MailServerOptions } from './deliver/email.ts';
import { type DeliveryOptions, type RunningDelivery, startDelivery } from './delivery.ts';
import { DigestJob } from './digest.ts';
import { escalate } from './escalate.ts';
import { Ledger } from './ledger.ts';
import { startLoop } from './loop.ts';
import { isProofFile, ProofOfLife } from './proof-of-life.ts';
import { Raiser } from './raise.ts';
import { openReading } from './reading.ts';
import type { Directory } from './routing/directory.ts';
import type { AlertRules } from './rules.ts';
import { Tail } from './tail.ts';
import { WeeklyJob } from './weekly.ts';

export interface AlertsOptions {
  readonly stores: Pick<Stores, 'incidents' | 'outbox'>;
  readonly rules: AlertRules;
  readonly directory: () => Directory;
  /** `07:30`, by school. */
  readonly digestAt: (school: string) => string;
  /** By school: true where the digest goes out on school days only. Default: nowhere. */
  readonly isOnSchoolDays?: (school: string) => boolean;
  readonly redis: RedisPlace;
  /** `<data>/records`. */
  readonly recordsFolder: string;
  /** Null: nothing is sent, and the deliveries wait. */
  readonly mailServer: MailServerOptions | null;
  /** Default: none. */
  readonly webhooks?: DeliveryOptions['webhooks'];
  readonly provesLife: boolean;
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly stuckMs?: number;
  /** How often each job looks whether something is due. Default: what suits the job. */
  readonly lookEveryMs?: number;
}

export interface Alerts {
  /** What is wrong, in words. */
  problems(): readonly string[];
  /** Reads no more, finishes what is being sent, closes the connections. */
  stop(): Promise<void>;
}

const ESCALATE_EVERY_MS = 15_000;
const DIGEST_EVERY_MS = 15_000;
const LEDGER_EVERY_MS = 5_000;
const PROOF_EVERY_MS = 10_000;
const NO_WEBHOOKS: DeliveryOptions['webhooks'] = { webhooks: [], ownListeners: [] };
/** So far behind, somebody should know. */
const LATE_MS = 60_000;

/** Starts the path from the records to the mail server, and the jobs beside it. Rejects when the database does not answer. */
export async function startAlerts(options: AlertsOptions): Promise<Alerts> {
  const { stores, mailServer, webhooks = NO_WEBHOOKS, metrics, clock, logger, recordsFolder } = options;
  const proof = new ProofOfLife({ recordsFolder, clock, onProblem: (problem) => logger.warn({ problem }, 'proof of life') });
  const delivery =
    mailServer === null && webhooks.webhooks.length === 0
      ? null
      : startDelivery({ ...options, mailServer, webhooks, onAccepted: (accepted) => proof.accepted(accepted) });
  const ledger = new Ledger({ outbox: stores.outbox, metrics, hasMailServer: mailServer !== null, clock });
  const reading = await startReading(options, delivery);
  const jobs = startJobs(options, ledger, delivery, proof);
  return {
    problems: () => [...reading.problems(), ledger.problem(), proof.problem()].filter((problem) => problem !== null),
    async stop() {
      await Promise.all([reading.stop(), ...jobs.map((job) => job.stop())]);
      await delivery?.stop();
    },
  };
}

function startJobs(options: AlertsOptions, ledger: Ledger, delivery: RunningDelivery | null, proof: ProofOfLife) {
  const { stores, directory, digestAt, clock, logger, provesLife, lookEveryMs } = options;
  const send = async (deliveries: readonly NewDelivery[]) => {
    const added: Delivery[] = await stores.outbox.add(deliveries, clock());
    await delivery?.enqueue(added);
  };
  const digests = new DigestJob({ ...options, send });
  const weekly = new WeeklyJob({ stores, directory, digestAt, send, clock });
  const job = (name: string, everyMs: number, work: () => Promise<void>) =>
    startLoop({
      everyMs: lookEveryMs ?? everyMs,
      work,
      onError: (error) => logger.warn({ problem: oneLine(error) }, `${name}: not done, to be tried again`),
    });
  return [
    job('escalation', ESCALATE_EVERY_MS, () => escalate({ stores, directory, send, clock })),
    job('digest', DIGEST_EVERY_MS, () => digests.run()),
    job('weekly report', DIGEST_EVERY_MS, () => weekly.run()),
    job('ledger', LEDGER_EVERY_MS, () => ledger.run()),
    ...(provesLife ? [job('proof of life', PROOF_EVERY_MS, () => proof.run())] : []),
  ];
}

async function startReading(options: AlertsOptions, delivery: RunningDelivery | null) {
  const { stores, rules, metrics, clock, logger, recordsFolder } = options;
  const raiser = new Raiser({
    incidents: stores.incidents,
    assess: rules.assess,
    routing: rules.routing,
    clock,
    logger,
    async onRaised(incidents, toTell) {
      metrics.countRaised(incidents);
      if (delivery !== null) await delivery.enqueue(await deliveriesOf(toTell, stores));
    },
  });
  await raiser.remember();
  const reader = await openReading({ incidents: stores.incidents, folder: recordsFolder, metrics, clock, logger });
  const tail = new Tail({
    reader,
    sightingOf: rules.sightingOf,
    isSynthetic: isProofFile,
    store: (seen, cursor) => raiser.raise(seen, JSON.stringify(cursor)),
  });
  metrics.follow(reader, tail);
  let isStopping = false;
  const running = tail.run().catch((error: unknown) => {
    // Anything else is a bug: the part ends by it and is started anew.
    if (!isStopping) throw error;
    logger.warn({ problem: oneLine(error) }, 'stopped before the last batch was stored: it is read again');
  });
  return {
    problems(): (string | null)[] {
      const lagMs = tail.lagMs();
      return [raiser.problem(), lagMs > LATE_MS ? `Alerts are behind: records have waited for ${Math.round(lagMs / 1_000)} s.` : null];
    },
    async stop() {
      isStopping = true;
      reader.close();
      raiser.stop();
      await running;
    },
  };
}

async function deliveriesOf(incidents: readonly Incident[], { outbox }: Pick<Stores, 'outbox'>): Promise<Delivery[]> {
  return (await Promise.all(incidents.map(({ id }) => outbox.forIncident(id)))).flat();
}
