import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anchorAudit } from '../../admin/maintenance.ts';
import { runCommand } from '../../cli/program.ts';
import { loadConfig } from '../../config/load.ts';
import { epochMs } from '../../core/units.ts';
import { openStores } from '../../storage/open-stores.ts';
import { createLogger } from '../../telemetry/logger.ts';

const clock = () => epochMs(Date.UTC(2026, 8, 1, 9));
let folder: string;
let database: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-audit-'));
  database = join(folder, 'data/db/schoolgate.sqlite');
  writeFileSync(join(folder, 'schoolgate.yaml'), 'blocklists: { sources: [] }\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function cli(line: string, now = clock()) {
  const [out, err]: [string[], string[]] = [[], []];
  const said = { out: (text: string) => out.push(text), err: (text: string) => err.push(text), errText: (text: string) => err.push(text) };
  const rest = { env: {}, cwd: folder, clock: () => now, osUser: 'tester', isTerminal: false, readStdin: async () => '' };
  return { code: await runCommand(line.split(' '), { ...said, ...rest, stop: new AbortController().signal }), out, err };
}

function tamper(statements: string): void {
  const sqlite = new Sqlite(database);
  sqlite.exec(statements);
  sqlite.close();
}

/** As the running product does once a day; returns what it logged. */
async function anchor(now = clock()): Promise<string[]> {
  const config = loadConfig({ env: {}, cwd: folder });
  if (!config.ok) throw new Error(config.failure.message);
  const lines: string[] = [];
  const logger = createLogger({ part: 'admin', instance: 'test', destination: { write: (line) => void lines.push(line) } });
  const stores = await openStores({ databaseUrl: null, sqlitePath: database, clock });
  await anchorAudit({ config: config.value, stores, clock: () => now, logger });
  await stores.close();
  return lines;
}

describe('audit verify', () => {
  beforeEach(async () => {
    for (const ip of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) await cli(`lease add --ip ${ip} --user amy --computer pc --ttl 8h`);
  });

  it('says that all is whole, leaves a row of its own, and up to where an anchor holds it', async () => {
    expect(await cli('audit verify')).toEqual({ code: 0, err: [], out: ['the audit log is whole: 3 entries, up to 0 held by 0 anchors'] });
    const later = await cli('audit verify', epochMs(clock() + 2 * 86_400_000));
    expect([later.code, later.err]).toEqual([0, [expect.stringMatching(/^warning: no anchor vouches for the audit log/)]]);
    const [line = ''] = await anchor();
    expect(JSON.parse(line)).toMatchObject({ msg: 'audit log anchored', sequence: 5, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await cli('audit verify')).out).toEqual(['the audit log is whole: 5 entries, up to 5 held by 1 anchors']);
  });

  it('names the first entry that is not what it was, and fails', async () => {
    tamper("update audit set subject = '10.9.9.9' where sequence = 2");
    const { code, err } = await cli('audit verify');
    expect([code, err]).toEqual([
      1,
      ['schoolgate: the audit log is broken at 2: the entry 2 is missing, or is not the one that was written'],
    ]);
    expect(JSON.parse((await cli('audit verify --json')).out[0] ?? '')).toMatchObject({ intact: false, firstBroken: 2 });
  });

  it('finds an end that was cut off with the memory of it, by the anchor', async () => {
    await anchor();
    tamper('delete from audit where sequence > 1; update audit_head set sequence = 1, hash = (select hash from audit where sequence = 1)');
    const { code, err } = await cli('audit verify');
    expect(code).toBe(1);
    expect(err[0]).toMatch(/^schoolgate: the audit log is broken at 2: the chain ends at 1, and reached 3 on 2026-09-01/);
    // The command's own row stands second now.
    const [line = ''] = await anchor(epochMs(clock() + 86_400_000));
    expect(JSON.parse(line)).toMatchObject({ level: expect.anything(), msg: 'the audit log is not what it was', firstBroken: 3 });
  });
});
