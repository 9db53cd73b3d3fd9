import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { withoutReadAhead } from '../../outbound/read-ahead.ts';

/** Why a client did not go on with the certificate it was shown. */
export type ClientTlsFailure =
  /** The device does not trust our root, or the program trusts no root but its own. */
  | 'unknown-ca'
  | 'bad-certificate'
  | 'certificate-unknown'
  | 'certificate-expired'
  /** No version, cipher or application protocol in common. */
  | 'no-common-ground'
  /** It closed in the middle of the handshake, without a word. */
  | 'closed'
  | 'timeout'
  /** It broke the protocol. */
  | 'protocol';

export interface ClientTlsOptions {
  /** Paused, without listeners for data, and not destroyed. */
  readonly socket: Socket;
  /** What was read of it already: the ClientHello, and whatever came with it. */
  readonly head: Buffer;
  /** With the leaf of this host, asked for just now: the next host’s takes its place. */
  readonly context: SecureContext;
  readonly handshakeLimitMs?: number;
}

/** A handshake is two round trips; a phone at the edge of the Wi-Fi needs seconds for that. */
const HANDSHAKE_LIMIT_MS = 10_000;
/** What the data path speaks. A client that offers neither is told so (RFC 7301 section 3.2) instead of being misunderstood. */
const PROTOCOLS = Buffer.from('\x08http/1.1\x08http/1.0', 'latin1');

/**
 * Be the server that the client thinks it speaks to. `done` is called once: with null when the connection is secure, else with the
 * reason, the connection being closed by then. The socket returned has an error handler for its whole life.
 */
export function terminateClientTls(options: ClientTlsOptions, done: (failure: ClientTlsFailure | null) => void): TLSSocket {
  const { socket, head, context, handshakeLimitMs = HANDSHAKE_LIMIT_MS } = options;
  if (head.length > 0) socket.unshift(head);
  const secured = withoutReadAhead(new TLSSocket(socket, { isServer: true, secureContext: context, ALPNProtocols: PROTOCOLS }));
  let isDone = false;
  const finish = (failure: ClientTlsFailure | null): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(deadline);
    if (failure !== null) secured.destroy();
    done(failure);
  };
  const deadline = setTimeout(() => finish('timeout'), handshakeLimitMs);
  secured.on('error', (error) => finish(failureOf(error)));
  secured.once('end', () => finish('closed'));
  secured.once('close', () => finish('closed'));
  // The wrapped socket may be the first to know that the client is gone.
  socket.on('error', (error) => finish(failureOf(error)));
  // What tls.Server listens to as well: a server's socket has no public event for the end of its handshake.
  secured.once('secure', () => finish(null));
  return secured;
}

/** OpenSSL names alerts of the other side by the protocol that brought them in: SSLV3_ALERT_…, TLSV1_ALERT_…. */
const ALERTS: Readonly<Record<string, ClientTlsFailure>> = {
  UNKNOWN_CA: 'unknown-ca',
  BAD_CERTIFICATE: 'bad-certificate',
  UNSUPPORTED_CERTIFICATE: 'bad-certificate',
  CERTIFICATE_UNKNOWN: 'certificate-unknown',
  CERTIFICATE_EXPIRED: 'certificate-expired',
  HANDSHAKE_FAILURE: 'no-common-ground',
  PROTOCOL_VERSION: 'no-common-ground',
};
const NO_COMMON_GROUND = new Set([
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_NO_SHARED_CIPHER',
  'ERR_SSL_NO_APPLICATION_PROTOCOL',
  'ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM',
  'ERR_SSL_NO_SHARED_SIGNATURE_ALGORITHMS',
]);
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_SSL_UNEXPECTED_EOF_WHILE_READING']);

function failureOf(error: Error): ClientTlsFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const [, alert = ''] = /_ALERT_(\w+)$/.exec(code) ?? [];
  if (alert !== '') return ALERTS[alert] ?? 'protocol';
  if (NO_COMMON_GROUND.has(code)) return 'no-common-ground';
  return CLOSED.has(code) ? 'closed' : 'protocol';
}
