import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../integration/clients/world.ts';
import { Firefox, isFirefoxInstalled } from './firefox.ts';

/** As docs/inspection.md and the portal's `/certificate` have it installed: by `policies.json`. */
describe.skipIf(!isFirefoxInstalled())('Firefox on a device with the school’s certificate', { timeout: 120_000 }, () => {
  let world: World;
  let firefox: Firefox;
  const folder = mkdtempSync(join(tmpdir(), 'schoolgate-firefox-'));
  beforeAll(async () => {
    world = await openWorld();
    if (world.inspected === null) throw new Error('port 443 is needed');
    const { product } = world;
    await product.lease('127.0.0.1', 'pupil1', 'juniors', 'managed1');
    const root = join(folder, 'school.pem');
    writeFileSync(root, `${(await product.cli(['ca', 'show'])).out}\n`);
    firefox = await Firefox.start(folder, {
      Certificates: { Install: [root] },
      Proxy: { Mode: 'manual', HTTPProxy: `127.0.0.1:${product.ports.proxy}`, UseHTTPProxyForAllProtocols: true },
    });
  }, 240_000);
  afterAll(async () => {
    await firefox?.close();
    await world?.close();
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('opens a page, whose whole address is recorded', async () => {
    expect(await firefox.open('https://web.localhost/page?term=private')).toEqual({ title: 'Open page', text: 'Open page' });
    expect(await world.product.find(({ url }) => url === 'https://web.localhost/page')).toMatchObject({
      ...{ event: 'request', visibility: 'url', action: 'allow', status: 200, contentType: 'text/html', intent: 'navigation' },
      ...{ username: 'pupil1', computer: 'managed1', group: 'juniors' },
    });
  });

  it('shows the block page of a secure site', async () => {
    expect((await firefox.open('https://gambling.schoolgate.test/casino')).text).toContain('gambling.schoolgate.test');
    expect(await world.product.find(({ url }) => url === 'https://gambling.schoolgate.test/casino')).toMatchObject({
      ...{ event: 'request', visibility: 'url', action: 'block', status: 403, username: 'pupil1' },
    });
  });

  it('says that the device is ready', async () => {
    expect((await firefox.open('https://ready.schoolgate.test/')).title).toMatch(/ready/i);
  });
});
