import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerReader } from '../../../proxy/forward/answer-reader.ts';

const LIMIT = 2_048;

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
}

/** What the reader makes of an answer that comes in pieces; the code of the refusal where it makes nothing of it. */
function read(pieces: readonly string[], { toHead = false, ends = true } = {}) {
  const found = { status: 0, reason: '', fields: [] as readonly string[], body: '' };
  const interim: number[] = [];
  const reader = new AnswerReader(
    {
      interim: (status) => void interim.push(status),
      head: (status, reason, fields) => Object.assign(found, { status, reason, fields }),
      body: (chunk) => {
        found.body += chunk.toString('latin1');
      },
    },
    LIMIT,
    toHead,
  );
  try {
    for (const piece of pieces) reader.read(Buffer.from(piece, 'latin1'));
    if (ends && !reader.hasEnded) reader.connectionEnded();
  } catch (error) {
    return { refused: (error as NodeJS.ErrnoException).code, headCame: reader.headCame };
  }
  const answer: Answer = { ...found, trailers: reader.trailers };
  return { answer, interim, hasEnded: reader.hasEnded, keptFor: reader.keptFor, hasSurplus: reader.hasSurplus };
}

const split = (text: string): string[] => [...text];
const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

describe('an answer is the same however its bytes come', () => {
  it.each([
    ['with a length', `${OK}Content-Length: 5\r\n\r\nhello`],
    ['of nothing', `${OK}Content-Length: 0\r\n\r\n`],
    ['to the end of its connection', `${OK}X: y\r\n\r\nhello`],
    ['in chunks, with an extension and trailers', `${CHUNKED}3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n`],
    ['in chunks, without trailers', `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`],
    ['behind interim ones', `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}Content-Length: 5\r\n\r\nhello`],
    ['without a body by its status', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'],
    ['without a reason', 'HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello'],
  ])('%s', (_, text) => {
    const whole = read([text]);
    expect(whole).toMatchObject({ hasEnded: true, hasSurplus: false });
    expect(read(split(text))).toEqual(whole);
  });

  it('its fields as they came', () => {
    expect(read([`${OK}X-A:\t b c \r\nset-cookie: 1\r\nSet-Cookie: 2\r\nContent-Length: 0\r\n\r\n`])).toMatchObject({
      answer: { status: 200, reason: 'OK', fields: ['X-A', 'b c', 'set-cookie', '1', 'Set-Cookie', '2', 'Content-Length', '0'] },
    });
  });

  it('to a HEAD it has no body', () => {
    expect(read([`${OK}Content-Length: 5\r\n\r\n`], { toHead: true })).toMatchObject({ hasEnded: true, answer: { body: '' } });
  });
});

describe('a connection may carry another answer', () => {
  const kept = (head: string, options = {}) => read([head], options).keptFor;
  it('as long as its Keep-Alive says, or nobody says', () => {
    expect(kept(`${OK}Content-Length: 0\r\n\r\n`)).toBeUndefined();
    expect(kept(`${OK}Content-Length: 0\r\nKeep-Alive: timeout=7\r\n\r\n`)).toBe('timeout=7');
  });

  it.each([
    ['its origin closes it', `${OK}Content-Length: 0\r\nConnection: Keep-Alive, Close\r\n\r\n`],
    ['it speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['its end was the end', `${OK}\r\nbody`],
    ['bytes came behind it', `${OK}Content-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n`],
  ])('unless %s', (_, head) => expect(kept(head)).toBeNull());

  it.each([
    ['204', 'Content-Length: 5'],
    ['204', 'Transfer-Encoding: chunked'],
    ['304', 'Transfer-Encoding: chunked'],
  ])('unless it is a %s that announces a body by %s, which may come later', (status, field) => {
    expect(kept(`HTTP/1.1 ${status} Odd\r\n${field}\r\n\r\n`)).toBeNull();
  });

  it('also where a 304 says how long its page would be', () => {
    expect(kept('HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n')).toBeUndefined();
  });

  it('unless it answered a HEAD, whose origin may send the body all the same', () => {
    expect(kept(`${OK}Content-Length: 5\r\n\r\n`, { toHead: true })).toBeNull();
  });
});

describe('an answer is refused', () => {
  const withField = (field: string, body = '') => `${OK}${field}\r\n\r\n${body}`;
  it.each([
    ['that is no HTTP', 'SSH-2.0-OpenSSH\r\n'],
    ['with a line feed by itself', 'HTTP/1.1 200 OK\nContent-Length: 0\n\n'],
    ['with a folded line', withField('X: a\r\n b')],
    ['with a zero byte', withField('X: a\0b')],
    ['with two lengths', withField('Content-Length: 1\r\nContent-Length: 1', 'x')],
    ['with a list of lengths', withField('Content-Length: 1, 1', 'x')],
    ['with a length and a coding', withField('Content-Length: 1\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['with a coding twice', withField('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['with another coding', withField('Transfer-Encoding: gzip, chunked', '0\r\n\r\n')],
    ['with a coding in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['with a length beyond counting', withField('Content-Length: 9999999999999999')],
    ['with a size that is none', `${CHUNKED}0x5\r\nhello\r\n0\r\n\r\n`],
    ['with a chunk that is longer than its size', `${CHUNKED}4\r\nhello\r\n0\r\n\r\n`],
    ['with a length in its trailers', `${CHUNKED}0\r\nContent-Length: 3\r\n\r\n`],
    ['with trailers that are none', `${CHUNKED}0\r\nno field\r\n\r\n`],
  ])('%s', (_, text) => {
    expect(read([text])).toMatchObject({ refused: 'RESPONSE_INVALID' });
    expect(read(split(text))).toMatchObject({ refused: 'RESPONSE_INVALID' });
  });

  it.each([
    ['head', `${OK}X: ${'a'.repeat(LIMIT)}\r\n\r\n`],
    ['head without an end', `${OK}X: ${'a'.repeat(LIMIT)}`],
    ['trailers', `${CHUNKED}0\r\nX: ${'a'.repeat(LIMIT)}\r\n\r\n`],
    ['size line', `${CHUNKED}1;${'a'.repeat(LIMIT)}`],
  ])('with too large a %s', (_, text) => {
    expect(read([text]).refused).toMatch(/^RESPONSE_(?:TOO_LARGE|INVALID)$/);
  });

  it.each([
    ['its head', `${OK}Content-Le`],
    ['a body with a length', `${OK}Content-Length: 5\r\n\r\nhell`],
    ['a chunk', `${CHUNKED}5\r\nhell`],
    ['its chunks, before the last', `${CHUNKED}5\r\nhello\r\n`],
    ['its trailers', `${CHUNKED}0\r\nX: y\r\n`],
  ])('that is broken off within %s', (_, text) => {
    expect(read([text])).toMatchObject({ refused: 'ECONNRESET' });
  });
});

describe('beside Node’s parser', () => {
  let server: Server;
  let answerBytes = '';
  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(answerBytes, 'latin1'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** Undefined where Node refuses it. */
  function byNode(text: string): Promise<Answer | undefined> {
    answerBytes = text;
    return new Promise((resolve) => {
      const request = get({ port: (server.address() as AddressInfo).port, agent: false }, (incoming: IncomingMessage) => {
        let body = '';
        incoming.setEncoding('latin1').on('data', (chunk: string) => {
          body += chunk;
        });
        incoming.on('error', () => resolve(undefined));
        incoming.on('end', () => {
          const { statusCode: status = 0, statusMessage: reason = '', rawHeaders: fields, rawTrailers: trailers } = incoming;
          resolve({ status, reason, fields, body, trailers });
        });
      });
      request.on('upgrade', (_, socket) => {
        socket.destroy();
        resolve(undefined);
      });
      request.on('error', () => resolve(undefined));
    });
  }

  const fields = fc.subarray(['Connection: close', 'X-A: b\tc ', 'Set-Cookie: a=1', 'X-High: \xe9', 'X-Empty:']);
  const LENGTHS = ['Content-Length: 5', 'content-length:5'];
  const CODINGS = ['Transfer-Encoding: chunked', 'transfer-encoding: Chunked'];
  const IN_CHUNKS = ['5\r\nhello\r\n0\r\n\r\n', '2;x\r\nhe\r\n3\r\nllo\r\n0\r\nX-T: 1\r\n\r\n'];
  const BODIES = ['hello', '', '5\r\nhell', ...IN_CHUNKS];
  const framed = fc.oneof(
    fc.tuple(fc.subarray(LENGTHS, { minLength: 1, maxLength: 1 }), fc.constant('hello')),
    fc.tuple(fc.subarray(CODINGS, { minLength: 1, maxLength: 1 }), fc.constantFrom(...IN_CHUNKS)),
    fc.tuple(fc.subarray([...LENGTHS, ...CODINGS]), fc.constantFrom(...BODIES)),
  );
  const answers = fc
    .tuple(fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.1 204 No Content', 'HTTP/1.1 404', 'HTTP/1.0 200 Fine'), fields, framed)
    .map(([line, lines, [framing, body]]) => `${[line, ...lines, ...framing].join('\r\n')}\r\n\r\n${body}`);
  const mutated = fc
    .tuple(answers, fc.option(fc.tuple(fc.nat(160), fc.constantFrom('', '\n', '\r', ' ', '\0', ':', '0', ',', '\r\n'), fc.nat(1))))
    .map(([text, change]) => {
      if (change === null) return text;
      const at = change[0] % text.length;
      return text.slice(0, at) + change[1] + text.slice(at + change[2]);
    });

  it('what is accepted here Node accepts too, and means the same by it', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(mutated, fc.nat(200), async (text, at) => {
        const mine = read([text.slice(0, at), text.slice(at)].filter((piece) => piece !== ''));
        if (mine.answer === undefined || mine.hasSurplus) return;
        accepted++;
        expect(await byNode(text)).toEqual(mine.answer);
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});
