import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  /** One-minute load average when the bench began: above 1, others were using the machine too. */
  readonly load: number;
}

/** What a figure needs beside it to mean anything. */
export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    load: currentLoad(),
  };
}

/** One-minute load average, two decimals. */
export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

/** The first line of what a program says of its version; some say it on standard error. */
export function versionOf(program: string, option: string): string {
  const said = execFileSync('sh', ['-c', '"$1" "$2" 2>&1 || true', 'sh', program, option], { encoding: 'utf8' });
  return (
    said
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'unknown'
  );
}
