import type { Origin } from '../support/origin.ts';

/** What a proxy is asked to do, over and over. */
export interface Work {
  readonly id: 'plain-http' | 'connect' | 'tunnel-bytes' | 'blocked' | 'inspected-warm' | 'inspected-cold' | 'inspected-request';
  readonly title: string;
  /** Connections, or tunnels that are open together. */
  readonly atATime: number;
  /** What the cost is divided by. */
  readonly unit: 'request' | 'tunnel' | 'GB';
  /** Units after which just-in-time compilers have settled. */
  readonly warmUpUnits: number;
  /** `pauseMs`: that each connection rests before it asks again, in the mean; without it as fast as answers come. */
  run(at: WorkPlace, seconds: number, pauseMs?: number): Promise<WorkDone>;
}

export interface WorkPlace {
  /** Of the proxy, on 127.0.0.1. */
  readonly proxyPort: number;
  readonly origin: Origin;
  /** Where the client runs. */
  readonly core: number | undefined;
  /** So many times as many at a time as the work says. */
  readonly crowd?: number | undefined;
}

export interface WorkDone {
  readonly units: number;
  /** Answers that were not what this work expects: refusals, errors, connections that broke. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
