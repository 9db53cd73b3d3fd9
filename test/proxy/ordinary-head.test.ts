import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrdinaryHead } from '../../proxy/ordinary/head.ts';

const LIMIT = 16_384;
const read = (text: string, place: 'to-proxy' | 'in-tunnel' = 'to-proxy') => readOrdinaryHead(Buffer.from(text, 'latin1'), LIMIT, place);

const HEAD = 'GET http://site.test/a?b=c HTTP/1.1\r\nHost: site.test\r\nAccept:\t*/* \r\nX-Empty:\r\n\r\n';

describe('a head is ordinary', () => {
  it('as clients write it, its fields as they came', () => {
    expect(read(HEAD)).toEqual({
      length: HEAD.length,
      head: {
        method: 'GET',
        url: 'http://site.test/a?b=c',
        httpVersion: '1.1',
        httpVersionMajor: 1,
        httpVersionMinor: 1,
        complete: true,
        rawHeaders: ['Host', 'site.test', 'Accept', '*/*', 'X-Empty', ''],
        headers: { host: 'site.test', accept: '*/*', 'x-empty': '' },
      },
    });
  });

  it('inside a tunnel, for a path', () => {
    const inside = HEAD.replace('http://site.test', '');
    expect(read(inside, 'in-tunnel')).toMatchObject({ head: { method: 'GET', url: '/a?b=c' }, length: inside.length });
    expect(read(inside.replace('GET', 'HEAD'), 'in-tunnel')?.head.method).toBe('HEAD');
  });

  it('for a CONNECT with the first bytes of its tunnel behind it', () => {
    const connectHead = 'CONNECT site.test:443 HTTP/1.1\r\nHost: site.test:443\r\n\r\n';
    expect(read(`${connectHead}\x16\x03\x01`)).toMatchObject({
      head: { method: 'CONNECT', url: 'site.test:443' },
      length: connectHead.length,
    });
  });
});

describe('a head is left to the other parser', () => {
  const withField = (field: string) => HEAD.replace('\r\n\r\n', `\r\n${field}\r\n\r\n`);
  it.each([
    ['incomplete', HEAD.slice(0, -1)],
    ['with another request behind it', HEAD + HEAD],
    ['with a body', `${withField('Content-Length: 1')}x`],
    ['with a coding', withField('transfer-encoding: chunked')],
    ['with an expectation', withField('Expect: 100-continue')],
    ['with an upgrade', withField('Upgrade: websocket')],
    ['with a hop behind it', withField('Via: 1.1 other')],
    ['with a login', withField('Authorization: NTLM abc')],
    ['with options of its connection', withField('Connection: close, X-Secret')],
    ['with another word for its connection', withField('Proxy-Connection: close')],
    ['with a field given twice', withField('ACCEPT: text/html')],
    ['with two hosts', withField('Host: other.test')],
    ['with a field named like a property', withField('__proto__: x')],
    ['without a host', HEAD.replace('Host: site.test\r\n', '')],
    ['with a blank before a colon', withField('X-A : b')],
    ['with a folded line', withField('X-A: b\r\n c')],
    ['with bare line feeds', HEAD.replaceAll('\r\n', '\n')],
    ['with a carriage return in a value', withField('X-A: b\rc')],
    ['with a byte beyond ASCII', withField('X-A: \xe9')],
    ['with a control character', withField('X-A: \x00')],
    ['of HTTP/1.0', HEAD.replace('HTTP/1.1', 'HTTP/1.0')],
    ['of another method', HEAD.replace('GET', 'POST')],
    ['of a method in small letters', HEAD.replace('GET', 'get')],
    ['with userinfo', HEAD.replace('http://', 'http://good.test@')],
    ['with a fragment', HEAD.replace('b=c', 'b#c')],
    ['with an address in brackets', HEAD.replace('http://site.test', 'http://[::1]')],
    ['with an escaped host', HEAD.replace('http://site', 'http://s%69te')],
    ['of another scheme', HEAD.replace('http:', 'https:')],
    ['with a path only', HEAD.replace('http://site.test', '')],
    ['larger than heads may be', withField(`X-A: ${'a'.repeat(LIMIT)}`)],
    ['with more fields than any client sends', withField(Array.from({ length: 70 }, (_, i) => `X-${i}: a`).join('\r\n'))],
  ])('%s', (_, text) => expect(read(text)).toBeUndefined());

  it.each([
    ['with a whole URL', HEAD],
    ['with a host in its place', HEAD.replace('http://', '')],
    ['that asks for another tunnel', 'CONNECT site.test:443 HTTP/1.1\r\nHost: site.test:443\r\n\r\n'],
    ['with a fragment', HEAD.replace('http://site.test/a?b=c', '/a#b')],
    ['with a blank in its path', HEAD.replace('http://site.test/a', '/a b')],
    ['with a body', `${HEAD.replace('http://site.test', '').replace('\r\n\r\n', '\r\nContent-Length: 1\r\n\r\n')}x`],
  ])('inside a tunnel %s', (_, text) => expect(read(text, 'in-tunnel')).toBeUndefined());
});

