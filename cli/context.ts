import type { Environment } from '../config/schema/surroundings.ts';
import type { Clock } from '../core/units.ts';

/** What a command may touch of the world around it. */
export interface CommandContext {
  readonly env: Environment;
  readonly cwd: string;
  readonly clock: Clock;
  /** Who runs the command, for the audit log. */
  readonly osUser: string;
  /** One line to standard output: the answer. */
  readonly out: (line: string) => void;
  /** One line to standard error: progress and problems. */
  readonly err: (line: string) => void;
  /** Text to standard error as it is. */
  readonly errText: (text: string) => void;
  /** True where progress may be drawn over itself. */
  readonly isTerminal: boolean;
  readonly readStdin: () => Promise<string>;
  /** Aborted by the signals that stop `start`; any other command just ends by them. */
  readonly stop: AbortSignal;
}

/** An expected failure: one line on standard error, exit code 1. */
export class CommandFailure extends Error {}
