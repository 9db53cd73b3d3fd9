import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileRequest } from '../../admin/services/request-filing.ts';
import { atDesk } from '../../cli/unblocking.ts';
import type { RequestKind } from '../../core/site-request.ts';
import { epochMs } from '../../core/units.ts';
import { deskOf } from './desk.ts';

const NOW = epochMs(Date.UTC(2026, 8, 1, 9));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-unblock-'));
  writeFileSync(join(folder, 'schoolgate.yaml'), 'schools: [{ id: north, name: North }]\nblocklists: { sources: [] }\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { context, cli, json } = deskOf(() => folder, NOW);
const filed = (url: string, kind: RequestKind = 'unblock') =>
  atDesk(context(), async ({ services }) => {
    const helpdesk = { actor: 'token:helpdesk', role: 'teacher', school: null } as const;
    return (await fileRequest(helpdesk, { kind, url, reason: 'for maths', requestedBy: 'amy' }, services)).request.id;
  });
const audited = () => atDesk(context(), async ({ services }) => (await services.stores.audit.list({ limit: 100 })).at(-1));

describe('override', () => {
  it('add, list and end do what the admin API does', async () => {
    const added = await cli('override', 'add', 'games.schoolgate.test', '--for', 'group:seniors', '--reason', 'games week');
    expect(added).toMatchObject({ code: 0, err: [] });
    expect(added.out[0]).toMatch(
      /^games\.schoolgate\.test open for group:seniors until 2026-09-08T09:00:00\.000Z \(override-[^)]+\): saved; takes effect at the next start$/,
    );
    expect(await audited()).toMatchObject({ actor: 'cli:tester', action: 'override.add', outcome: 'done' });
    const { items, blocks } = await json('override', 'list');
    expect({ items, blocks }).toMatchObject({ items: [{ hosts: ['games.schoolgate.test'], grantedBy: 'cli:tester' }], blocks: [] });
    expect((await cli('override', 'list')).out[1]).toContain('open  games.schoolgate.test  group:seniors');
    expect((await cli('explain', '--url', 'http://games.schoolgate.test/', '--group', 'seniors')).out[0]).toContain(
      'allow by rule override',
    );
    expect((await cli('override', 'end', items[0].id)).code).toBe(0);
    expect((await cli('override', 'end', items[0].id)).err).toEqual([`schoolgate: Nothing that runs is named "${items[0].id}".`]);
  });

  it('sweep ends all that is open, audits each, and leaves blocks alone', async () => {
    for (const host of ['games.schoolgate.test', 'chat.schoolgate.test']) {
      await cli('override', 'add', host, '--for', 'trust', '--reason', 'end of term');
    }
    await json('request', 'approve', await filed('bad.example', 'block'), '--for', 'trust', '--reason', 'scam');
    expect((await cli('override', 'sweep', '--reason', 'Christmas')).out.at(-1)).toBe('2 ended: saved; takes effect at the next start');
    const { items, blocks } = await json('override', 'list');
    expect([items.length, blocks.length]).toEqual([0, 1]);
    expect(await audited()).toMatchObject({ action: 'override.sweep', subject: 'trust', detail: { count: 2, reason: 'Christmas' } });
    expect((await cli('override', 'sweep', '--reason', 'Christmas')).out).toEqual(['0 ended: nothing was open']);
  });

  it.each([
    ['child-sexual-abuse.schoolgate.test', 'statutory list'],
    ['terrorism.schoolgate.test', 'closed to everyone'],
    ['co.uk', 'registry'],
  ])('never opens %s', async (host, words) => {
    const { code, err: told } = await cli('override', 'add', host, '--for', 'trust', '--reason', 'because');
    expect(code).toBe(1);
    expect(told.at(-1)).toContain(words);
    expect((await json('override', 'list')).items).toEqual([]);
  });

  it.each([
    ['--for', 'planet', '--reason', 'because'],
    ['--for', 'group:wizards', '--reason', 'because'],
    ['--for', 'trust', '--reason', 'x'],
    ['--for', 'trust', '--reason', 'two\nlines'],
    ['--for', 'trust'],
  ])('add %s %s %s %s is wrong usage', async (...words) => {
    expect((await cli('override', 'add', 'x.example', ...words)).code).toBe(2);
  });
});

describe('request', () => {
  it('list, approve and decline do what the admin API does', async () => {
    const id = await filed('https://games.schoolgate.test/');
    const other = await filed('https://chat.schoolgate.test/');
    expect((await json('request', 'list')).items).toMatchObject([{ status: 'open' }, { status: 'open' }]);
    expect((await cli('request', 'list')).out.join('\n')).toMatch(/games\.schoolgate\.test +amy +category +due 2026-09-02/);
    expect(await json('request', 'approve', id, '--for', 'person:amy', '--reason', 'fine')).toMatchObject({ id, status: 'approved' });
    expect((await cli('request', 'decline', other, '--reason', 'use the school’s own')).out).toEqual([
      `${other} (chat.schoolgate.test) declined`,
    ]);
    expect((await json('request', 'list')).items).toEqual([]);
    expect((await json('request', 'list', '--all')).items).toHaveLength(2);
    expect((await cli('request', 'approve', id, '--for', 'trust', '--reason', 'again')).err[0]).toContain(
      'approved already, by cli:tester',
    );
    expect((await cli('request', 'decline', 'nothing', '--reason', 'again')).code).toBe(1);
  });

  it('blocks what was reported', async () => {
    const id = await filed('bad.example', 'block');
    const { effect } = await json('request', 'approve', id, '--for', 'trust', '--reason', 'scam');
    expect((await json('override', 'list')).blocks).toMatchObject([{ id: effect, site: 'bad.example', urgent: true }]);
    expect((await cli('override', 'add', 'bad.example', '--for', 'trust', '--reason', 'was fine')).err[0]).toContain('stays closed');
    expect((await cli('override', 'end', effect)).code).toBe(0);
  });

  it('never opens what is sealed, nor AI tools without the Head of IT', async () => {
    const sealed = await filed('child-sexual-abuse.schoolgate.test');
    expect((await cli('request', 'approve', sealed, '--for', 'trust', '--reason', 'because')).err[0]).toContain('statutory list');
    const ai = await filed('ai-tools.schoolgate.test', 'ai-approval');
    expect((await cli('request', 'approve', ai, '--for', 'trust', '--reason', 'because')).err[0]).toContain('Head of IT only');
  });
});
