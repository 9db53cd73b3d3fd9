import { fileURLToPath } from 'node:url';
import { BenchProcess } from '../support/processes.ts';

export interface PacedLoad {
  readonly host: string;
  readonly port: number;
  /** Asked for in turn; a whole URL makes a proxy's request. */
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Asked before that and not counted: a client that has just started is itself slow to ask. */
  readonly leadSeconds?: number;
  readonly connections: number;
}

export interface PacedDone {
  readonly path: string;
  readonly answers: number;
  /** Not 2xx, or never whole. */
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly mostMs: number;
}

export interface PacedResult {
  readonly all: PacedDone;
  readonly each: readonly PacedDone[];
  /** Of every answer, in the order they were due. */
  readonly timesMs: readonly number[];
}

const CLIENT = fileURLToPath(new URL('paced-client.ts', import.meta.url));

/** Asks at a steady rate whatever the answers take, from a process of its own. */
export async function loadAtPace(load: PacedLoad, core?: number): Promise<PacedResult> {
  const client = await BenchProcess.start(process.execPath, [CLIENT], { core, env: { SCHOOLGATE_BENCH_LOAD: JSON.stringify(load) } });
  const json = (await client.finished()).findLast((line) => line.startsWith('{'));
  if (json === undefined) throw new Error('the paced client reported nothing');
  return JSON.parse(json);
}
