import { randomBytes } from 'node:crypto';

/** A length-prefixed vector of TLS (RFC 8446 section 3.4). */
function vector(lengthBytes: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length, 0, lengthBytes);
  return Buffer.concat([length, content]);
}

const hex = (text: string) => Buffer.from(text, 'hex');

function extension(type: number, ...content: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(type);
  return Buffer.concat([head, vector(2, ...content)]);
}

/**
 * What a browser sends first through a tunnel to port 443: a TLS 1.3 ClientHello (RFC 8446 section 4.1.2) of usual size.
 * Without a name for an address, which may not be in it (RFC 6066 section 3).
 */
export function clientHello(serverName?: string): Buffer {
  const extensions = [
    ...(serverName === undefined ? [] : [extension(0, vector(2, hex('00'), vector(2, Buffer.from(serverName, 'latin1'))))]),
    extension(10, vector(2, hex('001d00170018'))),
    extension(13, vector(2, hex('040308040401050308050501080606010201'))),
    extension(16, vector(2, vector(1, Buffer.from('http/1.1')))),
    extension(43, vector(1, hex('0304'))),
    extension(51, vector(2, hex('001d'), vector(2, randomBytes(32)))),
    extension(21, Buffer.alloc(260)),
  ];
  const body = Buffer.concat([
    hex('0303'),
    randomBytes(32),
    vector(1, randomBytes(32)),
    vector(2, hex('130113021303c02bc02fc02cc030')),
    vector(1, hex('00')),
    vector(2, ...extensions),
  ]);
  const handshake = Buffer.concat([hex('01'), vector(3, body)]);
  return Buffer.concat([hex('160301'), vector(2, handshake)]);
}
