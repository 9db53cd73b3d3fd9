import Value from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { PROTECTION_CLASSES, ProtectionReportSchema, protectionNotice, protectionStatus } from '../../blocklists/protection.ts';
import { epochMs } from '../../core/units.ts';
import type { PublishedLists, SourceStatus } from '../../storage/list-store.ts';
import { NOON } from './workbench.ts';

const HOUR = 3_600_000;

function source(categories: Record<string, number>, more: Partial<SourceStatus> = {}): SourceStatus {
  return {
    id: 'list',
    format: 'domains',
    licence: null,
    own: false,
    status: 'fresh',
    message: null,
    entries: 1,
    dropped: 0,
    skipped: 0,
    droppedBy: {},
    skippedBy: {},
    notes: [],
    fetchedAt: NOON,
    checkedAt: NOON,
    sealed: null,
    categories,
    hostCategories: categories,
    ...more,
  };
}

function published(...sources: SourceStatus[]): PublishedLists {
  return { version: '1', file: '1.index', bytes: 1, sha256: '0'.repeat(64), builtAt: NOON, sources };
}

function statusOf(name: string, lists: PublishedLists | undefined, afterHours = 0) {
  return protectionStatus(lists, epochMs(NOON + afterHours * HOUR)).classes.find((item) => item.class === name)?.status;
}

test('without lists, and with our own alone, nothing is protected', () => {
  const own = source(Object.fromEntries(['pornography', 'malware', 'child-sexual-abuse'].map((id) => [id, 1000])), { own: true });
  for (const lists of [undefined, published(), published(own)]) {
    const report = protectionStatus(lists, NOON);
    expect(Value.Check(ProtectionReportSchema, report)).toBe(true);
    expect(report.classes.map(({ status }) => status)).toEqual(PROTECTION_CLASSES.map(() => 'missing'));
  }
  expect(protectionNotice(protectionStatus(undefined, NOON))).toBe(`NOT PROTECTED: ${PROTECTION_CLASSES.join(', ')}`);
});

test.each([
  ['sealed-child-abuse', 'child-sexual-abuse', 24],
  ['sealed-terrorist', 'unlawful-terrorist-content', 24],
  ['terrorism-extremism', 'terrorism', 7 * 24],
  ['terrorism-extremism', 'extremism', 7 * 24],
  ['pornography', 'pornography', 7 * 24],
  ['malware', 'malware', 7 * 24],
  ['malware', 'phishing', 7 * 24],
  ['self-harm', 'suicide', 7 * 24],
  ['circumvention', 'vpn-proxy', 7 * 24],
])('%s rests on %s, and is stale after %i hours without a successful check', (name, category, hours) => {
  const lists = published(source({ [category]: 10 }));
  expect(statusOf(name, lists, hours)).toBe('protected');
  expect(statusOf(name, lists, hours + 0.01)).toBe('stale');
  const others = PROTECTION_CLASSES.filter((other) => other !== name);
  expect(others.map((other) => statusOf(other, lists))).toEqual(others.map(() => 'missing'));
});

describe('what protects', () => {
  test('a list that serves its last good copy, until that is stale', () => {
    const lists = published(source({ malware: 10 }, { status: 'last-good', message: 'not fetched' }));
    expect(statusOf('malware', lists)).toBe('protected');
  });

  test('the freshest of several', () => {
    const lists = published(source({ malware: 10 }, { checkedAt: NOON - 900 * HOUR }), source({ phishing: 5 }, { id: 'two' }));
    const report = protectionStatus(lists, NOON).classes.find((item) => item.class === 'malware');
    expect(report).toMatchObject({
      status: 'protected',
      entries: 15,
      ageMs: 0,
      sources: [
        { id: 'list', ageMs: 900 * HOUR },
        { id: 'two', ageMs: 0 },
      ],
    });
  });

  test('no list of pages whose hosts are not listed, but for a sealed one', () => {
    const pages = source(
      { pornography: 1090, 'child-sexual-abuse': 1090 },
      { hostCategories: { pornography: 6, 'child-sexual-abuse': 0 } },
    );
    expect(statusOf('pornography', published(pages))).toBe('missing');
    expect(statusOf('sealed-child-abuse', published(pages))).toBe('protected');
  });

  test('a sealed list, though nobody can see which page is asked for: counted as undecidable', () => {
    const sealed = { 'child-sexual-abuse': 100, pornography: 100 };
    const pages = (pageHosts?: number) =>
      published(
        source(sealed, { hostCategories: { 'child-sexual-abuse': 40, pornography: 100 }, ...(pageHosts !== undefined && { pageHosts }) }),
      );
    const undecidable = (lists: PublishedLists, inspects: boolean) =>
      protectionStatus(lists, NOON, inspects).classes.find((item) => item.class === 'sealed-child-abuse')?.undecidable;
    expect(undecidable(pages(12), true)).toBe(0);
    expect(undecidable(pages(12), false)).toBe(60);
    expect(undecidable(pages(0), true)).toBe(60);
    expect(undecidable(pages(), true)).toBe(60);
  });

  test('nothing that a wrong clock checked in the future, or that was never checked', () => {
    expect(statusOf('malware', published(source({ malware: 10 })), -1)).toBe('stale');
    expect(statusOf('malware', published(source({ malware: 10 })), -0.05)).toBe('protected');
    expect(statusOf('malware', published(source({ malware: 10 }, { checkedAt: null })))).toBe('stale');
  });
});

test('the notice says which are stale, and nothing when all is well', () => {
  const all = ['child-sexual-abuse', 'unlawful-terrorist-content', 'terrorism', 'pornography', 'malware', 'suicide', 'vpn-proxy'];
  const lists = published(source(Object.fromEntries(all.map((id) => [id, 1]))));
  expect(protectionNotice(protectionStatus(lists, NOON))).toBeNull();
  expect(protectionNotice(protectionStatus(lists, epochMs(NOON + 48 * HOUR)))).toBe(
    'NOT PROTECTED: sealed-child-abuse (stale), sealed-terrorist (stale)',
  );
});
