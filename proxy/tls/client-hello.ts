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
  const fragments: Buffer[] = [];
  let gathered = 0;
  let needed = 4;
  for (let at = 0; gathered < needed; ) {
    const record = readRecord(bytes, at);
    if (record === undefined) return INCOMPLETE;
    if (record === null || fragments.length === MAX_FRAGMENTS) return NOT_TLS;
    fragments.push(record);
    gathered += record.length;
    at += 5 + record.length;
    if (gathered >= 4 && needed === 4) {
      const start = fragments.length === 1 ? record : Buffer.concat(fragments);
      if (start[0] !== CLIENT_HELLO) return NOT_TLS;
      needed = 4 + start.readUIntBE(1, 3);
      if (needed > MAX_HELLO_LENGTH) return NOT_TLS;
    }
  }
  const message = fragments.length === 1 ? fragments[0] : Buffer.concat(fragments);
  const hello = message && parseHello(message.subarray(4, needed));
  return hello === undefined ? NOT_TLS : { kind: 'hello', hello };
}

/** The payload of the handshake record at `at`: undefined when more bytes are needed, null when it is something else. */
function readRecord(bytes: Buffer, at: number): Buffer | undefined | null {
  // Judged byte by byte as they come, so that what is not TLS is closed at once and not at the deadline.
  if (bytes.length > at && bytes[at] !== HANDSHAKE_RECORD) return null;
  if (bytes.length > at + 1 && bytes[at + 1] !== 3) return null;
  if (bytes.length < at + 5) return undefined;
  const length = bytes.readUInt16BE(at + 3);
  if (length === 0 || length > MAX_RECORD_LENGTH) return null;
  return bytes.length < at + 5 + length ? undefined : bytes.subarray(at + 5, at + 5 + length);
}

/** A cursor that never reads past its end: `fail` tells afterwards whether it was asked to. */
class Cursor {
  readonly #bytes: Buffer;
  #at = 0;
  failed = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  number(width: 1 | 2): number {
    const bytes = this.take(width);
    return bytes.length < width ? 0 : bytes.readUIntBE(0, width);
  }

  take(length: number): Buffer {
    if (length > this.left) {
      this.failed = true;
      this.#at = this.#bytes.length;
      return Buffer.alloc(0);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** The next vector with a length prefix of `width` bytes. */
  vector(width: 1 | 2): Cursor {
    return new Cursor(this.take(this.number(width)));
  }
}

/** RFC 8446 section 4.1.2. Undefined when the lengths do not fit or the server name is no host. */
function parseHello(body: Buffer): ClientHello | undefined {
  const cursor = new Cursor(body);
  cursor.take(2 + 32); // legacy_version, random
  cursor.vector(1); // session id
  cursor.vector(2); // cipher suites
  cursor.vector(1); // compression methods
  const hello: { -readonly [K in keyof ClientHello]: ClientHello[K] } = { serverName: undefined, protocols: [], encrypted: false };
  if (cursor.failed) return undefined;
  if (cursor.left === 0) return hello; // no extensions at all: TLS 1.0 allowed that
  const extensions = cursor.vector(2);
  while (extensions.left > 0) {
    const type = extensions.number(2);
    const data = extensions.vector(2);
    if (extensions.failed) return undefined;
    if (type === SERVER_NAME) {
      // Given twice, one reader takes the first and another the last (RFC 8446 section 4.2 forbids it).
      if (hello.serverName !== undefined) return undefined;
      hello.serverName = parseServerName(data);
      if (hello.serverName === undefined) return undefined;
    } else if (type === PROTOCOLS) hello.protocols = parseProtocols(data);
    // Outer hello is type 0; type 1 is the inner one, which is never sent in the clear (RFC 9849 section 5).
    else if (type === ENCRYPTED_CLIENT_HELLO) hello.encrypted = data.number(1) === 0;
  }
  return cursor.failed ? undefined : hello;
}

/** A name that is there but is no host, or is not the only one, is refused, not ignored: ignoring it would let it pass undecided. */
function parseServerName(data: Cursor): Hostname | undefined {
  const list = data.vector(2);
  let found: Hostname | undefined;
  while (list.left > 0) {
    const type = list.number(1);
    const name = list.vector(2);
    if (list.failed) return undefined;
    if (type !== 0) continue;
    if (found !== undefined) return undefined; // RFC 6066 section 3: one name of a type
    found = parseHostname(name.take(name.left).toString('latin1'));
    if (found === undefined) return undefined;
  }
  return found;
}

function parseProtocols(data: Cursor): string[] {
  const list = data.vector(2);
  const protocols: string[] = [];
  while (list.left > 0 && !list.failed) {
    const name = list.vector(1);
    const bytes = name.take(name.left);
    const grease = bytes.length === 2 && bytes[0] === bytes[1] && ((bytes[0] ?? 0) & 0x0f) === 0x0a; // RFC 8701
    if (!grease) protocols.push(bytes.toString('latin1'));
  }
  return protocols;
}
