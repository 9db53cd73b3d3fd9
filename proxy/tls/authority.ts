import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { failure, type Result, success } from '../../core/result.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { type DistinguishedName, nameOf, pemOf, type SigningKey, signCertificate, subjectOf } from './x509.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Every device has to be given a new one, so it lasts; `ca rotate` replaces it with an overlap. */
export const ROOT_LIFE_MS = 3_652 * DAY_MS;
/** What a stolen worker key is worth: one month at most. */
export const INTERMEDIATE_LIFE_MS = 30 * DAY_MS;
/** Far below the 398 and 825 days at which browsers and Apple's systems stop trusting. */
export const LEAF_LIFE_MS = 7 * DAY_MS;
/** Devices' clocks are late now and then. */
const BACKDATED_MS = HOUR_MS;

/** RFC 5280, ub-organization-name and ub-common-name. */
const MAX_NAME_CHARACTERS = 64;
const PRODUCT = 'Schoolgate';

/** An authority that can sign: its certificate and the key it certifies. */
export interface Authority extends SigningKey {
  readonly certificatePem: string;
  readonly notBefore: EpochMs;
  readonly notAfter: EpochMs;
  /** SHA-256 of the certificate's DER, lower-case hex. */
  readonly fingerprint: string;
}

/** A certificate and its private key (PKCS #8), both as PEM. */
export interface KeyedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** A new root of this organisation, self-signed, beneath which one more authority may stand. */
export function createRoot(organization: string, now: EpochMs): KeyedCertificate {
  const keys = newKeys();
  // Two roots of a rotation stand side by side on devices: the date tells them apart for people, the rest for programs.
  const mark = `${new Date(now).toISOString().slice(0, 10)} ${randomBytes(2).toString('hex')}`;
  const subject: DistinguishedName = { organization: fitted(organization), commonName: `${PRODUCT} root ${mark}` };
  const certificate = signCertificate({
    subject,
    publicKey: keys.publicKey,
    signedBy: { name: nameOf(subject), ...keys },
    notBefore: epochMs(now - BACKDATED_MS),
    notAfter: epochMs(now + ROOT_LIFE_MS),
    serial: randomBytes(16),
    profile: { kind: 'authority', pathLength: 1, serversOnly: false },
  });
  return { certificatePem: pemOf('CERTIFICATE', certificate), privateKeyPem: privatePem(keys.privateKey) };
}

/** A new authority beneath the root, for the proxy's workers: for servers' certificates alone, and for one month at most. */
export function createIntermediate(root: Authority, organization: string, now: EpochMs): KeyedCertificate {
  const keys = newKeys();
  const certificate = signCertificate({
    subject: { organization: fitted(organization), commonName: `${PRODUCT} inspection ${new Date(now).toISOString().slice(0, 10)}` },
    publicKey: keys.publicKey,
    signedBy: root,
    notBefore: epochMs(Math.max(now - BACKDATED_MS, root.notBefore)),
    notAfter: epochMs(Math.min(now + INTERMEDIATE_LIFE_MS, root.notAfter)),
    serial: randomBytes(16),
    profile: { kind: 'authority', pathLength: 0, serversOnly: true },
  });
  return { certificatePem: pemOf('CERTIFICATE', certificate), privateKeyPem: privatePem(keys.privateKey) };
}

/** A certificate for one host, a name or an address, under a key that serves all of them. Never outlives its authority. */
export function createLeaf(authority: Authority, host: string, publicKey: KeyObject, now: EpochMs): string {
  const hasName = isIP(host) === 0 && host.length <= MAX_NAME_CHARACTERS;
  const certificate = signCertificate({
    subject: { organization: `${PRODUCT} inspection`, ...(hasName ? { commonName: host } : {}) },
    publicKey,
    signedBy: authority,
    notBefore: epochMs(Math.max(now - BACKDATED_MS, authority.notBefore)),
    notAfter: epochMs(Math.min(now + LEAF_LIFE_MS, authority.notAfter)),
    serial: leafSerial(),
    profile: { kind: 'server', hosts: [host] },
  });
  return pemOf('CERTIFICATE', certificate);
}

const SERIAL_BYTES = 16;
const SERIALS_AT_ONCE = 64;
let serials = Buffer.alloc(0);
let serialsUsed = 0;

/** Each once. To ask for random bytes costs more than they do. */
function leafSerial(): Uint8Array {
  if (serialsUsed === serials.length) {
    serials = randomBytes(SERIALS_AT_ONCE * SERIAL_BYTES);
    serialsUsed = 0;
  }
  serialsUsed += SERIAL_BYTES;
  return serials.subarray(serialsUsed - SERIAL_BYTES, serialsUsed);
}

/** Puts certificate and key together. Refuses what does not belong together, cannot sign certificates, or is not in force. */
export function openAuthority({ certificatePem, privateKeyPem }: KeyedCertificate, now: EpochMs): Result<Authority> {
  let certificate: X509Certificate;
  let privateKey: KeyObject;
  try {
    certificate = new X509Certificate(certificatePem);
  } catch {
    return failure('authority-corrupt', 'the certificate of the authority cannot be read');
  }
  try {
    privateKey = createPrivateKey(privateKeyPem);
  } catch {
    // Node's message may quote what it could not read.
    return failure('authority-corrupt', 'the key of the authority cannot be read');
  }
  if (!certificate.ca) return failure('authority-corrupt', 'the certificate is not one of an authority');
  if (privateKey.asymmetricKeyType !== 'ec') return failure('authority-corrupt', 'the key of the authority is not an elliptic-curve key');
  if (!certificate.checkPrivateKey(privateKey))
    return failure('authority-corrupt', 'certificate and key of the authority do not belong together');
  const [notBefore, notAfter] = [epochMs(certificate.validFromDate.getTime()), epochMs(certificate.validToDate.getTime())];
  if (now < notBefore) {
    return failure(
      'authority-not-yet',
      `the authority is not valid before ${when(notBefore)}, and it is ${when(now)} now: is this machine's clock right?`,
    );
  }
  if (now >= notAfter) return failure('authority-ended', `the authority ended on ${when(notAfter)}`);
  return success({
    certificatePem,
    notBefore,
    notAfter,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    name: subjectOf(certificate.raw),
    publicKey: createPublicKey(privateKey),
    privateKey,
  });
}

/** P-256: the curve that every TLS client knows, and OpenSSL's fastest. */
export function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

export function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function fitted(organization: string): string {
  return [...organization].slice(0, MAX_NAME_CHARACTERS).join('');
}

function when(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
