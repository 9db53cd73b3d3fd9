/** What was wrong with a site's TLS, in few words for metrics and records. */
export type UpstreamTlsFault =
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-wrong-host'
  | 'certificate-self-signed'
  | 'certificate-unknown-issuer'
  | 'certificate-incomplete-chain'
  | 'certificate-weak'
  | 'certificate-revoked'
  | 'certificate-invalid'
  | 'tls-too-old'
  | 'tls-no-common-cipher'
  | 'tls-client-certificate'
  | 'tls-timeout'
  | 'tls-closed'
  | 'tls-not-spoken'
  | 'tls-failed';

export interface UpstreamTlsFailure {
  readonly fault: UpstreamTlsFault;
  /** Of the answer to the client. */
  readonly status: 502 | 504;
  /** One plain sentence for the page, about the site and not about its reader. */
  readonly reason: string;
}

const UNSAFE = 'so nobody can say whether it is really that site';
const WORDS: Readonly<Record<UpstreamTlsFault, string>> = {
  'certificate-expired': `The site’s security certificate has run out, ${UNSAFE}.`,
  'certificate-not-yet-valid': `The site’s security certificate is not valid yet, ${UNSAFE}.`,
  'certificate-wrong-host': `The site’s security certificate is for another site, ${UNSAFE}.`,
  'certificate-self-signed': `The site vouches for itself: its security certificate is signed by nobody else, ${UNSAFE}.`,
  'certificate-unknown-issuer': `The site’s security certificate comes from an issuer that is not trusted here, ${UNSAFE}.`,
  'certificate-incomplete-chain': `The site does not send the whole chain of its security certificate, ${UNSAFE}.`,
  'certificate-weak': `The site’s security certificate is too weak to be relied on, ${UNSAFE}.`,
  'certificate-revoked': `The site’s security certificate was withdrawn, ${UNSAFE}.`,
  'certificate-invalid': `The site’s security certificate is not valid, ${UNSAFE}.`,
  'tls-too-old': 'The site speaks only old versions of TLS that are no longer safe.',
  'tls-no-common-cipher': 'The site offers only encryption that is no longer safe.',
  'tls-client-certificate': 'The site asks for a certificate of yours, which cannot be passed on while the filter inspects it.',
  'tls-timeout': 'The site did not finish setting up a secure connection in time.',
  'tls-closed': 'The site closed the connection while it was being secured.',
  'tls-not-spoken': 'The site does not speak TLS on this port.',
  'tls-failed': 'A secure connection to the site could not be set up.',
};

/** OpenSSL's verification codes (X509_V_ERR_…), its reasons (ERR_SSL_…), alerts, Node's and our own. */
const FAULTS: Readonly<Record<string, UpstreamTlsFault>> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-wrong-host',
  HOSTNAME_MISMATCH: 'certificate-wrong-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-unknown-issuer',
  CERT_UNTRUSTED: 'certificate-unknown-issuer',
  CERT_REJECTED: 'certificate-unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-incomplete-chain',
  CERT_REVOKED: 'certificate-revoked',
  ERR_SSL_EE_KEY_TOO_SMALL: 'certificate-weak',
  ERR_SSL_CA_KEY_TOO_SMALL: 'certificate-weak',
  ERR_SSL_CA_MD_TOO_WEAK: 'certificate-weak',
  EE_KEY_TOO_SMALL: 'certificate-weak',
  CA_KEY_TOO_SMALL: 'certificate-weak',
  CA_MD_TOO_WEAK: 'certificate-weak',
  CERT_SIGNATURE_FAILURE: 'certificate-invalid',
  CERT_CHAIN_TOO_LONG: 'certificate-invalid',
  INVALID_CA: 'certificate-invalid',
  INVALID_PURPOSE: 'certificate-invalid',
  PATH_LENGTH_EXCEEDED: 'certificate-invalid',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls-too-old',
  ALERT_PROTOCOL_VERSION: 'tls-too-old',
  ERR_SSL_VERSION_TOO_LOW: 'tls-too-old',
  ERR_SSL_DH_KEY_TOO_SMALL: 'tls-no-common-cipher',
  ERR_SSL_BAD_ECPOINT: 'tls-no-common-cipher',
  ERR_SSL_WRONG_CIPHER_RETURNED: 'tls-no-common-cipher',
  ALERT_HANDSHAKE_FAILURE: 'tls-no-common-cipher',
  ALERT_INSUFFICIENT_SECURITY: 'tls-no-common-cipher',
  ALERT_CERTIFICATE_REQUIRED: 'tls-client-certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls-not-spoken',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls-not-spoken',
  ERR_SSL_HTTP_REQUEST: 'tls-not-spoken',
  TLS_TIMEOUT: 'tls-timeout',
  TLS_CLOSED: 'tls-closed',
  ECONNRESET: 'tls-closed',
  EPIPE: 'tls-closed',
  ERR_SSL_UNEXPECTED_EOF_WHILE_READING: 'tls-closed',
};

/** What an error of a TLS connection upstream means. */
export function upstreamTlsFailure(error: unknown): UpstreamTlsFailure {
  const fault = faultOf(error);
  return { fault, status: fault === 'tls-timeout' ? 504 : 502, reason: WORDS[fault] };
}

function faultOf(error: unknown): UpstreamTlsFault {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'tls-failed';
  // An alert is named by the protocol that once brought it: SSLV3, TLSV1, TLSV13, and SSL/TLS since OpenSSL 3.5.
  const code = String(error.code).replace(/^ERR_SSL_[A-Z0-9/]+_ALERT_/, 'ALERT_');
  // Node knows no code for some of OpenSSL's verification errors.
  if (code === 'UNSPECIFIED') return /too (weak|small)/.test(String(error)) ? 'certificate-weak' : 'certificate-invalid';
  return FAULTS[code] ?? 'tls-failed';
}
