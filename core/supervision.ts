/** Messages between the supervisor and its parts (over the child process's own channel). */
export type ToSupervisor =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'listening'; readonly addresses: Readonly<Record<string, string>>; readonly notices?: readonly string[] }
  | { readonly kind: 'drained' }
  /** The answer to a ping, in the next turn of the part's event loop. */
  | { readonly kind: 'alive' }
  /**
   * An expected failure: one line for people; the supervisor prints it and stops with exit code 1. `isAway`: something on another
   * machine does not answer, and may soon; a start of proxies goes on without this part, if it is none itself.
   */
  | { readonly kind: 'failed'; readonly message: string; readonly isAway: boolean };

export type ToPart =
  /** Everything is prepared, here and wherever a start waits for it: listen now. */
  | { readonly kind: 'listen' }
  /** Finish what is under way, flush, answer `drained`, exit 0. */
  | { readonly kind: 'drain' }
  /** Answer `alive`: a process that is there may still do nothing. */
  | { readonly kind: 'ping' }
  /** What the supervisor knows about its children, sent to the admin part whenever it changes. */
  | { readonly kind: 'parts'; readonly parts: readonly SupervisedPart[] };

export interface SupervisedPart {
  readonly instance: string;
  readonly part: string;
  /** `silent`: it runs, and has not answered for some seconds. */
  readonly state: 'starting' | 'running' | 'silent' | 'restarting' | 'stopped';
  readonly restarts: number;
  readonly pid: number | null;
}

/** Proxy workers that are deciding now; one that is being started decides by the newest revision once it runs. */
export function runningWorkers(parts: readonly SupervisedPart[]): string[] {
  return parts.filter(({ part, state }) => part === 'proxy' && state === 'running').map(({ instance }) => instance);
}
