import { type Hostname, parseHostname } from '../../core/hostname.ts';

/** What the first message of a TLS client says before anything is encrypted. */
export interface ClientHello {
  /** The server name indication (RFC 6066 section 3); undefined when there is none. */
  readonly serverName: Hostname | undefined;
  /** The application protocols offered (RFC 7301), e.g. `h2`, `http/1.1`. GREASE values are left out. */
  readonly protocols: readonly string[];
  /** True when the hello is the outer one of Encrypted Client Hello: the name inside is not visible. */
  readonly encrypted: boolean;
}

export type ClientHelloReading =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'not-tls' }
  | { readonly kind: 'hello'; readonly hello: ClientHello };

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
/** RFC 8446 section 5.1, with the 256 bytes that TLS 1.2 allowed. */
const MAX_RECORD_LENGTH = 16_384 + 256;
/** Post-quantum key shares make hellos of about 2 kB; sixteen of the largest extensions would still fit. */
const MAX_HELLO_LENGTH = 64 * 1024;
/** Clients split a large hello in two or three; one cut to shreds means to escape reading. */
const MAX_FRAGMENTS = 64;

const SERVER_NAME = 0;
const PROTOCOLS = 16;
const ENCRYPTED_CLIENT_HELLO = 0xfe0d;

const INCOMPLETE: ClientHelloReading = { kind: 'incomplete' };
const NOT_TLS: ClientHelloReading = { kind: 'not-tls' };

/** Reads a hello from the bytes a client has sent so far, over however many records it is split. Never throws. */
export function readClientHello(bytes: Buffer): ClientHelloReading {
  const length = payloadLength(bytes, 0);
  if (length === MISSING) return INCOMPLETE;
  if (length === WRONG) return NOT_TLS;
  if (length < MESSAGE_HEADER) return readSplitHello(bytes);
  const needed = messageLength(bytes, RECORD_HEADER);
  if (needed === WRONG) return NOT_TLS;
  return length < needed ? readSplitHello(bytes) : parseHello(bytes, RECORD_HEADER + MESSAGE_HEADER, RECORD_HEADER + needed);
}

/** One that is longer than its first record. */
function readSplitHello(bytes: Buffer): ClientHelloReading {
  const fragments: Buffer[] = [];
  let gathered = 0;
  let needed = MESSAGE_HEADER;
  for (let at = 0; gathered < needed; ) {
    const length = payloadLength(bytes, at);
    if (length === MISSING) return INCOMPLETE;
    if (length === WRONG || fragments.length === MAX_FRAGMENTS) return NOT_TLS;
    fragments.push(bytes.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length));
    gathered += length;
    at += RECORD_HEADER + length;
    if (gathered >= MESSAGE_HEADER && needed === MESSAGE_HEADER) {
      needed = messageLength(Buffer.concat(fragments), 0);
      if (needed === WRONG) return NOT_TLS;
    }
  }
  return parseHello(Buffer.concat(fragments), MESSAGE_HEADER, needed);
}

const RECORD_HEADER = 5;
const MESSAGE_HEADER = 4;
/** In place of a length: more bytes are needed. */
const MISSING = -1;
/** In place of a length: it is something else. */
const WRONG = -2;

/** How long the handshake record at `at` is, once all of it is there. */
function payloadLength(bytes: Buffer, at: number): number {
  // Judged byte by byte as they come, so that what is not TLS is closed at once and not at the deadline.
  if (bytes.length > at && bytes[at] !== HANDSHAKE_RECORD) return WRONG;
  if (bytes.length > at + 1 && bytes[at + 1] !== 3) return WRONG;
  if (bytes.length < at + RECORD_HEADER) return MISSING;
  const length = bytes.readUInt16BE(at + 3);
  if (length === 0 || length > MAX_RECORD_LENGTH) return WRONG;
  return bytes.length < at + RECORD_HEADER + length ? MISSING : length;
}

/** How long the ClientHello at `at` is, its header included. */
function messageLength(bytes: Buffer, at: number): number {
  if (bytes[at] !== CLIENT_HELLO) return WRONG;
  const length = MESSAGE_HEADER + bytes.readUIntBE(at + 1, 3);
  return length > MAX_HELLO_LENGTH ? WRONG : length;
}

