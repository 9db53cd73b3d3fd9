import { fileURLToPath } from 'node:url';
import { BenchProcess } from '../support/processes.ts';

const TUNNEL_CLIENT = fileURLToPath(new URL('tunnel-client.ts', import.meta.url));

export interface TunnelLoad {
  /** `set-up`: open, one small exchange, close, again and again. `bytes`: streams without end. */
  readonly mode: 'set-up' | 'bytes';
  /** host:port, both. */
  readonly proxy: string;
  readonly origin: string;
  readonly seconds: number;
  readonly concurrency: number;
  readonly core: number | undefined;
  /** `set-up`: milliseconds before the next is opened in the place of one that closed, in the mean; 0 to twice that. */
  readonly pauseMs?: number | undefined;
}

export interface TunnelsDone {
  readonly tunnels: number;
  readonly bytes: number;
  /** Answers to a CONNECT other than 200. */
  readonly refused: number;
  /** Tunnels that ended before anything came back. */
  readonly broken: number;
  /** From dialling the proxy to the first bytes back. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly clientCpuShare: number;
}

/** Opens tunnels through a proxy, from a process of its own. */
export async function runTunnels({ mode, proxy, origin, seconds, concurrency, core, pauseMs = 0 }: TunnelLoad): Promise<TunnelsDone> {
  const given = [TUNNEL_CLIENT, mode, proxy, origin, String(seconds), String(concurrency), String(pauseMs)];
  const lines = await (await BenchProcess.start(process.execPath, given, { core })).finished();
  return JSON.parse(lines.findLast((line) => line.startsWith('{')) ?? '{}');
}
