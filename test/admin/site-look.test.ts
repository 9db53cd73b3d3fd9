import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AdminFixture } from '../support/admin-fixture.ts';
import { type LocalPages, openLocalPages } from '../support/local-pages.ts';
import { callsOf, type Headers, openSchoolDay } from '../support/school-day.ts';

const PAGE = `<!doctype html><title>Chess &amp; more\u202e</title>
<meta name="description" content="Play &lt;b&gt;chess&lt;/b&gt;">
<script src="https://games.schoolgate.test/app.js"></script>
<link rel="stylesheet" href="//cdn.example/site.css"><img src="/own.png" srcset="https://cdn.example/big.png 2x">
<img src="https://child-sexual-abuse.schoolgate.test/x.png"><iframe src="https://terrorism.schoolgate.test/"></iframe>
<script>location = 'https://never.example/'; document.write('<img src=https://never.example/>')</script>`;

let pages: LocalPages;
let asked: IncomingMessage[];
beforeAll(async () => {
  pages = await openLocalPages((request, response) => {
    asked.push(request);
    const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to');
    if (to !== null) response.writeHead(302, { location: to }).end();
    else if (request.url === '/gone') response.writeHead(404, { 'content-type': 'text/html' }).end('<title>Not here</title>');
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
  });
});

let admin: AdminFixture;
let api: ReturnType<typeof callsOf>;
let desk: Headers;
let teacher: Headers;
beforeEach(() => {
  asked = [];
});
beforeAll(async () => {
  admin = await openSchoolDay({ fetchPage: pages.fetchPage });
  api = callsOf(admin);
  desk = await admin.tokenFor('it-operator');
  teacher = await admin.tokenFor('teacher', { person: 'T.Teacher' });
});
afterAll(async () => {
  await admin.close();
  await pages.close();
});

const at = (host: string, path = '/') => `http://${host}:${pages.port}${path}`;
const filed = async (url: string, more: object = {}) =>
  (await api.post('requests', desk, { kind: 'unblock', url, reason: 'chess club', requestedBy: 'amy', ...more })).body.id;
const look = async (url: string, more?: object) => (await api.post(`requests/${await filed(url, more)}/look`, desk, {})).body;

describe('looking at the page of a request', () => {
  it('tells title, description and the hosts it loads from, as they are for whoever asked, and runs nothing', async () => {
    const seen = await look(at('chess.example', '/club'));
    expect(seen).toMatchObject({
      problem: null,
      status: 200,
      title: 'Chess & more',
      description: 'Play <b>chess</b>',
      whole: true,
      unnamed: 1,
    });
    expect(seen.addresses).toEqual([at('chess.example', '/club')]);
    expect(seen.hosts).toEqual([
      { host: 'games.schoolgate.test', loads: ['script'], categories: ['games'], action: 'block', openable: true },
      { host: 'cdn.example', loads: ['style', 'picture'], categories: expect.any(Array), action: expect.any(String), openable: true },
      { host: 'terrorism.schoolgate.test', loads: ['frame'], categories: ['terrorism'], action: 'block', openable: false },
    ]);
    expect(JSON.stringify(seen)).not.toContain('child-sexual-abuse');
    expect(asked.map(({ url }) => url)).toEqual(['/club']);
    expect(asked[0]?.headers).not.toHaveProperty('cookie');
  });

  it('is kept with the request for a week, and audited', async () => {
    const id = await filed(at('chess.example'));
    const seen = (await api.post(`requests/${id}/look`, desk, {})).body;
    expect(await api.audited()).toMatchObject({
      action: 'request.look',
      subject: id,
      detail: { host: 'chess.example', problem: null, status: 200, redirects: 0, hosts: 3, unnamed: 1 },
    });
    expect((await api.get(`requests/${id}`, desk)).body.look).toEqual(seen);
    const { requestLooks } = admin.context.stores;
    expect(await requestLooks.purge(admin.context.clock())).toBe(0);
    admin.advance(1);
    expect(await requestLooks.purge(admin.context.clock())).toBeGreaterThan(0);
    expect((await api.get(`requests/${id}`, desk)).body.look).toBeNull();
  });

  it('lets an approval open what the page loads with it, judged as any host is', async () => {
    const id = await filed(at('chess.example'));
    const approve = (also: string[]) =>
      api.post(`requests/${id}/approve`, desk, { scope: { kind: 'person', id: 'zoe' }, reason: 'chess', also });
    expect((await approve(['child-sexual-abuse.schoolgate.test'])).body.code).toBe('sealed-category');
    expect((await approve(['extremism.schoolgate.test'])).status).toBe(403);
    expect((await approve(['games.schoolgate.test'])).body).toMatchObject({ status: 'approved', inForce: true });
    expect((await api.explain('https://games.schoolgate.test/', 'zoe')).action).toBe('allow');
    const block = await filed(at('other.example'), { kind: 'block' });
    const answer = await api.post(`requests/${block}/approve`, desk, { scope: { kind: 'trust' }, reason: 'bad', also: ['a.example'] });
    expect(answer.body).toMatchObject({ code: 'bad-request', detail: 'also: only where an ordinary site is opened.' });
  });

  it('follows redirects, and says where they led', async () => {
    const seen = await look(at('short.example', `/?to=${at('chess.example')}`));
    expect(seen.addresses).toEqual([at('short.example', `/?to=${at('chess.example')}`), at('chess.example')]);
    expect(seen.hosts[0]).toMatchObject({ host: 'chess.example', loads: ['page'] });
    expect(await look(at('chess.example', '/gone'))).toMatchObject({ problem: null, status: 404, title: 'Not here' });
  });

  it.each([
    ['sealed', 'child-sexual-abuse.schoolgate.test', 'on a statutory list'],
    ['locked', 'extremism.schoolgate.test', 'of the category “Extremism”'],
  ])('never fetches a %s page, asked for or redirected to, and says why', async (code, host, words) => {
    const seen = await look(at(host));
    expect(seen).toMatchObject({
      problem: { code, words: expect.stringContaining(`This is a page ${words}`) },
      addresses: [],
      title: null,
    });
    expect(asked).toEqual([]);
    const led = await look(at('short.example', `/?to=${encodeURIComponent(at(host))}`));
    expect(led).toMatchObject({ problem: { code, words: expect.stringContaining(`It redirects to a page ${words}`) } });
    expect(asked).toHaveLength(1);
  });

  it('does not fetch a page that carries the address of a sealed one', async () => {
    const carrier = 'http://translate.google.com/translate?sl=auto&u=http%3A%2F%2Fchild-sexual-abuse.schoolgate.test%2F';
    expect((await look(carrier)).problem.code).toBe('sealed');
    expect(asked).toEqual([]);
  });

  it('is for IT, within its own school', async () => {
    const id = await filed(at('chess.example'), { school: 'north' });
    const elsewhere = await admin.tokenFor('it-operator', { school: 'south' });
    expect((await api.post(`requests/${id}/look`, elsewhere, {})).status).toBe(404);
    expect((await api.post(`requests/${id}/look`, await admin.tokenFor('headteacher'), {})).status).toBe(403);
    expect(asked).toEqual([]);
  });
});

