import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../../cli/context.ts';
import { startPrivateRedis } from '../../cli/private-redis.ts';
import { runCommand } from '../../cli/program.ts';
import { epochMs } from '../../core/units.ts';
import { openStores } from '../../storage/open-stores.ts';
import { openRedisBus } from '../../storage/redis.ts';
import type { Stores } from '../../storage/stores.ts';

const NOW = epochMs(Date.UTC(2026, 8, 1, 9));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-cli-'));
  writeFileSync(join(folder, 'schoolgate.yaml'), 'schools: [{ id: north, name: North }]\nblocklists: { sources: [] }\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

async function cli(line: string, stdin = ''): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const context: CommandContext = {
    env: {},
    cwd: folder,
    clock: () => NOW,
    osUser: 'tester',
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    errText: (text) => err.push(text),
    isTerminal: false,
    readStdin: async () => stdin,
    stop: new AbortController().signal,
  };
  return { code: await runCommand(line.split(' '), context), out, err };
}

async function withStores<T>(act: (stores: Stores) => Promise<T>): Promise<T> {
  const stores = await openStores({ databaseUrl: null, sqlitePath: join(folder, 'data/db/schoolgate.sqlite'), clock: () => NOW });
  try {
    return await act(stores);
  } finally {
    await stores.close();
  }
}

const lastAudit = () => withStores(async (stores) => (await stores.audit.list({ limit: 100 })).at(-1));
const SAVED = 'saved; takes effect at the next start';

describe('usage', () => {
  it.each([
    '--help',
    'help',
    'lease --help',
    'lease add --help',
    'user add --help',
    'blocklists update --help',
    'explain --help',
    'start --help',
  ])('%s is answered', async (line) => {
    const { code, out, err } = await cli(line);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out.join('\n')).toContain('Usage: schoolgate');
  });

  it.each([
    ['fly', "schoolgate: unknown command 'fly'"],
    ['lease ad', "schoolgate: unknown command 'ad' (Did you mean add?)"],
    ['lease add --ip 127.0.0.1', "schoolgate: required option '--user <name>' not specified"],
    ['lease list --jason', "schoolgate: unknown option '--jason' (Did you mean --json?)"],
    ['lease remove --ip 300.1.1.1', "schoolgate: option '--ip <address>' argument '300.1.1.1' is invalid. It is not an IP address."],
    ['lease list more', 'schoolgate: too many arguments'],
    ['user add bob --group pupils', "schoolgate: option '--group <group>' argument 'pupils' is invalid. Groups: infants, juniors, seniors"],
    ['user add a:b --group staff', "schoolgate: command-argument value 'a:b' is invalid for argument 'name'. It is not a name."],
    ['token create --name x --role king', "schoolgate: option '--role <role>' argument 'king' is invalid. Roles: trust-admin"],
    ['token create --name x --role viewer --ttl 0', 'It is not a length of time'],
    ['explain', 'schoolgate: give one of --url, --search and --decision'],
    ['start --only king', "schoolgate: option '--only <parts>' argument 'king' is invalid. Parts: "],
  ])('%s is wrong usage: one line, exit code 2', async (line, message) => {
    const { code, out, err } = await cli(line);
    expect({ code, out, lines: err.length }).toEqual({ code: 2, out: [], lines: 1 });
    expect(err[0]).toContain(message);
  });

  it('parts by themselves need a Redis to meet the others in', async () => {
    expect(await cli('start --only proxy,blocklists,admin')).toMatchObject({
      code: 1,
      err: ['schoolgate: parts that run by themselves (--only) need REDIS_URL to meet the others'],
    });
  });

  it.runIf(process.getuid?.() === 0)('root does not write into a data folder of somebody else', async () => {
    await cli('lease list');
    chownSync(join(folder, 'data/db'), 12_345, 12_345);
    expect(await cli('lease list')).toMatchObject({
      code: 1,
      err: [`schoolgate: the data folder ${folder}/data belongs to another user (id 12345): run this as that user`],
    });
  });

  it('a configuration that is wrong is told, exit code 1', async () => {
    writeFileSync(join(folder, 'schoolgate.yaml'), 'skools: []\nmails: {}\n');
    const { code, err } = await cli('lease list');
    expect(code).toBe(1);
    expect(err).toEqual([
      `schoolgate: ${folder}/schoolgate.yaml:1: skools: unknown key; did you mean schools?`,
      `schoolgate: ${folder}/schoolgate.yaml:2: mails: unknown key; did you mean mail?`,
    ]);
  });
});

