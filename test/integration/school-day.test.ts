import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epochMs } from '../../core/units.ts';
import { openStores } from '../../storage/open-stores.ts';
import { type Origin, rawOrigin } from '../support/origin.ts';
import { Product, until } from '../support/product.ts';
import { ask, connectThrough, PAGE, type Tunnel } from './proxy-client.ts';

/** Addresses of clients, all of them this machine. */
const AT = { amy: '127.0.0.1', ben: '127.0.0.2', desk: '127.0.0.3', laptop: '127.0.0.4', phone: '127.0.0.9' } as const;

const CONFIG = `
schools: [{ id: north, name: North }]
blocklists: { sources: [] }
networks: [{ cidr: 127.0.0.9/32, name: pupil-wifi, school: north, group: seniors }]
policy: { groups: { juniors: { walledGarden: true } } }
`;

describe('what is switched during a school day, in the running product', { timeout: 60_000 }, () => {
  let product: Product;
  let echo: Origin;
  const tunnels: Tunnel[] = [];

  beforeAll(async () => {
    echo = await rawOrigin((socket) => socket.pipe(socket));
    product = await Product.install({ config: CONFIG, env: { SCHOOLGATE_CONNECT_PORTS: `443,80,${echo.port}` } });
    await product.start();
    for (const [ip, user, group] of [
      [AT.amy, 'amy', 'juniors'],
      [AT.ben, 'ben', 'juniors'],
      [AT.desk, 'mr.staff', 'staff'],
      [AT.laptop, 'mr.staff', 'staff'],
    ] as const)
      await product.lease(ip, user, group, `pc-${ip}`);
    await putClass(product);
  }, 180_000);
  afterAll(async () => {
    for (const { socket } of tunnels) socket.destroy();
    await product?.close();
    await echo?.close();
  });

  async function tunnel(from: string): Promise<Tunnel> {
    const opened = await connectThrough(product.ports.proxy, `127.0.0.1:${echo.port}`, { from });
    tunnels.push(opened);
    return opened;
  }

  async function token(role: string, ...more: string[]): Promise<Record<string, string>> {
    const made = await product.answer<{ token: string }>('token', 'create', '--name', role, '--role', role, ...more);
    return { authorization: `Bearer ${made.token}`, 'content-type': 'application/json' };
  }

  async function api(method: string, path: string, headers: Record<string, string>, body?: object) {
    const { 'content-type': _, ...bare } = headers;
    const sent = body === undefined ? { headers: bare } : { headers, body: JSON.stringify(body) };
    return (await (await fetch(`${product.adminUrl}/api/v1/${path}`, { method, ...sent })).json()) as Record<string, unknown>;
  }

  /** Resolves when the proxy has closed it; the milliseconds since `before`. */
  async function closedWithin({ socket }: Tunnel, before: number): Promise<number> {
    socket.resume();
    if (!socket.closed) await once(socket, 'close');
    return performance.now() - before;
  }

  it('a lesson opens a site for a class and nobody else, and takes its open tunnels with it', async () => {
    const teacher = await token('teacher', '--person', 't.teacher');
    expect((await tunnel(AT.amy)).status).toBe(403);
    const lesson = await api('POST', 'lessons', teacher, { class: '3C', hosts: ['127.0.0.1'], reason: 'bridges' });
    expect(lesson).toMatchObject({ class: 'north/3c', inForce: true });
    const opened = await tunnel(AT.amy);
    expect([opened.status, (await tunnel(AT.ben)).status]).toEqual([200, 403]);
    const before = performance.now();
    expect(await api('DELETE', `lessons?id=${lesson['id']}`, teacher)).toMatchObject({ inForce: true });
    expect(await closedWithin(opened, before)).toBeLessThan(2_000);
    expect((await product.find(({ event }) => event === 'tunnel-close')).username).toBe('amy');
  });

  it('a suspension ends every device’s tunnels and requests within five seconds, until it is ended', async () => {
    const devices = await Promise.all([tunnel(AT.desk), tunnel(AT.laptop)]);
    expect(devices.map(({ status }) => status)).toEqual([200, 200]);
    const head = await token('headteacher');
    const before = performance.now();
    const suspended = await api('POST', 'suspensions', head, { person: 'Mr.Staff', until: tomorrow(), reason: 'misuse of systems' });
    expect(suspended).toMatchObject({ inForce: true, warnings: [] });
    const took = await Promise.all(devices.map((device) => closedWithin(device, before)));
    expect(Math.max(...took)).toBeLessThan(5_000);
    for (const from of [AT.desk, AT.laptop]) expect((await tunnel(from)).status).toBe(403);
    const listed = await product.answer<{ items: { id: string }[] }>('suspension', 'list');
    expect(await product.answer('suspension', 'end', listed.items[0]?.id ?? '')).toMatchObject({ state: 'in force on all 2 workers' });
    expect((await tunnel(AT.desk)).status).toBe(200);
  });

  it('pupil Wi-Fi that is switched off answers with a page that says so', async () => {
    const visit = () => ask(product.ports.proxy, 'http://nowhere.example/', { from: AT.phone, headers: PAGE });
    const head = await token('headteacher', '--school', 'north');
    const off = await api('PUT', 'pupil-wifi', head, { permitted: false, reason: 'phones away' });
    expect(off).toMatchObject({ permitted: false, inForce: true, warnings: [] });
    const refused = await visit();
    expect([refused.status, refused.body]).toEqual([403, expect.stringContaining('switched off Wi-Fi for pupils')]);
    expect(await product.recordOf(refused)).toMatchObject({ rule: 'pupil-wifi', action: 'block' });
    const trial = { group: 'seniors', school: 'north', categories: ['news'] };
    const operator = await token('it-operator');
    for (const [network, action] of [
      ['pupil-wifi', 'block'],
      [undefined, 'allow'],
    ] as const) {
      const tried = await api('POST', 'try', operator, { ...trial, network });
      expect(tried).toMatchObject({ ok: true, network: network ?? null, items: [{ expected: action }] });
    }
    expect(await api('POST', 'try', operator, { ...trial, network: 'none' })).toMatchObject({ code: 'bad-request' });
    expect(await api('PUT', 'pupil-wifi', head, { permitted: true, reason: 'phones back' })).toMatchObject({ inForce: true });
    expect((await product.recordOf(await visit())).rule).not.toBe('pupil-wifi');
  });
});

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString();
}

/** As an import would; resolves when the running product knows it. */
async function putClass(product: Product): Promise<void> {
  const sqlitePath = join(product.dataFolder, 'db/schoolgate.sqlite');
  const stores = await openStores({ databaseUrl: null, sqlitePath, clock: () => epochMs(Date.now()) });
  await stores.classes.put([{ id: 'north/3c', name: '3C', school: 'north', members: ['amy'], teachers: ['t.teacher'] }]);
  await stores.close();
  const headers = await product.token('it-operator');
  // An unknown class is a bad request; a known one is only said to be without a site.
  const lacksSiteOnly = async (): Promise<boolean> => {
    const body = JSON.stringify({ class: '3C', service: 'none', reason: 'is it known' });
    const sent = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
    return (await (await fetch(`${product.adminUrl}/api/v1/lessons`, sent)).text()).includes('google-classroom');
  };
  await until(lacksSiteOnly, 20_000);
}
