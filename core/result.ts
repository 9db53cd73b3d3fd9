/** An expected failure is a value; a bug is an exception. */
export type Result<T, F = Failure> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: F };

/** What went wrong, for people (`message`) and for programs (`code`, stable kebab-case). */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

export function success<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failure(code: string, message: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code, message } };
}
