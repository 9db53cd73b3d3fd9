import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../core/identity.ts';
import { type Origin, scriptedOrigin } from '../support/origin.ts';
import { PUPIL } from '../support/proxy-fixture.ts';
import { closing } from '../support/proxy-fixture-closing.ts';
import type { RawClient } from '../support/raw-client.ts';
import { until } from '../support/until.ts';

const { later, proxy, client } = closing();

interface LoginOrigin extends Origin {
  /** The connections on which somebody is signed in, with whom. */
  readonly signedIn: Map<Socket, string>;
}

/**
 * An origin as IIS does it: a login in two legs signs in the connection, and every later request on it is that person's.
 * `Authorization: <scheme> hello` is challenged, `<scheme> <name>` behind that on the same connection signs in.
 */
async function loginOrigin(scheme: string): Promise<LoginOrigin> {
  const challenged = new Set<Socket>();
  const signedIn = new Map<Socket, string>();
  const answer = (socket: Socket, status: string, fields: string, body: string): void => {
    socket.write(`HTTP/1.1 ${status}\r\n${fields}Content-Length: ${body.length}\r\n\r\n${body}`);
  };
  const origin = await scriptedOrigin((head, socket) => {
    const token = new RegExp(`\r\nauthorization: *${scheme} (\\w+)`, 'i').exec(head)?.[1];
    if (token === 'hello') {
      challenged.add(socket);
      return answer(socket, '401 Next leg', `WWW-Authenticate: ${scheme} challenge\r\n`, '<challenge>');
    }
    if (token !== undefined && challenged.delete(socket)) signedIn.set(socket, token);
    const name = signedIn.get(socket);
    if (name === undefined) answer(socket, '401 Who', `WWW-Authenticate: ${scheme}\r\n`, '<nobody>');
    else answer(socket, '200 OK', 'Persistent-Auth: true\r\n', `<${name}>`);
  });
  return Object.assign(origin, { signedIn });
}

async function ask(socket: RawClient, port: number, more = '', method = 'GET'): Promise<string> {
  socket.clear();
  const body = method === 'POST' ? 'Content-Length: 1\r\n\r\nx' : '\r\n';
  socket.send(`${method} http://intranet.test:${port}/ HTTP/1.1\r\nHost: x\r\n${more}${body}`);
  return socket.until('>');
}

async function signIn(socket: RawClient, port: number, scheme: string, name: string): Promise<void> {
  expect(await ask(socket, port)).toContain('<nobody>');
  expect(await ask(socket, port, `Authorization: ${scheme} hello\r\n`)).toContain('<challenge>');
  expect(await ask(socket, port, `Authorization: ${scheme} ${name}\r\n`)).toContain(`<${name}>`);
}

describe.each(['NTLM', 'Negotiate', 'Kerberos'])('a login by %s', (scheme) => {
  it('is announced as one that this proxy keeps to the client’s own connection', async () => {
    const origin = later(await loginOrigin(scheme));
    const { port } = await proxy();
    const answer = await ask(await client(port), origin.port);
    expect(answer).toContain(`WWW-Authenticate: ${scheme}\r\n`);
    expect(answer).toMatch(/Proxy-Support: Session-Based-Authentication\r\nConnection: Proxy-Support\r\n/);
  });

  it('never answers one client as another, however they mix', async () => {
    const origin = later(await loginOrigin(scheme));
    const { port } = await proxy();
    const [ann, bob, eve] = [await client(port), await client(port), await client(port)];
    await signIn(ann, origin.port, scheme, 'ann');
    await signIn(bob, origin.port, scheme, 'bob');
    for (const method of ['GET', 'POST', 'GET']) {
      expect(await ask(ann, origin.port, '', method)).toContain('<ann>');
      expect(await ask(eve, origin.port, '', method)).toContain('<nobody>');
      expect(await ask(bob, origin.port, '', method)).toContain('<bob>');
      expect(await ask(ann, origin.port, 'Expect: nothing\r\n', method)).toContain('<ann>');
    }
    expect([...origin.signedIn.values()]).toEqual(['ann', 'bob']);
  });

  it('ends with the client’s connection, which nobody inherits', async () => {
    const origin = later(await loginOrigin(scheme));
    const { port } = await proxy();
    const ann = await client(port);
    await signIn(ann, origin.port, scheme, 'ann');
    const [signedIn] = origin.signedIn.keys();
    ann.close();
    await until(() => signedIn?.destroyed === true);
    for (let i = 0; i < 5; i++) expect(await ask(await client(port), origin.port)).toContain('<nobody>');
  });

  it('belongs to one person where several share a connection to the proxy', async () => {
    const origin = later(await loginOrigin(scheme));
    const named = (username: string | null): Identity => ({ ...PUPIL, username, attribution: 'proxy-auth' });
    const { port } = await proxy({
      identity: { resolve: ({ proxyAuthorization }) => ({ kind: 'identified', identity: named(proxyAuthorization ?? null) }) },
    });
    const gateway = await client(port);
    const [asAnn, asBob] = ['Proxy-Authorization: ann\r\n', 'Proxy-Authorization: bob\r\n'];
    expect(await ask(gateway, origin.port, `${asAnn}Authorization: ${scheme} hello\r\n`)).toContain('<challenge>');
    expect(await ask(gateway, origin.port, `${asAnn}Authorization: ${scheme} ann\r\n`)).toContain('<ann>');
    expect(await ask(gateway, origin.port, asBob)).toContain('<nobody>');
    expect(await ask(gateway, origin.port)).toContain('<nobody>');
    expect(await ask(gateway, origin.port, asAnn)).toContain('<ann>');
  });

  it('is found behind another Authorization', async () => {
    const origin = later(await loginOrigin(scheme));
    const { port } = await proxy();
    const ann = await client(port);
    const both = (token: string): string => `Authorization: Basic x\r\nAuthorization: ${scheme} ${token}\r\n`;
    await ask(ann, origin.port, both('hello'));
    expect(await ask(ann, origin.port, both('ann'))).toContain('<ann>');
    expect(await ask(await client(port), origin.port)).toContain('<nobody>');
  });
});

it('logins at many hosts hold no more than sixteen connections of one client', async () => {
  const origin = later(await loginOrigin('NTLM'));
  const { port } = await proxy();
  const socket = await client(port);
  for (let i = 0; i < 20; i++) {
    socket.clear();
    socket.send(`GET http://host${i}.test:${origin.port}/ HTTP/1.1\r\nHost: x\r\nAuthorization: NTLM hello\r\n\r\n`);
    await socket.until('>');
  }
  await until(() => origin.accepted.filter((each) => !each.destroyed).length === 16);
});
