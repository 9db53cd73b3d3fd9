import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { httpOrigin, rawOrigin, scriptedOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { openTunnel, RawClient, statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('the listening side', () => {
  it('refuses connections beyond the limit of one address, and takes new ones when others have gone', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port, counters } = await proxy({ settings: { maxConnectionsPerClient: 3 } });
    const get = `GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`;
    const first = await Promise.all([client(port), client(port), client(port)]);
    for (const socket of first) {
      socket.send(get);
      await socket.until('ok');
    }
    const refused = await client(port);
    expect(statusOf(await refused.untilClosed())).toBe(503);
    expect(counters.connectionsRefused.value).toBe(1);
    first[0]?.close();
    let answer = 503;
    while (answer === 503) {
      const next = await client(port);
      next.send(get);
      answer = statusOf(await next.until('\r\n\r\n'));
    }
    expect(answer).toBe(200);
  });

  it('gives a client only so long to send a head', async () => {
    const { port } = await proxy({ settings: { headersTimeoutMs: 200 } });
    const socket = await client(port);
    socket.send('GET http://site.test/ HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect(statusOf(await socket.untilClosed())).toBe(408);
  });

  it('refuses a head that is too large, and goes on', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy({ settings: { maxHeaderBytes: 8_192 } });
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nX-Large: ${'a'.repeat(10_000)}\r\n\r\n`);
    expect(statusOf(await socket.untilClosed())).toBe(431);
    const next = await client(port);
    next.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await next.until('ok');
  });

  it('survives clients that reset at every byte of a request', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy();
    const request = `POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody`;
    for (let length = 0; length <= request.length; length += 3) {
      const socket = await RawClient.open(port);
      await new Promise<void>((sent) => socket.socket.write(request.slice(0, length), () => sent()));
      socket.socket.resetAndDestroy();
    }
    const socket = await client(port);
    socket.send(request);
    await socket.until('ok');
  });

  it('writes a record after two seconds of a request that still runs, and completes it', async () => {
    const origin = later(
      await httpOrigin((_, response) => {
        response.write('slow ');
        setTimeout(() => response.end('answer'), 2_800);
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    const running = await records.event('request');
    expect(socket.received).not.toContain('answer');
    expect(running).toMatchObject({ status: 200, bytesDown: 5 });
    const closed = await records.event('request-close');
    expect(closed).toMatchObject({ id: running.id, bytesDown: 11 });
    expect(closed.durationMs).toBeGreaterThan(2_500);
  });
});

/** Resolves when nothing has moved while the proxy served others: all run in this one event loop, so it could have. */
async function standstill(port: number, moved: () => number): Promise<void> {
  const others = later(await scriptedOrigin(OK));
  const socket = await client(port);
  for (let before = -1; before !== moved(); ) {
    before = moved();
    for (let i = 0; i < 20; i++) {
      socket.send(`GET http://site.test:${others.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
      await socket.until('ok');
      socket.clear();
    }
  }
}

describe('back-pressure', () => {
  it('holds an origin back while the client does not read', async () => {
    const size = 64 * 1024 * 1024;
    let sent = 0;
    const origin = later(
      await rawOrigin((socket) => {
        const chunk = Buffer.alloc(64 * 1024, 'x');
        const more = (): void => {
          while (sent < size && socket.write(chunk)) sent += chunk.length;
        };
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
          socket.on('drain', more);
          more();
        });
      }),
    );
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('\r\n\r\n');
    socket.socket.pause();
    await standstill(port, () => sent);
    expect(sent).toBeLessThan(size / 2);
    socket.close();
  });

  it('holds a client back while the origin does not read', async () => {
    const origin = later(await rawOrigin((socket) => socket.pause()));
    const { port } = await proxy();
    const socket = await client(port);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    socket.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: ${64 * 1024 * 1024}\r\n\r\n`);
    let sent = 0;
    const more = (): void => {
      while (sent < 1024 && socket.socket.write(chunk)) sent++;
    };
    socket.socket.on('drain', more);
    more();
    await standstill(port, () => sent);
    expect(sent).toBeLessThan(512);
  });

  it('carries a large body both ways unchanged', async () => {
    const origin = later(await httpOrigin((request, response) => request.pipe(response.writeHead(200, { 'Content-Type': 'x/y' }))));
    const { port, records } = await proxy();
    const socket = await client(port);
    const body = Buffer.alloc(8 * 1024 * 1024);
    for (let i = 0; i < body.length; i++) body[i] = (i * 31) & 255;
    socket.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`);
    socket.send(body);
    socket.socket.removeAllListeners('data');
    const chunks: Buffer[] = [];
    socket.socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket.socket, 'end');
    const received = Buffer.concat(chunks);
    const decoded = dechunk(received.subarray(received.indexOf('\r\n\r\n') + 4));
    expect(decoded.equals(body)).toBe(true);
    expect(await records.event('request')).toMatchObject({ bytesUp: body.length, bytesDown: body.length });
  });
});

function dechunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

describe('draining', () => {
  it('has told the end of everything it cut when it is over', async () => {
    const origin = later(await rawOrigin(() => {}));
    const { proxy: dataPath, port, records } = await proxy({ connectPorts: [origin.port] });
    const tunnels = await Promise.all([1, 2, 3].map(() => client(port)));
    for (const socket of tunnels) await openTunnel(socket, `site.test:${origin.port}`);
    const asked = origin.nextConnection();
    const waiting = await client(port);
    waiting.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await asked;
    await dataPath.server.drain(50);
    expect(records.all.filter(({ event }) => event === 'tunnel-close')).toHaveLength(3);
    expect(records.all.filter(({ event }) => event === 'request')).toHaveLength(1);
  });

  it('finishes requests, closes what is idle at once, and cuts the rest at the limit, each with its record', async () => {
    let finish: (() => void) | undefined;
    const origin = later(
      await httpOrigin((_, response) => {
        response.write('begun ');
        finish = () => response.end('finished');
      }),
    );
    const busyOrigin = later(
      await rawOrigin((socket) => {
        const timer = setInterval(() => socket.write('tick'), 20);
        socket.on('close', () => clearInterval(timer));
        socket.resume();
      }),
    );
    const { port, records, proxy: dataPath } = await proxy({ connectPorts: [busyOrigin.port] });
    const idle = await client(port);
    const running = await client(port);
    running.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await running.until('begun');
    const busy = await client(port);
    busy.send(`CONNECT site.test:${busyOrigin.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await busy.until('ticktick');
    const drained = dataPath.server.drain(900);
    await idle.untilClosed();
    await expect(RawClient.open(port)).rejects.toThrow();
    finish?.();
    expect(await running.untilClosed()).toContain('finished');
    await busy.untilClosed();
    await drained;
    expect(await records.event('request')).toMatchObject({ status: 200 });
    expect(await records.event('tunnel-close')).toMatchObject({ reason: 'The proxy is stopping.' });
  });
});
