/** What a failed way upstream means to the client: one table from error code to gateway status. */
export interface UpstreamFailure {
  readonly status: number;
  /** Few values, for metrics. */
  readonly label: FailureLabel;
  /** One plain sentence. */
  readonly reason: string;
}

export type FailureLabel =
  | 'name'
  | 'connect'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'overload'
  | 'unrecorded'
  | 'gate'
  | 'parent'
  | 'tls'
  | 'internal';

/** Error codes of our own, beside those of Node and c-ares. */
export type UpstreamErrorCode =
  | 'ADDRESS_GATE'
  | 'CONNECT_TIMEOUT'
  | 'RESPONSE_TIMEOUT'
  | 'REQUEST_INVALID'
  | 'RESPONSE_INVALID'
  | 'RESPONSE_TOO_LARGE'
  | 'PARENT_REFUSED'
  | 'UNRECORDED';

/** An expected failure on the way upstream. Has no stack of interest: it is a value that Node's callbacks want as an Error. */
export class UpstreamError extends Error {
  readonly code: UpstreamErrorCode | (string & {});
  constructor(code: UpstreamErrorCode | (string & {}), detail: string) {
    super(detail);
    this.code = code;
  }
}

/** A site whose TLS is not as it must be; never gone on with regardless. */
export class UpstreamTlsError extends UpstreamError {
  readonly failure: UpstreamFailure;
  constructor({ fault, status, reason }: { readonly fault: string; readonly status: number; readonly reason: string }) {
    super('UPSTREAM_TLS', fault);
    this.failure = { status, label: 'tls', reason };
  }
}

const name = (status: number, reason: string): UpstreamFailure => ({ status, label: 'name', reason });
const connect = (reason: string): UpstreamFailure => ({ status: 502, label: 'connect', reason });
const timeout = (reason: string): UpstreamFailure => ({ status: 504, label: 'timeout', reason });
const reset = (reason: string): UpstreamFailure => ({ status: 502, label: 'reset', reason });
const protocol = (reason: string): UpstreamFailure => ({ status: 502, label: 'protocol', reason });
const overload = (reason: string): UpstreamFailure => ({ status: 503, label: 'overload', reason });

const NO_SUCH_NAME = name(502, 'The name of the site could not be found.');
const NAME_SERVER_FAILED = name(502, 'The name server could not answer for this site.');
const NAME_SERVER_SILENT = name(504, 'The name server did not answer in time.');
const UNREACHABLE = connect('The site cannot be reached from here.');
const CONNECT_TIMED_OUT = timeout('The site did not accept a connection in time.');
const RESPONSE_TIMED_OUT = timeout('The site accepted the request but did not answer in time.');
const CLOSED = reset('The site closed the connection without a complete answer.');
const INVALID = protocol('The site answered with something that is not valid HTTP.');
const NO_RESOURCES = overload('The proxy has no room for another connection at the moment.');

const FAILURES: Readonly<Record<string, UpstreamFailure>> = {
  ADDRESS_GATE: { status: 403, label: 'gate', reason: 'The address behind this name is not one the proxy may connect to.' },
  PARENT_REFUSED: { status: 502, label: 'parent', reason: 'The parent proxy refused the connection.' },
  UNRECORDED: {
    status: 503,
    label: 'unrecorded',
    reason: 'The proxy cannot record anything at the moment, and is set to carry nothing unrecorded.',
  },
  REQUEST_INVALID: { status: 400, label: 'protocol', reason: 'The request cannot be forwarded as it is written.' },
  RESPONSE_INVALID: INVALID,
  RESPONSE_TOO_LARGE: protocol('The site answered with larger headers than the proxy accepts.'),
  RESPONSE_TIMEOUT: RESPONSE_TIMED_OUT,
  CONNECT_TIMEOUT: CONNECT_TIMED_OUT,
  // c-ares and getaddrinfo (Node: "DNS error codes")
  ENOTFOUND: NO_SUCH_NAME,
  ENODATA: NO_SUCH_NAME,
  EBADNAME: NO_SUCH_NAME,
  ENONAME: NO_SUCH_NAME,
  EAI_AGAIN: NAME_SERVER_FAILED,
  EAI_FAIL: NAME_SERVER_FAILED,
  ESERVFAIL: NAME_SERVER_FAILED,
  EREFUSED: NAME_SERVER_FAILED,
  EFORMERR: NAME_SERVER_FAILED,
  EBADRESP: NAME_SERVER_FAILED,
  ETIMEOUT: NAME_SERVER_SILENT,
  ECANCELLED: NAME_SERVER_SILENT,
  // connecting
  ECONNREFUSED: connect('The site refused the connection.'),
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  EACCES: UNREACHABLE,
  EHOSTDOWN: UNREACHABLE,
  ENETDOWN: UNREACHABLE,
  ETIMEDOUT: CONNECT_TIMED_OUT,
  // on the way
  ECONNRESET: CLOSED,
  EPIPE: CLOSED,
  ERR_INVALID_CHAR: INVALID,
  ERR_HTTP_INVALID_STATUS_CODE: INVALID,
  // out of resources
  EMFILE: NO_RESOURCES,
  ENFILE: NO_RESOURCES,
  ENOBUFS: NO_RESOURCES,
  ENOMEM: NO_RESOURCES,
};

const UNKNOWN: UpstreamFailure = { status: 502, label: 'internal', reason: 'The site could not be reached.' };

/** The failure an error means. Parser errors have many codes that all say the same. */
export function upstreamFailure(error: unknown): UpstreamFailure {
  if (error instanceof UpstreamTlsError) return error.failure;
  const code = errorCode(error);
  const known = FAILURES[code];
  if (known !== undefined) return known;
  return code.startsWith('HPE_') ? INVALID : UNKNOWN;
}

/** The code of an error, or '' when it carries none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
