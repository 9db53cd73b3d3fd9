import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openUpstreamTls, type UpstreamTrust, upstreamTrust } from '../../outbound/upstream-tls.ts';
import { type UpstreamTlsFailure, upstreamTlsFailure } from '../../outbound/upstream-tls-failure.ts';
import { subjectOf } from '../../proxy/tls/x509.ts';
import { asHost, leaf, newChain } from '../proxy/tls/test-authorities.ts';

/** The cases of badssl.com as local servers. Revocation is not among them: Node asks neither OCSP nor CRLs by itself. */
const school = newChain();
const stranger = newChain();
const { certificatePem: intermediatePem } = school.intermediate;
const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });

/** Made by `openssl dhparam 1024`. */
const WEAK_DIFFIE_HELLMAN = `-----BEGIN DH PARAMETERS-----
MIGHAoGBAN5dSjkPP/wR4TKXyjzF2iVpcWgPhzIlQHHd8zOE0H6X7tnfgtMKnz8d
dfGrQSiXJDtJCI51HA0paSZ7QZ4dHAj9AQXpKNJAfo2UkPO645ZZLexlg6n7MJO0
MxRawYxZ6+1AE+ovBTREFvXgH6+fkCC1RY6vsJA0DiAfxcxkYEV3AgEC
-----END DH PARAMETERS-----`;

let folder: string;
let trust: UpstreamTrust;
const servers: Server[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-upstream-'));
  const path = join(folder, 'school-roots.pem');
  writeFileSync(path, `# the school's own\n${school.root.certificatePem}`);
  const made = upstreamTrust(path);
  if (!made.ok) throw new Error(made.failure.message);
  trust = made.value;
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The site's, whatever port the server of a test was given. */
const PORT = 443;

interface Outcome {
  readonly failure: UpstreamTlsFailure | null;
  readonly socket: TLSSocket | null;
}

async function dial(server: Server, host: string, handshakeLimitMs?: number): Promise<Outcome> {
  servers.push(server);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return redial(server, host, handshakeLimitMs);
}

async function redial(server: Server, host: string, handshakeLimitMs?: number): Promise<Outcome> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  const limit = handshakeLimitMs === undefined ? {} : { handshakeLimitMs };
  return new Promise((resolve) => {
    openUpstreamTls({ socket, host: asHost(host), port: PORT, trust, ...limit }, (failure, secured) =>
      resolve({ failure, socket: secured }),
    );
  });
}

function tlsServer(options: TlsOptions): Server {
  return createTlsServer(options, (socket: Socket) => socket.on('error', () => {}).end('ok'));
}

const old: TlsOptions = { ciphers: 'ALL:COMPLEMENTOFALL@SECLEVEL=0' };
const good = (): TlsOptions => {
  const made = leaf({ signedBy: school.intermediate });
  return { ...made, cert: made.cert + intermediatePem };
};
const signed = (options: Parameters<typeof leaf>[0]): TlsOptions => {
  const made = leaf({ signedBy: school.intermediate, ...options });
  return { ...made, cert: made.cert + intermediatePem };
};

describe('a site whose certificate holds', () => {
  it.each([
    ['good.example', 'good.example'],
    ['*.good.example', 'www.good.example'],
    ['127.0.0.1', '127.0.0.1'],
  ])('for %s is spoken to as %s', async (name, host) => {
    const { failure, socket } = await dial(tlsServer(signed({ hosts: [name] })), host);
    expect(failure).toBeNull();
    expect(socket?.authorized).toBe(true);
    expect(['TLSv1.3', 'TLSv1.2']).toContain(socket?.getProtocol());
    socket?.destroy();
  });

  it('may speak TLS 1.2 only', async () => {
    const { failure, socket } = await dial(tlsServer({ ...good(), maxVersion: 'TLSv1.2' }), 'good.example');
    expect(failure).toBeNull();
    socket?.destroy();
  });
});

