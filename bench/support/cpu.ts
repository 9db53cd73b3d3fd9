import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, the unit of times in /proc/<pid>/stat: 100 on every architecture that Node runs on (proc(5)). */
const TICKS_PER_SECOND = 100;

interface ProcessTimes {
  readonly parent: number;
  /** User and system time, its own and of the children it has reaped. */
  readonly ticks: number;
}

/** Reads one line of /proc/<pid>/stat. The name in parentheses may itself hold blanks and parentheses. */
export function parseStat(line: string): ProcessTimes {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return { parent: field(4), ticks: field(14) + field(15) + field(16) + field(17) };
}

/** The processes that descend from `root`, itself included; empty when it is gone. */
export function processTree(root: number): ReadonlyMap<number, ProcessTimes> {
  const all = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      all.set(pid, parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1')));
    } catch {
      // It ended between the listing and the reading.
    }
  }
  const isWithin = (pid: number): boolean => pid === root || (pid > 1 && isWithin(all.get(pid)?.parent ?? 0));
  return new Map([...all].filter(([pid]) => isWithin(pid)));
}

/**
 * Seconds of user and system time that a process and all its descendants have used, reaped children included: the
 * difference of two calls counts what began, ran or ended in between. Resolution 10 ms.
 */
export function cpuSecondsOfTree(root: number): number {
  let ticks = 0;
  for (const times of processTree(root).values()) ticks += times.ticks;
  return ticks / TICKS_PER_SECOND;
}
