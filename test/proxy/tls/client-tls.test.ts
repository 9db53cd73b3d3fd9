import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClientHello } from '../../../proxy/tls/client-hello.ts';
import { type ClientTlsFailure, terminateClientTls } from '../../../proxy/tls/client-tls.ts';
import { LeafStore } from '../../../proxy/tls/leaf-store.ts';
import { asHost, newChain, now } from './test-authorities.ts';

const run = promisify(execFile);
const chain = newChain();
const HOST = 'www.example';
const LONG_MS = 15_000;
const SHORT_MS = 100;
const ca = chain.root.certificatePem;

let folder: string;
let server: Server;
let port: number;
/** One for each connection, in their order. */
let outcomes: (ClientTlsFailure | null)[] = [];
let onOutcome: () => void = () => {};
let handshakeLimitMs = LONG_MS;
let store = new LeafStore(chain.intermediate, { clock: now });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sg-client-tls-'));
  writeFileSync(join(folder, 'root.pem'), ca);
  server = createServer((socket) => readThenTerminate(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As the proxy does it: the hello is read whole, in as many pieces as it comes, and given back. */
function readThenTerminate(socket: Socket): void {
  let head = Buffer.alloc(0);
  socket.on('error', () => {});
  const onData = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const reading = readClientHello(head);
    if (reading.kind === 'incomplete') return;
    socket.off('data', onData).pause();
    const serverName = reading.kind === 'hello' ? reading.hello.serverName : undefined;
    const context = store.contextFor(serverName ?? asHost(HOST));
    const secured = terminateClientTls({ socket, head, context, handshakeLimitMs }, (failure) => {
      outcomes.push(failure);
      onOutcome();
      if (failure === null) secured.once('data', (data: Buffer) => secured.end(`HTTP/1.0 200 OK\r\n\r\n${secured.alpnProtocol} ${data}`));
    });
  };
  socket.on('data', onData);
}

async function outcomeOf(act: () => Promise<unknown>, limitMs = LONG_MS): Promise<ClientTlsFailure | null | undefined> {
  outcomes = [];
  handshakeLimitMs = limitMs;
  const told = new Promise<void>((resolve) => {
    onOutcome = resolve;
  });
  await Promise.all([told, act()]);
  expect(outcomes).toHaveLength(1);
  return outcomes[0];
}

interface Asked {
  readonly answer: string;
  readonly isReused: boolean;
  readonly cipher: string;
  readonly session: Buffer | undefined;
}

async function asked(options: ConnectionOptions): Promise<Asked> {
  const socket = connectTls({ port, host: '127.0.0.1', servername: HOST, ca, ...options });
  let session: Buffer | undefined;
  socket.on('session', (ticket: Buffer) => {
    session = ticket;
  });
  await once(socket, 'secureConnect');
  const isReused = socket.isSessionReused();
  const cipher = socket.getCipher().name;
  socket.write('hello');
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return { answer, isReused, cipher, session };
}

const openssl = async (...more: string[]) => {
  const running = run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', HOST, ...more]);
  running.child.stdin?.end();
  await running.catch(() => {});
};
const failing = (options: ConnectionOptions) => asked(options).catch(() => {});

describe('a client that trusts the root', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s and HTTP/1.1, and sees one leaf for that host', async (version) => {
    let answer = '';
    const outcome = await outcomeOf(async () => {
      ({ answer } = await asked({ minVersion: version, maxVersion: version, ALPNProtocols: ['h2', 'http/1.1'] }));
    });
    expect({ outcome, answer }).toEqual({ outcome: null, answer: 'HTTP/1.0 200 OK\r\n\r\nhttp/1.1 hello' });
  });

  it.each([
    ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'],
    ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'],
  ])('and offers %s first speaks %s', async (first, spoken) => {
    const ciphers = [first, 'TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'].join(':');
    let cipher = '';
    const outcome = await outcomeOf(async () => {
      ({ cipher } = await asked({ ciphers }));
    });
    expect({ outcome, cipher }).toEqual({ outcome: null, cipher: spoken });
  });

  it('curl accepts it, and OpenSSL strictly', async () => {
    const root = join(folder, 'root.pem');
    const curl = ['-sS', '--http1.0', '--cacert', root, '--resolve', `${HOST}:${port}:127.0.0.1`, `https://${HOST}:${port}/page`];
    expect(await outcomeOf(async () => expect((await run('curl', curl)).stdout).toContain('GET /page'))).toBeNull();
    const strict = ['-CAfile', root, '-x509_strict', '-verify_return_error', '-verify_hostname', HOST, '-brief'];
    expect(await outcomeOf(() => openssl(...strict))).toBeNull();
  });

  it('may send its hello byte by byte', async () => {
    const hello = await helloOf();
    expect(
      await outcomeOf(async () => {
        const socket = connect({ port, host: '127.0.0.1', noDelay: true });
        socket.on('error', () => {});
        await once(socket, 'connect');
        for (const byte of hello) await new Promise<void>((sent) => socket.write(Buffer.from([byte]), () => sent()));
        // The answer shows that the hello was taken; the rest of the handshake never comes.
        const [answer] = (await once(socket, 'data')) as [Buffer];
        expect(answer[0]).toBe(22);
        await once(socket, 'close');
      }, SHORT_MS),
    ).toBe('timeout');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'comes back on its %s ticket, also to another worker, but not as another host',
    async (version) => {
      const { session, isReused } = await asked({ maxVersion: version });
      const back = async (more: ConnectionOptions = {}) =>
        (await asked({ maxVersion: version, ...(session && { session }), ...more })).isReused;
      expect(isReused).toBe(false);
      expect(await back()).toBe(true);
      expect(await back({ servername: 'other.example' })).toBe(false);
      store = new LeafStore(chain.intermediate, { clock: now });
      expect(await back()).toBe(true);
    },
  );
});