describe('the cases of badssl.com', () => {
  const cases: [string, () => TlsOptions, string][] = [
    ['expired', () => signed({ from: -20, until: -1 }), 'certificate-expired'],
    ['not yet valid', () => signed({ from: 1 }), 'certificate-not-yet-valid'],
    ['wrong host', () => signed({ hosts: ['other.example'] }), 'certificate-wrong-host'],
    ['wildcard of another level', () => signed({ hosts: ['*.example'] }), 'certificate-wrong-host'],
    ['the name as common name only', () => signed({ hosts: [] }), 'certificate-wrong-host'],
    ['self-signed', () => leaf({}), 'certificate-self-signed'],
    [
      'untrusted root',
      () => {
        const made = leaf({ signedBy: stranger.intermediate });
        return { ...made, cert: made.cert + stranger.intermediate.certificatePem + stranger.root.certificatePem };
      },
      'certificate-unknown-issuer',
    ],
    ['incomplete chain', () => leaf({ signedBy: school.intermediate }), 'certificate-incomplete-chain'],
    ['signed by a leaf', () => signedByLeaf(), 'certificate-invalid'],
    ['RSA of 1024 bits', () => ({ ...signed({ keys: rsa(1024) }), ...old }), 'certificate-weak'],
    ['TLS 1.0 only', () => ({ ...good(), ...old, minVersion: 'TLSv1', maxVersion: 'TLSv1' }), 'tls-too-old'],
    ['TLS 1.1 only', () => ({ ...good(), ...old, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }), 'tls-too-old'],
    ['no encryption', () => ({ ...good(), ciphers: 'NULL@SECLEVEL=0', maxVersion: 'TLSv1.2' }), 'tls-no-common-cipher'],
    [
      'Diffie-Hellman of 1024 bits',
      () => ({
        ...signed({ keys: rsa(2048) }),
        ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0',
        dhparam: WEAK_DIFFIE_HELLMAN,
        maxVersion: 'TLSv1.2',
      }),
      'tls-no-common-cipher',
    ],
  ];

  it.each(cases)('%s', async (_name, options, fault) => {
    const { failure, socket } = await dial(tlsServer(options()), 'good.example');
    expect({ fault: failure?.fault, socket }).toEqual({ fault, socket: null });
    expect(failure).toMatchObject({ status: 502, reason: expect.stringMatching(/^The site.*\.$/) });
  });

  it('an address that the certificate does not name', async () => {
    const { failure } = await dial(tlsServer(signed({ hosts: ['good.example', '127.0.0.2'] })), '127.0.0.1');
    expect(failure?.fault).toBe('certificate-wrong-host');
  });
});

/** A leaf that vouches for another, as if it were an authority. */
function signedByLeaf(): TlsOptions {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = leaf({ keys, signedBy: school.intermediate });
  const made = leaf({ signedBy: { name: subjectOf(new X509Certificate(issuer.cert).raw), ...keys } });
  return { ...made, cert: made.cert + issuer.cert + intermediatePem };
}

describe('what is no TLS at all', () => {
  it('answers in plain text', async () => {
    const { failure } = await dial(
      createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      'good.example',
    );
    expect(failure?.fault).toBe('tls-not-spoken');
  });

  it('closes in the middle', async () => {
    const { failure } = await dial(
      createServer((socket) => socket.on('error', () => {}).once('data', () => socket.destroy())),
      'good.example',
    );
    expect(failure?.fault).toBe('tls-closed');
  });

  it('says nothing', async () => {
    const held: Socket[] = [];
    const { failure } = await dial(
      createServer((socket) => held.push(socket.on('error', () => {}))),
      'good.example',
      50,
    );
    expect(failure).toMatchObject({ fault: 'tls-timeout', status: 504 });
    for (const socket of held) socket.destroy();
  });
});

describe('sessions', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('of %s are resumed with the same site, and never offered to another', async (version) => {
    const server = createTlsServer({ ...signed({ hosts: ['good.example'] }), minVersion: version, maxVersion: version }, (socket) =>
      socket.on('error', () => {}).write('ok'),
    );
    const again = async (host: string) => {
      const { failure, socket } = await (server.listening ? redial(server, host) : dial(server, host));
      if (socket === null) return failure?.fault;
      // The ticket of TLS 1.3 comes with the first bytes.
      await once(socket, 'data');
      const isReused = socket.isSessionReused();
      socket.destroy();
      return isReused;
    };
    expect(await again('good.example')).toBe(false);
    expect(await again('good.example')).toBe(true);
    expect(await again('other.example')).toBe('certificate-wrong-host');
    expect(await again('good.example')).toBe(true);
  });
});

it('says nothing more once it is given up', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  let called = 0;
  const giveUp = openUpstreamTls({ socket, host: asHost('good.example'), port: PORT, trust }, () => {
    called++;
  });
  const closed = once(socket, 'close');
  giveUp();
  await closed;
  expect(called).toBe(0);
});

it('an error that nobody knows is a fault of its own', () => {
  expect(upstreamTlsFailure(new Error('?'))).toMatchObject({ fault: 'tls-failed', status: 502 });
  expect(upstreamTlsFailure(undefined).fault).toBe('tls-failed');
});

describe('a file of further roots', () => {
  it.each([
    ['missing.pem', undefined, /cannot be read \(ENOENT\)/],
    ['empty.pem', 'nothing here', /holds no PEM certificate/],
    ['bad.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /cannot be read$/],
  ])('%s is refused', (name, content, message) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    const made = upstreamTrust(path);
    expect(made.ok).toBe(false);
    expect(made.ok ? '' : made.failure.message).toMatch(message);
  });
});
