import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled, openWorld, type World } from '../integration/clients/world.ts';

/** Programs that fetch sources and packages over HTTPS, on a device that has the school’s certificate. */
describe('through inspection', { timeout: 120_000 }, () => {
  let world: World;
  let rootPath: string;
  beforeAll(async () => {
    world = await openWorld();
    if (world.inspected === null) throw new Error('port 443 is needed');
    await world.product.lease('127.0.0.1', 'pupil1', 'juniors');
    rootPath = join(world.folder, 'school.pem');
    writeFileSync(rootPath, `${(await world.product.cli(['ca', 'show'])).out}\n`);
  });
  afterAll(() => world?.close());

  it.skipIf(!isInstalled('git'))('git clones', async () => {
    const { folder, run, product } = world;
    const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.org'];
    const git = async (...words: string[]) => {
      const { code, out, err } = await run('git', [...who, ...words], { GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' });
      expect([words[0], code, out + err]).toEqual([words[0], 0, expect.anything()]);
    };
    const source = join(folder, 'source');
    await git('init', '-q', '-b', 'main', source);
    writeFileSync(join(source, 'README'), 'cloned through inspection\n');
    await git('-C', source, 'add', '.');
    await git('-C', source, 'commit', '-q', '-m', 'First');
    await git('clone', '-q', '--bare', source, join(folder, 'repo.git'));
    // Plain files then serve as a repository (gitprotocol-http(5), "dumb").
    await git('-C', join(folder, 'repo.git'), 'update-server-info');
    const settings = ['-c', `http.proxy=${product.proxyUrl}`, '-c', `http.sslCAInfo=${rootPath}`];
    await git(...settings, 'clone', '-q', 'https://git.localhost/repo.git', join(folder, 'copy'));
    expect(readFileSync(join(folder, 'copy/README'), 'utf8')).toBe('cloned through inspection\n');
    expect(await product.find(({ url }) => url === 'https://git.localhost/repo.git/info/refs')).toMatchObject({
      ...{ action: 'allow', visibility: 'url', username: 'pupil1', status: 200 },
    });
  });

  it.skipIf(!isInstalled('npm') || !isInstalled('tar'))('npm installs', async () => {
    const { folder, run, product } = world;
    mkdirSync(join(folder, 'package'));
    writeFileSync(join(folder, 'package/package.json'), '{ "name": "tiny", "version": "1.2.3", "main": "tiny.js" }');
    writeFileSync(join(folder, 'package/tiny.js'), 'module.exports = "tiny";\n');
    const archive = join(folder, 'tiny-1.2.3.tgz');
    await run('tar', ['-czf', archive, '-C', folder, 'package']);
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    const dist = { tarball: 'https://npm.localhost/tiny-1.2.3.tgz', integrity };
    const versions = { '1.2.3': { name: 'tiny', version: '1.2.3', main: 'tiny.js', dist } };
    writeFileSync(join(folder, 'tiny'), JSON.stringify({ name: 'tiny', 'dist-tags': { latest: '1.2.3' }, versions }));

    const settings = { 'https-proxy': product.proxyUrl, noproxy: '', cafile: rootPath, cache: join(folder, 'npm-cache') };
    const options = Object.entries({ ...settings, registry: 'https://npm.localhost/' }).map(([name, value]) => `--${name}=${value}`);
    const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--ignore-scripts', '--fetch-retries=0', '--loglevel=error'];
    const project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true }');
    expect(await run('npm', ['install', 'tiny', '--prefix', project, ...options, ...quiet])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(project, 'node_modules/tiny/tiny.js'), 'utf8')).toContain('"tiny"');
    for (const url of ['https://npm.localhost/tiny', dist.tarball])
      expect(await product.find((record) => record.url === url)).toMatchObject({ action: 'allow', visibility: 'url', status: 200 });
  });
});