describe("what is ordinary means the same to Node's parser", () => {
  const seen: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders' | 'headers'>[] = [];
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    seen.push(request);
    response.end();
  });
  server.on('connect', (request, socket) => {
    seen.push(request);
    socket.end('HTTP/1.1 200 OK\r\n\r\n');
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Everything that comes back once the server has read these bytes. */
  const byNode = (text: string) =>
    new Promise<void>((resolve) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text, 'latin1'));
      socket
        .once('data', () => socket.destroy())
        .on('error', () => {})
        .once('close', () => resolve());
    });

  const odd = fc.constantFrom('\r', '\n', '\0', ' ', '\t', ':', '#', '@', '%', '\x7f', '\xe9', '\\', '"', '[', ']', '{', '|', '^', '`');
  const text = fc.stringMatching(/^[a-zA-Z0-9./?=&_~!$'()*+,;-]{0,12}$/);
  const name = fc.oneof(
    fc.stringMatching(/^[A-Za-z-]{1,8}$/),
    fc.constantFrom('Host', 'Connection', 'Proxy-Connection', 'Accept', 'Cookie', 'User-Agent', 'X_y'),
  );
  const value = fc.oneof(text, fc.constantFrom('close', 'Keep-Alive', ' a  b ', '\t', 'a\tb'));
  const heads = fc
    .record({
      line: fc.oneof(
        text.map((path) => `GET http://site.test/${path} HTTP/1.1`),
        text.map((path) => `GET /${path} HTTP/1.1`),
        fc.stringMatching(/^[a-zA-Z0-9.:?-]{1,12}$/).map((host) => `HEAD http://${host} HTTP/1.1`),
        fc.stringMatching(/^[a-zA-Z0-9.-]{1,12}$/).map((host) => `CONNECT ${host}:443 HTTP/1.1`),
      ),
      fields: fc.array(fc.tuple(name, value), { maxLength: 6 }),
      damage: fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.nat(120), odd), { maxLength: 2 })),
    })
    .map(({ line, fields, damage }) => {
      const lines = [line, 'Host: site.test', ...fields.map(([field, content]) => `${field}: ${content}`)];
      let head = `${lines.join('\r\n')}\r\n\r\n`;
      for (const [at, byte] of damage) if (at < head.length - 4) head = head.slice(0, at) + byte + head.slice(at + 1);
      return head;
    });

  it('method, target and fields', async () => {
    let ordinary = 0;
    await fc.assert(
      fc.asyncProperty(heads, async (head) => {
        const ours = (read(head) ?? read(head, 'in-tunnel'))?.head;
        if (ours === undefined) return;
        ordinary++;
        seen.length = 0;
        await byNode(head);
        expect(seen).toHaveLength(1);
        const { method, url, rawHeaders, headers } = seen[0] as IncomingMessage;
        expect({ method, url, rawHeaders, headers: { ...headers } }).toEqual({
          method: ours.method,
          url: ours.url,
          rawHeaders: ours.rawHeaders,
          headers: ours.headers,
        });
      }),
      { numRuns: 1_500 },
    );
    expect(ordinary).toBeGreaterThan(200);
  });
});