describe('leases', () => {
  it('are added, listed and removed, each with an audit row', async () => {
    const added = await cli('lease add --ip ::ffff:10.0.0.7 --user amy --computer lab-1 --group seniors --school north --ttl 8h');
    expect(added).toEqual({ code: 0, err: [], out: [`10.0.0.7 is amy on lab-1 until 2026-09-01T17:00:00.000Z: ${SAVED}`] });
    expect(await lastAudit()).toMatchObject({
      actor: 'cli:tester',
      action: 'lease.put',
      subject: '10.0.0.7',
      detail: { user: 'amy', ttlSeconds: 28_800 },
    });
    const listed = await cli('lease list --json');
    expect(JSON.parse(listed.out[0] ?? '')).toEqual([
      { ip: '10.0.0.7', user: 'amy', computer: 'lab-1', group: 'seniors', school: 'north', expiresAt: '2026-09-01T17:00:00.000Z' },
    ]);
    expect((await cli('lease list')).out[1]).toBe('10.0.0.7  amy   lab-1     seniors  north   2026-09-01T17:00:00.000Z');
    expect((await cli('lease remove --ip 10.0.0.7')).out).toEqual([`lease on 10.0.0.7 ended: ${SAVED}`]);
    expect(await lastAudit()).toMatchObject({ action: 'lease.remove' });
    expect(await cli('lease remove --ip 10.0.0.7')).toMatchObject({ code: 1, err: ['schoolgate: there is no lease on 10.0.0.7'] });
  });

  it('says that nobody confirmed a change while the private Redis takes connections and does not answer', async () => {
    mkdirSync(join(folder, 'data/redis'), { recursive: true, mode: 0o700 });
    const silent = createServer().listen(join(folder, 'data/redis/redis.sock'));
    await once(silent, 'listening');
    const { code, err } = await cli('lease add --ip 10.0.0.7 --user amy --computer lab-1 --ttl 8h');
    silent.close();
    expect({ code, said: err.at(-1) }).toEqual({
      code: 1,
      said: 'schoolgate: saved, but Redis does not answer: workers follow within seconds, unconfirmed',
    });
  });

  it('name a school of the configuration', async () => {
    const { code, err } = await cli('lease add --ip 10.0.0.7 --user amy --computer c --school south --ttl 60');
    expect({ code, err }).toEqual({ code: 1, err: ['schoolgate: there is no school "south"; schools: north'] });
  });
});

describe('users', () => {
  it('have a password that is stored as a hash, and kept when they change without one', async () => {
    expect(await cli('user add amy --group sixth-form --school north --role teacher --password-stdin', 'open sesame\n')).toMatchObject({
      code: 0,
      out: [`user amy added (sixth-form): ${SAVED}`],
    });
    expect(await lastAudit()).toMatchObject({ action: 'user.add', detail: { password: true, group: 'sixth-form' } });
    expect((await cli('user add amy --group staff --json')).out.map((line) => JSON.parse(line))).toEqual([
      { name: 'amy', group: 'staff', school: null, role: null, state: SAVED },
    ]);
    const person = await withStores((stores) => stores.people.get('amy'));
    expect(person).toMatchObject({ group: 'staff', school: null });
    expect(await verify(person?.passwordHash ?? '', 'open sesame')).toBe(true);
    expect(JSON.parse((await cli('user list --json')).out[0] ?? '')).toEqual([
      { name: 'amy', group: 'staff', school: null, role: null, hasPassword: true },
    ]);
    expect(await cli('user remove amy')).toMatchObject({ code: 0 });
    expect(await cli('user remove amy')).toMatchObject({ code: 1, err: ['schoolgate: there is no user amy'] });
  });

  it.each([
    ['', 'standard input holds no password'],
    ['\n', 'standard input holds no password'],
    ['one\ntwo\n', 'standard input holds more than one line; a password is one'],
  ])('are not given the password %j', async (stdin, message) => {
    expect(await cli('user add amy --group staff --password-stdin', stdin)).toMatchObject({ code: 1, err: [`schoolgate: ${message}`] });
    expect(await withStores((stores) => stores.people.get('amy'))).toBeUndefined();
  });
});

