import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { clientHello } from '../../bench/work/client-hello.ts';
import { scriptedOrigin } from '../support/origin.ts';
import { type ProxyFixture, startProxy } from '../support/proxy-fixture.ts';
import { RawClient } from '../support/raw-client.ts';
import { vectorRows } from '../support/vectors.ts';
import { near } from './mutation.ts';
import type { Subject } from './subject.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
/** A client that is not answered has been heard out: the proxy waits for more of it. */
const PATIENCE_MS = 10_000;
const HELLO = clientHello('site.test').toString('latin1');
const HEADS = [
  'GET http://site.test/ HTTP/1.1\r\nHost: site.test\r\n\r\n',
  'POST http://site.test/ HTTP/1.1\r\nHost: site.test\r\nContent-Length: 3\r\n\r\nabc',
  'POST http://site.test/ HTTP/1.1\r\nHost: site.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  'GET http://site.test/ HTTP/1.1\r\nHost: site.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  `CONNECT site.test:443 HTTP/1.1\r\nHost: site.test\r\n\r\n${HELLO}`,
  'CONNECT site.test:80 HTTP/1.1\r\nHost: site.test\r\n\r\nGET / HTTP/1.1\r\nHost: site.test\r\nUpgrade: websocket\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: site.test\r\nExpect: 100-continue\r\n\r\n',
  ...vectorRows('bypass.txt').map(([request]) => `${request} HTTP/1.1\r\nHost: x\r\n\r\n`),
];
const PIECES = [
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  '\0',
  ':',
  ';',
  ',',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Connection: close\r\n',
  'Host: other.test\r\n',
  'Expect: 100-continue\r\n',
  'HTTP/1.0',
  'HTTP/2.0',
  'GET ',
  'CONNECT ',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '0\r\n\r\n',
  'ffffffffffffffff\r\n',
  '-1',
  '\xff',
  '%00',
  'X: y\r\n',
  '\x16\x03\x01',
];

/** Sends some bytes, ends, and waits until the proxy has closed as well. */
async function exchange(port: number, text: string): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  const signal = AbortSignal.timeout(PATIENCE_MS);
  socket.on('error', () => {}); // a reset is an answer too
  socket.resume();
  socket.end(Buffer.from(text, 'latin1'));
  if (!socket.closed) await once(socket, 'close', { signal }).catch(() => Promise.reject(new Error('it hangs')));
}

/** Whole heads against the real server: whatever it is sent, it closes, and serves the next one. */
export const HEADS_SUBJECT: Subject = {
  name: 'heads against the listening proxy',
  share: 0.2,
  async run(cases, limitMs) {
    const origin = await scriptedOrigin(OK);
    const proxy: ProxyFixture = await startProxy({ redirectPort: origin.port, settings: { headersTimeoutMs: 2_000 } });
    let done = 0;
    const property = fc.asyncProperty(fc.array(near(HEADS, PIECES), { minLength: 1, maxLength: 8 }), async (texts) => {
      await Promise.all(texts.map((text) => exchange(proxy.port, text)));
      done += texts.length;
    });
    try {
      await fc.assert(property, { numRuns: Math.ceil(cases / 4), interruptAfterTimeLimit: limitMs, markInterruptAsFailure: false });
      const last = await RawClient.open(proxy.port);
      last.send(HEADS[0] ?? '');
      await last.until('\r\n\r\nok');
      last.close();
      return done;
    } finally {
      await proxy.close();
      await origin.close();
    }
  },
};
