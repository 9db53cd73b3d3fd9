import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema/config.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-config-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(yaml: string, env: Record<string, string> = {}) {
  writeFileSync(join(folder, 'schoolgate.yaml'), yaml);
  return loadConfig({ env, cwd: folder });
}

function loaded(yaml: string, env: Record<string, string> = {}): Config {
  const config = load(yaml, env);
  if (!config.ok) throw new Error(config.failure.message);
  return config.value;
}

/** The problems, with the file's own path left out. */
function problems(yaml: string, env: Record<string, string> = {}): string[] {
  const config = load(yaml, env);
  return config.ok
    ? []
    : config.failure.message
        .replaceAll(`${join(folder, 'schoolgate.yaml')}:`, '')
        .replaceAll(folder, '.')
        .split('\n');
}

const CONTRACT_EXAMPLE = `
trust: { name: Example Trust, safeguardingLead: { name: "T. Lead", email: safeguarding@example.org } }
schools:
  - id: north
    name: North Academy
    dsl: { name: "A. Lead", email: dsl.north@example.org }
    deputies: [ { name: "B. Deputy", email: deputy.north@example.org } ]
    headteacher: { name: "C. Head", email: head.north@example.org }
    chair: { name: "D. Chair", email: chair.north@example.org }
    it: { name: "IT desk", email: it@example.org }
    onCall: { name: "Duty lead", email: duty@example.org }        # danger alerts out of hours
    digestAt: "07:30"
mail: { from: "Schoolgate <schoolgate@example.org>", detail: minimal }   # minimal | full (needs a recorded DPO decision)
retention: { mode: trial }
inspection: { enabled: false, groups: [], only: selective, notice: { text: "", from: "2026-09-01", dpia: "" } }
blocklists:
  sources:
    - { id: ut1, format: ut1, url: "file:../shared/data/ut1", licence: CC-BY-SA-4.0 }
    - { id: phishing, format: domains, url: "file:../shared/data/formats/phishing.domains", category: phishing }
    - { id: drugs, format: hosts, url: "https://lists.example.org/drugs.txt", category: drugs }
networks:
  - { cidr: 10.20.0.0/16, name: pupil-wifi, school: north, group: seniors }
`;

describe('a file that is right', () => {
  it('is read as the contract shows it, with places relative to the file', () => {
    const config = loaded(CONTRACT_EXAMPLE);
    expect(config.blocklists?.sources.map((source) => source.url)).toEqual([
      pathToFileURL(join(folder, '../shared/data/ut1')).href,
      pathToFileURL(join(folder, '../shared/data/formats/phishing.domains')).href,
      'https://lists.example.org/drugs.txt',
    ]);
    expect(config.schools[0]?.onCall?.email).toBe('duty@example.org');
    expect(config.proxy.maxConnectionsPerClient).toBe(2000);
  });

  it.each(['', '# only a comment\n', '{}'])('may say nothing (%j): every default holds', (yaml) => {
    expect(loaded(yaml)).toMatchObject({
      schools: [],
      retention: { mode: 'trial' },
      inspection: { enabled: false },
      at: {
        dataFolder: join(folder, 'data'),
        configPath: join(folder, 'schoolgate.yaml'),
        host: '127.0.0.1',
        adminHost: '127.0.0.1',
        proxyPort: 3128,
        adminPort: 8080,
        portalPort: 8081,
        allowUpstream: [],
        connectPorts: [443, 80],
        nameServers: [],
        upstreamCaPath: null,
        redisUrl: null,
        redisSocketPath: join(folder, 'data/redis/redis.sock'),
        databaseUrl: null,
        smtpUrl: null,
      },
    });
  });

  it('need not be there, unless it was named', () => {
    expect(loadConfig({ env: {}, cwd: folder })).toMatchObject({ ok: true, value: { at: { configPath: null } } });
    expect(loadConfig({ env: { SCHOOLGATE_CONFIG: 'other.yaml' }, cwd: folder })).toMatchObject({
      failure: { message: `${join(folder, 'other.yaml')}: cannot be read (ENOENT)` },
    });
  });

  it('cannot be changed once it is read', () => {
    const config = loaded(CONTRACT_EXAMPLE);
    expect([config, config.at, config.schools, config.schools[0]?.dsl, config.at.connectPorts].every(Object.isFrozen)).toBe(true);
  });
});

