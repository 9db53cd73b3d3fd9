import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMetrics, renderAggregate } from '../../telemetry/metrics.ts';
import { createProxyMetrics } from '../../telemetry/proxy-metrics.ts';

/** What crosses the bus is JSON. */
const sent = (snapshot: unknown[]): unknown[] => JSON.parse(JSON.stringify(snapshot));

const records = { durableWaiting: 2, dropped: 1, unrecorded: 3, backlogBytes: 10, reserveBytesUsed: 20, lastSyncMs: 4, healthy: true };

describe('metrics', () => {
  it('add up over workers: counts are summed, ages are the oldest, health is the worst', async () => {
    const worker = (healthy: boolean, policyAge: number) => {
      const metrics = createMetrics('proxy');
      const proxy = createProxyMetrics(metrics, {
        records: () => ({ ...records, healthy }),
        openConnections: () => 7,
        policyAgeSeconds: () => policyAge,
        listAgeSeconds: () => Number.NaN,
      });
      return { metrics, proxy };
    };
    const [one, two] = [worker(true, 10), worker(false, 30)];
    one.proxy.requests('block', 'sealed').value++;
    one.proxy.requests('allow', 'default').value += 5;
    two.proxy.requests('allow', 'default').value++;
    two.proxy.upstreamFailures('timeout').value++;
    one.proxy.tunnelsOpened.value += 3;
    one.proxy.tunnelsClosed.value++;
    const lines = (await renderAggregate([sent(one.metrics.snapshot()), sent(two.metrics.snapshot())])).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE schoolgate_requests_total counter',
        'schoolgate_requests_total{part="proxy",action="allow",rule="default"} 6',
        'schoolgate_requests_total{part="proxy",action="block",rule="sealed"} 1',
        'schoolgate_upstream_failures_total{part="proxy",reason="timeout"} 1',
        'schoolgate_tunnels_open{part="proxy"} 2',
        'schoolgate_connections_open{part="proxy"} 14',
        'schoolgate_policy_age_seconds{part="proxy"} 30',
        '# TYPE schoolgate_records_dropped_total counter',
        'schoolgate_records_dropped_total{part="proxy"} 2',
        'schoolgate_records_unrecorded_total{part="proxy"} 6',
        'schoolgate_records_healthy{part="proxy"} 0',
      ]),
    );
    expect(lines.some((line) => line.startsWith('schoolgate_list_age_seconds{'))).toBe(false);
  });

  it('keeps histograms cumulative, whatever is observed where', async () => {
    const bounds = [0.01, 0.1, 1];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.double({ min: 0, max: 2, noNaN: true }))), async (observed) => {
        const snapshots = observed.map((values) => {
          const metrics = createMetrics('proxy');
          const histogram = metrics.histogram('t_seconds', 'Time', bounds);
          for (const value of values) histogram.observe(value);
          return sent(metrics.snapshot());
        });
        const text = await renderAggregate(snapshots);
        const all = observed.flat();
        for (const bound of snapshots.length > 0 ? bounds : []) {
          expect(text).toContain(`t_seconds_bucket{le="${bound}",part="proxy"} ${all.filter((value) => value <= bound).length}\n`);
        }
        if (snapshots.length > 0) expect(text).toContain(`t_seconds_count{part="proxy"} ${all.length}\n`);
      }),
      { numRuns: 40 },
    );
  });

  it('shows a counter that was never raised, and refuses a name twice', async () => {
    const metrics = createMetrics('admin');
    metrics.counter('started_total', 'Starts');
    expect(await renderAggregate([metrics.snapshot()])).toContain('started_total{part="admin"} 0');
    expect(() => metrics.gauge('started_total', 'Again', 'sum', () => 1)).toThrow('started_total');
  });

  it('leaves out what is no metric', async () => {
    const metrics = createMetrics('admin');
    metrics.counter('good_total', 'Good').count().value++;
    const junk = [
      null,
      7,
      {},
      { name: 'x', help: 'x', type: 'counter', aggregator: 'evil', values: [] },
      { name: 'y', help: 'y', type: 'gauge', aggregator: 'sum', values: [null] },
    ];
    const text = await renderAggregate([[...junk, ...metrics.snapshot()], []]);
    expect(text).toBe('# HELP good_total Good\n# TYPE good_total counter\ngood_total{part="admin"} 1\n');
    expect(await renderAggregate([])).toBe('\n');
  });

  it('escapes label values', async () => {
    const metrics = createMetrics('admin');
    metrics.counter('odd_total', 'Odd', ['reason']).count('a"b\\c\nd').value++;
    expect(await renderAggregate([metrics.snapshot()])).toContain('reason="a\\"b\\\\c\\nd"');
  });
});
