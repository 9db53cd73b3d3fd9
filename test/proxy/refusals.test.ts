import { describe, expect, it } from 'vitest';
import { scriptedOrigin } from '../support/origin.ts';
import { allowed, blocked } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { statusOf } from '../support/raw-client.ts';

const { later, proxy, client } = closing();
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('a refused request', () => {
  it('is answered only after its record is written, and completed after it', async () => {
    const { port, records } = await proxy({ policy: () => blocked({ signal: 'advisory' }) });
    records.hold();
    const socket = await client(port);
    socket.send('GET http://bets.test/ HTTP/1.1\r\nHost: x\r\n\r\n');
    const record = await records.event('request');
    expect(record).toMatchObject({ action: 'block', rule: 'category', status: 403, signal: 'advisory', categories: ['gambling'] });
    expect(socket.received).toBe('');
    records.release();
    const response = await socket.until('refused: Gambling is blocked.');
    expect(statusOf(response)).toBe(403);
    expect(response).toContain(`Schoolgate-Decision: ${record.id}`);
    expect(await records.event('request-close')).toMatchObject({ id: record.id, status: 403, action: 'block' });
  });

  it('keeps the connection for the next request', async () => {
    const { port } = await proxy({ policy: (facts) => (facts.target.hostname === 'bets.test' ? blocked() : allowed()) });
    const origin = later(await scriptedOrigin(OK));
    const socket = await client(port);
    socket.send('POST http://bets.test/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc');
    await socket.until('refused');
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await socket.until('\r\n\r\nok')).toContain('200 OK');
  });

  it('is coached in the same way', async () => {
    const { port, records } = await proxy({ policy: () => blocked({ action: 'coach', reason: 'Think first.' }) });
    const socket = await client(port);
    socket.send('GET http://social.test/ HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(statusOf(await socket.until('Think first.'))).toBe(403);
    expect(await records.event('request')).toMatchObject({ action: 'coach', status: 403 });
  });

  it('does not wait for a body that the client holds back', async () => {
    const { port } = await proxy({ policy: () => blocked() });
    const socket = await client(port);
    socket.send('PUT http://bets.test/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n');
    const response = await socket.untilClosed();
    expect(statusOf(response)).toBe(403);
    expect(response).toMatch(/connection: close/i);
  });

  it('is not sent upstream before its record, when it is allowed but signalled', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port, records } = await proxy({ policy: () => allowed({ signal: 'warning', categories: ['drugs'] }) });
    records.hold();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    const record = await records.event('request');
    expect(record).toMatchObject({ action: 'allow', signal: 'warning', status: null });
    expect(origin.accepted).toHaveLength(0);
    records.release();
    await socket.until('ok');
    expect(await records.event('request-close')).toMatchObject({ id: record.id, status: 200, bytesDown: 2 });
  });

  it('is challenged when nothing says who asks', async () => {
    const { port, records } = await proxy({ identity: { resolve: () => ({ kind: 'challenge', reason: 'credentials-missing' }) } });
    const socket = await client(port);
    socket.send('GET http://site.test/ HTTP/1.1\r\nHost: x\r\n\r\n');
    const response = await socket.until('identity:');
    expect(statusOf(response)).toBe(407);
    expect(response).toContain('Proxy-Authenticate: Basic realm="Test"');
    expect(await records.event('request')).toMatchObject({
      action: 'block',
      rule: 'identity',
      status: 407,
      username: null,
      attribution: 'none',
    });
  });

  it('waits for an identity that takes time, and asks again for each request', async () => {
    const origin = later(await scriptedOrigin(OK));
    const asked: (string | undefined)[] = [];
    const { port, records } = await proxy({
      identity: {
        resolve: async ({ proxyAuthorization }) => {
          asked.push(proxyAuthorization);
          return {
            kind: 'identified',
            identity: { username: proxyAuthorization ?? null, computer: null, school: null, group: 'staff', attribution: 'proxy-auth' },
          };
        },
      },
    });
    const socket = await client(port);
    for (const name of ['ann', 'bob']) {
      socket.send(`GET http://site.test:${origin.port}/${name} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${name}\r\n\r\n`);
      await socket.until('ok');
      socket.clear();
      expect(await records.find((record) => record.url.endsWith(name))).toMatchObject({ username: name, attribution: 'proxy-auth' });
    }
    expect(asked).toEqual(['ann', 'bob']);
    expect(origin.heads.join()).not.toMatch(/proxy-authorization/i);
  });

  it('stores nothing of a sealed target', async () => {
    const sealed = 'sealed:synthetic:0a1b';
    const { port, records } = await proxy({
      policy: () =>
        blocked({
          rule: 'sealed',
          reason: 'Sealed.',
          categories: ['child-sexual-abuse'],
          signal: 'danger',
          sealedRef: sealed,
          searchTerm: 'words',
        }),
    });
    const socket = await client(port);
    socket.send('GET http://hidden.test/page?q=words HTTP/1.1\r\nHost: x\r\n\r\n');
    await socket.until('refused');
    await records.event('request-close');
    for (const record of records.all) expect(record).toMatchObject({ url: sealed, host: sealed, searchTerm: sealed });
    expect(JSON.stringify(records.all)).not.toMatch(/hidden|page|words/);
  });

  it('records no path of a support site', async () => {
    const origin = later(await scriptedOrigin(OK));
    const { port, records } = await proxy({ policy: () => allowed({ rule: 'support', recordPath: false }) });
    const socket = await client(port);
    socket.send(`GET http://help.test:${origin.port}/what/troubles/me?a=b HTTP/1.1\r\nHost: x\r\n\r\n`);
    await socket.until('ok');
    expect((await records.event('request')).url).toBe(`http://help.test:${origin.port}/`);
  });

  it('goes on or stops when nothing can be recorded, as the setting says', async () => {
    const origin = later(await scriptedOrigin(OK));
    const goesOn = await proxy();
    const stops = await proxy({ settings: { allowWhenUnrecorded: false } });
    for (const [fixture, status] of [
      [goesOn, 200],
      [stops, 503],
    ] as const) {
      fixture.records.routine = false;
      const socket = await client(fixture.port);
      socket.send(`GET http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect(statusOf(await socket.until('\r\n\r\n'))).toBe(status);
    }
  });
});
