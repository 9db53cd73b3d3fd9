import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../scripts/identity/linux/schoolgate-lease', import.meta.url));
const present = existsSync('/usr/bin/curl');
if (!present) console.warn('skipped: the lease script needs curl');

interface Seen {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

describe.skipIf(!present)('the Linux lease script, against a real server', () => {
  const seen: Seen[] = [];
  let folder: string;
  let server: Server;
  let status = 200;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lease-script-'));
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization, body });
      response.writeHead(status).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await writeFile(join(folder, 'token'), 'sg_secret\n', { mode: 0o600 });
  });
  beforeEach(() => {
    seen.length = 0;
    status = 200;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  async function run(argumentsGiven: string[], { settings = '', env = {} }: { settings?: string; env?: Record<string, string> } = {}) {
    const { port } = server.address() as AddressInfo;
    const conf = join(folder, 'lease.conf');
    await writeFile(
      conf,
      `api=http://127.0.0.1:${port}\nfilter=127.0.0.1\ntokenfile=${join(folder, 'token')}\naddress=10.0.0.7\ncomputer=PC-12\n${settings}`,
    );
    const child = spawn('/bin/sh', [SCRIPT, ...argumentsGiven], {
      env: { PATH: process.env['PATH'] ?? '', SCHOOLGATE_LEASE_CONF: conf, ...env },
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, errors };
  }

  it('puts a lease at log-on', async () => {
    expect(await run(['on', 'alice'], { settings: 'school=north\nttl=900\n' })).toEqual({ code: 0, errors: '' });
    expect(seen).toEqual([{ line: 'PUT /api/v1/leases', authorization: 'Bearer sg_secret', body: expect.any(String) }]);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual([
      { ip: '10.0.0.7', user: 'alice', computer: 'PC-12', school: 'north', ttlSeconds: 900 },
    ]);
  });

  it.each(['SCHOOL\\zoë', 'quo"te', 'a b', '$(touch /tmp/never)', '`id`', "o'brien", '","user":"admin'])(
    'sends the name %j as it is',
    async (name) => {
      expect((await run(['on', name])).code).toBe(0);
      expect(JSON.parse(seen[0]?.body ?? '')).toEqual([{ ip: '10.0.0.7', user: name, computer: 'PC-12', ttlSeconds: 1800 }]);
    },
  );

  it('refuses a name with control characters, no name, and no settings', async () => {
    expect((await run(['on', 'a\nb'])).code).not.toBe(0);
    expect((await run(['on'])).code).not.toBe(0);
    expect((await run(['on', 'alice'], { env: { SCHOOLGATE_LEASE_CONF: '/nowhere' } })).code).not.toBe(0);
    expect((await run([])).errors).toContain('usage');
    expect(seen).toEqual([]);
  });

  it('ends the lease at log-off, also of an IPv6 address', async () => {
    expect((await run(['off'])).code).toBe(0);
    expect((await run(['off'], { settings: 'address=2001:db8::7\n' })).code).toBe(0);
    expect(seen.map(({ line }) => line)).toEqual(['DELETE /api/v1/leases?ip=10.0.0.7', 'DELETE /api/v1/leases?ip=2001%3Adb8%3A%3A7']);
  });

  it('follows PAM', async () => {
    await run(['pam'], { env: { PAM_TYPE: 'open_session', PAM_USER: 'alice' } });
    await run(['pam'], { env: { PAM_TYPE: 'close_session', PAM_USER: 'alice' } });
    await run(['pam'], { env: { PAM_TYPE: 'auth', PAM_USER: 'alice' } });
    expect(seen.map(({ line }) => line.split(' ')[0])).toEqual(['PUT', 'DELETE']);
  });

  it('fails, and does not show the token, when the filter refuses', async () => {
    status = 403;
    const { code, errors } = await run(['on', 'alice']);
    expect(code).not.toBe(0);
    expect(errors).toContain('403');
    expect(errors).not.toContain('sg_secret');
  });
});
