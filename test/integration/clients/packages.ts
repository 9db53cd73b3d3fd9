import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../../core/access-record.ts';
import { until } from '../../support/until.ts';
import { isInstalled, type World } from './world.ts';

/** Programs that fetch packages and sources, each against a small repository of its own behind the proxy. */
export function packages(world: () => World): void {
  /** The records of a site's requests, when they hold what is asked for: a routine record may follow its answer by a moment. */
  const visited = async (site: string, holds: (records: readonly AccessRecord[]) => boolean) => {
    const ofSite = () =>
      world()
        .product.records()
        .filter(({ host, event }) => host === `${site}.localhost` && event === 'request');
    await until(
      () => holds(ofSite()),
      5_000,
      () => `${site} was visited ${JSON.stringify(ofSite(), null, 1)}`,
    );
    return ofSite();
  };
  /** A folder of this attempt's own, and the path at which the web serves it. */
  const workFolder = () => {
    const folder = mkdtempSync(join(world().folder, 'work-'));
    return { folder, path: `/${basename(folder)}` };
  };

  describe.skipIf(!isInstalled('git'))('git', () => {
    it('clones over HTTP, and is refused what is blocked', { timeout: 60_000 }, async () => {
      const { run, product, url } = world();
      const { folder, path } = workFolder();
      const who = {
        GIT_AUTHOR_NAME: 'T',
        GIT_AUTHOR_EMAIL: 't@example.org',
        GIT_COMMITTER_NAME: 'T',
        GIT_COMMITTER_EMAIL: 't@example.org',
      };
      const env = { GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', ...who };
      const git = async (...words: string[]) => {
        const { code, out, err } = await run('git', words, env);
        return { code, said: out + err };
      };
      const source = join(folder, 'source');
      await git('init', '-q', '-b', 'main', source);
      writeFileSync(join(source, 'README'), 'cloned through the proxy\n');
      await git('-C', source, 'add', '.');
      await git('-C', source, 'commit', '-q', '-m', 'First');
      await git('clone', '-q', '--bare', source, join(folder, 'repo.git'));
      // Plain files then serve as a repository (gitprotocol-http(5), "dumb").
      await git('-C', join(folder, 'repo.git'), 'update-server-info');

      const proxy = ['-c', `http.proxy=${product.proxyUrl}`];
      const copy = join(folder, 'copy');
      expect(await git(...proxy, 'clone', '-q', url('git', `${path}/repo.git`), copy)).toEqual({ code: 0, said: '' });
      expect(readFileSync(join(copy, 'README'), 'utf8')).toBe('cloned through the proxy\n');
      for (const record of await visited('git', (records) => records.length > 3))
        expect(record).toMatchObject({ action: 'allow', username: 'pupil1' });

      const refused = await git(...proxy, 'ls-remote', 'http://hacking.schoolgate.test/tool.git');
      expect([refused.code, refused.said]).toEqual([128, expect.stringContaining('403')]);
      expect(await product.find(({ host }) => host === 'hacking.schoolgate.test')).toMatchObject({ action: 'block' });
    });
  });

  describe.skipIf(!isInstalled('npm') || !isInstalled('tar'))('npm', () => {
    it('views and installs a package', { timeout: 120_000 }, async () => {
      const { run, product, url } = world();
      const { folder, path } = workFolder();
      mkdirSync(join(folder, 'package'));
      writeFileSync(join(folder, 'package/package.json'), '{ "name": "tiny", "version": "1.2.3", "main": "tiny.js" }');
      writeFileSync(join(folder, 'package/tiny.js'), 'module.exports = "tiny";\n');
      mkdirSync(join(folder, 'npm'));
      await run('tar', ['-czf', join(folder, 'npm/tiny-1.2.3.tgz'), '-C', folder, 'package']);
      const integrity = `sha512-${createHash('sha512')
        .update(readFileSync(join(folder, 'npm/tiny-1.2.3.tgz')))
        .digest('base64')}`;
      const dist = { tarball: url('npm', `${path}/npm/tiny-1.2.3.tgz`), integrity };
      const version = { name: 'tiny', version: '1.2.3', main: 'tiny.js', dist };
      writeFileSync(
        join(folder, 'npm/tiny'),
        JSON.stringify({ name: 'tiny', 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': version } }),
      );

      const settings = { proxy: product.proxyUrl, noproxy: '', registry: url('npm', `${path}/npm/`), cache: join(folder, 'npm-cache') };
      const options = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
      const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--ignore-scripts', '--fetch-retries=0', '--loglevel=error'];
      const npm = (...words: string[]) => run('npm', [...words, ...options, ...quiet]);
      expect(await npm('view', 'tiny', 'version')).toMatchObject({ code: 0, out: '1.2.3\n' });
      const project = join(folder, 'project');
      mkdirSync(project);
      writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }');
      expect(await npm('install', 'tiny', '--prefix', project)).toMatchObject({ code: 0, err: '' });
      expect(readFileSync(join(project, 'node_modules/tiny/tiny.js'), 'utf8')).toContain('"tiny"');
      const fetched = [url('npm', `${path}/npm/tiny`), dist.tarball];
      await visited('npm', (records) => fetched.every((one) => records.some((record) => record.url === one)));
    });
  });

  const mayUpdate = process.getuid?.() === 0;
  if (!mayUpdate) console.warn('skipped: apt-get update needs root');
  describe.skipIf(!mayUpdate || !isInstalled('apt-get'))('apt-get', () => {
    it('updates from a repository', { timeout: 60_000 }, async () => {
      const { run, product, url } = world();
      const { folder, path } = workFolder();
      const apt = join(folder, 'apt');
      for (const name of ['repository', 'lists/partial', 'archives/partial', 'etc', 'empty'])
        mkdirSync(join(apt, name), { recursive: true });
      const stanza = [
        'Package: tiny',
        'Version: 1.2.3',
        'Architecture: all',
        'Maintainer: T <t@example.org>',
        'Filename: tiny.deb',
        'Size: 1',
      ];
      writeFileSync(join(apt, 'repository/Packages'), `${stanza.join('\n')}\nSHA256: ${'0'.repeat(64)}\nDescription: tiny\n`);
      writeFileSync(join(apt, 'etc/sources.list'), `deb [trusted=yes] ${url('apt', `${path}/apt/repository`)} ./\n`);
      for (const name of ['status', 'apt.conf']) writeFileSync(join(apt, name), '');
      const settings = {
        'Dir::Etc::SourceList': join(apt, 'etc/sources.list'),
        'Dir::Etc::SourceParts': join(apt, 'empty'),
        'Dir::Etc::Parts': join(apt, 'empty'),
        'Dir::State': apt,
        'Dir::State::Lists': join(apt, 'lists'),
        'Dir::State::Status': join(apt, 'status'),
        'Dir::Cache': apt,
        'Dir::Cache::Archives': join(apt, 'archives'),
        'APT::Sandbox::User': 'root',
        'Acquire::Languages': 'none',
        'Acquire::Retries': '0',
        'Acquire::http::Proxy': product.proxyUrl,
      };
      const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
      const env = { APT_CONFIG: join(apt, 'apt.conf') };
      const updated = await run('apt-get', ['update', '-q', ...options], env);
      expect([updated.code, updated.err]).toEqual([0, '']);
      expect(updated.out).toContain(url('apt', `${path}/apt/repository`));
      const shown = await run('apt-cache', ['show', 'tiny', ...options], env);
      expect(shown.out).toContain('Version: 1.2.3');
      await visited('apt', (records) => records.some((record) => /\/Packages$/.test(record.url) && record.status === 200));
    });
  });
}
