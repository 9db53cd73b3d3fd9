import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePorts, until } from '../../support/product.ts';
import { watchPorts } from '../port-watch.ts';
import { ask } from '../proxy-client.ts';
import type { Running } from './running.ts';

const CLASSES = 'sealed-child-abuse, sealed-terrorist, terrorism-extremism, pornography, malware, self-harm, circumvention';

export function starting(running: () => Running): void {
  describe('a start', () => {
    it('listens nowhere while one part is not ready, though the others are', () => {
      const { watch, wasReady } = running().whileHeldBack;
      expect(wasReady).toBe(false);
      expect(watch.tried).toBeGreaterThan(100);
      expect([...watch.accepted]).toEqual([]);
    });

    it('says where it listens, and what is not protected', () => {
      const { product, printed } = running();
      expect(printed[0]).toContain('ready');
      for (const url of [product.proxyUrl, product.adminUrl, product.portalUrl]) expect(printed[0]).toContain(url);
      expect(printed[1]).toBe(`NOT PROTECTED: ${CLASSES}`);
    });

    it('tells a one-time password to sign in with for the first time, once and nowhere else', async () => {
      const { product } = running();
      const said = () => product.printed.split('\n').filter((line) => line.includes('one-time password'));
      await until(() => said().length > 0);
      const password = /^Sign in to the console as admin with the one-time password (\S{23}) /.exec(said()[0] ?? '')?.[1] ?? '';
      const { status, body } = await ask(product.ports.admin, '/api/v1/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'admin', password }),
      });
      expect([status, JSON.parse(body)]).toEqual([200, { step: 'set-password' }]);
      const files = ['db', 'keys'].flatMap((name) => readdirSync(join(product.dataFolder, name), { withFileTypes: true }));
      expect(files.length).toBeGreaterThan(2);
      for (const { parentPath, name } of files)
        expect([name, readFileSync(join(parentPath, name)).includes(password)]).toEqual([name, false]);
      expect(product.log).not.toContain(password);
      expect(said()).toHaveLength(1);
    });

    it('has the other parts stand back for the workers, in every thread', () => {
      const { product } = running();
      const niceness = (instance: string) => {
        const pid = product.pidOf(instance);
        return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
          try {
            return [getPriority(Number(thread))];
          } catch {
            return []; // it has ended
          }
        });
      };
      expect(new Set(['proxy-1', 'proxy-2'].flatMap(niceness))).toEqual(new Set([getPriority()]));
      expect(new Set(['admin', 'alerts', 'blocklists'].flatMap(niceness))).toEqual(new Set([Math.min(19, getPriority() + 10)]));
    });

    it('accepts at every port from then on', async () => {
      const { ports } = running().product;
      const watch = watchPorts(Object.values(ports));
      await until(() => watch.accepted.size === 3);
      await watch.stop();
    });
  });

  describe('what cannot start says so in one line and ends with 1:', () => {
    async function refusal(env: Record<string, string>): Promise<string[]> {
      const { product } = running();
      const { code, out, err } = await product.cli(['start'], { env });
      expect({ code, out }).toEqual({ code: 1, out: '' });
      // Whatever happened, the one that runs was left alone.
      expect((await ask(product.ports.admin, '/health')).status).toBe(200);
      return err.split('\n');
    }
    async function otherPorts(): Promise<Record<string, string>> {
      const [proxy, admin, portal] = await freePorts(3);
      return { SCHOOLGATE_PROXY_PORT: `${proxy}`, SCHOOLGATE_ADMIN_PORT: `${admin}`, SCHOOLGATE_PORTAL_PORT: `${portal}` };
    }

    it('a second instance on the same data folder', async () => {
      expect(await refusal(await otherPorts())).toEqual([
        expect.stringMatching(/^schoolgate: already running on the data folder .+ \(process \d+\); stop it first$/),
      ]);
    });

    it('a port in use, each with the setting that changes it', async () => {
      const { ports } = running().product;
      expect((await refusal({ SCHOOLGATE_DATA: 'other' })).sort()).toEqual(
        (['proxy', 'admin', 'portal'] as const)
          .map(
            (name) =>
              `schoolgate: port ${ports[name]} on 127.0.0.1 is already in use: stop what uses it or choose another (SCHOOLGATE_${name.toUpperCase()}_PORT)`,
          )
          .sort(),
      );
    });

    it.each([
      ['broken YAML', 'trust: { name: x }\nschools: [ {\n', /^schoolgate: .*wrong\.yaml:\d+: /],
      ['a key that nobody knows', 'shools: []\n', /^schoolgate: .*wrong\.yaml:1: .*schools/],
      ['inspection without a notice', 'inspection: { enabled: true }\n', /^schoolgate: .*wrong\.yaml:1: inspection.*notice/],
    ])('%s', async (_what, yaml, line) => {
      running().product.write('wrong.yaml', yaml);
      expect(await refusal({ SCHOOLGATE_CONFIG: 'wrong.yaml' })).toEqual([expect.stringMatching(line)]);
    });

    it('no redis-server', async () => {
      expect(await refusal({ SCHOOLGATE_DATA: 'other', PATH: '/nowhere', ...(await otherPorts()) })).toEqual([
        expect.stringMatching(/^schoolgate: redis-server is not installed; install it/),
      ]);
    });
  });
}
