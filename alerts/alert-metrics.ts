import type { Delivery, Incident } from '../core/incident.ts';
import type { RecordReader } from '../storage/record-spool/reader.ts';
import { type Count, createMetrics } from '../telemetry/metrics.ts';
import type { SendResult } from './deliver/send-result.ts';
import type { Tail } from './tail.ts';

export interface AlertMetrics {
  /** Counts those that were not seen before. */
  countRaised(incidents: readonly Incident[]): void;
  readonly quarantined: Count;
  sent(delivery: Pick<Delivery, 'kind'>, result: SendResult['kind'], tookMs: number): void;
  /** What is told of reading, from now on. */
  follow(reader: Pick<RecordReader, 'stats'>, tail: Pick<Tail, 'lagMs'>): void;
  /** Deliveries of the last day by status. */
  ledger: Readonly<Record<Delivery['status'], number>> | null;
  snapshot(): unknown[];
}

const SECONDS = [0.5, 1, 2, 3, 5, 10, 30, 60, 300, 3600];

/** The metrics of the alerts part. */
export function createAlertMetrics(): AlertMetrics {
  const metrics = createMetrics('alerts');
  const attempts = metrics.counter('schoolgate_alert_send_attempts_total', 'Messages handed to the mail server, by outcome.', [
    'kind',
    'result',
  ]);
  const duration = metrics.histogram('schoolgate_alert_seconds', 'From queueing an alert to the mail server taking it.', SECONDS);
  let reader: Pick<RecordReader, 'stats'> | undefined;
  let tail: Pick<Tail, 'lagMs'> | undefined;
  const raised = metrics.counter('schoolgate_incidents_raised_total', 'Incidents raised.').count();
  /** Ids sort in the order they were given. */
  let newest = '';
  const made: AlertMetrics = {
    countRaised(incidents) {
      for (const { id, synthetic } of [...incidents].sort((a, b) => (a.id < b.id ? -1 : 1))) {
        if (synthetic || id <= newest) continue;
        newest = id;
        raised.value++;
      }
    },
    quarantined: metrics.counter('schoolgate_alert_lines_quarantined_total', 'Lines of the records that could not be read.').count(),
    sent({ kind }, result, tookMs) {
      attempts.count(kind, result).value++;
      if (result === 'accepted' && kind === 'alert') duration.observe(tookMs / 1000);
    },
    follow(toRead, toTail) {
      reader = toRead;
      tail = toTail;
    },
    ledger: null,
    snapshot: () => metrics.snapshot(),
  };
  metrics.total('schoolgate_alert_records_read_total', 'Lines of the records read.', () => reader?.stats().lines ?? 0);
  metrics.total('schoolgate_alert_bytes_read_total', 'Bytes of the records read.', () => reader?.stats().bytes ?? 0);
  metrics.gauge('schoolgate_alert_lag_seconds', 'How long ago all records had been read.', 'max', () => (tail?.lagMs() ?? 0) / 1000);
  for (const status of ['queued', 'sending', 'accepted', 'in-doubt', 'failed', 'given-up'] as const) {
    const name = `schoolgate_deliveries_${status.replace('-', '_')}`;
    metrics.gauge(name, `Deliveries of the last day that are ${status}.`, 'max', () => made.ledger?.[status] ?? 0);
  }
  return made;
}
