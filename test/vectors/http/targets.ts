import { byNode, forwarded, type HttpVector, OK, OK_PASSED, own, pooled, unread } from './vector.ts';

const WRONG_VERSION = '505 HTTP Version Not Supported';
const NOT_SPOKEN = 'protocol: This proxy speaks HTTP/1.1 and HTTP/1.0.';

const PATHS = ['/a/../b', '/%7Euser/%2e%2e/', '/a;b=c/d', '/?', '/?a=%zz&b', '//', '/a//', '?only=query', '/|^{}`'];

/** Request lines. */
export const TARGETS: readonly HttpVector[] = [
  ...PATHS.map(
    (path): HttpVector => ({
      name: `the path bytes of ${path}`,
      rfc: 'RFC 9110 section 7.7',
      why: 'A proxy must not change them: sites tell such paths apart.',
      client: `GET http://{origin}${path} HTTP/1.1\r\nHost: x\r\n\r\n`,
      origin: OK,
      upstream: pooled(`GET ${path.startsWith('?') ? `/${path}` : path}`),
      answer: OK_PASSED,
      records: [{ ...forwarded(200, 0, 2), url: `http://{origin}${/^[^?]*/.exec(path)?.[0] || '/'}` }],
    }),
  ),
  {
    name: 'a server-wide OPTIONS is asked with an asterisk',
    rfc: 'RFC 9112 section 3.2.4',
    why: 'The last proxy before the origin has to turn the one form into the other.',
    client: 'OPTIONS http://{origin} HTTP/1.1\r\nHost: x\r\n\r\n',
    origin: OK,
    upstream: byNode('OPTIONS *'),
    answer: OK_PASSED,
    records: [forwarded(200, 0, 2)],
  },
  {
    name: 'a method that is not registered is refused',
    rfc: 'RFC 9110 section 9.1',
    why: 'The parser knows the registered ones; bytes of another protocol look like an unknown method.',
    client: 'BREW http://{origin}/ HTTP/1.1\r\nHost: x\r\n\r\n',
    origin: OK,
    answer: unread(),
    closes: true,
    records: [],
  },
  ...(
    [
      ['/origin-form', 'origin form', 'It names no host; the proxy is no site.', 'The request target is not an absolute URL.'],
      ['*', 'the asterisk', 'It asks about no site.', 'The request target is not an absolute URL.'],
      ['http://', 'a URL without a host', 'There is nobody to ask.', 'The request names no valid host.'],
      ['http://{origin}9999/', 'a port above 65535', 'It would be cut down to another one.', 'The port is not a number from 1 to 65535.'],
      ['http://{origin}/#fragment', 'a fragment', 'Fragments never leave a browser.', 'A request target has no fragment.'],
      ['ftp://{origin}/', 'another scheme', 'It is not spoken here.', 'The scheme "ftp" is not one this proxy forwards.'],
      ['http://{origin}/a b', 'a space', 'One reader ends the target there, another does not.', ''],
      ['http://{origin}/\xe9', 'a byte above ASCII', 'It would have to be encoded, by a rule that nobody has agreed on.', ''],
    ] as const
  ).map(
    ([target, what, why, says]): HttpVector => ({
      name: `refuses ${what} as a target`,
      rfc: 'RFC 9112 section 3.2',
      why,
      client: `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      origin: OK,
      answer: says === '' ? unread() : own('400 Bad Request', `protocol: ${says}`, 'closed'),
      closes: true,
      records: says === '' ? [] : [{ url: 'http://invalid.invalid/', action: 'block', rule: 'protocol', status: 400, reason: says }],
    }),
  ),
  {
    name: 'https: in the clear is refused, and recorded with its host and who asked',
    rfc: 'RFC 9110 section 4.2.2',
    why: 'The proxy would have to speak TLS in the client’s place, and the client would not know with whom.',
    client: 'GET https://site.test/path HTTP/1.1\r\nHost: site.test\r\n\r\n',
    answer: own(
      '403 Forbidden',
      'refused: Addresses that begin with https: come through a tunnel (CONNECT), not as plain requests.',
      'kept',
    ),
    records: [{ username: 'pupil', url: 'https://site.test/path', action: 'block', rule: 'protocol', status: 403 }],
  },
  {
    name: 'https: in the clear to a blocked host is that block',
    rfc: 'RFC 9110 section 4.2.2',
    why: 'The attempt is what matters, not that it could not have worked.',
    client: 'GET https://blocked.test/path HTTP/1.1\r\nHost: x\r\n\r\n',
    blocked: 'blocked.test',
    answer: own('403 Forbidden', 'refused: Gambling is blocked.', 'kept'),
    records: [{ username: 'pupil', url: 'https://blocked.test/path', action: 'block', rule: 'category', status: 403 }],
  },
  {
    name: 'wss: in the clear is refused, and recorded with its host and who asked',
    rfc: 'RFC 6455 section 4.1',
    why: 'As https: is.',
    client: 'GET wss://site.test/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    answer: own('403 Forbidden', 'refused: Addresses that begin with wss: come through a tunnel (CONNECT), not as plain requests.', 'bare'),
    closes: true,
    records: [{ username: 'pupil', url: 'wss://site.test/ws', action: 'block', rule: 'protocol', status: 403 }],
  },
  ...(
    [
      ['HTTP/2.0', 'A later version frames in another way.', own(WRONG_VERSION, NOT_SPOKEN, 'closed')],
      ['HTTP/0.9', 'It has neither a status nor an end.', own(WRONG_VERSION, NOT_SPOKEN, 'closed')],
      ['HTTP/1.2', 'There is no such version.', unread(WRONG_VERSION)],
      ['http/1.1', 'The name is case-sensitive.', unread()],
    ] as const
  ).map(
    ([version, why, answer]): HttpVector => ({
      name: `refuses ${version}`,
      rfc: 'RFC 9112 section 2.3',
      why,
      client: `GET http://{origin}/ ${version}\r\nHost: x\r\nConnection: close\r\n\r\n`,
      origin: OK,
      answer,
      closes: true,
      records: answer.includes(NOT_SPOKEN) ? [{ url: 'http://{origin}/', action: 'block', rule: 'protocol', status: 505 }] : [],
    }),
  ),
  {
    name: 'a CONNECT carries what comes with it and after it, both ways',
    rfc: 'RFC 9110 section 9.3.6',
    why: 'Bytes right behind the head belong to the tunnel.',
    client: ['CONNECT {origin} HTTP/1.1\r\nHost: {origin}\r\n\r\nGET /early HTTP/1.1\r\nHost: y\r\n\r\n', /ok$/],
    origin: OK,
    upstream: 'GET /early HTTP/1.1\r\nHost: y\r\n\r\n',
    answer: 'HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    records: [forwarded(200, 0, 0)],
  },
  {
    name: 'a CONNECT has no body, whatever its fields say',
    rfc: 'RFC 9110 section 9.3.6',
    why: 'All behind its head is the tunnel’s; nobody else will frame it.',
    client: ['CONNECT {origin} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /all HTTP/1.1\r\n\r\n', /ok$/],
    origin: OK,
    upstream: 'GET /all HTTP/1.1\r\n\r\n',
    answer: 'HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    records: [forwarded(200, 0, 0)],
  },
  {
    name: 'a CONNECT without a port is refused',
    rfc: 'RFC 9112 section 3.2.3',
    why: 'There is no default: a tunnel is for no scheme.',
    client: 'CONNECT site.test HTTP/1.1\r\nHost: x\r\n\r\n',
    answer: own('400 Bad Request', 'protocol: The request names no port.', 'bare'),
    closes: true,
    records: [{ username: null, url: 'http://invalid.invalid/', action: 'block', rule: 'protocol', status: 400 }],
  },
  {
    name: 'an Upgrade to anything but WebSocket is an offer that is not taken',
    rfc: 'RFC 9110 section 7.8',
    why: 'The request goes on as it would without.',
    client: 'GET http://{origin}/ HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA\r\n\r\n',
    origin: OK,
    upstream: pooled('GET /'),
    answer: OK_PASSED,
    records: [forwarded(200, 0, 2)],
  },
  {
    name: 'a WebSocket is joined when the origin switches',
    rfc: 'RFC 6455 section 4.2.2',
    why: 'Frames sent early wait for that.',
    client: [
      'GET http://{origin}//ws HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: a2V5\r\nX-MiXeD: One\r\n\r\n',
      /frame$/,
      'back\r\n\r\n',
    ],
    origin: ['HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Kept: 1\r\n\r\nframe', ''],
    upstream:
      'GET //ws HTTP/1.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\nVia: 1.1 schoolgate-test\r\nX-MiXeD: One\r\nSec-WebSocket-Key: a2V5\r\nHost: {origin}\r\n\r\nback\r\n\r\n',
    answer:
      'HTTP/1.1 101 Switching Protocols\r\nX-Kept: 1\r\nVia: 1.1 schoolgate-test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframe',
    records: [forwarded(101, 0, 0)],
  },
  {
    name: 'a WebSocket handshake with a body is a request with a body',
    rfc: 'RFC 9110 section 7.8',
    why: 'The body belongs to the request; taken for frames it could be a request of its own.',
    client:
      'GET http://{origin}/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 23\r\n\r\nGET /b HTTP/1.1\r\nX: y\r\n',
    origin: OK,
    upstream: byNode('GET /ws', 'Content-Length: 23\r\n', 'GET /b HTTP/1.1\r\nX: y\r\n'),
    answer: OK_PASSED,
    records: [forwarded(200, 23, 2)],
  },
];
