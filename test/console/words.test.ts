import { describe, expect, it } from 'vitest';
import { deviceWords } from '../../console/src/account/account-page.tsx';
import { inert } from '../../console/src/components/harmless.tsx';
import { londonDay, timeText } from '../../console/src/components/time.tsx';
import type { HistoryLine } from '../../console/src/dsl/incident.ts';
import { changeWords } from '../../console/src/dsl/trends-page.tsx';
import { eventText, eventWords } from '../../console/src/dsl/words.ts';
import { mayOpen, PAGES } from '../../console/src/pages.ts';
import { ROLE_TITLES, type Role } from '../../console/src/roles.ts';
import { missingWords } from '../../console/src/session/set-password.tsx';
import { sectionsOf } from '../../console/src/shell/navigation.tsx';

describe('times', () => {
  it('are London’s, through the change of the clocks', () => {
    expect(timeText('2026-06-12T08:05:00Z')).toBe('Fri 12 Jun, 09:05');
    expect(timeText('2026-12-12T08:05:00Z')).toBe('Sat 12 Dec, 08:05');
    expect(timeText('2026-10-25T00:59:59Z', 'second')).toBe('01:59:59');
    expect(timeText('2026-10-25T01:00:00Z', 'second')).toBe('01:00:00');
    expect(londonDay('2026-06-12T23:30:00Z')).toBe('2026-06-13');
  });

  it('that are none are said to be none', () => {
    expect(timeText('yesterday')).toBe('unknown time');
  });
});

describe('what comes from the network', () => {
  it('is one line that turns nothing round and hides nothing', () => {
    expect(inert('a\u202ecod.exe\u0000\r\nb\u2028c\u200bd')).toBe('a cod.exe b c d');
    expect(inert('<img src=x>')).toBe('<img src=x>');
    expect(inert('\ud800x')).toBe('\ufffdx');
  });

  it('is cut between characters', () => {
    expect([...inert('👩‍🏫'.repeat(400))].length).toBeLessThanOrEqual(500);
    expect(inert('abcdef', 4)).toBe('abc…');
  });
});

describe('pages', () => {
  const roles = Object.keys(ROLE_TITLES) as Role[];

  it('have each a path of their own, and every role a page to begin with', () => {
    expect(new Set(PAGES.map(({ path }) => path)).size).toBe(PAGES.length);
    for (const role of roles) expect(PAGES.some((page) => mayOpen(page, role))).toBe(true);
  });

  it('about incidents are in no menu but those of safeguarding', () => {
    const menus = (role: Role) => sectionsOf(role).flatMap(({ pages }) => pages.map(({ path }) => path));
    for (const role of roles) expect(menus(role).includes('/now')).toBe(['dsl', 'deputy-dsl', 'headteacher'].includes(role));
  });

  it('can be loaded, every one', async () => {
    for (const { load } of PAGES) expect(typeof (await load()).default).toBe('function');
  });
});

describe('words', () => {
  it('say what somebody did, and what they wrote', () => {
    const line = (event: HistoryLine['event'], detail: Record<string, unknown> = {}) => ({ at: '', actor: 'user:a.lead', event, detail });
    expect(eventWords(line('closed', { outcome: 'pastoral' }))).toBe('a.lead closed it: Pastoral support in school');
    expect(eventWords(line('merged', { into: 'ABC' }))).toBe('a.lead merged it into ABC');
    expect(eventWords(line('something-new' as HistoryLine['event']))).toBe('something-new');
    expect(eventText(line('noted', { text: 'seen' }))).toBe('seen');
    expect(eventText(line('noted', { text: 7 }))).toBe('');
  });

  it('say how a theme changed', () => {
    expect(changeWords({ lastWeek: 3, weekBefore: 1 })).toBe('▲ 2 more');
    expect(changeWords({ lastWeek: 1, weekBefore: 3 })).toBe('▼ 2 fewer');
    expect(changeWords({ lastWeek: 1, weekBefore: 1 })).toBe('No change');
  });

  it('say where somebody is signed in', () => {
    expect(deviceWords('Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36')).toBe(
      'Chrome on Chrome OS',
    );
    expect(deviceWords('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0')).toBe('Edge on Windows');
    expect(deviceWords('')).toBe('A browser on some device');
  });

  it('say what a password lacks', () => {
    expect(missingWords('short', 'short')).toContain('12 characters');
    expect(missingWords('three random words', 'three random word')).toContain('not the same');
    expect(missingWords('three random words', 'three random words')).toBeNull();
  });
});
