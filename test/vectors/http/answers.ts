import { byNode, forwarded, type HttpVector, OK, type OriginAnswer, own, passed, pooled } from './vector.ts';

/** The ways a request goes upstream: by the pool, node:http, http-proxy. */
const WAYS = {
  GET: 'GET http://{origin}/ HTTP/1.1\r\nHost: x\r\n\r\n',
  POST: 'POST http://{origin}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx',
  WebSocket: 'GET http://{origin}/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
} as const;
type Way = keyof typeof WAYS;

const UPSTREAM: Readonly<Record<Way, string>> = {
  GET: pooled('GET /'),
  POST: byNode('POST /', 'Content-Length: 1\r\n', 'x'),
  WebSocket: 'GET / HTTP/1.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\nVia: 1.1 schoolgate-test\r\nHost: {origin}\r\n\r\n',
};

const NO_HTTP = 'protocol: The site answered with something that is not valid HTTP.';

/** What is passed on of an answer: the status line and fields, and the body. */
type Passed = readonly [status: string, fields: string, body: string];
const OK_AS_IT_IS: Passed = ['200 OK', 'Content-Length: 2\r\n', 'ok'];

function answerTo(way: Way, what: Passed | undefined): string {
  if (what === undefined) return own('502 Bad Gateway', NO_HTTP, way === 'WebSocket' ? 'bare' : 'kept');
  if (way !== 'WebSocket') return passed(...what);
  const [status, fields, body] = what;
  return `HTTP/1.1 ${status}\r\n${fields}Via: 1.1 schoolgate-test\r\nConnection: close\r\n\r\n${body}`;
}

interface Answered {
  readonly name: string;
  readonly rfc: string;
  readonly why: string;
  readonly origin: string | OriginAnswer;
  readonly ways?: readonly Way[];
  /** Left out where nothing is. */
  readonly passed?: Passed;
}

const ANSWERED: readonly Answered[] = [
  {
    name: 'no HTTP',
    rfc: 'RFC 9112 section 4',
    why: 'A client would take it for the answer of a site.',
    origin: 'HELLO\r\n\r\n',
  },
  {
    name: 'a line feed within a value',
    rfc: 'RFC 9112 section 2.2',
    why: 'A browser takes the rest for a field of its own: a cookie, say.',
    origin: 'HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: b=c\r\nContent-Length: 0\r\n\r\n',
  },
  {
    name: 'a carriage return within a value',
    rfc: 'RFC 9112 section 2.2',
    why: 'As a line feed.',
    origin: 'HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b=c\r\nContent-Length: 0\r\n\r\n',
  },
  {
    name: 'a zero byte in a value',
    rfc: 'RFC 9110 section 5.5',
    why: 'For some readers the text ends there.',
    origin: 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n',
  },
  {
    name: 'a folded line',
    rfc: 'RFC 9112 section 5.2',
    why: 'Its rest is a field of its own for some readers.',
    origin: 'HTTP/1.1 200 OK\r\nX: a\r\n Set-Cookie: b=c\r\nContent-Length: 0\r\n\r\n',
  },
  {
    name: 'a space before a colon',
    rfc: 'RFC 9112 section 5.1',
    why: 'Some readers see another name, and another body.',
    origin: 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok',
  },
  {
    name: 'a length and a coding',
    rfc: 'RFC 9112 section 6.3',
    why: 'Between the two ends that it has there is room for an answer that nobody asked for.',
    origin: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  },
  {
    name: 'two lengths',
    rfc: 'RFC 9112 section 6.3',
    why: 'As a length and a coding.',
    origin: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
  },
  {
    name: 'a signed length',
    rfc: 'RFC 9112 section 6.3',
    why: 'It is no number of the grammar.',
    origin: 'HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok',
  },
  {
    name: 'a coding nobody asked for',
    rfc: 'RFC 9112 section 6.1',
    why: 'It is not undone here; without its name the body would be another one.',
    origin: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
  },
  {
    name: 'a demand for the proxy’s password',
    rfc: 'RFC 9110 section 15.5.8',
    why: 'A browser would give it the pupil’s.',
    origin: 'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
  },
  { name: 'status 099', rfc: 'RFC 9110 section 15', why: 'It is none.', origin: 'HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n' },
  { name: 'status 000', rfc: 'RFC 9110 section 15', why: 'It is none.', origin: 'HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n' },
  {
    name: 'a switch of protocols that was not asked for',
    rfc: 'RFC 9110 section 7.8',
    why: 'Nobody would read what follows.',
    origin: 'HTTP/1.1 101 Switching\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n',
  },
  {
    name: 'a switch of protocols without saying to which',
    rfc: 'RFC 9110 section 15.2.2',
    why: 'Nobody would read what follows.',
    origin: 'HTTP/1.1 101 Switching\r\nContent-Length: 0\r\n\r\n',
  },
  {
    name: 'control characters in its reason',
    rfc: 'RFC 9112 section 4',
    why: 'The reason is of no use to anyone; the standard’s stands in for it.',
    origin: 'HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok',
    passed: OK_AS_IT_IS,
  },
  {
    name: 'bytes above ASCII in its reason',
    rfc: 'RFC 9112 section 4',
    why: 'Clients are to ignore a reason, and decoders of such bytes differ.',
    origin: 'HTTP/1.1 200 Pr\xeat\r\nContent-Length: 2\r\n\r\nok',
    passed: OK_AS_IT_IS,
  },
  {
    name: 'a head of another answer behind its own',
    rfc: 'RFC 9112 section 9.2',
    why: 'On a kept connection it would answer the next request, of somebody else.',
    origin: `${OK}HTTP/1.1 200 OK\r\nX-Evil: 1\r\nContent-Length: 4\r\n\r\nevil`,
    passed: OK_AS_IT_IS,
  },
  {
    name: 'a body behind a 204',
    rfc: 'RFC 9110 section 15.3.5',
    why: 'It has none; the bytes belong to nothing.',
    origin: 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello',
    ways: ['GET', 'POST'],
    passed: ['204 No Content', '', ''],
  },
];

/** What an origin answers, by each way that a request can go. */
export const ANSWERS: readonly HttpVector[] = [
  ...ANSWERED.flatMap(({ name, rfc, why, origin, ways = Object.keys(WAYS) as Way[], passed: what }) =>
    ways.map(
      (way): HttpVector => ({
        name: `a ${way} answered with ${name}`,
        rfc,
        why,
        client: WAYS[way],
        origin: [origin],
        upstream: UPSTREAM[way],
        answer: answerTo(way, what),
        ...(way === 'WebSocket' && { closes: true }),
        records: [forwarded(Number(what?.[0].slice(0, 3) ?? 502), way === 'POST' ? 1 : 0, what?.[2].length ?? 0)],
      }),
    ),
  ),
  {
    name: 'an answer behind an answer is not that to the next request',
    rfc: 'RFC 9112 section 9.2',
    why: 'The next one on a pooled connection may be somebody else’s.',
    client: ['GET http://{origin}/1 HTTP/1.1\r\nHost: x\r\n\r\n', /ok$/, 'GET http://{origin}/2 HTTP/1.1\r\nHost: x\r\n\r\n'],
    origin: [`${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`, OK],
    upstream: [pooled('GET /1'), pooled('GET /2')],
    answer: passed(...OK_AS_IT_IS) + passed(...OK_AS_IT_IS),
    records: [forwarded(200, 0, 2), forwarded(200, 0, 2)],
  },
];
