import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type DetailedPeerCertificate,
  type PeerCertificate,
  rootCertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { type Hostname, hostnameAsAddress } from '../core/hostname.ts';
import { failure, type Result, success } from '../core/result.ts';
import { CIPHERS } from './tls-ciphers.ts';
import { UpstreamSessions } from './upstream-sessions.ts';
import { type UpstreamTlsFailure, upstreamTlsFailure } from './upstream-tls-failure.ts';

/** Whom to trust upstream. Made once: reading the public roots for every connection would cost more than the connection. */
export interface UpstreamTrust {
  readonly context: SecureContext;
  readonly sessions: UpstreamSessions;
}

/**
 * Node's own roots (Mozilla's), and the school's from a PEM file. Fails where the file cannot be read or holds no certificate:
 * going on without it would make the school's own sites fail one by one.
 */
export function upstreamTrust(extraRootsPath: string | null, nowMs = () => performance.now()): Result<UpstreamTrust> {
  let extra: readonly string[] = [];
  if (extraRootsPath !== null) {
    try {
      extra = readFileSync(extraRootsPath, 'latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    } catch (error) {
      return failure('upstream-ca', `${extraRootsPath} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
    }
    if (extra.length === 0) return failure('upstream-ca', `${extraRootsPath} holds no PEM certificate`);
  }
  // A context drops without a word what it cannot read.
  if (!extra.every(isReadable)) return failure('upstream-ca', `${extraRootsPath} holds a certificate that cannot be read`);
  const context = createSecureContext({ ca: [...rootCertificates, ...extra], minVersion: 'TLSv1.2', ciphers: CIPHERS });
  return success({ context, sessions: new UpstreamSessions(nowMs) });
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem) !== undefined;
  } catch {
    return false;
  }
}

export interface UpstreamTlsOptions {
  /** Connected, by an address that passed the gate. */
  readonly socket: Socket;
  /** The host that the request is for, whatever name was dialled (SafeSearch): its certificate is the one that counts. */
  readonly host: Hostname;
  /** Of the site, whoever the socket leads to. */
  readonly port: number;
  readonly trust: UpstreamTrust;
  readonly handshakeLimitMs?: number;
}

const HANDSHAKE_LIMIT_MS = 10_000;
/** HTTP/1.1 alone, as RFC 7301 section 3.1 writes it. */
const PROTOCOLS = Buffer.from('\x08http/1.1', 'latin1');
const UNREAD = {} as DetailedPeerCertificate;
const NAMELESS = Object.assign(new Error('no subject alternative name'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });

/**
 * TLS towards a site over a connected socket, TLS 1.2 or newer, HTTP/1.1. `done` is called once: with a socket whose chain, name
 * and dates hold, or with what was wrong, the connection being closed by then. There is no way to go on regardless.
 * The function returned gives up; `done` is then not called any more.
 */
export function openUpstreamTls(
  { socket, host, port, trust, handshakeLimitMs = HANDSHAKE_LIMIT_MS }: UpstreamTlsOptions,
  done: (failure: UpstreamTlsFailure | null, socket: TLSSocket | null) => void,
): () => void {
  const site = `${host}:${port}`;
  const secured = begin(socket, host, trust.context, trust.sessions.get(site));
  let isDone = false;
  const finish = (report: () => void): void => {
    if (isDone) return;
    isDone = true;
    clearTimeout(deadline);
    report();
  };
  const fail = (error: unknown): void =>
    finish(() => {
      secured.destroy();
      trust.sessions.delete(site);
      done(upstreamTlsFailure(error), null);
    });
  const deadline = setTimeout(() => fail({ code: 'TLS_TIMEOUT' }), handshakeLimitMs);
  // Stays for the socket's whole life; after the hand-over the owner's own handlers act.
  secured.on('error', fail);
  secured.once('close', () => fail({ code: 'TLS_CLOSED' }));
  secured.once('secureConnect', () => finish(() => done(null, secured)));
  const keep = (ticket: Buffer): void => trust.sessions.set(site, ticket, secured.isSessionReused());
  // TLS 1.2 brings its ticket before the certificate has been judged, TLS 1.3 after.
  secured.on('session', (ticket) => (secured.authorized ? keep(ticket) : secured.once('secureConnect', () => keep(ticket))));
  return () => finish(() => void secured.destroy());
}

function begin(socket: Socket, host: Hostname, secureContext: SecureContext, session: Buffer | undefined): TLSSocket {
  const secured: TLSSocket = connect({
    socket,
    host,
    // An address is no server name (RFC 6066 section 3); the certificate is held against `host` then.
    servername: hostnameAsAddress(host) === undefined ? host : '',
    secureContext,
    ...(session && { session }),
    ALPNProtocols: PROTOCOLS,
    rejectUnauthorized: true,
    checkServerIdentity: (name) => checkNames(name, secured.getPeerX509Certificate()?.subjectAltName),
  });
  // Node would gather every field of the whole chain for that check, which reads no more than the names.
  secured.getPeerCertificate = () => UNREAD;
  return secured;
}

function checkNames(host: string, names: string | undefined): Error | undefined {
  // Without names Node would go by the common name, as no browser has since 2017 (RFC 9525 section 6.3).
  return names === undefined ? NAMELESS : checkServerIdentity(host, { subjectaltname: names } as PeerCertificate);
}
