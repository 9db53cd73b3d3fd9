import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../cli/program.ts';
import { epochMs } from '../../core/units.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-people-'));
  const people = 'people: { grades: { "Year 9 ASD": juniors }, schools: { "URN 1": north } }';
  writeFileSync(join(folder, 'schoolgate.yaml'), `schools: [{ id: north, name: North }]\nblocklists: { sources: [] }\n${people}\n`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function cli(...words: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommand(words, {
    env: {},
    cwd: folder,
    clock: () => epochMs(Date.UTC(2026, 8, 1, 9)),
    osUser: 'tester',
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    errText: (text) => void err.push(text),
    isTerminal: false,
    readStdin: async () => '',
    stop: new AbortController().signal,
  });
  return { code, out, err };
}

const write = (name: string, lines: readonly string[]) => writeFileSync(join(folder, name), lines.join('\n'));
const HEAD = 'username,group,classes,teaches';

describe('people import', () => {
  it('says who would be added, changed and removed, then does it', async () => {
    write('people.csv', [HEAD, 'ann,7,7A,', 'ben,Year 9 ASD,,', 't.smith,staff,,7A']);
    const dry = await cli('people', 'import', 'people.csv', '--dry-run');
    expect(dry).toMatchObject({ code: 0, err: [] });
    expect(dry.out).toEqual([
      'people.csv (csv): 3 people would be added, 0 changed, 0 removed; 0 as before',
      '  added: ann (seniors, north)',
      '  added: ben (juniors, north)',
      '  added: t.smith (staff, north)',
      'classes: 1 would be added, 0 changed, 0 removed',
      '  class added: north/7a',
      'dry run: nothing was changed',
    ]);
    expect((await cli('user', 'list')).out).toHaveLength(1);
    expect((await cli('people', 'import', 'people.csv')).out.at(-1)).toBe('taken in: saved; takes effect at the next start');
    await cli('user', 'add', 'desk', '--group', 'staff');
    write('people.csv', [HEAD, 'ann,8,7A,', 't.smith,staff,,7A']);
    const next = await cli('people', 'import', 'people.csv', '--json');
    expect(JSON.parse(next.out[0] ?? '')).toMatchObject({
      people: { removed: ['ben'], kept: ['desk'], changed: [], unchanged: 2 },
      state: 'saved; takes effect at the next start',
    });
    expect((await cli('people', 'classes')).out[1]).toBe('north/7a  7A    1        t.smith');
  });

  it('opens a site for a class that was imported', async () => {
    write('people.csv', [HEAD, 'ann,7,7A,', 'ben,7,,']);
    await cli('people', 'import', 'people.csv');
    const added = await cli('override', 'add', 'games.schoolgate.test', '--for', 'class:7a', '--reason', 'games week');
    expect([added.err, added.out[0]]).toEqual([[], expect.stringContaining('open for class:north/7a')]);
    const actionFor = async (user: string) => (await cli('explain', '--url', 'http://games.schoolgate.test/', '--user', user)).out[0];
    expect([await actionFor('ANN'), await actionFor('ben')]).toEqual([
      expect.stringMatching(/: allow by rule override/),
      expect.stringMatching(/: block by/),
    ]);
    expect((await cli('override', 'add', 'x.example', '--for', 'class:9Z', '--reason', 'games week')).err.join()).toContain(
      'no class "9Z"',
    );
  });

  it('reads a folder of OneRoster', async () => {
    mkdirSync(join(folder, 'export'));
    write('export/orgs.csv', ['sourcedId,name,type,identifier', 'o1,North Primary School,school,URN 1']);
    write('export/users.csv', ['sourcedId,role,username,orgSourcedIds,grades', 'u1,student,kim,o1,KG']);
    expect((await cli('people', 'import', 'export')).out.slice(0, 2)).toEqual([
      'export (oneroster): 1 people added, 0 changed, 0 removed; 0 as before',
      '  added: kim (infants, north)',
    ]);
  });

  it('fails with every bad line, and on removing too many without a reason', async () => {
    write('bad.csv', ['username,group', 'ann,7', 'Ann,8', 'ben,wizards']);
    const lines = [
      'schoolgate: line 3: the user name "Ann" stands at line 2 already (capitals and accents\' forms do not tell names apart).',
      'schoolgate: line 4: there is no group, and no year group, "wizards".',
    ];
    expect(await cli('people', 'import', 'bad.csv')).toMatchObject({
      code: 1,
      err: [expect.stringContaining('2 problems; nothing was changed'), ...lines],
    });
    expect(await cli('people', 'import', 'bad.csv', '--dry-run')).toMatchObject({ code: 1, err: lines });
    write('many.csv', ['username,group', ...Array.from({ length: 20 }, (_, i) => `p${i},7`)]);
    await cli('people', 'import', 'many.csv');
    write('few.csv', ['username,group', 'p0,7']);
    expect((await cli('people', 'import', 'few.csv')).err[0]).toContain('remove 19 people; one import may 5');
    expect(await cli('people', 'import', 'few.csv', '--dry-run')).toMatchObject({ code: 1 });
    expect(await cli('people', 'import', 'few.csv', '--remove-more', 'x')).toMatchObject({ code: 2 });
    expect(await cli('people', 'import', 'few.csv', '--remove-more', 'the site closed')).toMatchObject({ code: 0 });
    expect((await cli('people', 'import', 'nowhere.csv')).err.join()).toContain('cannot be read (ENOENT)');
    expect((await cli('people', 'import', 'few.csv', '--school', 'south')).err.join()).toContain('there is no school "south"');
  });
});
