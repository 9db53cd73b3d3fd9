import { describe, expect, it } from 'vitest';
import { parseHostname } from '../../core/hostname.ts';
import { rawOrigin, scriptedOrigin } from '../support/origin.ts';
import { allowed } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('a parent proxy', () => {
  it('is sent requests in absolute form, with its own credentials and none of the client', async () => {
    const parent = later(await scriptedOrigin(OK));
    const { port, records } = await proxy({ settings: { parentProxy: `http://us:p%40ss@parent.test:${parent.port}` } });
    const socket = await client(port);
    socket.send('GET http://far.example//a?b HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic pupil\r\n\r\n');
    await socket.until('ok');
    expect(parent.heads[0]).toMatch(/^GET http:\/\/far\.example\/\/a\?b HTTP\/1\.1\r\nhost: far\.example\r\n/i);
    expect(parent.heads[0]?.match(/proxy-authorization: .*/gi)).toEqual([
      `Proxy-Authorization: Basic ${Buffer.from('us:p@ss').toString('base64')}`,
    ]);
    expect(await records.event('request')).toMatchObject({ host: 'far.example', status: 200 });
  });

  it('tunnels through', async () => {
    const parent = later(
      await rawOrigin((socket) => {
        socket.once('data', (head: Buffer) => {
          expect(head.toString()).toMatch(/^CONNECT far\.example:2000 HTTP\/1\.1\r\n/);
          socket.write('HTTP/1.1 200 Go\r\n\r\nhello');
          socket.pipe(socket);
        });
      }),
    );
    const { port, records } = await proxy({ connectPorts: [2000], settings: { parentProxy: `http://parent.test:${parent.port}` } });
    const socket = await client(port);
    socket.send('CONNECT far.example:2000 HTTP/1.1\r\nHost: x\r\n\r\n');
    await socket.until('hello');
    socket.send('echo');
    await socket.until('echo');
    socket.close();
    expect(await records.event('tunnel-close')).toMatchObject({ bytesUp: 4, bytesDown: 9 });
  });

  it('keeps a tunnel half-open when the site ends first', async () => {
    const heard: Buffer[] = [];
    let hasEnded = (): void => {};
    const ended = new Promise<void>((done) => (hasEnded = done));
    const parent = later(
      await rawOrigin((socket) => {
        socket.once('data', () => {
          socket.end('HTTP/1.1 200 Go\r\n\r\nbye');
          socket.on('data', (chunk: Buffer) => heard.push(chunk));
          socket.on('end', hasEnded);
        });
      }),
    );
    const { port, records } = await proxy({ connectPorts: [2000], settings: { parentProxy: `http://parent.test:${parent.port}` } });
    const socket = await client(port);
    socket.send('CONNECT far.example:2000 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await socket.untilClosed()).toMatch(/bye$/);
    socket.send('still here');
    socket.socket.end();
    await ended;
    expect(Buffer.concat(heard).toString()).toBe('still here');
    expect(await records.event('tunnel-close')).toMatchObject({ bytesUp: 10, bytesDown: 3 });
  });

  it('dials the SafeSearch name in tunnels, and is asked for no plain search, where the name would be lost', async () => {
    const dialHost = parseHostname('enforcing.example');
    if (dialHost === undefined) throw new Error('no host');
    const parent = later(await scriptedOrigin('HTTP/1.1 200 Go\r\n\r\n'));
    const { port } = await proxy({
      policy: () => allowed({ dialHost }),
      connectPorts: [2000],
      settings: { parentProxy: `http://parent.test:${parent.port}` },
    });
    const tunnel = await client(port);
    tunnel.send('CONNECT search.example:2000 HTTP/1.1\r\nHost: x\r\n\r\n');
    await tunnel.until('established');
    expect(parent.heads[0]).toMatch(/^CONNECT enforcing\.example:2000 /);
    const plain = await client(port);
    plain.send('GET http://search.example/ HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(statusOf(await plain.until('parent: '))).toBe(502);
  });

  it.each([
    ['a refusal', 'HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n', 502],
    ['a challenge', 'HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n', 502],
  ])('that answers with %s is a failure of the way upstream', async (_, answer, status) => {
    const parent = later(await scriptedOrigin(answer));
    const { port } = await proxy({ connectPorts: [2000], settings: { parentProxy: `http://parent.test:${parent.port}` } });
    const socket = await client(port);
    socket.send('CONNECT far.example:2000 HTTP/1.1\r\nHost: x\r\n\r\n');
    const response = await socket.untilClosed();
    expect(statusOf(response)).toBe(status);
    expect(response).not.toContain('Proxy-Authenticate');
  });

  it.each(['10.0.0.1', 'localhost', '[::1]'])('is not asked for %s', async (host) => {
    const parent = later(await scriptedOrigin(OK));
    const { port, records } = await proxy({ opened: [], settings: { parentProxy: `http://parent.test:${parent.port}` } });
    const socket = await client(port);
    socket.send(`GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(statusOf(await socket.until('\r\n\r\n'))).toBe(403);
    expect(await records.event('request')).toMatchObject({ rule: 'address-gate' });
    expect(parent.accepted).toHaveLength(0);
  });
});
