import type { Count, Metrics } from '../telemetry/metrics.ts';
import { createProxyMetrics, type ProxyGauges, type ProxyMetrics } from '../telemetry/proxy-metrics.ts';

/** What this worker counts. */
export interface ProxyCounters extends ProxyMetrics {
  /** Beyond the limit of one client address. */
  readonly connectionsRefused: Count;
  /** Beyond what the file descriptors of this process allow. */
  readonly noRoom: Count;
  /** Heads that were no HTTP, too large or too slow. */
  readonly malformed: Count;
  /** Idempotent requests sent again because a kept connection had gone. */
  readonly retries: Count;
  /** Tunnels closed because a later decision said so. */
  readonly tunnelsCut: Count;
  readonly encryptedHellos: Count;
  /** What looks like a way round the filter, by kind. */
  circumventions(how: string): Count;
  /** Handshakes that clients broke off under our certificate, by reason. */
  inspectionFailures(reason: string): Count;
  /** Tunnels passed on unopened to sites of which a sealed list names single pages. */
  readonly undecidableTunnels: Count;
  readonly bytesUp: Count;
  readonly bytesDown: Count;
}

export function createProxyCounters(metrics: Metrics, gauges: ProxyGauges): ProxyCounters {
  const count = (name: string, help: string): Count => metrics.counter(`schoolgate_${name}_total`, help).count();
  const circumventions = metrics.counter('schoolgate_circumventions_total', 'What looks like a way round the filter, by kind', ['kind']);
  const inspectionFailures = metrics.counter(
    'schoolgate_inspection_failures_total',
    'Handshakes that clients broke off under the school’s certificate, by reason',
    ['reason'],
  );
  return {
    ...createProxyMetrics(metrics, gauges),
    connectionsRefused: count('connections_refused', 'Connections beyond the limit of one client address'),
    noRoom: count('connections_without_room', 'Connections refused for want of file descriptors'),
    malformed: count('malformed_heads', 'Request heads that were no HTTP, too large or too slow'),
    retries: count('upstream_retries', 'Requests sent again because a kept upstream connection had gone'),
    tunnelsCut: count('tunnels_cut', 'Tunnels closed because a later decision said so'),
    encryptedHellos: count('encrypted_client_hellos', 'Tunnels whose inner server name is hidden by Encrypted Client Hello'),
    circumventions: (how) => circumventions.count(how),
    inspectionFailures: (reason) => inspectionFailures.count(reason),
    undecidableTunnels: count('undecidable_tunnels', 'Tunnels passed on unopened to sites of which a sealed list names single pages'),
    bytesUp: count('bytes_up', 'Bytes of content from clients'),
    bytesDown: count('bytes_down', 'Bytes of content to clients'),
  };
}
