import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processTree } from '../support/cpu.ts';
import { BenchProcess } from '../support/processes.ts';
import type { InspectionDone, InspectionGiven } from './inspection-client.ts';
import { WARM_HOST } from './inspection-origin.ts';

const CLIENT = fileURLToPath(new URL('inspection-client.ts', import.meta.url));
const DEFAULTS = { host: WARM_HOST, firstHost: 0, maxHosts: Number.MAX_SAFE_INTEGER, seconds: 0 };

export interface InspectionLoad extends Partial<InspectionGiven> {
  readonly mode: InspectionGiven['mode'];
  readonly proxyPort: number;
  readonly concurrency: number;
  readonly core: number | undefined;
}

function startClient({ core, ...load }: InspectionLoad): Promise<BenchProcess> {
  return BenchProcess.start(process.execPath, [CLIENT, JSON.stringify({ ...DEFAULTS, ...load })], { core });
}

/** Opens tunnels through a proxy that inspects, from a process of its own. Rejects where what it is shown is the origin's own certificate. */
export async function runInspected(load: InspectionLoad): Promise<InspectionDone> {
  const done = doneOf(await (await startClient(load)).finished());
  if (done.issuer.includes('Bench origin')) throw new Error('the tunnel was not intercepted: it shows the origin’s own certificate');
  return done;
}

/** Freed memory comes back late, and garbage is collected now and then: what is held is known when nothing has happened for a while. */
const SETTLE_MS = 3_000;

/**
 * What so many idle tunnels, each asked once, take of the memory of a process and those that descend from it; bytes each. Of each
 * process what it grew: another one that gives back what its start took is no matter of tunnels.
 */
export async function bytesPerIdleTunnel(pid: number, load: Omit<InspectionLoad, 'mode'>): Promise<number> {
  await hold({ ...load, concurrency: Math.ceil(load.concurrency / 4) }, async () => {});
  await delay(SETTLE_MS);
  const before = residentBytesOfTree(pid);
  return hold(load, async () => {
    await delay(SETTLE_MS);
    let grown = 0;
    for (const [each, bytes] of residentBytesOfTree(pid)) grown += Math.max(0, bytes - (before.get(each) ?? 0));
    return grown / load.concurrency;
  });
}

async function hold<T>(load: Omit<InspectionLoad, 'mode'>, meanwhile: () => Promise<T>): Promise<T> {
  const client = await startClient({ ...load, mode: 'idle' });
  const result = await client
    .line(/^open$/)
    .then(meanwhile)
    .finally(() => client.stop());
  const { failed } = doneOf(client.lines);
  if (failed > 0) throw new Error(`${failed} of ${load.concurrency} tunnels failed`);
  return result;
}

function residentBytesOfTree(root: number): ReadonlyMap<number, number> {
  const resident = (pid: number): number => {
    const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1_024;
  };
  return new Map([...processTree(root).keys()].map((pid) => [pid, resident(pid)]));
}

function doneOf(lines: readonly string[]): InspectionDone {
  const json = lines.findLast((line) => line.startsWith('{'));
  if (json === undefined) throw new Error(`the client reported nothing: ${lines.slice(-5).join(' | ')}`);
  return JSON.parse(json);
}
