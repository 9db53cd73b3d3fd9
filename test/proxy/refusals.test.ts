import { describe, expect, it } from 'vitest';
import { parseHostname } from '../../core/hostname.ts';
import { rawOrigin, scriptedOrigin } from '../support/origin.ts';
import { allowed, blocked } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import { bodyOf, statusOf } from '../support/raw-client.ts';

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

describe('a failed way upstream', () => {
  const get = (host: string): string => `GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`;

  it.each([
    ['an unknown name', 'nowhere.example', 502, 'name: '],
    ['a refused connection', 'site.test:9', 502, 'connect: '],
  ])('answers %s', async (_, host, status, text) => {
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(get(host));
    const response = await socket.until(text);
    expect(statusOf(response)).toBe(status);
    const record = await records.event('request');
    expect(response).toContain(`Schoolgate-Decision: ${record.id}`);
    expect(record).toMatchObject({ action: 'allow', status, rule: 'default' });
    expect(bodyOf(response)).toContain(record.reason);
  });

  it('answers an origin that accepts and says nothing', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxy({ settings: { responseTimeoutMs: 300 } });
    const socket = await client(port);
    socket.send(get(`site.test:${origin.port}`));
    expect(statusOf(await socket.until('timeout: '))).toBe(504);
    expect(await records.event('request')).toMatchObject({ status: 504 });
  });

  it.each([
    ['before a status line', ''],
    ['within the status line', 'HTTP/1.1 20'],
    ['within the headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ])('answers an origin that resets %s', async (_, before) => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', () => {
          if (before === '') socket.resetAndDestroy();
          else socket.write(before, () => setTimeout(() => socket.resetAndDestroy(), 20));
        });
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(get(`site.test:${origin.port}`));
    expect(statusOf(await socket.until('reset: '))).toBe(502);
    expect(await records.event('request')).toMatchObject({ status: 502 });
  });

  it.each([
    ['a length', 'Content-Length: 100\r\n\r\nsome', 'HTTP/1.1'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n', 'HTTP/1.1'],
    ['the end of the connection', '\r\nsome', 'HTTP/1.0'],
  ])('lets the client see a body broken off that is framed by %s', async (_, framing, version) => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\n${framing}`, () => setTimeout(() => socket.resetAndDestroy(), 30));
        });
      }),
    );
    const { port, records } = await proxy();
    const socket = await client(port);
    socket.send(`GET http://site.test:${origin.port}/ ${version}\r\nHost: x\r\n\r\n`);
    await socket.until('some');
    const received = await socket.untilClosed();
    expect(received).not.toContain('0\r\n\r\n');
    if (version === 'HTTP/1.0') expect(socket.wasReset).toBe(true);
    expect(await records.event('request')).toMatchObject({
      status: 200,
      bytesDown: 4,
      reason: 'The site stopped in the middle of its answer.',
    });
  });

  it.each([
    ['a bad status line', 'HELLO\r\n\r\n'],
    ['a line feed in a header', 'HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: b=c\r\n\r\n'],
    ['both lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
    ['a proxy challenge of its own', 'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n'],
    ['a coding nobody asked for', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ])('passes on no answer with %s', async (_, answer) => {
    const origin = later(await scriptedOrigin(answer));
    const { port } = await proxy();
    const socket = await client(port);
    socket.send(get(`site.test:${origin.port}`));
    const response = await socket.until('protocol: ');
    expect(statusOf(response)).toBe(502);
    expect(response).not.toMatch(/proxy-authenticate|set-cookie/i);
  });

  it('gives up upstream when the client goes away', async () => {
    const origin = later(
      await rawOrigin((socket) => {
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome'));
      }),
    );
    const { port, records } = await proxy();
    const accepted = origin.nextConnection();
    const socket = await client(port);
    socket.send(get(`site.test:${origin.port}`));
    await socket.until('some');
    const upstreamEnded = accepted.then((upstream) => new Promise((resolve) => upstream.once('end', resolve)));
    socket.close();
    await upstreamEnded;
    expect(await records.event('request')).toMatchObject({ status: 200, bytesDown: 4, reason: expect.stringContaining('client closed') });
  });

  it('gives up upstream when the client goes away in the middle of its body', async () => {
    const origin = later(await rawOrigin((socket) => socket.resume()));
    const { port, records } = await proxy();
    const accepted = origin.nextConnection();
    const socket = await client(port);
    socket.send(`POST http://site.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nsome`);
    const upstream = await accepted;
    const ended = new Promise((resolve) => upstream.once('close', resolve).once('end', resolve));
    socket.close();
    await ended;
    expect(await records.event('request')).toMatchObject({ status: null, bytesUp: 4 });
  });
});

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
    expect(enforcing.heads[0]).toContain(`host: search.example:${enforcing.port}`);
    const without = await proxy({ policy: () => allowed({ dialHost }), names: { 'search.example': ['127.0.0.1'] } });
    const second = await client(without.port);
    second.send(`GET http://search.example:${enforcing.port}/find HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(statusOf(await second.until('name: '))).toBe(502);
  });
});
