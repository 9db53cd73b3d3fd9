import { createHash, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';
import { parseIpv6Words } from '../../core/address.ts';
import type { EpochMs } from '../../core/units.ts';

const { asn1 } = forge;
const { Class, Type } = asn1;
type Node = forge.asn1.Asn1;

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

/**
 * Makes an X.509 v3 certificate (RFC 5280) and returns its DER. node-forge writes the structure and never sees a key: it knows
 * no elliptic curves, and its RSA is a hundred times slower than OpenSSL's. Signs with ECDSA and SHA-256.
 */
export function signCertificate(content: CertificateContent): Buffer {
  const { privateKey } = content.signedBy;
  if (privateKey.asymmetricKeyType !== 'ec') throw new Error('Certificates are signed with elliptic-curve keys only.');
  const contents = derOf(tbsCertificate(content));
  const signature = sign('sha256', contents, privateKey);
  // What was signed is not written a second time: a certificate is always between 256 and 65,535 bytes.
  const rest = Buffer.concat([contents, SIGNATURE_ALGORITHM_DER, derOf(primitive(Type.BITSTRING, `\0${binary(signature)}`))]);
  return Buffer.concat([Buffer.from([0x30, 0x82, rest.length >> 8, rest.length & 0xff]), rest]);
}

/** The DER of a distinguished name. */
export function nameOf(name: DistinguishedName): Buffer {
  return derOf(distinguishedName(name));
}

/** The DER of a certificate's subject, as whatever it signs must name its issuer. Throws on what is no certificate. */
export function subjectOf(certificate: Buffer): Buffer {
  const [contents] = children(asn1.fromDer(binary(certificate)));
  const fields = contents === undefined ? [] : children(contents);
  // Version comes first where it is given, as it is in every v3 certificate: version, serial, algorithm, issuer, validity, subject.
  const subject = fields[5];
  if (subject === undefined) throw new Error('There is no subject where a v3 certificate has it.');
  return derOf(subject);
}

/** RFC 7468. */
export function pemOf(label: 'CERTIFICATE', der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** RFC 5280 section 4.1.2. */
function tbsCertificate({ subject, publicKey, signedBy, notBefore, notAfter, serial, profile }: CertificateContent): Node {
  return sequence(
    tagged(0, primitive(Type.INTEGER, '\x02')),
    // A leading 1 keeps the number positive and of one length, whatever the random bytes are; RFC 5280 allows 20 octets.
    primitive(Type.INTEGER, `\x01${binary(serial)}`),
    SIGNATURE_ALGORITHM,
    nodeOf(signedBy.name),
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(subject),
    nodeOf(spkiOf(publicKey)),
    tagged(3, sequence(...extensions(profile, publicKey, signedBy.publicKey))),
  );
}

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35';
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const ORGANIZATION = '2.5.4.10';
const COMMON_NAME = '2.5.4.3';
/** ecdsa-with-SHA256, which has no parameters (RFC 5758 section 3.2). */
const SIGNATURE_ALGORITHM = sequence(identifier('1.2.840.10045.4.3.2'));
const SIGNATURE_ALGORITHM_DER = derOf(SIGNATURE_ALGORITHM);

const DIGITAL_SIGNATURE = '\x07\x80';
const SIGN_CERTIFICATES_AND_CRLS = '\x01\x06';

function extensions(profile: CertificateProfile, own: KeyObject, signer: KeyObject): Node[] {
  const isAuthority = profile.kind === 'authority';
  const constraints = isAuthority
    ? sequence(primitive(Type.BOOLEAN, '\xff'), primitive(Type.INTEGER, String.fromCharCode(profile.pathLength)))
    : sequence();
  const list = [
    extension(BASIC_CONSTRAINTS, true, constraints),
    extension(KEY_USAGE, true, primitive(Type.BITSTRING, isAuthority ? SIGN_CERTIFICATES_AND_CRLS : DIGITAL_SIGNATURE)),
    extension(SUBJECT_KEY_IDENTIFIER, false, primitive(Type.OCTETSTRING, keyId(own))),
    extension(AUTHORITY_KEY_IDENTIFIER, false, sequence(contextPrimitive(0, keyId(signer)))),
  ];
  if (!isAuthority || profile.serversOnly) list.push(extension(EXTENDED_KEY_USAGE, false, sequence(identifier(SERVER_AUTHENTICATION))));
  if (!isAuthority && profile.hosts.length > 0) {
    list.push(extension(SUBJECT_ALTERNATIVE_NAME, false, sequence(...profile.hosts.map(alternativeName))));
  }
  return list;
}

function extension(oid: string, isCritical: boolean, value: Node): Node {
  const critical = isCritical ? [primitive(Type.BOOLEAN, '\xff')] : [];
  return sequence(identifier(oid), ...critical, primitive(Type.OCTETSTRING, binary(derOf(value))));
}

/** GeneralName (RFC 5280 section 4.2.1.6): dNSName is 2, iPAddress is 7. */
function alternativeName(host: string): Node {
  return isIP(host) === 0 ? contextPrimitive(2, host) : contextPrimitive(7, addressBytes(host));
}

function addressBytes(address: string): string {
  if (isIP(address) === 4) return String.fromCharCode(...address.split('.').map(Number));
  const words = parseIpv6Words(address) ?? [];
  return words.map((word) => String.fromCharCode(word >> 8, word & 0xff)).join('');
}

function distinguishedName({ organization, commonName }: DistinguishedName): Node {
  const attributes = [attribute(ORGANIZATION, organization)];
  if (commonName !== undefined) attributes.push(attribute(COMMON_NAME, commonName));
  return sequence(...attributes);
}

function attribute(oid: string, text: string): Node {
  const value = primitive(Type.UTF8, binary(Buffer.from(text.toWellFormed())));
  return asn1.create(Class.UNIVERSAL, Type.SET, true, [sequence(identifier(oid), value)]);
}

/** UTCTime holds years up to 2049 (RFC 5280 section 4.1.2.5). */
function time(at: EpochMs): Node {
  const date = new Date(at);
  return date.getUTCFullYear() < 2050
    ? primitive(Type.UTCTIME, asn1.dateToUtcTime(date))
    : primitive(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date));
}

/** RFC 7093 section 2, method 4, in the 160 bits of its other methods. Roots that devices hold were made with it: it cannot change. */
const keyId = remembered((key: KeyObject) => binary(createHash('sha256').update(spkiOf(key)).digest().subarray(0, 20)));

const spkiOf = remembered((key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' }));

const nodeOf = remembered((der: Buffer) => asn1.fromDer(binary(der)));

/** Of keys and names there are few, and each stands in every leaf: to export and read them again cost more than the signature. */
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

function sequence(...values: Node[]): Node {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, values);
}

function primitive(type: forge.asn1.Type, value: string): Node {
  return asn1.create(Class.UNIVERSAL, type, false, value);
}

function contextPrimitive(tag: number, value: string): Node {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag as forge.asn1.Type, false, value);
}

function tagged(tag: number, value: Node): Node {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag as forge.asn1.Type, true, [value]);
}

function identifier(oid: string): Node {
  return primitive(Type.OID, asn1.oidToDer(oid).getBytes());
}

function children(node: Node): Node[] {
  return Array.isArray(node.value) ? node.value : [];
}

function derOf(node: Node): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), 'latin1');
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
