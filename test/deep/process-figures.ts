import { readdirSync, readFileSync } from 'node:fs';
import { until } from '../support/until.ts';

/** Environment of a product whose processes collect their garbage when `heldBytes` asks. */
export const COLLECTING = { NODE_OPTIONS: `--expose-gc --import ${new URL('collect-on-signal.mjs', import.meta.url).href}` };

/** What a process of the product still holds after all garbage is gone. */
export async function heldBytes(product: { readonly log: string }, pid: number): Promise<number> {
  const collected = () => product.log.split(`collected ${pid}\n`).length;
  const before = collected();
  process.kill(pid, 'SIGUSR2');
  await until(() => collected() > before, 30_000);
  return residentBytes(pid);
}

/** Resident memory of a process in bytes (proc(5)). */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no memory`);
  return Number(kilobytes) * 1_024;
}

/** Open file descriptors of a process. */
export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
