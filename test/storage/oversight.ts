import { describe, expect, it } from 'vitest';
import type { Announcement } from '../../core/announcement.ts';
import { REVIEW_SECTION_IDS, type Review } from '../../core/filtering-review.ts';
import type { PersonalUseWeek } from '../../core/personal-use-report.ts';
import type { SelfTest } from '../../core/self-test.ts';
import { epochMs } from '../../core/units.ts';
import { type Bench, HOUR, START } from './bench.ts';

const REVIEW: Review = {
  ...{ id: 'review-1', school: 'north', status: 'open', trigger: 'yearly', reason: 'each “autumn”', openedAt: START, openedBy: 'user:d' },
  sections: REVIEW_SECTION_IDS.map((id) => ({ id, facts: [{ label: 'ü', value: '1' }], notes: '', notedBy: null, notedAt: null })),
  ...{ actions: [], signatures: [], closedAt: null, digest: null, version: 1 },
  baseline: { networks: [], aiTools: [], policyVersion: null, inspection: 'off' },
};
const ANNOUNCEMENT: Announcement = {
  ...{ id: 'a1', text: 'Games close in lessons.', groups: ['seniors'], emergency: false, policyVersion: '0123456789ab', by: 'user:h' },
  ...{ effectiveAt: START, createdAt: START, until: START + HOUR },
};
const TEST: SelfTest = {
  ...{ id: 't1', at: START, by: 'system', school: null, group: 'seniors', ok: false, problem: null, tried: 2 },
  wrong: [{ category: 'games', expected: 'block', got: 'allow' }],
  ...{ policyVersion: 'p', listVersion: 'l' },
};

export function oversightTests(bench: Bench): void {
  describe('reviews', () => {
    it('are one open for a school, or the trust, at a time', async () => {
      const { reviews } = bench.stores;
      const trust = { ...REVIEW, id: 'review-2', school: null };
      expect([await reviews.add(REVIEW), await reviews.add({ ...REVIEW, id: 'review-3' })]).toEqual([true, false]);
      expect([await reviews.add(trust), await reviews.add({ ...trust, id: 'review-4' })]).toEqual([true, false]);
      expect(await reviews.change({ ...REVIEW, status: 'withdrawn', version: 2 })).toBe(true);
      expect(await reviews.add({ ...REVIEW, id: 'review-5', openedAt: START + 1 })).toBe(true);
      expect((await reviews.list()).map(({ id }) => id)).toEqual(['review-5', 'review-1', 'review-2']);
    });

    it('change from the version before alone, and keep their document byte for byte', async () => {
      const { reviews } = bench.stores;
      await reviews.add(REVIEW);
      const closed: Review = { ...REVIEW, status: 'closed', closedAt: START + 1, digest: 'd', version: 2 };
      const document = '<p>“ü”\r\n</p>\n';
      const both = await Promise.all([reviews.change(closed, document), reviews.change({ ...closed, reason: 'other' }, 'other')]);
      expect(both.filter((done) => done)).toHaveLength(1);
      const kept = await reviews.get('review-1');
      expect(await reviews.document('review-1')).toBe(kept?.reason === 'other' ? 'other' : document);
      expect(await reviews.change({ ...closed, version: 3 })).toBe(true);
      expect([await reviews.get('review-1'), await reviews.get('none'), await reviews.document('none')]).toEqual([
        { ...closed, version: 3 },
        undefined,
        undefined,
      ]);
    });
  });

  it('reviews go with their documents', async () => {
    const { reviews } = bench.stores;
    await reviews.add(REVIEW);
    await reviews.add({ ...REVIEW, id: 'review-2', school: null });
    await reviews.change({ ...REVIEW, status: 'closed', version: 2 }, '<p>');
    await reviews.remove(['review-1', 'none']);
    await reviews.remove([]);
    expect([(await reviews.list()).map(({ id }) => id), await reviews.document('review-1')]).toEqual([['review-2'], undefined]);
  });

  it('a week of private use is kept once, the newest first, until its end', async () => {
    const { personalUseWeeks } = bench.stores;
    const week: PersonalUseWeek = {
      ...{ week: '2026-11-16', from: START, reckonedAt: START + HOUR, minutesAWeek: { games: 60 } },
      rows: [{ person: 'josé', school: null, minutes: { games: 61 } }],
    };
    const next = { ...week, week: '2026-11-23', from: START + 1 };
    const added = await Promise.all([personalUseWeeks.add(week), personalUseWeeks.add({ ...week, rows: [] }), personalUseWeeks.add(next)]);
    expect(added.filter((done) => done)).toHaveLength(2);
    const [first, second, ...others] = await personalUseWeeks.list();
    expect([first, second?.week, others]).toEqual([next, week.week, []]);
    expect([await personalUseWeeks.purge(epochMs(START + 1)), await personalUseWeeks.list()]).toEqual([1, [next]]);
  });

  it('announcements are shown until their end, the newest first, and then forgotten', async () => {
    const { announcements } = bench.stores;
    const later: Announcement = { ...ANNOUNCEMENT, id: 'a2', createdAt: START + 1, until: START + 2 * HOUR };
    await announcements.add(ANNOUNCEMENT);
    await announcements.add(later);
    expect(await announcements.shown(START)).toEqual([later, ANNOUNCEMENT]);
    expect(await announcements.shown(epochMs(START + HOUR))).toEqual([later]);
    expect(await announcements.purge(epochMs(START + HOUR + 1))).toBe(1);
    expect(await announcements.shown(START)).toEqual([later]);
  });

  it('trials of the filter are listed page by page, the newest first, also those of one moment', async () => {
    const { selfTests } = bench.stores;
    for (const id of ['t1', 't2']) await selfTests.add({ ...TEST, id });
    await selfTests.add({ ...TEST, id: 't3', network: 'pupil-wifi' });
    await selfTests.add({ ...TEST, id: 't0', at: START + 1 });
    const first = await selfTests.list({ limit: 2 });
    expect(first).toEqual([
      { ...TEST, id: 't0', at: START + 1 },
      { ...TEST, id: 't3', network: 'pupil-wifi' },
    ]);
    expect((await selfTests.list({ limit: 9, before: 't3' })).map(({ id }) => id)).toEqual(['t2', 't1']);
    await selfTests.add({ ...TEST, id: 'outside-1', outside: { device: 'iPad', notes: '' } });
    expect((await selfTests.list({ limit: 9, outside: true })).map(({ id }) => id)).toEqual(['outside-1']);
    expect(await selfTests.purge(epochMs(START + 1))).toBe(4);
  });
}