describe('tokens', () => {
  it('are shown once, stored as a hash, listed without secret, and revoked by name', async () => {
    const { code, out } = await cli('token create --name helpdesk --role it-operator --ttl 90d');
    expect(code).toBe(0);
    const secret = out[0]?.split(' ').at(-1) ?? '';
    expect(secret).toMatch(/^sg_[0-9A-Za-z]{43}$/);
    const found = await withStores((stores) => stores.tokens.findBySecretHash(createHash('sha256').update(secret).digest('hex')));
    expect(found).toMatchObject({ name: 'helpdesk', role: 'it-operator', expiresAt: NOW + 90 * 86_400_000 });
    const listed = await cli('token list --json');
    expect(listed.out[0]).not.toContain(secret);
    expect(JSON.parse(listed.out[0] ?? '')).toMatchObject([{ name: 'helpdesk', revokedAt: null }]);
    expect((await cli('token create --name helpdesk --role viewer --json')).code).toBe(0);
    expect(await cli('token revoke helpdesk')).toMatchObject({
      code: 1,
      err: ['schoolgate: 2 tokens are named helpdesk; give the id of one (token list)'],
    });
    expect(await cli(`token revoke ${found?.id}`)).toMatchObject({ code: 0, out: ['token helpdesk revoked'] });
    expect(await cli('token revoke helpdesk')).toMatchObject({ code: 0 });
    expect(await cli('token revoke helpdesk')).toMatchObject({ code: 1, err: ['schoolgate: there is no live token helpdesk'] });
    expect(await lastAudit()).toMatchObject({ action: 'token.revoke', actor: 'cli:tester' });
  });
});

describe('policies', () => {
  const draft = (policy: string) => writeFileSync(join(folder, 'draft.yaml'), `schools: [{ id: north, name: North }]\npolicy: ${policy}\n`);

  it('are imported with a reason, shown, compared, exported again and gone back from', async () => {
    draft('{ groups: { seniors: { categories: { games: allow } } } }');
    const imported = await cli('policy import draft.yaml --reason agreed');
    expect(imported).toEqual({
      code: 0,
      err: [],
      out: [expect.stringMatching(/^policy [0-9a-f]{12}: saved; takes effect at the next start$/)],
    });
    const [, version = ''] = /^policy (\w+)/.exec(imported.out[0] ?? '') ?? [];
    expect(await lastAudit()).toMatchObject({ actor: 'cli:tester', action: 'policy.save', subject: version });
    expect((await cli('policy show --json')).out).toEqual([
      JSON.stringify({ policyVersion: version, document: { groups: { seniors: { categories: { games: 'allow' } } } } }),
    ]);
    draft('{}');
    expect((await cli('policy diff current draft.yaml')).out).toEqual([
      'groups: removed {"seniors":{"categories":{"games":"allow"}}}',
      '',
      expect.stringMatching(/^GROUP +FOR +BEFORE +AFTER/),
      expect.stringMatching(/^seniors +games +allow +block/),
    ]);
    const exported = await cli('policy export');
    writeFileSync(join(folder, 'exported.yaml'), exported.out.join('\n'));
    expect((await cli('policy diff exported.yaml')).out).toEqual(['no difference']);
    expect((await cli('policy replay draft.yaml')).out[0]).toMatch(/^0 recorded decisions/);
    await cli('policy import draft.yaml --reason calmer');
    const told = '--announce Louder --emergency';
    expect((await cli(`policy rollback ${version} --reason louder ${told}`)).out).toEqual([`policy ${version}: ${SAVED}`]);
    const detail = { version, text: 'Louder', groups: ['seniors'], emergency: true };
    expect(await lastAudit()).toMatchObject({ action: 'policy.announce', actor: 'cli:tester', detail });
    expect((await cli('policy history')).out.map((line) => line.split(' ')[0])).toEqual([
      'VERSION',
      version,
      expect.any(String),
      version,
      expect.any(String),
    ]);
  });

  it.each([
    ['policy import none.yaml --reason x1y', /none\.yaml: cannot be read \(ENOENT\)/],
    ['policy import draft.yaml --reason x1y --emergency', /--emergency goes with --announce/],
    ['policy export --version 000000000000', /There is no policy version/],
    ['policy diff 000000000000', /There is no policy version/],
    ['policy rollback 000000000000 --reason because', /There is no policy version/],
  ])('%s fails with a line that says why', async (line, words) => {
    draft('{}');
    await cli('policy import draft.yaml --reason first');
    const { code, err } = await cli(line);
    expect(code).toBe(1);
    expect(err.join()).toMatch(words);
  });

  it('that open what is locked are refused with the line of the file', async () => {
    draft('{ groups: { staff: { categories: { terrorism: allow } } } }');
    expect(await cli('policy import draft.yaml --reason because')).toMatchObject({
      code: 1,
      err: [expect.stringMatching(/draft\.yaml:2: policy\.groups\.staff: terrorism is locked/)],
    });
  });
});

