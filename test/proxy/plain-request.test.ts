import { describe, expect, it } from 'vitest';
import { httpOrigin, rawOrigin, scriptedOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

function headersOf(head: string): string[] {
  return head.split('\r\n').slice(1).filter(Boolean);
}

describe('a plain request', () => {
  it('is forwarded, answered and recorded', async () => {
    const origin = later(
      await scriptedOrigin('HTTP/1.1 200 Fine\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello'),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(
      `GET http://user:secret@site.test:${origin.port}//a//b?q=1 HTTP/1.1\r\nHost: ignored.test\r\nSec-Fetch-Mode: navigate\r\n\r\n`,
    );
    const response = await socket.until('hello');
    expect(response).toMatch(/^HTTP\/1\.1 200 Fine\r\n/);
    expect(origin.heads[0]).toMatch(/^GET \/\/a\/\/b\?q=1 HTTP\/1\.1\r\n/);
    expect(headersOf(origin.heads[0] ?? '').filter((line) => /^host:/i.test(line))).toEqual([`Host: site.test:${origin.port}`]);
    const record = await records.event('request');
    expect(record).toMatchObject({
      event: 'request',
      username: 'pupil',
      computer: 'PC-1',
      clientIp: '127.0.0.1',
      method: 'GET',
      url: `http://site.test:${origin.port}//a//b`,
      host: 'site.test',
      action: 'allow',
      rule: 'default',
      intent: 'navigation',
      visibility: 'url',
      contentType: 'text/plain; charset=utf-8',
      status: 200,
      bytesUp: 0,
      bytesDown: 5,
    });
    expect(records.all).toHaveLength(1);
  });

  it('answers pipelined requests in their order', async () => {
    const origin = later(
      await httpOrigin((request, response) => {
        const wait = request.url === '/0' ? 60 : 0;
        setTimeout(() => response.end(`<${request.url}>`), wait);
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send([0, 1, 2].map((i) => `GET http://site.test:${origin.port}/${i} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    const received = await socket.until('</2>');
    expect(received.match(/<\/\d>/g)).toEqual(['</0>', '</1>', '</2>']);
    await records.find((record) => record.url.endsWith('/2'));
    expect(records.all).toHaveLength(3);
  });

  it('ends what was pipelined behind when the client goes away', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send([0, 1].map((i) => `GET http://site.test:${origin.port}/${i} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
    while (origin.accepted.length < 2) await origin.nextConnection();
    socket.close();
    await records.find((record) => record.url.endsWith('/1'));
    expect(records.all.map((record) => record.status)).toEqual([null, null]);
    await Promise.all(origin.accepted.map((each) => each.readableEnded || new Promise((resolve) => each.once('end', resolve))));
  });

  it.each(['GET', 'POST'])('passes the head of an answer to a %s on before there is a body', async (method) => {
    const origin = later(await rawOrigin((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nX-Early: 1\r\n\r\n'))));
    const { port } = await proxy();
    const accepted = origin.nextConnection();
    const socket = await client(port);
    socket.send(`${method} http://site.test:${origin.port}/events HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
    await socket.until('X-Early: 1\r\n');
    (await accepted).end('event');
    await socket.until('event\r\n0\r\n\r\n');
  });

  it('repeats a GET once when the kept connection turns out dead', async () => {
    const origin = later(
      await scriptedOrigin((head, socket) => {
        if (head.includes('/die')) socket.resetAndDestroy();
        else socket.write(OK);
      }),
    );
    const { port, counters } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/first HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('ok');
    socket.send(`GET http://site.test:${origin.port}/die HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('502');
    expect(origin.heads.filter((head) => head.includes('/die'))).toHaveLength(2);
    expect(counters.retries.value).toBe(1);
  });
});
