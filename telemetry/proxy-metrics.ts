import type { Count, Histogram, Metrics } from './metrics.ts';

/** What the proxy counts. `rule` and `reason` are few, fixed words; no label ever holds a host or a person. */
export interface ProxyMetrics {
  /** Decisions by action and rule; look up once per decision. */
  requests(action: string, rule: string): Count;
  readonly tunnelsOpened: Count;
  readonly tunnelsClosed: Count;
  upstreamFailures(reason: string): Count;
  readonly authChallenges: Count;
  readonly decisionSeconds: Histogram;
}

/** Where the gauges come from, read when the metrics are asked for. */
export interface ProxyGauges {
  /** `RecordSpool.stats()`. */
  readonly records: () => {
    readonly durableWaiting: number;
    readonly dropped: number;
    readonly unrecorded: number;
    readonly backlogBytes: number;
    readonly reserveBytesUsed: number;
    readonly lastSyncMs: number;
    readonly healthy: boolean;
  };
  readonly openConnections: () => number;
  readonly policyAgeSeconds: () => number;
  readonly listAgeSeconds: () => number;
}

/** Deciding takes microseconds; whatever takes a millisecond is news. */
const DECISION_BOUNDS = [0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.001, 0.01, 0.1];

export function createProxyMetrics(metrics: Metrics, gauges: ProxyGauges): ProxyMetrics {
  const requests = metrics.counter('schoolgate_requests_total', 'Decisions by action and rule', ['action', 'rule']);
  const failures = metrics.counter('schoolgate_upstream_failures_total', 'Requests that failed upstream, by reason', ['reason']);
  const tunnelsOpened = metrics.counter('schoolgate_tunnels_opened_total', 'CONNECT tunnels opened').count();
  const tunnelsClosed = metrics.counter('schoolgate_tunnels_closed_total', 'CONNECT tunnels closed').count();
  const authChallenges = metrics.counter('schoolgate_auth_challenges_total', 'Requests answered with 407').count();
  metrics.gauge('schoolgate_tunnels_open', 'CONNECT tunnels open now', 'sum', () => tunnelsOpened.value - tunnelsClosed.value);
  metrics.gauge('schoolgate_connections_open', 'Client connections open now', 'sum', gauges.openConnections);
  metrics.gauge('schoolgate_policy_age_seconds', 'Age of the policy in force; the oldest of all workers', 'max', gauges.policyAgeSeconds);
  metrics.gauge('schoolgate_list_age_seconds', 'Age of the block lists in force; the oldest of all workers', 'max', gauges.listAgeSeconds);
  registerRecordMetrics(metrics, gauges.records);
  return {
    requests: (action, rule) => requests.count(action, rule),
    tunnelsOpened,
    tunnelsClosed,
    upstreamFailures: (reason) => failures.count(reason),
    authChallenges,
    decisionSeconds: metrics.histogram('schoolgate_decision_seconds', 'Time to decide one request', DECISION_BOUNDS),
  };
}

function registerRecordMetrics(metrics: Metrics, read: ProxyGauges['records']): void {
  metrics.gauge('schoolgate_records_waiting', 'Answers that wait for their record to reach the disk', 'sum', () => read().durableWaiting);
  metrics.total('schoolgate_records_dropped_total', 'Routine records lost', () => read().dropped);
  metrics.total('schoolgate_records_unrecorded_total', 'Answers that left without their record on disk', () => read().unrecorded);
  metrics.gauge('schoolgate_records_backlog_bytes', 'Routine records in memory only', 'sum', () => read().backlogBytes);
  metrics.gauge('schoolgate_records_reserve_bytes', 'Used part of the reserve', 'sum', () => read().reserveBytesUsed);
  metrics.gauge('schoolgate_records_sync_seconds', 'The last sync; the slowest of all workers', 'max', () => read().lastSyncMs / 1_000);
  metrics.gauge('schoolgate_records_healthy', '1 when every worker can record', 'min', () => (read().healthy ? 1 : 0));
}