describe('lists', () => {
  it('are updated from a source, looked up, and shown with what protection is missing', async () => {
    mkdirSync(join(folder, 'lists'));
    writeFileSync(join(folder, 'lists/bets.txt'), 'bets.example\n');
    writeFileSync(
      join(folder, 'schoolgate.yaml'),
      'blocklists: { sources: [{ id: bets, format: domains, url: "file:lists/bets.txt", category: gambling }] }\n',
    );
    const updated = await cli('blocklists update --json');
    expect(updated.code).toBe(0);
    const { version, changed, state } = JSON.parse(updated.out[0] ?? '');
    expect({ changed, state }).toEqual({ changed: true, state: SAVED });
    expect(updated.err.join('')).toContain('compiling');
    expect((await cli('blocklists update')).out.at(-1)).toBe(`lists ${version}: nothing new`);
    const { categories, matches } = JSON.parse((await cli('blocklists lookup http://www.bets.example/x --json')).out[0] ?? '');
    expect({ categories, matches }).toEqual({
      categories: ['gambling'],
      matches: [{ category: 'gambling', list: 'bets', entry: 'bets.example', kind: 'suffix' }],
    });
    expect((await cli('blocklists lookup bets.example')).out).toContain('gambling  bets.example  suffix  bets');
    expect((await cli('blocklists status')).out.at(-1)).toMatch(/^NOT PROTECTED: .*malware/);
    expect(await cli('blocklists update nope')).toMatchObject({
      code: 1,
      err: ['schoolgate: there is no source "nope" (there are: bets)'],
    });
  });

  it('that cannot be fetched are a failure, and the others still publish', async () => {
    writeFileSync(
      join(folder, 'schoolgate.yaml'),
      'blocklists: { sources: [{ id: gone, format: domains, url: "file:gone.txt", category: gambling }] }\n',
    );
    const { code, err, out } = await cli('blocklists update');
    expect(code).toBe(1);
    expect(err.at(-1)).toMatch(/^schoolgate: gone: not fetched: /);
    expect(out.at(-1)).toMatch(/^lists 20260901-/);
  });

  it('answer before anything was ever published: from the seed lists', async () => {
    expect((await cli('blocklists lookup gambling.schoolgate.test')).out[0]).toContain(': gambling');
  });
});

describe('policy', () => {
  it('is checked without starting anything, and shown', async () => {
    expect((await cli('policy check schoolgate.yaml')).out[0]).toMatch(/^schoolgate\.yaml is valid: policy [0-9a-f]{12}$/);
    writeFileSync(
      join(folder, 'bad.yaml'),
      'policy:\n  groups:\n    seniors: { categories: { malware: allow, games: { action: allow, during: lunch, otherwise: block } } }\n',
    );
    const { code, err } = await cli('policy check bad.yaml');
    expect(code).toBe(1);
    expect(err).toContainEqual(expect.stringMatching(/^schoolgate: .*bad\.yaml:3: policy\.groups\.seniors.*lunch/));
    expect((await cli('policy show')).out[0]).toMatch(/^policy [0-9a-f]{12}$/);
    expect((await cli('policy show --defaults')).out.find((line) => line.startsWith('gambling '))).toContain('block-overridable');
  });
});

