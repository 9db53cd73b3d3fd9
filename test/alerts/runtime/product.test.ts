import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MailServer } from '../../support/mail-server.ts';
import { Product } from '../../support/product.ts';
import { redisIsInstalled } from '../../support/redis.ts';

const CONFIG = `
blocklists: { sources: [] }
trust: { name: Example Trust, safeguardingLead: { name: T. Lead, email: trust@trust.example } }
schools:
  - { id: north, name: North Academy, dsl: { name: A. Lead, email: dsl@north.example }, digestAt: "23:59" }
  - { id: south, name: South Academy, dsl: { name: S. Lead, email: dsl@south.example }, digestAt: "23:59" }
networks: [ { cidr: 127.0.0.0/8, name: wifi, school: north, group: seniors } ]
mail: { from: "Schoolgate <schoolgate@trust.example>" }
`;

function statusThrough(port: number, url: string): Promise<number | undefined> {
  return new Promise((done, fail) => {
    const asking = request({ host: '127.0.0.1', port, path: url, headers: { host: new URL(url).host } }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    asking.on('error', fail).end();
  });
}

describe.skipIf(!redisIsInstalled)('the product with a mail server', () => {
  it('mails the lead of the school when a device tries a forbidden site, and nobody else', { timeout: 180_000 }, async () => {
    const mail = await MailServer.start();
    const product = await Product.install({ config: CONFIG, env: { SMTP_URL: mail.url } });
    onTestFinished(async () => {
      await product.close();
      await mail.close();
    });
    await product.start();
    expect(await statusThrough(product.ports.proxy, 'http://terrorism.schoolgate.test/')).toBe(403);
    await mail.until(() => mail.received.length > 0);
    const health = (await (await fetch(`${product.adminUrl}/health`)).json()) as { parts: { part: string; ok: boolean }[] };
    expect(health.parts).toContainEqual(expect.objectContaining({ part: 'alerts', ok: true }));
    await product.stop();
    expect(mail.received.map(({ to }) => to)).toEqual([['dsl@north.example']]);
    expect(mail.received[0]?.mail.subject).toMatch(/^\[Schoolgate\] Danger: Terrorism and extremism - North Academy - ref \w+$/);
    // Minimal detail: neither who nor where.
    expect(mail.received[0]?.raw).not.toMatch(/127\.0\.0\.1(?!:)|terrorism\.schoolgate/);
  });
});
