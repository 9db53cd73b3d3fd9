import { createHash, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';
import { parseIpv6Words } from '../../core/address.ts';
import type { EpochMs } from '../../core/units.ts';

/** The DER of a value, as binary text: strings are put together faster than buffers. */
type Der = string;

/** Who a certificate is for, or from. */
export interface DistinguishedName {
  readonly organization: string;
  readonly commonName?: string;
}

/** What a certificate may be used for. */
export type CertificateProfile =
  /** `pathLength`: how many further authorities may follow. `serversOnly`: nothing beneath it counts but TLS servers. */
  | { readonly kind: 'authority'; readonly pathLength: number; readonly serversOnly: boolean }
  /** `hosts`: DNS names and IP addresses. */
  | { readonly kind: 'server'; readonly hosts: readonly string[] };

/** A key that signs, under the name its own certificate gives it. */
export interface SigningKey {
  /** The DER of the distinguished name, byte for byte as in its certificate's subject. */
  readonly name: Buffer;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export interface CertificateContent {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly signedBy: SigningKey;
  readonly notBefore: EpochMs;
  readonly notAfter: EpochMs;
  /** 16 random bytes. */
  readonly serial: Uint8Array;
  readonly profile: CertificateProfile;
}

/** Makes an X.509 v3 certificate (RFC 5280) and returns its DER. Signs with ECDSA and SHA-256. */
export function signCertificate(content: CertificateContent): Buffer {
  const { privateKey } = content.signedBy;
  if (privateKey.asymmetricKeyType !== 'ec') throw new Error('Certificates are signed with elliptic-curve keys only.');
  const contents = tbsCertificate(content);
  const signature = sign('sha256', bytesOf(contents), privateKey);
  return bytesOf(sequence(contents, SIGNATURE_ALGORITHM, primitive(BIT_STRING, `\0${binary(signature)}`)));
}

/** The DER of a distinguished name. */
export function nameOf(name: DistinguishedName): Buffer {
  return bytesOf(distinguishedName(name));
}

/** The DER of a certificate's subject, as whatever it signs must name its issuer. Throws on what is no certificate. */
export function subjectOf(certificate: Buffer): Buffer {
  const [contents] = children(forge.asn1.fromDer(binary(certificate)));
  const fields = contents === undefined ? [] : children(contents);
  // Version comes first where it is given, as it is in every v3 certificate: version, serial, algorithm, issuer, validity, subject.
  const subject = fields[5];
  if (subject === undefined) throw new Error('There is no subject where a v3 certificate has it.');
  return bytesOf(forge.asn1.toDer(subject).getBytes());
}

/** RFC 7468. */
export function pemOf(label: 'CERTIFICATE', der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** RFC 5280 section 4.1.2. */
function tbsCertificate({ subject, publicKey, signedBy, notBefore, notAfter, serial, profile }: CertificateContent): Der {
  return sequence(
    tagged(0, primitive(INTEGER, '\x02')),
    // A leading 1 keeps the number positive and of one length, whatever the random bytes are; RFC 5280 allows 20 octets.
    primitive(INTEGER, `\x01${binary(serial)}`),
    SIGNATURE_ALGORITHM,
    binary(signedBy.name),
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(subject),
    spkiOf(publicKey),
    tagged(3, sequence(...extensions(profile, publicKey, signedBy.publicKey))),
  );
}

/** Tags of ASN.1 (X.690 section 8). */
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT = 0x80;
const CONSTRUCTED_CONTEXT = 0xa0;

const BASIC_CONSTRAINTS = identifier('2.5.29.19');
const KEY_USAGE = identifier('2.5.29.15');
const EXTENDED_KEY_USAGE = identifier('2.5.29.37');
const SUBJECT_ALTERNATIVE_NAME = identifier('2.5.29.17');
const SUBJECT_KEY_IDENTIFIER = identifier('2.5.29.14');
const AUTHORITY_KEY_IDENTIFIER = identifier('2.5.29.35');
const SERVER_AUTHENTICATION = identifier('1.3.6.1.5.5.7.3.1');
const ORGANIZATION = identifier('2.5.4.10');
const COMMON_NAME = identifier('2.5.4.3');
/** ecdsa-with-SHA256, which has no parameters (RFC 5758 section 3.2). */
const SIGNATURE_ALGORITHM = sequence(identifier('1.2.840.10045.4.3.2'));

const DIGITAL_SIGNATURE = '\x07\x80';
const SIGN_CERTIFICATES_AND_CRLS = '\x01\x06';

function extensions(profile: CertificateProfile, own: KeyObject, signer: KeyObject): Der[] {
  const isAuthority = profile.kind === 'authority';
  const constraints = isAuthority
    ? sequence(primitive(BOOLEAN, '\xff'), primitive(INTEGER, String.fromCharCode(profile.pathLength)))
    : sequence();
  const list = [
    extension(BASIC_CONSTRAINTS, true, constraints),
    extension(KEY_USAGE, true, primitive(BIT_STRING, isAuthority ? SIGN_CERTIFICATES_AND_CRLS : DIGITAL_SIGNATURE)),
    extension(SUBJECT_KEY_IDENTIFIER, false, primitive(OCTET_STRING, keyId(own))),
    extension(AUTHORITY_KEY_IDENTIFIER, false, sequence(contextPrimitive(0, keyId(signer)))),
  ];
  if (!isAuthority || profile.serversOnly) list.push(extension(EXTENDED_KEY_USAGE, false, sequence(SERVER_AUTHENTICATION)));
  if (!isAuthority && profile.hosts.length > 0) {
    list.push(extension(SUBJECT_ALTERNATIVE_NAME, false, sequence(...profile.hosts.map(alternativeName))));
  }
  return list;
}

function extension(id: Der, isCritical: boolean, value: Der): Der {
  return sequence(id, isCritical ? primitive(BOOLEAN, '\xff') : '', primitive(OCTET_STRING, value));
}

/** GeneralName (RFC 5280 section 4.2.1.6): dNSName is 2, iPAddress is 7. */
function alternativeName(host: string): Der {
  return isIP(host) === 0 ? contextPrimitive(2, host) : contextPrimitive(7, addressBytes(host));
}

function addressBytes(address: string): string {
  if (isIP(address) === 4) return String.fromCharCode(...address.split('.').map(Number));
  const words = parseIpv6Words(address) ?? [];
  return words.map((word) => String.fromCharCode(word >> 8, word & 0xff)).join('');
}

function distinguishedName({ organization, commonName }: DistinguishedName): Der {
  const attributes = [attribute(ORGANIZATION, organization)];
  if (commonName !== undefined) attributes.push(attribute(COMMON_NAME, commonName));
  return sequence(...attributes);
}

function attribute(id: Der, text: string): Der {
  const value = primitive(UTF8_STRING, binary(Buffer.from(text.toWellFormed())));
  return primitive(SET, sequence(id, value));
}

/** UTCTime holds years up to 2049 (RFC 5280 section 4.1.2.5). */
function time(at: EpochMs): Der {
  const second = Math.floor(at / 1_000);
  const known = times.get(second);
  if (known !== undefined) return known;
  const text = `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  const der = text < '2050' ? primitive(UTC_TIME, text.slice(2)) : primitive(GENERALIZED_TIME, text);
  if (times.size >= MAX_TIMES) times.clear();
  times.set(second, der);
  return der;
}

/** Leaves of one second begin and end with it. */
const times = new Map<number, Der>();
const MAX_TIMES = 8;

/** RFC 7093 section 2, method 4, in the 160 bits of its other methods. Roots that devices hold were made with it: it cannot change. */
const keyId = remembered((key: KeyObject) => binary(createHash('sha256').update(spkiOf(key), 'latin1').digest().subarray(0, 20)));

const spkiOf = remembered((key: KeyObject): Der => binary(key.export({ type: 'spki', format: 'der' })));

/** Of keys there are few, and each stands in every leaf: to export them again cost more than the signature. */
function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
}

function sequence(...values: Der[]): Der {
  return primitive(SEQUENCE, values.join(''));
}

/** X.690 section 8.1; up to 65,535 bytes, which no part of a certificate of ours comes near. */
function primitive(tag: number, value: string): Der {
  const { length } = value;
  if (length < 0x80) return String.fromCharCode(tag, length) + value;
  if (length < 0x100) return String.fromCharCode(tag, 0x81, length) + value;
  return String.fromCharCode(tag, 0x82, length >> 8, length & 0xff) + value;
}

function contextPrimitive(tag: number, value: string): Der {
  return primitive(CONTEXT | tag, value);
}

function tagged(tag: number, value: Der): Der {
  return primitive(CONSTRUCTED_CONTEXT | tag, value);
}

function identifier(oid: string): Der {
  return primitive(OBJECT_IDENTIFIER, forge.asn1.oidToDer(oid).getBytes());
}

function children(node: forge.asn1.Asn1): forge.asn1.Asn1[] {
  return Array.isArray(node.value) ? node.value : [];
}

function bytesOf(der: Der): Buffer {
  return Buffer.from(der, 'latin1');
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
