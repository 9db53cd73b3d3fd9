import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from '../../telemetry/logger.ts';

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ part: 'proxy', instance: 'proxy-1', destination: { write: (line) => lines.push(line) }, ...options });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') };
}

describe('the operational log', () => {
  it('writes one line of JSON with level, ISO time, part and instance', () => {
    const { logger, last } = capture();
    logger.child({ worker: 3 }).warn({ problem: 'disk' }, 'the disk is full');
    expect(last()).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      ...{ part: 'proxy', instance: 'proxy-1', worker: 3, problem: 'disk', msg: 'the disk is full' },
    });
  });

  it('leaves out what is below its level', () => {
    const { logger, lines } = capture({ level: 'warn' });
    logger.info('started');
    logger.debug({ detail: 1 }, 'more');
    expect(lines).toEqual([]);
  });

  it('censors credentials, people and browsing, whole or nested', () => {
    const { logger, lines } = capture();
    const secret = {
      ...{ password: 'XSECRETX', url: 'http://XSECRETX.test/', host: 'XSECRETX.test', username: 'XSECRETX', clientIp: 'XSECRETX' },
      ...{
        headers: { cookie: 'XSECRETX' },
        authorization: 'XSECRETX',
        searchTerm: 'XSECRETX',
        'proxy-authorization': 'XSECRETX',
        'set-cookie': ['XSECRETX'],
      },
    };
    logger.info(secret, 'plain');
    logger.info({ request: secret }, 'nested');
    logger.info({ context: { request: secret } }, 'nested twice');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('XSECRETX');
    expect(lines.join('')).toContain('[not logged]');
  });

  it('logs an error with its stack, but never the host of a failed connection', async () => {
    const { logger, lines, last } = capture();
    logger.error({ err: new TypeError('a bug') }, 'failed');
    expect(last().err).toMatchObject({ type: 'TypeError', message: 'a bug', stack: expect.stringContaining('logger.test.ts') });
    // Too long for a name: the system says so without asking anybody.
    const error = await lookup(`browsed.${'x'.repeat(64)}.invalid`).catch((reason: unknown) => reason);
    expect(String(error)).toContain('browsed.');
    logger.error({ err: error }, 'failed');
    expect(lines.at(-1)).not.toContain('browsed');
    expect(last().err).toMatchObject({ code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND' });
  });

  it('goes to standard error, at once, and never to standard output', () => {
    const script = `import { createLogger } from ${JSON.stringify(new URL('../../telemetry/logger.ts', import.meta.url).href)};
      createLogger({ part: 'cli', instance: 'cli' }).error('said before the end'); process.exit(0);`;
    const run = (stderr: 'pipe' | 'ignore', redirect: string) =>
      execFileSync('sh', ['-c', `"$0" --input-type=module -e "$1" ${redirect}`, process.execPath, script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', stderr],
      });
    expect(run('ignore', '')).toBe('');
    expect(JSON.parse(run('pipe', '2>&1 >/dev/null'))).toMatchObject({ msg: 'said before the end' });
  });
});
