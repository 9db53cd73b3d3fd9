/** The error catalogue: every code an API answer, a page or the command line can name, with its HTTP status. docs/errors.md is checked against it both ways. */
export const ERRORS = {
  'bad-request': { status: 400, title: 'The request is not valid' },
  'policy-invalid': { status: 400, title: 'The policy makes no sense as a whole' },
  unauthenticated: { status: 401, title: 'Sign in or send a valid token' },
  forbidden: { status: 403, title: 'Your role does not allow this' },
  'sealed-category': { status: 403, title: 'A sealed category can never be opened' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  conflict: { status: 409, title: 'Somebody changed this meanwhile' },
  'import-invalid': { status: 400, title: 'The import cannot be taken in as it is' },
  'import-removes-too-many': { status: 409, title: 'The import would remove more people than one import may' },
  'incident-state': { status: 409, title: 'This cannot be done with the incident as it is' },
  'idempotency-under-way': { status: 409, title: 'The first call with this key is still under way' },
  'payload-too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not of a type this route reads' },
  'idempotency-mismatch': { status: 422, title: 'This key was used for another call' },
  'precondition-required': { status: 428, title: 'Say which version this change is based on' },
  'rate-limited': { status: 429, title: 'Too many attempts; try again later' },
  internal: { status: 500, title: 'Something went wrong here; it has been logged' },
  'not-available-yet': { status: 501, title: 'This part of the product is not there yet' },
  unavailable: { status: 503, title: 'A part this needs is not working' },
  'target-malformed': { status: 400, title: 'The request target is malformed' },
  'target-scheme': { status: 400, title: 'The scheme is not one this proxy forwards' },
  'target-host': { status: 400, title: 'The request names no valid host' },
  'target-port': { status: 400, title: 'The request names no valid port' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ErrorCode = keyof typeof ERRORS;
