import { describe, expect, it } from 'vitest';
import { rawOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';

const { later, proxy, client } = closing();
const answer = (body: string, more = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

/** Answers each request with its path, when told to. */
async function patientOrigin() {
  const waiting: { readonly path: string; readonly answer: () => void }[] = [];
  let arrived = (): void => {};
  const origin = later(
    await rawOrigin((socket) => {
      socket.on('data', (bytes: Buffer) => {
        const path = bytes.toString('latin1').split(' ')[1] ?? '';
        waiting.push({ path, answer: () => socket.write(answer(path)) });
        arrived();
      });
    }),
  );
  const next = async () => {
    while (waiting.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    return waiting.shift() as (typeof waiting)[number];
  };
  return { port: origin.port, next, waiting };
}

describe('a kept connection', () => {
  it('answers requests that come early one after the other, in their order', async () => {
    const origin = await patientOrigin();
    const { port, records } = await proxy();
    const socket = await client(port);
    const get = (path: string, more = '') => `GET http://site.test:${origin.port}${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    socket.send(get('/one'));
    const one = await origin.next();
    // In several pieces while the first is under way, the last of them no ordinary request.
    socket.send(get('/two').slice(0, 20));
    socket.send(get('/two').slice(20));
    socket.send(get('/three', 'Expect: nothing\r\n'));
    one.answer();
    await socket.until('/one');
    const two = await origin.next();
    expect([one.path, two.path, origin.waiting.length]).toEqual(['/one', '/two', 0]);
    two.answer();
    await socket.until('/two');
    (await origin.next()).answer();
    await socket.until('/three');
    expect(socket.received.match(/\r\n\r\n(\/[a-z]+)/g)?.map((body) => body.trim())).toEqual(['/one', '/two', '/three']);
    expect(records.all.filter(({ event }) => event === 'request')).toHaveLength(3);
  });

  it('ends behind the answer that says so, whatever follows', async () => {
    const origin = await patientOrigin();
    const { port, records } = await proxy();
    const socket = await client(port);
    const get = (path: string, more = '') => `GET http://site.test:${origin.port}${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    socket.send(get('/last', 'Connection: close\r\n'));
    const last = await origin.next();
    socket.send(get('/more'));
    last.answer();
    expect(await socket.untilClosed()).toMatch(/Connection: close\r\n\r\n\/last$/);
    expect(origin.waiting).toEqual([]);
    expect(records.all).toHaveLength(1);
  });
});
