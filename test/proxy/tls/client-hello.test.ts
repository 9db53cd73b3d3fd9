import { createServer } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientHelloReading, readClientHello } from '../../../proxy/tls/client-hello.ts';

/** The first bytes that a real TLS client of this Node sends. */
async function capture(options: ConnectionOptions): Promise<Buffer> {
  const server = createServer();
  try {
    const heard = new Promise<Buffer>((resolve) => server.once('connection', (socket) => socket.once('data', resolve)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const client = connect({ host: '127.0.0.1', port: address.port, ...options });
    client.on('error', () => {});
    const bytes = await heard;
    client.destroy();
    return bytes;
  } finally {
    server.close();
  }
}

function hello(reading: ClientHelloReading): Extract<ClientHelloReading, { kind: 'hello' }>['hello'] {
  if (reading.kind !== 'hello') throw new Error(reading.kind);
  return reading.hello;
}

/** The same handshake message in records of another size. */
function refragment(bytes: Buffer, size: number): Buffer {
  const message = bytes.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size);
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part);
  }
  return Buffer.concat(records);
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 255, data.length >> 8, data.length & 255]), data]);
}

/** A minimal hello with these extensions. */
function helloWith(...extensions: Buffer[]): Buffer {
  const all = Buffer.concat(extensions);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32),
    Buffer.from([0, 0, 2, 0x13, 0x01, 1, 0, all.length >> 8, all.length & 255]),
    all,
  ]);
  const message = Buffer.concat([Buffer.from([1, 0, body.length >> 8, body.length & 255]), body]);
  return Buffer.concat([Buffer.from([22, 3, 1, message.length >> 8, message.length & 255]), message]);
}

function serverName(name: string): Buffer {
  const bytes = Buffer.from(name, 'latin1');
  return extension(0, Buffer.concat([Buffer.from([0, bytes.length + 3, 0, 0, bytes.length]), bytes]));
}

/** One extension that lists several names. */
function serverNames(...names: string[]): Buffer {
  const list = Buffer.concat(names.map((name) => Buffer.concat([Buffer.from([0, 0, name.length]), Buffer.from(name, 'latin1')])));
  return extension(0, Buffer.concat([Buffer.from([list.length >> 8, list.length & 255]), list]));
}

describe('a hello with two server names', () => {
  // One reader takes the first and another the last: whichever is decided, the other one might be served.
  it.each([
    ['in two extensions', helloWith(serverName('allowed.test'), serverName('blocked.test'))],
    ['in one list', helloWith(serverNames('allowed.test', 'blocked.test'))],
    ['of which the second is no host', helloWith(serverNames('allowed.test', 'a b'))],
  ])('is not taken for TLS: %s', (_, bytes) => {
    expect(readClientHello(bytes).kind).toBe('not-tls');
  });
});

describe('the ClientHello', () => {
  it.each<[string, ConnectionOptions, string | undefined, string[]]>([
    ['TLS 1.3', { servername: 'site.test', ALPNProtocols: ['h2', 'http/1.1'] }, 'site.test', ['h2', 'http/1.1']],
    ['TLS 1.2', { servername: 'old.site.test', maxVersion: 'TLSv1.2' }, 'old.site.test', []],
    ['no server name', { servername: '', ALPNProtocols: ['http/1.1'] }, undefined, ['http/1.1']],
    ['a long name', { servername: `${'a'.repeat(60)}.${'b'.repeat(60)}.test` }, `${'a'.repeat(60)}.${'b'.repeat(60)}.test`, []],
  ])('of a real client with %s is read whole, split at every byte and in any fragments', async (_, options, name, protocols) => {
    const bytes = await capture(options);
    const expected = { serverName: name, protocols, encrypted: false };
    expect(hello(readClientHello(bytes))).toEqual(expected);
    for (let length = 0; length < bytes.length; length++) expect(readClientHello(bytes.subarray(0, length)).kind).toBe('incomplete');
    for (const size of [40, 100, 255]) expect(hello(readClientHello(refragment(bytes, size)))).toEqual(expected);
    expect(hello(readClientHello(Buffer.concat([bytes, Buffer.from('more')])))).toEqual(expected);
  });

  it('notes an outer hello of Encrypted Client Hello, and leaves GREASE out', () => {
    const alpn = extension(16, Buffer.from([0, 9, 2, 0x0a, 0x0a, 2, 0x68, 0x32, 2, 0x5a, 0x5a]));
    expect(
      hello(
        readClientHello(
          helloWith(extension(0x0a0a, Buffer.alloc(0)), serverName('outer.test'), alpn, extension(0xfe0d, Buffer.from([0, 1, 2]))),
        ),
      ),
    ).toEqual({
      serverName: 'outer.test',
      protocols: ['h2'],
      encrypted: true,
    });
  });

  it('reads a name as a host', () => {
    expect(hello(readClientHello(helloWith(serverName('SITE.Test.')))).serverName).toBe('site.test');
  });

  it.each([
    ['a name that is no host', helloWith(serverName('a b'))],
    ['an empty name', helloWith(serverName(''))],
    ['an empty list of names', helloWith(extension(0, Buffer.from([0, 0])))],
    ['an extension that is too long', helloWith(Buffer.from([0, 0, 0, 99, 1]))],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n')],
    ['one wrong byte', Buffer.from([21])],
    ['SSL 2', Buffer.from([0x80, 0x2e, 1, 3, 1])],
    ['an empty record', Buffer.from([22, 3, 1, 0, 0])],
    ['a record that is too long', Buffer.from([22, 3, 1, 0xff, 0xff])],
    ['a ServerHello', Buffer.from([22, 3, 3, 0, 4, 2, 0, 0, 0])],
    ['a message that is too long', Buffer.from([22, 3, 1, 0, 4, 1, 2, 0, 0])],
    ['a hello in countless fragments', refragment(helloWith(serverName('site.test')), 1)],
  ])('refuses %s', (_, bytes) => {
    expect(readClientHello(bytes).kind).toBe('not-tls');
  });

  it('never throws nor reads beyond its bytes', () => {
    const valid = helloWith(serverName('site.test'), extension(16, Buffer.from([0, 3, 2, 0x68, 0x32])));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readClientHello(Buffer.from(bytes))));
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.nat(255), (at, value) => {
        const broken = Buffer.from(valid);
        broken[at] = value;
        readClientHello(broken);
      }),
      { numRuns: 2_000 },
    );
  });
});