/** Where the vector at `at` ends, which begins with its length in so many bytes; WRONG where it does not fit in front of `end`. */
function vectorEnd(bytes: Buffer, at: number, width: 1 | 2, end: number): number {
  if (at + width > end) return WRONG;
  const until = at + width + (width === 1 ? (bytes[at] ?? 0) : bytes.readUInt16BE(at));
  return until > end ? WRONG : until;
}

/** RFC 8446 section 4.1.2, from `start` to `end`. Nothing of TLS when the lengths do not fit or the server name is no host. */
function parseHello(bytes: Buffer, start: number, end: number): ClientHelloReading {
  let at = start + 2 + 32; // legacy_version, random
  if (at > end) return NOT_TLS;
  for (const width of VECTORS_BEFORE_EXTENSIONS) {
    at = vectorEnd(bytes, at, width, end);
    if (at === WRONG) return NOT_TLS;
  }
  let serverName: Hostname | undefined;
  let protocols: readonly string[] = [];
  let encrypted = false;
  // No extensions at all: TLS 1.0 allowed that.
  if (at === end) return { kind: 'hello', hello: { serverName, protocols, encrypted } };
  const extensionsEnd = vectorEnd(bytes, at, 2, end);
  if (extensionsEnd === WRONG) return NOT_TLS;
  at += 2;
  while (at < extensionsEnd) {
    const data = at + 4;
    const dataEnd = vectorEnd(bytes, at + 2, 2, extensionsEnd);
    if (dataEnd === WRONG) return NOT_TLS;
    const type = bytes.readUInt16BE(at);
    if (type === SERVER_NAME) {
      // Given twice, one reader takes the first and another the last (RFC 8446 section 4.2 forbids it).
      if (serverName !== undefined) return NOT_TLS;
      serverName = parseServerName(bytes, data, dataEnd);
      if (serverName === undefined) return NOT_TLS;
    } else if (type === PROTOCOLS) protocols = parseProtocols(bytes, data, dataEnd);
    // Outer hello is type 0; type 1 is the inner one, which is never sent in the clear (RFC 9849 section 5).
    else if (type === ENCRYPTED_CLIENT_HELLO) encrypted = data === dataEnd || bytes[data] === 0;
    at = dataEnd;
  }
  return { kind: 'hello', hello: { serverName, protocols, encrypted } };
}

/** How the lengths are written of session id, cipher suites and compression methods. */
const VECTORS_BEFORE_EXTENSIONS = [1, 2, 1] as const;

/** A name that is there but is no host, or is not the only one, is refused, not ignored: ignoring it would let it pass undecided. */
function parseServerName(bytes: Buffer, start: number, end: number): Hostname | undefined {
  const listEnd = vectorEnd(bytes, start, 2, end);
  let found: Hostname | undefined;
  for (let at = start + 2; at < listEnd; ) {
    const nameEnd = vectorEnd(bytes, at + 1, 2, listEnd);
    if (nameEnd === WRONG) return undefined;
    if (bytes[at] === 0) {
      if (found !== undefined) return undefined; // RFC 6066 section 3: one name of a type
      found = parseHostname(bytes.toString('latin1', at + 3, nameEnd));
      if (found === undefined) return undefined;
    }
    at = nameEnd;
  }
  return found;
}

function parseProtocols(bytes: Buffer, start: number, end: number): string[] {
  const listEnd = vectorEnd(bytes, start, 2, end);
  const protocols: string[] = [];
  for (let at = start + 2; at < listEnd; ) {
    const nameEnd = vectorEnd(bytes, at, 1, listEnd);
    // What does not fit is offered as nothing.
    if (nameEnd === WRONG) return [...protocols, ''];
    const first = bytes[at + 1] ?? 0;
    const grease = nameEnd - at === 3 && first === bytes[at + 2] && (first & 0x0f) === 0x0a; // RFC 8701
    if (!grease) protocols.push(bytes.toString('latin1', at + 1, nameEnd));
    at = nameEnd;
  }
  return protocols;
}
