import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientHello } from '../../bench/work/client-hello.ts';
import { rawOrigin } from '../support/origin.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { unescaped, vectorRows } from '../support/vectors.ts';

const { later, proxy } = closing();

/** Far below the ten seconds that a silent client has. */
const AT_ONCE_MS = 3_000;

function bytesOf(text: string): Buffer {
  const [before = '', name, after = ''] = text.split(/\{hello ([^}]+)\}/);
  const hello = name === undefined ? Buffer.alloc(0) : clientHello(name);
  return Buffer.concat([Buffer.from(unescaped(before), 'latin1'), hello, Buffer.from(unescaped(after), 'latin1')]);
}

describe('what fuzzing has found stays found', () => {
  it.each(vectorRows('found/heads.txt') as [string, string][])('%s', async (text) => {
    const origin = later(await rawOrigin((socket) => socket.pipe(socket)));
    const { port, records } = await proxy({ redirectPort: origin.port, connectPorts: [443, 80, 8443] });
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.resume();
    socket.end(bytesOf(text));
    await once(socket, 'close', { signal: AbortSignal.timeout(AT_ONCE_MS) });
    expect(await records.event('tunnel-close')).toMatchObject({ action: 'allow' });
  });
});
