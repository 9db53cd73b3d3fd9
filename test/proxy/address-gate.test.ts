import { describe, expect, it } from 'vitest';
import { parseHostname } from '../../core/hostname.ts';
import { scriptedOrigin } from '../support/origin.ts';
import { allowed } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('the address gate', () => {
  it.each([
    ['a private address', '10.1.2.3', {}],
    ['a metadata service', '169.254.169.254', {}],
    ['an address in disguise', '[::ffff:10.0.0.1]', {}],
    ['a name that resolves to nothing else', 'inside.example', { 'inside.example': ['192.168.0.1', 'fd00::1'] }],
  ])('refuses %s', async (_, host, names) => {
    const { port, records } = await proxy({ names });
    const socket = await client(port);
    socket.send(`GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(statusOf(await socket.until('refused: '))).toBe(403);
    expect(await records.event('request')).toMatchObject({ action: 'block', rule: 'address-gate', status: 403 });
  });

  it('drops a refused address from an answer and takes the others', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port } = await proxy({ names: { 'mixed.example': ['10.0.0.1', '127.0.0.1'] } });
    const socket = await client(port);
    socket.send(`GET http://mixed.example:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('ok');
  });

  it('never reaches a listener of our own, whatever is opened', async () => {
    const admin = later(await scriptedOrigin(OK));
    const { port, records } = await proxy({ ownPorts: [admin.port], opened: ['0.0.0.0/0', '::/0'] });
    for (const host of [
      '127.0.0.1',
      '127.9.9.9',
      '0.0.0.0',
      'localhost',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '2130706433',
      '0x7f.1',
      'site.test',
    ]) {
      const socket = await client(port);
      socket.send(`GET http://${host}:${admin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect([host, statusOf(await socket.until('\r\n\r\n'))]).toEqual([host, host === 'localhost' ? 502 : 403]);
    }
    expect(admin.accepted).toHaveLength(0);
    expect(records.all.filter((record) => record.rule === 'address-gate' && record.event === 'request')).toHaveLength(9);
  });

  it('dials another name for SafeSearch, and fails closed when there is none', async () => {
    const enforcing = later(await scriptedOrigin(OK));
    const dialHost = parseHostname('enforcing.example');
    if (dialHost === undefined) throw new Error('no host');
    const { port } = await proxy({
      policy: () => allowed({ dialHost }),
      names: { 'enforcing.example': ['127.0.0.1'], 'search.example': ['10.0.0.1'] },
    });
    const socket = await client(port);
    socket.send(`GET http://search.example:${enforcing.port}/find HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('ok');
    expect(enforcing.heads[0]).toContain(`Host: search.example:${enforcing.port}`);
    const without = await proxy({ policy: () => allowed({ dialHost }), names: { 'search.example': ['127.0.0.1'] } });
    const second = await client(without.port);
    second.send(`GET http://search.example:${enforcing.port}/find HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(statusOf(await second.until('name: '))).toBe(502);
  });
});