describe('the environment', () => {
  const SERVER =
    'server: { data: ../d, host: 10.0.0.1, proxyPort: 1, adminPort: 2, portalPort: 3, workers: 4, allowUpstream: [10.0.0.0/8], connectPorts: [8443], nameServers: [10.0.0.53] }';

  it('comes before the file', () => {
    expect(loaded(SERVER).at).toMatchObject({
      dataFolder: join(folder, '../d'),
      host: '10.0.0.1',
      proxyPort: 1,
      adminPort: 2,
      portalPort: 3,
      workers: 4,
      allowUpstream: ['10.0.0.0/8'],
      connectPorts: [8443],
      nameServers: ['10.0.0.53:53'],
    });
    const env = {
      SCHOOLGATE_DATA: 'elsewhere',
      SCHOOLGATE_HOST: '0.0.0.0',
      SCHOOLGATE_PROXY_PORT: '13128',
      SCHOOLGATE_ADMIN_PORT: '18080',
      SCHOOLGATE_PORTAL_PORT: '18081',
      SCHOOLGATE_WORKERS: '2',
      SCHOOLGATE_ALLOW_UPSTREAM: '127.0.0.0/8, ::1/128',
      SCHOOLGATE_CONNECT_PORTS: '443,8443',
      SCHOOLGATE_NAME_SERVERS: '10.0.0.1, [2001:db8::53]:5353, 2620:fe::fe:9, ::1, [::1], 10.0.0.1:5353',
      REDIS_URL: 'redis://:word@redis.example:6379/0',
      DATABASE_URL: 'postgres://a:b@db.example/x',
      SMTP_URL: 'smtps://mail.example',
    };
    expect(loaded(SERVER, env).at).toMatchObject({
      dataFolder: join(folder, 'elsewhere'),
      host: '0.0.0.0',
      proxyPort: 13_128,
      adminPort: 18_080,
      portalPort: 18_081,
      workers: 2,
      allowUpstream: ['127.0.0.0/8', '::1/128'],
      connectPorts: [443, 8443],
      nameServers: ['10.0.0.1:53', '[2001:db8::53]:5353', '[2620:fe::fe:9]:53', '[::1]:53', '[::1]:53', '10.0.0.1:5353'],
      redisUrl: env.REDIS_URL,
      databaseUrl: env.DATABASE_URL,
      smtpUrl: env.SMTP_URL,
    });
  });

  it('counts an empty variable as unset', () => {
    expect(loaded('', { SCHOOLGATE_PROXY_PORT: '', REDIS_URL: '', SCHOOLGATE_CONFIG: '' }).at).toMatchObject({
      proxyPort: 3128,
      redisUrl: null,
    });
  });

  it.each([
    [{ SCHOOLGATE_PROXY_PORT: '0' }, 'SCHOOLGATE_PROXY_PORT: "0" is not a number from 1 to 65535'],
    [{ SCHOOLGATE_ADMIN_PORT: '65536' }, 'SCHOOLGATE_ADMIN_PORT: "65536" is not a number from 1 to 65535'],
    [{ SCHOOLGATE_PORTAL_PORT: '80a' }, 'SCHOOLGATE_PORTAL_PORT: "80a" is not a number from 1 to 65535'],
    [{ SCHOOLGATE_WORKERS: '65' }, 'SCHOOLGATE_WORKERS: "65" is not a number from 1 to 64'],
    [{ SCHOOLGATE_HOST: 'a b' }, 'SCHOOLGATE_HOST: "a b" is no address or host name'],
    [{ SCHOOLGATE_ALLOW_UPSTREAM: '127.0.0.0/33' }, 'SCHOOLGATE_ALLOW_UPSTREAM: "127.0.0.0/33" is not a network like 127.0.0.0/8'],
    [{ SCHOOLGATE_CONNECT_PORTS: '443,x' }, 'SCHOOLGATE_CONNECT_PORTS: "443,x" is not a list of ports like 443,80'],
    [
      { SCHOOLGATE_NAME_SERVERS: '10.0.0.1,dns.example' },
      'SCHOOLGATE_NAME_SERVERS: "dns.example" is not the address of a name server, like 10.0.0.53 or [2001:db8::53]:5353',
    ],
    [
      { SCHOOLGATE_NAME_SERVERS: '[fe80::1%eth0]:53' },
      'SCHOOLGATE_NAME_SERVERS: "[fe80::1%eth0]:53" is not the address of a name server, like 10.0.0.53 or [2001:db8::53]:5353',
    ],
    [{ SCHOOLGATE_UPSTREAM_CA: 'none.pem' }, 'SCHOOLGATE_UPSTREAM_CA: ./none.pem does not exist'],
    [{ SCHOOLGATE_PROXY_PORT: '8080' }, 'SCHOOLGATE_PROXY_PORT and SCHOOLGATE_ADMIN_PORT are both 8080: each needs a port of its own'],
    [{ SCHOOLGATE_PROXYPORT: '1' }, 'SCHOOLGATE_PROXYPORT: unknown variable; did you mean SCHOOLGATE_PROXY_PORT?'],
    [{ SCHOOLGATE_WORKER: '1' }, 'SCHOOLGATE_WORKER: unknown variable; did you mean SCHOOLGATE_WORKERS?'],
    [{ REDIS_URL: 'http://r' }, 'REDIS_URL: must be a URL that begins with redis: or rediss:'],
    [{ DATABASE_URL: 'mysql://u:secret@h' }, 'DATABASE_URL: must be a URL that begins with postgres: or postgresql:'],
    [{ SMTP_URL: 'mail.example' }, 'SMTP_URL: must be a URL that begins with smtp: or smtps:'],
    [
      { SCHOOLGATE_ADMIN_HOST: '0.0.0.0' },
      'SCHOOLGATE_ADMIN_HOST is 0.0.0.0: beyond this machine the admin port needs TLS; set admin.tls in the configuration file',
    ],
  ])('%j is refused', (env, message) => {
    expect(problems('', env as Record<string, string>)).toEqual([message]);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('the admin port on %s stays on this machine and needs no TLS', (host) => {
    expect(problems('', { SCHOOLGATE_ADMIN_HOST: host })).toEqual([]);
  });

  it('has a secret in a file of its owner alone, never beside the variable', () => {
    const path = join(folder, 'url');
    writeFileSync(path, 'postgres://a:b@db.example/x\n', { mode: 0o600 });
    expect(loaded('', { DATABASE_URL_FILE: path }).at.databaseUrl).toBe('postgres://a:b@db.example/x');
    expect(problems('', { DATABASE_URL_FILE: path, DATABASE_URL: 'postgres://x' })).toEqual([
      'DATABASE_URL and DATABASE_URL_FILE are both set; keep one',
    ]);
    chmodSync(path, 0o640);
    expect(problems('', { DATABASE_URL_FILE: path })).toEqual([
      'DATABASE_URL_FILE: ./url can be read by others (mode 0640); run: chmod 600 ./url',
    ]);
    expect(problems('', { DATABASE_URL_FILE: folder })).toEqual(['DATABASE_URL_FILE: . is not a file']);
    expect(problems('', { DATABASE_URL_FILE: `${path}x` })).toEqual(['DATABASE_URL_FILE: ./urlx cannot be read (ENOENT)']);
  });
});

describe('a file that is wrong', () => {
  const SCHOOL = 'schools: [{ id: north, name: North }]\n';
  const source = (text: string) => `blocklists: { sources: [${text}] }`;

  it.each([
    ['schools:\n  - id: north\n    name: North\n    dls: 1', ['4: schools[0].dls: unknown key; did you mean dsl?']],
    ['skools: []', ['1: skools: unknown key; did you mean schools?']],
    ['qqqqqqqq: 1', [expect.stringMatching(/^1: qqqqqqqq: unknown key; known here: trust, schools, mail/)]],
    ['mail: { detail: all }', ['1: mail.detail: is none of minimal, full']],
    ['goLive: "yes"', ['1: goLive: must be boolean']],
    ['proxy:', ['1: proxy: must be object']],
    ['- 1', ['1: must be object']],
    ['schools:\n  - id: north', ['2: schools[0].name: is missing']],
    ['schools:\n  - id: North School\n    name: x', ['2: schools[0].id: is not an id of lower-case letters, digits and hyphens']],
    ['schools:\n  - { id: a, name: x, digestAt: "7:30" }', ['2: schools[0].digestAt: is not a time of day like 07:30']],
    ['schools:\n  - { id: a, name: x, dsl: { name: n, email: nobody } }', ['2: schools[0].dsl.email: is not an e-mail address']],
    [`schools:\n  - { id: a, name: x }\n  - { id: a, name: y }`, ['3: schools[1].id: is the id of an earlier school']],
    [
      `${SCHOOL}networks:\n  - { cidr: 10.0.0.0/8, name: n, school: nort }`,
      ['3: networks[0].school: there is no school with the id "nort"'],
    ],
    ['networks: [{ cidr: 10.0.0.0/99, name: n }]', ['1: networks[0].cidr: "10.0.0.0/99" is not a network like 10.20.0.0/16']],
    [
      'networks: [{ cidr: 10.0.0.0/8, name: n }, { cidr: 10.0.0.0/8, name: m }]',
      ['1: networks[1].cidr: is the network of an earlier entry'],
    ],
    [
      source('{ id: a, format: hosts, url: "file:x" }'),
      ['1: blocklists.sources[0].category: is missing: only ut1 names its own categories, hosts does not'],
    ],
    [
      source('{ id: a, format: ut1, url: "file:x" }, { id: a, format: ut1, url: "file:y" }'),
      ['1: blocklists.sources[1].id: is the id of an earlier source'],
    ],
    [source('{ id: a, format: ut1, url: "ftp://x" }'), ['1: blocklists.sources[0].url: must begin with file:, http: or https:']],
    [source('{ id: a, format: ut1, url: "http://[" }'), ['1: blocklists.sources[0].url: is not a URL']],
    [
      source('{ id: a, format: ut2, url: "file:x" }'),
      [expect.stringContaining('1: blocklists.sources[0].format: is none of ut1, domains')],
    ],
    [
      source('{ id: a, format: ut1, url: "file:x", minEntries: 9, maxEntries: 8 }'),
      ['1: blocklists.sources[0].minEntries: is more than maxEntries'],
    ],
    [
      'mail: { detail: full }',
      ["1: mail.detail: full puts pupil detail into e-mail: record the data protection officer's decision in mail.dpoDecision first"],
    ],
    ['goLive: true', ['1: goLive: refused while retention.mode is trial: choose how long records are kept first']],
    [
      'retention: { mode: chosen, routineDays: 30 }',
      ['1: retention.signalledDays: is missing: retention.mode is chosen', '1: retention.auditDays: is missing: retention.mode is chosen'],
    ],
    [
      'inspection: { enabled: true, notice: { text: " ", from: "2026-09-01", dpia: "" } }',
      [
        '1: inspection.enabled: refused: people must be told before their traffic is opened; notice lacks its text, a DPIA reference (dpia)',
      ],
    ],
    [
      'inspection: { enabled: true }',
      [
        '1: inspection.enabled: refused: people must be told before their traffic is opened; notice lacks its text, the date it was given (from), a DPIA reference (dpia)',
      ],
    ],
    ['inspection: { notice: { text: a, from: "2026-02-30", dpia: b } }', ['1: inspection.notice.from: is not a date like 2026-09-01']],
    [
      'personalUseReport: { enabled: true, notice: { text: a, from: "2026-09-01", dpia: "" } }',
      [
        '1: personalUseReport.enabled: refused: staff must be told before their use is counted; notice lacks a DPIA reference (dpia)',
        '1: personalUseReport.enabled: refused: say in personalUseReport.reason why private use is monitored',
        '1: personalUseReport.enabled: refused: name the categories and their minutes in personalUseReport.minutesAWeek',
      ],
    ],
    ['personalUseReport: { minutesAWeek: { games: 29 } }', ['1: personalUseReport.minutesAWeek.games: must be >= 30']],
    [
      'personalUseReport: { minutesAWeek: { religion: 60 } }',
      [expect.stringContaining('1: personalUseReport.minutesAWeek.religion: unknown key')],
    ],
    ['proxy: { parentProxy: "proxy.example:3128" }', ['1: proxy.parentProxy: is not of the form http://host:port']],
    ['proxy: { portalUrl: "https://a/b" }', ['1: proxy.portalUrl: is not of the form https://host']],
    ['server: { proxyPort: 70000 }', ['1: server.proxyPort: must be <= 65535']],
    ['server: { host: "a b" }', ['server.host: "a b" is no address or host name']],
    [
      'policy: { groups: { seniors: { categories: { gambling: blok } } } }',
      ['1: policy.groups.seniors.categories.gambling: is none of allow, monitor, coach, block, block-overridable'],
    ],
    [
      'policy: { groups: { seniors: { categories: { drugs: { action: block } } } } }',
      ['1: policy.groups.seniors.categories.drugs.during: is missing', '1: policy.groups.seniors.categories.drugs.otherwise: is missing'],
    ],
    [
      'policy: { groups: { seniors: { categories: { drug: block } } } }',
      ['1: policy.groups.seniors.categories.drug: unknown key; did you mean drugs?'],
    ],
    ['a: 1\na: 2', ['2: Map keys must be unique']],
    ['a: [', [expect.stringMatching(/^1: /)]],
    ['a: *nothing', [expect.stringContaining('nothing')]],
    [
      'admin: { tls: { certFile: c.pem, keyFile: k.pem } }',
      ['admin.tls.certFile: ./c.pem does not exist', 'admin.tls.keyFile: ./k.pem cannot be read (ENOENT)'],
    ],
  ])('%s', (yaml, messages) => {
    expect(problems(yaml)).toEqual(messages);
  });

  it('is told all at once, in the order of the file, with what is wrong in the environment', () => {
    const yaml = Array.from({ length: 12 }, (_, i) => `key${i}xxxxxxxxx: 1`).join('\n');
    const found = problems(`${yaml}\nmail: { detail: all }`, { SCHOOLGATE_WORKERS: 'x', SMTP_URL: 'y' });
    expect(found.map((line) => line.split(':')[0])).toEqual([
      ...Array.from({ length: 13 }, (_, i) => `${i + 1}`),
      'SCHOOLGATE_WORKERS',
      'SMTP_URL',
    ]);
  });

  it('has a TLS key that nobody else can read', () => {
    writeFileSync(join(folder, 'c.pem'), '');
    writeFileSync(join(folder, 'k.pem'), '', { mode: 0o600 });
    const yaml = 'admin: { tls: { certFile: c.pem, keyFile: k.pem } }';
    expect(loaded(yaml, { SCHOOLGATE_ADMIN_HOST: '10.0.0.5' }).admin.tls).toEqual({
      certFile: join(folder, 'c.pem'),
      keyFile: join(folder, 'k.pem'),
    });
    chmodSync(join(folder, 'k.pem'), 0o644);
    expect(problems(yaml)).toEqual(['admin.tls.keyFile: ./k.pem can be read by others (mode 0644); run: chmod 600 ./k.pem']);
  });
});