describe('a client that refuses', () => {
  it.each([
    ['OpenSSL that knows no such root', () => openssl('-verify_return_error', '-brief'), 'unknown-ca'],
    ['curl that knows no such root', () => run('curl', ['-sS', `https://127.0.0.1:${port}/`]).catch(() => {}), 'unknown-ca'],
    ['HTTP/2 only', () => failing({ ALPNProtocols: ['h2'] }), 'no-common-ground'],
    ['TLS 1.1', () => failing({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }), 'no-common-ground'],
    ['RSA certificates only', () => failing({ ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }), 'no-common-ground'],
    ['a client that goes away', () => helloThen((socket) => socket.end()), 'closed'],
    ['a client that resets', () => helloThen((socket) => socket.resetAndDestroy()), 'closed'],
    ['a client that says no more', () => helloThen(() => {}), 'timeout'],
    ['a client that says nonsense', () => helloThen((socket) => socket.write('nonsense'.repeat(100))), 'protocol'],
  ] as [string, () => Promise<unknown>, ClientTlsFailure][])('%s', async (_name, act, failure) => {
    expect(await outcomeOf(act, failure === 'timeout' ? SHORT_MS : LONG_MS)).toBe(failure);
  });
});

async function helloOf(): Promise<Buffer> {
  const catcher = createServer().listen(0, '127.0.0.1');
  await once(catcher, 'listening');
  const caught = once(catcher, 'connection') as Promise<[Socket]>;
  const client = connectTls({ port: (catcher.address() as AddressInfo).port, host: '127.0.0.1', servername: HOST });
  client.on('error', () => {});
  const [socket] = await caught;
  const [hello] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  catcher.close();
  return hello;
}

async function helloThen(act: (socket: Socket) => void): Promise<void> {
  const hello = await helloOf();
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(hello);
  await once(socket, 'data');
  act(socket);
  socket.resume();
  if (!socket.closed) await once(socket, 'close');
}

describe('the leaf store', () => {
  it('keeps what it has made, within its room, and shows others what is theirs without harm to who is connected', async () => {
    const small = new LeafStore(chain.intermediate, { clock: now, maxLeaves: 3 });
    for (let i = 0; i < 20; i++) small.contextFor(asHost(`h${i}.example`));
    expect(small.counts).toEqual({ held: 3, made: 20 });
    small.contextFor(asHost('h19.example'));
    expect(small.counts.made).toBe(20);

    const kept = store;
    store = small;
    const socket = connectTls({ port, host: '127.0.0.1', servername: HOST, ca });
    await once(socket, 'secureConnect');
    for (let i = 0; i < 5; i++) small.contextFor(asHost(`later${i}.example`));
    socket.write('still here');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toContain('still here');
    store = kept;
  });

  it('shows each of many that come at once the leaf of its own host, with the intermediate once and without the root', async () => {
    const hosts = Array.from({ length: 20 }, (_, i) => asHost(`h${i % 7}.example`));
    const shown = await Promise.all(
      hosts.map(async (servername) => {
        const socket = connectTls({ port, host: '127.0.0.1', servername, ca });
        await once(socket, 'secureConnect');
        const names = socket.getPeerX509Certificate()?.subjectAltName;
        socket.destroy();
        return names;
      }),
    );
    expect(shown).toEqual(hosts.map((host) => `DNS:${host}`));
    const running = run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', HOST, '-showcerts']);
    running.child.stdin?.end();
    const certificates = (await running.catch(({ stdout }) => ({ stdout }))).stdout.match(
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g,
    );
    expect(certificates?.map((pem: string) => new X509Certificate(pem).fingerprint256)).toEqual([
      expect.any(String),
      new X509Certificate(chain.intermediate.certificatePem).fingerprint256,
    ]);
  });

  it('makes leaves anew twice a day, after the clock was set back, and under another authority', () => {
    let at = now();
    const dated = new LeafStore(chain.intermediate, { clock: () => at });
    const first = dated.contextFor(asHost(HOST));
    at = (at + 12 * 3_600_000) as typeof at;
    expect(dated.contextFor(asHost(HOST))).not.toBe(first);
    expect(dated.counts).toEqual({ held: 1, made: 2 });
    at = (at - 60_000) as typeof at;
    dated.contextFor(asHost(HOST));
    expect(dated.counts.made).toBe(3);
    dated.renew(chain.intermediate);
    expect(dated.counts).toEqual({ held: 1, made: 3 });
    dated.renew(newChain().intermediate);
    expect(dated.counts.held).toBe(0);
  });

  it('shows the leaf and the intermediate, and not the root', async () => {
    const socket = connectTls({ port, host: '127.0.0.1', servername: HOST, ca });
    await once(socket, 'secureConnect');
    const shown = socket.getPeerX509Certificate();
    expect(shown?.subjectAltName).toBe(`DNS:${HOST}`);
    expect(shown?.checkIssued(new X509Certificate(chain.intermediate.certificatePem))).toBe(true);
    socket.destroy();
  });
});
