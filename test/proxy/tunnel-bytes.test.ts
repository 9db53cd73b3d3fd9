import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { rawOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { openTunnel } from '../support/raw-client.ts';

const { later, proxy, client } = closing();

describe('a tunnel to another configured port', () => {
  it('passes bytes both ways, keeps half-closed connections and counts', async () => {
    const origin = later(
      await rawOrigin((socket) => {
        let sent = '';
        socket.on('data', (chunk: Buffer) => {
          sent += chunk;
        });
        socket.on('end', () => socket.end(`you said ${sent}`));
      }),
    );
    const { port, records } = await proxy({ connectPorts: [origin.port] });
    const socket = await client(port);
    await openTunnel(socket, `site.test:${origin.port}`);
    socket.send('something');
    socket.socket.end();
    expect(await socket.untilClosed()).toBe('you said something');
    expect(await records.event('tunnel-close')).toMatchObject({ bytesUp: 9, bytesDown: 18, status: 200, action: 'allow' });
  });

  it('keeps the other direction when the origin ends first', async () => {
    const heard: Buffer[] = [];
    const origin = later(
      await rawOrigin((socket) => {
        socket.on('data', (chunk: Buffer) => heard.push(chunk));
        socket.once('data', () => socket.end('bye'));
      }),
    );
    const { port, records } = await proxy({ connectPorts: [origin.port] });
    const accepted = origin.nextConnection();
    const socket = await client(port);
    await openTunnel(socket, `site.test:${origin.port}`);
    const upstream = await accepted;
    socket.send('hello, ');
    expect(await socket.untilClosed()).toBe('bye');
    socket.send('still here');
    const ended = once(upstream, 'end');
    socket.socket.end();
    await ended;
    expect(Buffer.concat(heard).toString()).toBe('hello, still here');
    expect(await records.event('tunnel-close')).toMatchObject({ bytesUp: 17, bytesDown: 3 });
  });

  it('carries much more than any buffer in both directions, with a slow reader on either side', async () => {
    const size = 24 * 1024 * 1024;
    const pattern = Buffer.alloc(64 * 1024, 'schoolgate-');
    const origin = later(
      await rawOrigin((socket) => {
        let received = 0;
        let sent = 0;
        const more = (): void => {
          while (sent < size && socket.write(pattern)) sent += pattern.length;
          if (sent < size) sent += pattern.length;
          else socket.end();
        };
        socket.on('drain', more);
        socket.on('data', (chunk: Buffer) => {
          received += chunk.length;
          if (received === 5) more();
          socket.pause();
          setImmediate(() => socket.resume());
        });
      }),
    );
    const { port, records } = await proxy({ connectPorts: [origin.port] });
    const socket = await client(port);
    await openTunnel(socket, `site.test:${origin.port}`);
    socket.socket.removeAllListeners('data');
    let received = 0;
    let wrong = 0;
    socket.socket.on('data', (chunk: Buffer) => {
      for (let i = 0; i < chunk.length; i += 4_099) if (chunk[i] !== pattern[(received + i) % pattern.length]) wrong++;
      received += chunk.length;
      if (Math.random() < 0.05) {
        socket.socket.pause();
        setTimeout(() => socket.socket.resume(), 3);
      }
    });
    socket.send('start');
    await once(socket.socket, 'end');
    socket.socket.end();
    expect(wrong).toBe(0);
    const record = await records.event('tunnel-close');
    expect(record.bytesDown).toBe(received);
    expect(received).toBeGreaterThanOrEqual(size);
  });

  it.each(['origin', 'client'])('closes both sides when the %s resets', async (who) => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records, proxy: dataPath } = await proxy({ connectPorts: [origin.port] });
    const accepted = origin.nextConnection();
    const socket = await client(port);
    await openTunnel(socket, `site.test:${origin.port}`);
    const upstream = await accepted;
    const closed = once(upstream, 'close');
    if (who === 'origin') upstream.resetAndDestroy();
    else socket.socket.resetAndDestroy();
    await closed.catch(() => {});
    await socket.untilClosed();
    expect(await records.event('tunnel-close')).toMatchObject({ reason: expect.stringContaining('reset') });
    expect(dataPath.tunnels.size).toBe(0);
  });
});
