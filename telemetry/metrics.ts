import { AggregatorRegistry } from 'prom-client';

/** How the values of several processes make one. */
export type Aggregation = 'sum' | 'max' | 'min';

type Labels = Readonly<Record<string, string>>;

/** prom-client's own JSON form of a metric, which is what it adds up and prints. */
interface MetricJson {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly aggregator: Aggregation;
  readonly values: readonly {
    readonly value: number;
    readonly labels: Readonly<Record<string, string | number>>;
    readonly metricName?: string;
  }[];
}

/** Add to it in place: a plain field, where a counter or histogram of prom-client costs 0.2 or 0.3 µs each time. */
export interface Count {
  value: number;
}

export interface Counter {
  /** The count under these label values, in the order of the label names. Keep it where it is used often. */
  count(...labelValues: readonly string[]): Count;
}

export interface Histogram {
  observe(value: number): void;
}

/** The metrics of one process. Names and help are Prometheus'; label values are few and never browsing data. */
export interface Metrics {
  counter(name: string, help: string, labelNames?: readonly string[]): Counter;
  /** Read when asked for. A value that is not finite is left out. */
  gauge(name: string, help: string, aggregation: Aggregation, read: () => number): void;
  /** A counter that something else keeps, read when asked for. */
  total(name: string, help: string, read: () => number): void;
  /** `bounds`: upper bounds of the buckets, rising. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** Everything counted so far, as JSON for another process to add up. */
  snapshot(): unknown[];
}

/** Makes the metrics of one process; each carries the part's name as a label. */
export function createMetrics(part: string): Metrics {
  const readers = new Map<string, () => MetricJson>();
  const register = (name: string, read: () => MetricJson) => {
    if (readers.has(name)) throw new Error(`The metric ${name} exists already`);
    readers.set(name, read);
  };
  return {
    counter(name, help, labelNames = []) {
      const counter = new LabelledCounter(labelNames);
      register(name, () => ({ name, help, type: 'counter', aggregator: 'sum', values: counter.values({ part }) }));
      return counter;
    },
    gauge(name, help, aggregator, read) {
      register(name, () => {
        const value = read();
        return { name, help, type: 'gauge', aggregator, values: Number.isFinite(value) ? [{ value, labels: { part } }] : [] };
      });
    },
    total(name, help, read) {
      register(name, () => ({ name, help, type: 'counter', aggregator: 'sum', values: [{ value: read(), labels: { part } }] }));
    },
    histogram(name, help, bounds) {
      const histogram = new BucketHistogram(bounds);
      register(name, () => ({ name, help, type: 'histogram', aggregator: 'sum', values: histogram.values(name, { part }) }));
      return histogram;
    },
    snapshot: () => [...readers.values()].map((read) => read()),
  };
}

class LabelledCounter implements Counter {
  readonly #labelNames: readonly string[];
  readonly #counts = new Map<string, Count & { readonly labels: Labels }>();

  constructor(labelNames: readonly string[]) {
    this.#labelNames = labelNames;
    if (labelNames.length === 0) this.count();
  }

  count(...labelValues: readonly string[]): Count {
    const key = labelValues.join('\n');
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const labels = Object.fromEntries(this.#labelNames.map((name, i) => [name, labelValues[i] ?? '']));
    const count = { value: 0, labels };
    this.#counts.set(key, count);
    return count;
  }

  values(shared: Labels) {
    return [...this.#counts.values()].map(({ value, labels }) => ({ value, labels: { ...shared, ...labels } }));
  }
}

class BucketHistogram implements Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let i = 0;
    while (i < bounds.length && value > (bounds[i] ?? 0)) i++;
    this.#counts[i] = (this.#counts[i] ?? 0) + 1;
    this.#sum += value;
  }

  /** Buckets are cumulative in Prometheus. */
  values(name: string, labels: Labels) {
    let count = 0;
    const buckets = [...this.#bounds, '+Inf'].map((le, i) => {
      count += this.#counts[i] ?? 0;
      return { value: count, labels: { le, ...labels }, metricName: `${name}_bucket` };
    });
    return [...buckets, { value: this.#sum, labels, metricName: `${name}_sum` }, { value: count, labels, metricName: `${name}_count` }];
  }
}

/** Adds up the snapshots of several processes and prints them in Prometheus' text format. What is no metric is left out. */
export async function renderAggregate(parts: readonly unknown[][]): Promise<string> {
  const metrics = parts.map((part) => part.filter(isMetric));
  return AggregatorRegistry.aggregate(metrics).metrics();
}

/** Snapshots come from other processes, perhaps of another version. */
function isMetric(value: unknown): value is MetricJson {
  if (typeof value !== 'object' || value === null) return false;
  const { name, help, type, aggregator, values } = value as Partial<Record<keyof MetricJson, unknown>>;
  return (
    typeof name === 'string' &&
    typeof help === 'string' &&
    ['counter', 'gauge', 'histogram'].includes(String(type)) &&
    ['sum', 'max', 'min'].includes(String(aggregator)) &&
    Array.isArray(values) &&
    values.every((item) => typeof item?.value === 'number' && typeof item.labels === 'object' && item.labels !== null)
  );
}
