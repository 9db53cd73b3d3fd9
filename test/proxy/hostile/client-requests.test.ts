import { describe, expect, it } from 'vitest';
import { rawOrigin, scriptedOrigin } from '../../support/origin.ts';
import { closing } from '../../support/proxy-fixture-closing.ts';

const { later, proxy, client } = closing();

describe('one connection that pipelines without end', () => {
  it('is not worth thousands of upstream connections', async () => {
    const silent = later(await rawOrigin(() => {}));
    const { port, records, counters } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${silent.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(1_000));
    await socket.untilClosed();
    expect(counters.connectionsRefused.value).toBe(1);
    expect(silent.accepted.length).toBeLessThanOrEqual(64);
    expect(records.all.length).toBeLessThanOrEqual(64);
  });

  it('may send as many ahead as a client ever does', async () => {
    const origin = later(await scriptedOrigin('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(32));
    while (socket.received.split('\r\n\r\nok').length <= 32) await socket.untilBytes(socket.bytes.length + 1);
    expect(socket.received.match(/HTTP\/1\.1 200/g)).toHaveLength(32);
  });
});