describe('explain', () => {
  it('names the rule, the entry and what would change the answer', async () => {
    await cli('lease add --ip 10.0.0.7 --user amy --computer lab-1 --group seniors --ttl 60');
    const { code, out } = await cli('explain --url http://gambling.schoolgate.test/ --ip 10.0.0.7');
    expect(code).toBe(0);
    expect(out[0]).toBe('http://gambling.schoolgate.test/: block by rule category');
    expect(out.join('\n')).toMatch(/who +amy on lab-1 \(lease\)\ngroup +seniors/);
    expect(out.join('\n')).toMatch(/listed +\S*gambling\.schoolgate\.test as gambling/);
    const asStaff = JSON.parse((await cli('explain --url games.schoolgate.test --group staff --json')).out[0] ?? '');
    expect(asStaff.explanation).toMatchObject({ action: 'allow', identity: { group: 'staff' } });
    expect(await cli('explain --url http://')).toMatchObject({ code: 1 });
    expect(await cli('explain --decision nonsense')).toMatchObject({ code: 1, err: ['schoolgate: "nonsense" is not a decision id'] });
    expect(await cli('explain --decision 0123456789ABCDEF')).toMatchObject({
      code: 1,
      err: ['schoolgate: no record of the decision 0123456789ABCDEF is kept here'],
    });
  });
});

describe('while the product runs', () => {
  it('a change is announced, and the command returns when every worker has it', async () => {
    await cli('lease list'); // makes the data folder
    const socketPath = join(folder, 'data/redis/redis.sock');
    const redis = await startPrivateRedis({ folder: join(folder, 'data/redis'), socketPath, onProblem: () => {} });
    if (!redis.ok) throw new Error(redis.failure.message);
    const bus = openRedisBus({ url: null, socketPath, onProblem: () => {} });
    const report = (instance: string, leases: number) =>
      bus.report({
        part: 'proxy',
        instance,
        pid: process.pid,
        at: NOW,
        revisions: { policy: 0, lists: 0, leases, people: 0, overrides: 0 },
        policyVersion: '',
        listVersion: '',
        metrics: [],
        problems: [],
      });
    try {
      const announced = new Promise<number>((done) => {
        bus.onAnnounced((topic, revision) => {
          if (topic !== 'leases') return;
          done(revision);
          void report('proxy-1', revision).then(() => report('proxy-2', revision));
        });
      });
      await untilConnected(() => report('proxy-1', 0));
      await report('proxy-2', 0);
      const { code, out } = await cli('lease add --ip 10.0.0.8 --user bob --computer lab-2 --ttl 60');
      expect({ code, out }).toEqual({
        code: 0,
        out: ['10.0.0.8 is bob on lab-2 until 2026-09-01T09:01:00.000Z: in force on all 2 workers'],
      });
      expect(await announced).toBeGreaterThan(0);
    } finally {
      await bus.close();
      await redis.value.stop();
    }
  });
});

/** A bus connects in the background and refuses until it has. */
async function untilConnected(report: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await report();
    } catch {
      await new Promise((done) => setImmediate(done));
    }
  }
}

describe('blocklists seal', () => {
  const sealedSource = 'blocklists: { sources: [{ id: watch, format: sealed, url: "file:watch.txt", category: child-sexual-abuse }] }\n';

  it('turns names into keyed hashes that name nothing', async () => {
    writeFileSync(join(folder, 'schoolgate.yaml'), sealedSource);
    const { code, out } = await cli('blocklists seal watch', 'one.example.test\nhttp://two.example.test/page?x=1\n');
    expect(code).toBe(0);
    expect(out.filter((line) => /^(host|url) [0-9a-f]{64}$/.test(line))).toHaveLength(2);
    expect(out.join('\n')).not.toContain('example.test');
  });

  it('refuses lines that are neither, by number alone', async () => {
    writeFileSync(join(folder, 'schoolgate.yaml'), sealedSource);
    const { code, err } = await cli('blocklists seal watch', 'one.example.test\nnot a host\n');
    expect(code).toBe(1);
    expect(err).toEqual(['schoolgate: neither host nor URL on 1 lines: 2']);
  });

  it('refuses a source that is not configured as sealed', async () => {
    expect(await cli('blocklists seal watch')).toMatchObject({
      code: 1,
      err: ['schoolgate: no source "watch" of format sealed is configured'],
    });
  });
});

describe('healthcheck', () => {
  it('fails while nothing runs, and refuses a part that is none', async () => {
    expect(await cli('healthcheck proxy')).toMatchObject({ code: 1 });
    expect(await cli('healthcheck kitchen')).toMatchObject({ code: 2 });
  });
});
