import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  /** `proxy-1`, `admin`, …; `redis`; null for the supervisor and what is no part. */
  readonly instance: string | null;
}

/** Every process that has this data folder in its environment or its command line, this one excepted. */
export function processesOf(dataFolder: string): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name): RunningProcess[] => {
      try {
        const [environ, command] = ['environ', 'cmdline'].map((file) => readFileSync(`/proc/${name}/${file}`, 'latin1')) as [
          string,
          string,
        ];
        if (!environ.includes(`SCHOOLGATE_DATA=${dataFolder}\0`) && !command.includes(dataFolder)) return [];
        const instance = command.includes('redis-server') ? 'redis' : (/SCHOOLGATE_INSTANCE=([^\0]*)/.exec(environ)?.[1] ?? null);
        return [{ pid: Number(name), instance }];
      } catch {
        return []; // gone meanwhile, or somebody else's
      }
    });
}