describe('what a site needs to work for a class', () => {
  const needs = (url: string, group = '10B') => api.post('lessons/needs', teacher, { class: group, url });

  it('is what its page loads from and what is closed for them, but nothing that no grant opens', async () => {
    const { status, body } = await needs(at('chess.example'));
    expect(status).toBe(200);
    expect(body).toMatchObject({ service: null, title: 'Chess & more', problem: null, closed: 2 });
    expect(body.hosts).toContainEqual({ host: 'games.schoolgate.test', loads: ['script'], categories: ['games'] });
    expect(JSON.stringify(body)).not.toMatch(/child-sexual-abuse|terrorism/);
    expect(await api.audited()).toMatchObject({ action: 'lesson.look', subject: 'chess.example', detail: { class: 'north/10b' } });
  });

  it('opens with the site when it is granted, and is not suggested again', async () => {
    const also = (await needs(at('chess.example'))).body.hosts.map(({ host }: { host: string }) => host);
    const opened = await api.post('lessons', teacher, { class: '10B', url: at('chess.example'), also, reason: 'chess' });
    expect(opened.body.hosts).toEqual(['chess.example', ...also]);
    expect((await api.explain('https://games.schoolgate.test/', 'amy')).action).toBe('allow');
    expect((await api.explain('https://games.schoolgate.test/', 'ben')).action).toBe('block');
    expect((await needs(at('chess.example'))).body.hosts).toEqual([]);
  });

  it.each([
    ['sealed', 'child-sexual-abuse.schoolgate.test', 'sealed-category'],
    ['locked', 'terrorism.schoolgate.test', 'forbidden'],
    ['a registry', 'co.uk', 'bad-request'],
  ])('is judged at the grant like any host: %s', async (_what, host, code) => {
    const running = () => admin.context.stores.overrides.list(admin.context.clock());
    const before = await running();
    const answer = await api.post('lessons', teacher, { class: '10B', url: at('chess.example'), also: [host], reason: 'chess' });
    expect(answer.body.code).toBe(code);
    expect(await running()).toEqual(before);
  });

  it('is not looked for where a service is known, where the site is closed to everyone, or for another’s class', async () => {
    expect((await needs('https://www.youtube.com/watch?v=1')).body).toMatchObject({ service: 'YouTube', hosts: [] });
    expect((await needs(at('child-sexual-abuse.schoolgate.test'))).body.code).toBe('sealed-category');
    expect((await needs(at('terrorism.schoolgate.test'))).body.code).toBe('forbidden');
    expect((await needs(at('chess.example'), '10C')).status).toBe(403);
    expect(asked).toEqual([]);
  });
});
