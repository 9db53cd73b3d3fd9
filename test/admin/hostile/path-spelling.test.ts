import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminFixture, openAdminFixture } from '../../support/admin-fixture.ts';
import { exchangeRaw, statusOf } from '../../support/raw-client.ts';

let admin: AdminFixture;
let port: number;
beforeAll(async () => {
  admin = await openAdminFixture();
  admin.app.server.listen(0, '127.0.0.1');
  await admin.app.ready();
  if (!admin.app.server.listening) await once(admin.app.server, 'listening');
  port = (admin.app.server.address() as AddressInfo).port;
});
afterAll(() => admin.close());

/** Spellings that the router takes for a path under /api/v1 and a look at the raw target does not. */
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.replace('/api', '/%61pi'),
  (path) => path.replace('/v1', '/%76%31'),
  (path) => `http://127.0.0.1${path}`,
  (path) => `HTTP://x:y@z${path}`,
  (path) => `/${path}`,
  (path) => `/.${path}`,
  (path) => path.toUpperCase(),
];

describe('a request without a token', () => {
  it.each(['audit', 'protection', 'leases', 'overrides', 'requests'])('never reads /api/v1/%s, however the path is spelt', async (name) => {
    for (const spell of SPELLINGS) {
      const target = spell(`/api/v1/${name}`);
      const response = await exchangeRaw(port, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      expect([400, 401, 404, 421], target).toContain(statusOf(response));
      expect(response, target).not.toMatch(/"items"|"classes"|"leases"/);
    }
  });
});
