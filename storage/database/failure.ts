/**
 * The database cannot do what was asked: unreachable, locked, full, damaged, refusing. One line for people, without
 * credentials and without row contents (drivers put both into their errors' properties, so none is carried along).
 */
export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure';
  /** The driver's own code, e.g. `SQLITE_BUSY` or `ECONNREFUSED`. */
  readonly code: string | undefined;
  /** Nobody answers there, or not yet: nothing is said about this installation's settings, rights or data. */
  readonly isAway: boolean;

  constructor(message: string, code?: string, isAway = false) {
    super(message);
    this.code = code;
    this.isAway = isAway;
  }
}

/** Whether an error of a store says no more than that nobody answers. */
export function isAway(error: unknown): boolean {
  return error instanceof DatabaseFailure && error.isAway;
}
