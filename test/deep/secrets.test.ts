import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, ask, basic, connectThrough, PAGE } from '../integration/proxy-client.ts';
import { freePorts } from '../support/free-ports.ts';
import { httpOrigin, type Origin } from '../support/origin.ts';
import { Product } from '../support/product.ts';

/** Each appears once, where that secret belongs, and must appear nowhere else. */
const MARKS = {
  password: 'MARKpassword1x',
  wrongPassword: 'MARKwrongpassword1x',
  cookie: 'MARKcookie1x',
  setCookie: 'MARKsetcookie1x',
  bearer: 'MARKbearer1x',
  query: 'MARKquery1x',
  userinfo: 'MARKuserinfo1x',
  body: 'MARKbody1x',
  answer: 'MARKanswer1x',
  smtp: 'MARKsmtp1x',
  redis: 'MARKredis1x',
  database: 'MARKdatabase1x',
} as const;

/** A secret in its own spelling and in those that a header or URL gives it. */
function spellings(secret: string): Buffer[] {
  const encoded = ['', 'p', 'pu'].map((before) => Buffer.from(`${before}${secret}`).toString('base64').slice(4, -4));
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...encoded].map((text) => Buffer.from(text));
}

describe('a secret', { timeout: 300_000 }, () => {
  let product: Product;
  let origin: Origin;
  let token: { authorization: string };
  const answers: Answer[] = [];
  const printed: string[] = [];

  beforeAll(async () => {
    origin = await httpOrigin((request, response) => {
      request.resume();
      if (request.url?.includes('cut') === true) request.socket.destroy();
      else response.writeHead(200, { 'Set-Cookie': `sid=${MARKS.setCookie}`, 'X-Other': MARKS.answer }).end(MARKS.answer);
    });
    const [smtpPort = 0] = await freePorts(1);
    product = await Product.install({ env: { SMTP_URL: `smtp://sender:${MARKS.smtp}@127.0.0.1:${smtpPort}` } });
    printed.push(...(await product.start()));
    token = await product.token('it-operator');
    const added = await product.cli(['user', 'add', 'pupil1', '--group', 'seniors', '--password-stdin'], { input: `${MARKS.password}\n` });
    expect(added.code).toBe(0);
    printed.push(added.out, added.err);
    await use();
  }, 300_000);
  afterAll(async () => {
    await product?.close();
    await origin?.close();
  });

  /** Everything a pupil and an administrator can put a secret into, on every way out that there is. */
  async function use(): Promise<void> {
    const { proxy, admin, portal } = product.ports;
    const secret = { cookie: `a=${MARKS.cookie}`, authorization: `Bearer ${MARKS.bearer}`, referer: `http://x.test/?${MARKS.query}` };
    const who = [basic('pupil1', MARKS.password), basic('pupil1', MARKS.wrongPassword), {}];
    const site = `127.0.0.1:${origin.port}`;
    const urls = [
      `http://${site}/`,
      `http://${site}/cut`,
      'http://self-harm.schoolgate.test/',
      'http://games.schoolgate.test/',
      'http://127.0.0.1:1/',
      'http://nowhere.invalid/',
      'ftp://x.test/',
    ];
    for (const credentials of who) {
      const headers = { ...PAGE, ...secret, ...credentials };
      for (const url of urls) {
        const marked = `${url.replace('//', `//user:${MARKS.userinfo}@`)}?q=${MARKS.query}`;
        for (const method of ['GET', 'POST'])
          answers.push(await ask(proxy, marked, { method, headers, body: method === 'POST' ? MARKS.body : '' }));
      }
      for (const authority of [site, 'self-harm.schoolgate.test:443', 'nowhere.invalid:443']) {
        const { socket, ...answer } = await connectThrough(proxy, authority, { headers });
        answers.push(answer);
        socket.destroy();
      }
    }
    await malformed(`GET http://x.test/?${MARKS.query} HTTP/9\r\nCookie: ${MARKS.cookie}\r\n\r\n`);
    await malformed(
      `GET http://x.test/?${MARKS.query} HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\nCookie: ${MARKS.cookie}\r\n\r\n`,
    );
    for (const port of [admin, portal]) {
      for (const path of ['/health', '/metrics', `/nothing?${MARKS.query}`, '/api/v1/leases', '/api/v1/audit', '/api/v1/requests'])
        for (const headers of [{}, token, { ...secret }]) answers.push(await ask(port, path, { headers }));
      const json = { ...token, 'content-type': 'application/json' };
      answers.push(await ask(port, '/api/v1/leases', { method: 'PUT', headers: json, body: `[{"${MARKS.body}":1}` }));
    }
  }

  async function malformed(text: string): Promise<void> {
    const socket = connect({ port: product.ports.proxy, host: '127.0.0.1' });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
    socket.write(text);
    await once(socket, 'close', { signal: AbortSignal.timeout(30_000) });
    answers.push({ status: 0, headers: {}, body: Buffer.concat(chunks).toString('latin1') });
  }

  /** Files of the installation by name, its database, Redis and records included. */
  function files(): [string, Buffer][] {
    return readdirSync(product.dataFolder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(product.dataFolder, name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
      .map((path) => [path, readFileSync(path)]);
  }

  function expectNowhere(places: Iterable<readonly [string, Buffer]>, own: readonly string[] = []): void {
    for (const [place, content] of places)
      for (const [name, secret] of Object.entries(MARKS)) {
        const isThere = !own.includes(name) && spellings(secret).some((spelling) => content.includes(spelling));
        expect(isThere ? `${name} is in ${place}` : '').toBe('');
      }
  }

  it('was used: every kind of answer was given, and recorded', () => {
    const statuses = new Set(answers.map(({ status }) => status));
    for (const status of [200, 400, 401, 403, 404, 407, 502]) expect([status, statuses.has(status)]).toEqual([status, true]);
    expect(product.records().length).toBeGreaterThan(20);
    expect(files().length).toBeGreaterThan(10);
    // What is no secret is found in the same way.
    for (const known of ['pupil1', 'self-harm.schoolgate.test']) expect(files().some(([, content]) => content.includes(known))).toBe(true);
  });

  it('is in no file of the installation, in no log, in nothing that was printed', () => {
    expectNowhere(files());
    expectNowhere([
      ['the log', Buffer.from(product.log)],
      ['what was printed', Buffer.from(printed.join('\n'))],
    ]);
  });

  it('is in no answer of the proxy, the console or the portal but the site’s own', () => {
    const sites = answers.filter(({ body }) => body === MARKS.answer);
    expect(sites.length).toBeGreaterThan(0);
    expectNowhere(
      answers.map((answer, index) => [`answer ${index}: ${answer.body.slice(0, 300)}`, Buffer.from(JSON.stringify(answer))]),
      ['answer', 'setCookie'],
    );
    for (const { body, headers } of answers.filter((answer) => !sites.includes(answer)))
      expect(JSON.stringify([body, headers])).not.toMatch(new RegExp(`${MARKS.answer}|${MARKS.setCookie}`));
  });

  it('of an administrator’s token is nowhere but with its holder', () => {
    const secret = Buffer.from(token.authorization.slice('Bearer '.length));
    for (const [path, content] of files()) expect([path, content.includes(secret)]).toEqual([path, false]);
    expect(product.log).not.toContain(secret.toString());
  });

  it('is in no core file: no process of the product may write one', () => {
    const parts = product.processes().filter(({ instance }) => instance !== null && instance !== 'redis');
    expect(parts.length).toBeGreaterThanOrEqual(5);
    for (const { pid, instance } of parts)
      expect([instance, /^Max core file size\s+0\s+0/m.test(readFileSync(`/proc/${pid}/limits`, 'utf8'))]).toEqual([instance, true]);
  });

  it.each([
    ['REDIS_URL', `redis://:${MARKS.redis}@127.0.0.1:1/`],
    ['DATABASE_URL', `postgres://school:${MARKS.database}@127.0.0.1:1/x`],
    ['DATABASE_URL', `postgres://school:${MARKS.database}@/[:bad`],
    ['SMTP_URL', `smtp://x:${MARKS.smtp}@@:99999`],
  ])('in a %s that cannot be used is not told', async (name, url) => {
    const other = await Product.install({ env: { [name]: url } });
    try {
      const { code, out, err } = await other.cli(['start']);
      expect([code, err === '']).toEqual([1, false]);
      expectNowhere([[`the complaint about ${name}`, Buffer.from(out + err)]]);
    } finally {
      await other.close();
    }
  });
});
