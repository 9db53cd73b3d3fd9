import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../../core/access-record.ts';
import { isInstalled, PASSWORD, TEXT, type World } from './world.ts';

interface Curled {
  /** Of the last answer, or of the proxy where it refused a CONNECT. */
  readonly status: number;
  readonly body: string;
  readonly headers: string;
}

export function curl(world: () => World): void {
  describe.skipIf(!isInstalled('curl'))('curl', () => {
    async function curled(...words: string[]): Promise<Curled> {
      const { product, run, folder } = world();
      const marks = '\n--%{http_code} %{http_connect}';
      const common = ['-sS', '--max-time', '20', '--noproxy', '', '-x', product.proxyUrl, '-D', join(folder, 'headers'), '-w', marks];
      const { out } = await run('curl', [...common, ...words]);
      const [, body = '', code, connect] = /^([\s\S]*)\n--(\d+) (\d+)$/.exec(out) ?? [];
      const headers = readFileSync(join(folder, 'headers'), 'utf8');
      return { status: Number(code) || Number(connect), body, headers };
    }

    const recorded = (fits: (record: AccessRecord) => boolean): Promise<AccessRecord> => world().product.find(fits);

    function decided({ headers }: Curled): Promise<AccessRecord> {
      const id = /^schoolgate-decision: (\S+)/im.exec(headers)?.[1];
      return recorded((record) => record.id === id);
    }

    it('reads a plain page', async () => {
      const url = world().url('plain', '/text');
      expect(await curled(url)).toMatchObject({ status: 200, body: TEXT });
      expect(await recorded((one) => one.url === url)).toMatchObject({
        ...{ action: 'allow', username: 'pupil1', computer: 'desk1', method: 'GET', status: 200, contentType: 'text/plain' },
      });
    });

    it('is refused a blocked page', async () => {
      const refused = await curled('http://gambling.schoolgate.test/');
      expect(refused.status).toBe(403);
      expect(await decided(refused)).toMatchObject({ action: 'block', host: 'gambling.schoolgate.test', username: 'pupil1' });
    });

    it('tunnels with CONNECT', async () => {
      expect(await curled('--proxytunnel', world().url('tunnel', '/text'))).toMatchObject({ status: 200, body: TEXT });
      const open = await recorded(({ host, event }) => host === 'tunnel.localhost' && event === 'tunnel-open');
      expect(open).toMatchObject({ method: 'CONNECT', action: 'allow', visibility: 'host' });
      const closed = await recorded(({ id, event }) => id === open.id && event === 'tunnel-close');
      expect(closed.bytesDown).toBeGreaterThan(TEXT.length);
    });

    it('is refused a blocked CONNECT', async () => {
      const refused = await curled('https://gambling.schoolgate.test/');
      expect(refused.status).toBe(403);
      expect(await decided(refused)).toMatchObject({ event: 'tunnel-open', action: 'block', host: 'gambling.schoolgate.test' });
    });

    it('signs in with a name and password, and is asked again for wrong ones', async () => {
      const url = world().url('signed-in', '/text');
      expect((await curled('-U', `mr.smith:${PASSWORD}`, url)).status).toBe(200);
      expect(await recorded((one) => one.url === url)).toMatchObject({ username: 'mr.smith', group: 'staff', attribution: 'proxy-auth' });
      const wrong = await curled('-U', 'mr.smith:wrong', url);
      expect(wrong.status).toBe(407);
      expect(wrong.headers).toMatch(/^proxy-authenticate: basic/im);
      expect((await curled('-U', 'mr.smith:wrong', '--proxytunnel', url)).status).toBe(407);
    });

    it('speaks HTTP/1.0', async () => {
      const { product, url } = world();
      expect(await curled('-0', url('old', '/text'))).toMatchObject({ status: 200, body: TEXT });
      const tunnelled = await curled('--proxy1.0', `127.0.0.1:${product.ports.proxy}`, '--proxytunnel', url('old-tunnel', '/text'));
      expect(tunnelled).toMatchObject({ status: 200, body: TEXT });
      await recorded(({ host, event }) => host === 'old-tunnel.localhost' && event === 'tunnel-close');
    });

    it.each([
      ['IPv6 loopback', () => `http://[::1]:${world().origin.port}/text`, '[::1]'],
      ['the admin port by another spelling', () => `http://[::ffff:127.0.0.1]:${world().product.ports.admin}/health`, '127.0.0.1'],
      ['the admin port in decimal', () => `http://2130706433:${world().product.ports.admin}/health`, '127.0.0.1'],
    ])('never reaches %s', async (_what, url, host) => {
      const refused = await curled('-g', url());
      expect(refused.status).toBe(403);
      expect(await decided(refused)).toMatchObject({
        action: 'block',
        rule: 'address-gate',
        host: expect.stringContaining(host.replace(/[[\]]/g, '')),
      });
    });

    it('does not slip through with a name before the @', async () => {
      const refused = await curled('http://www.nhs.uk@gambling.schoolgate.test/');
      expect(refused.status).toBe(403);
      const record = await decided(refused);
      expect(record).toMatchObject({ host: 'gambling.schoolgate.test', url: 'http://gambling.schoolgate.test/' });
    });

    it.each([
      ['a form', ['-d', 'a=1&b=2'], 'POST 7 bytes, by length\n'],
      ['a file', ['-T', 'big'], 'PUT 3000000 bytes, by length\n'],
      ['in chunks', ['-T', 'big', '-H', 'Transfer-Encoding: chunked'], 'PUT 3000000 bytes, by chunked\n'],
      ['after asking whether it may', ['-T', 'big', '-H', 'Expect: 100-continue'], 'PUT 3000000 bytes, by length\n'],
    ])('uploads %s', async (what, words, told) => {
      const big = join(world().folder, 'big');
      writeFileSync(big, Buffer.alloc(3_000_000, 'x'));
      const site = `upload-${what.replaceAll(' ', '-')}`;
      expect(await curled(...words.map((word) => (word === 'big' ? big : word)), world().url(site, '/upload'))).toMatchObject({
        status: 200,
        body: told,
      });
      const bytes = Number(/(\d+) bytes/.exec(told)?.[1]);
      expect((await recorded(({ host }) => host === `${site}.localhost`)).bytesUp).toBeGreaterThanOrEqual(bytes);
    });

    it('asks for a head alone, open or blocked', async () => {
      const open = await curled('-I', world().url('head', '/text'));
      expect([open.status, open.headers]).toEqual([200, expect.stringMatching(new RegExp(`^content-length: ${TEXT.length}\r?$`, 'im'))]);
      expect(await recorded(({ host }) => host === 'head.localhost')).toMatchObject({ method: 'HEAD', status: 200 });
      const refused = await curled('-I', '--max-time', '5', 'http://gambling.schoolgate.test/');
      expect(refused.status).toBe(403);
      expect(await decided(refused)).toMatchObject({ method: 'HEAD', action: 'block' });
    });

    it('reads a range, and a path as it is', async () => {
      expect(await curled('-r', '4-8', world().url('range', '/text'))).toMatchObject({ status: 206, body: 'quick' });
      expect(await recorded(({ host }) => host === 'range.localhost')).toMatchObject({ status: 206 });
      expect((await curled('--path-as-is', world().url('path', '//a//b/../c?d=/../e'))).body).toBe('asked for //a//b/../c?d=/../e\n');
    });
  });
}
