import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, connectThrough, PAGE } from '../integration/proxy-client.ts';
import { MailServer } from '../support/mail-server.ts';
import { type Origin, rawOrigin } from '../support/origin.ts';
import { Product, until } from '../support/product.ts';

const AT = { shopper: '127.0.0.2', brief: '127.0.0.3', southern: '127.0.0.4', pupil: '127.0.0.5', lunching: '127.0.0.6' } as const;
/** A Tuesday in term, ten o'clock in London (British Summer Time), and the Monday after it, half past five. */
const TUESDAY = Date.UTC(2026, 9, 13, 9, 0, 0);
const MONDAY = Date.UTC(2026, 9, 19, 4, 30, 0);
const MINUTES = 32;
const WEEK = '2026-10-12';

const CONFIG = `
schools:
  - { id: north, name: North, headteacher: { name: H, email: head@north.example }, it: { name: I, email: it@north.example } }
  - { id: south, name: South, headteacher: { name: S, email: head@south.example } }
blocklists: { sources: [] }
personalUseReport:
  enabled: true
  reason: Staff handbook 3.2, agreed with the unions
  notice: { text: We count private use in working time., from: 2026-09-01, dpia: DPIA-14 }
  minutesAWeek: { shopping: 30 }
policy:
  schedules: [{ id: lunch, windows: [{ days: [tue], from: "12:00", until: "13:00" }] }]
  groups: { staff: { categories: { shopping: { action: allow, during: lunch, otherwise: monitor } } } }
`;

/**
 * What a process of the product takes for the time stands in a file, so that weeks pass while it runs; what it does each hour it does each
 * second. The names of canaries lead to this machine.
 */
const clock = (file: string) => `
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
const [real, every, { prototype }] = [Date.now, setInterval, dns.Resolver];
const resolve = prototype.resolve4;
const shift = () => { try { return Number(readFileSync(${JSON.stringify(file)}, 'utf8')); } catch { return 0; } };
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...parts) { if (parts.length === 0) super(real() + shift()); else super(...parts); }
  static now() { return real() + shift(); }
};
prototype.resolve4 = function (host, options, done) {
  if (host.endsWith('.schoolgate.test')) queueMicrotask(() => done(null, [{ address: '127.0.0.1', ttl: 60 }]));
  else resolve.call(this, host, options, done);
};
globalThis.setInterval = (work, ms, ...more) => every(work, ms === 3_600_000 ? 1_000 : ms, ...more);
`;

describe('the report of private use, from what went through the proxy', { timeout: 240_000 }, () => {
  let product: Product;
  let mail: MailServer;
  let shop: Server;
  let tunnelled: Origin;

  beforeAll(async () => {
    mail = await MailServer.start();
    shop = createServer((_request, answer) => answer.end('shoes'));
    await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
    tunnelled = await rawOrigin((socket) => socket.pipe(socket));
    product = await Product.install({ env: { SMTP_URL: mail.url, SCHOOLGATE_CONNECT_PORTS: `443,80,${tunnelled.port}` } });
    setTime(TUESDAY);
    const preload = product.write('clock.mjs', clock(join(product.folder, 'shift')));
    Object.assign(product.env, { NODE_OPTIONS: `--import=${preload}` });
    product.configure(CONFIG);
    await product.start();
    for (const [ip, user, group, school] of [
      [AT.shopper, 'mrs.shopper', 'staff', 'north'],
      [AT.brief, 'mr.brief', 'staff', 'north'],
      [AT.southern, 'ms.southern', 'staff', 'south'],
      [AT.lunching, 'mr.lunch', 'staff', 'north'],
      [AT.pupil, 'a.pupil', 'seniors', 'north'],
    ] as const)
      await product.answer(
        'lease',
        'add',
        ...['--ip', ip, '--user', user, '--computer', user, '--group', group, '--school', school, '--ttl', '8h'],
      );
  }, 180_000);
  afterAll(async () => {
    await product?.close();
    await mail?.close();
    await tunnelled?.close();
    shop?.close();
  });

  function setTime(to: number): void {
    product.write('shift', String(to - Date.now()));
  }

  const page = () => `http://shopping.schoolgate.test:${(shop.address() as AddressInfo).port}/shoes`;
  const visit = async (from: string) => (await ask(product.ports.proxy, page(), { from, headers: PAGE })).status;

  async function browse(): Promise<void> {
    for (let minute = 0; minute < MINUTES; minute++) {
      setTime(TUESDAY + minute * 60_000);
      expect([await visit(AT.shopper), await visit(AT.shopper), await visit(AT.pupil)]).toEqual([200, 200, 403]);
      if (minute < 20) expect(await visit(AT.brief)).toBe(200);
      const { status, socket } = await connectThrough(product.ports.proxy, `shopping.schoolgate.test:${tunnelled.port}`, {
        from: AT.southern,
      });
      socket.destroy();
      expect(status).toBe(200);
    }
    for (let minute = 0; minute < MINUTES; minute++) {
      setTime(TUESDAY + 2 * 3_600_000 + minute * 60_000);
      expect(await visit(AT.lunching)).toBe(200);
    }
  }

  it('names those who passed the threshold to their own headteacher and to nobody else, and mails nobody', async () => {
    await browse();
    const told = mail.received.length;
    setTime(MONDAY);
    const headers = Object.fromEntries(
      await Promise.all(
        (
          [
            ['north', 'headteacher', 'north'],
            ['south', 'headteacher', 'south'],
            ['dpo', 'dpo', null],
            ['it', 'head-of-it', null],
          ] as const
        ).map(async ([name, role, school]) => {
          const own = school === null ? [] : ['--school', school];
          const { token } = await product.answer<{ token: string }>('token', 'create', '--name', name, '--role', role, ...own);
          return [name, { authorization: `Bearer ${token}` }] as const;
        }),
      ),
    );
    const get = async (by: string, path: string) => {
      const answer = await fetch(`${product.adminUrl}/api/v1/${path}`, { headers: headers[by] ?? {} });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const counted = async () =>
      ((await get('dpo', 'personal-use/report')).body['weeks'] as { week: string; people: number }[]).find(({ week }) => week === WEEK);
    await until(
      async () => (await counted()) !== undefined,
      60_000,
      () => `nothing was counted; log:\n${product.log.slice(-3_000)}`,
    );
    expect(await counted()).toMatchObject({ people: 2 });
    const look = `personal-use/report/weeks/${WEEK}?reason=asked+by+the+governors`;
    expect((await get('north', look)).body['items']).toEqual([{ person: 'mrs.shopper', school: 'north', minutes: { shopping: MINUTES } }]);
    expect((await get('south', look)).body['items']).toEqual([{ person: 'ms.southern', school: 'south', minutes: { shopping: MINUTES } }]);
    for (const by of ['dpo', 'it']) expect((await get(by, look)).status).toBe(403);
    const rows = (await get('it', 'audit?limit=500')).body['items'] as { subject: string }[];
    expect(JSON.stringify(rows.slice(rows.findIndex(({ subject }) => subject === WEEK)))).not.toMatch(/mrs\.shopper|ms\.southern/);
    expect(JSON.stringify((await get('dpo', 'lookups')).body)).toContain('mrs.shopper');
    expect(JSON.stringify(mail.received.slice(told).map(({ raw }) => raw))).not.toMatch(/shopper|southern/i);
  });
});
