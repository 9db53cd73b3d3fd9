import { fileURLToPath } from 'node:url';
import { BenchProcess, findProgram } from '../support/processes.ts';

export interface HttpDone {
  readonly requests: number;
  /** Status other than 2xx or 3xx. */
  readonly refused: number;
  /** Errors of connections, and timeouts. */
  readonly broken: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface HttpLoad {
  readonly proxy: string;
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly core: number | undefined;
  /** That each connection waits before its next request, in the mean (wrk only); without it none waits. */
  readonly pauseMs?: number | undefined;
}

const SCRIPT = fileURLToPath(new URL('absolute-form.lua', import.meta.url));
const AUTOCANNON = fileURLToPath(new URL('autocannon-client.ts', import.meta.url));

/** Asks a proxy for one URL over kept connections, as fast as it answers: with wrk where it is installed, else with autocannon. */
export async function loadByWrk(load: HttpLoad): Promise<HttpDone> {
  const wrk = findProgram('wrk');
  if (wrk === undefined) return loadByAutocannon(load);
  const { proxy, url, connections, seconds, core, pauseMs } = load;
  const given = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '-s', SCRIPT, proxy, '--', url];
  if (pauseMs !== undefined) given.push(String(pauseMs));
  return jsonOf(await (await BenchProcess.start(wrk, given, { core })).finished());
}

export interface AutocannonLoad extends HttpLoad {
  /** Requests a second; without it as fast as they are answered. */
  readonly overallRate?: number;
  /** Threads of the client (1). */
  readonly threads?: number;
}

export interface AutocannonDone extends HttpDone {
  /** CPU time that the client used, of all that its threads could use. */
  readonly clientCpuShare: number;
}

/** The same with autocannon, in a process of its own. */
export async function loadByAutocannon(load: AutocannonLoad): Promise<AutocannonDone> {
  const { core, ...options } = load;
  return jsonOf(await (await BenchProcess.start(process.execPath, [AUTOCANNON, JSON.stringify(options)], { core })).finished());
}

function jsonOf<Shape>(lines: readonly string[]): Shape {
  const json = lines.findLast((line) => line.startsWith('{'));
  if (json === undefined) throw new Error(`the client reported nothing: ${lines.slice(-5).join(' | ')}`);
  return JSON.parse(json);
}
