import { ERRORS, type ErrorCode } from '../core/errors.ts';

/** An expected refusal of a request: answered as RFC 9457 problem details with the catalogue's code and status. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly string[];
  /** When to try again; the header `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, detail?: string, errors: readonly string[] = [], retryAfterSeconds?: number) {
    super(detail ?? ERRORS[code].title);
    this.code = code;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The body of an error answer. `type` is a relative reference into the error catalogue's documentation. */
export function problemDetails(code: ErrorCode, detail: string, errors: readonly string[] = []): Record<string, unknown> {
  const { status, title } = ERRORS[code];
  return { type: `/docs/errors#${code}`, title, status, code, detail, ...(errors.length > 0 ? { errors } : {}) };
}
