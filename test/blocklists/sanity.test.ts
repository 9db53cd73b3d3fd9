import { describe, expect, test } from 'vitest';
import { emptyTally } from '../../blocklists/parse/tally.ts';
import { createEntryCheck, isPublicSuffix, refuseSource, TRUSTED } from '../../blocklists/sanity.ts';
import { parseAddressRange } from '../../core/address.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { ListEntry } from '../../core/list-entry.ts';

const check = createEntryCheck(['help.example.co.uk', 'nhs.uk'] as Hostname[], false);
const suffix = (host: string) => check({ kind: 'suffix', host: host as Hostname });
const exact = (host: string) => check({ kind: 'exact', host: host as Hostname });

test.each([
  ['com', true],
  ['test', true],
  ['localhost', true],
  ['co.uk', true],
  ['bet.br', true],
  ['pvt.k12.ma.us', true],
  ['anything.kawasaki.jp', true],
  ['city.kawasaki.jp', false],
  ['example.com', false],
  ['example.co.uk', false],
  ['blogspot.com', false],
  ['github.io', false],
  ['dyndns.org', false],
  ['a.b.c.d.example.co.uk', false],
])('%s is a public suffix: %s', (host, expected) => {
  expect(isPublicSuffix(host as Hostname)).toBe(expected);
});

test('an entry that covers a protected host is dropped: itself, its www., its parents', () => {
  expect(suffix('help.example.co.uk')).toBe('protected-host');
  expect(suffix('www.help.example.co.uk')).toBe('protected-host');
  expect(suffix('example.co.uk')).toBe('protected-host');
  expect(exact('help.example.co.uk')).toBe('protected-host');
  expect(exact('www.help.example.co.uk')).toBe('protected-host');
});

test('what covers no protected host stays: names beneath it, an exact parent, single pages', () => {
  expect(suffix('chat.help.example.co.uk')).toBeNull();
  expect(exact('example.co.uk')).toBeNull();
  expect(suffix('other.co.uk')).toBeNull();
  expect(check({ kind: 'url', host: 'nhs.uk' as Hostname, path: '/page' })).toBeNull();
});

test.each([
  ['10.0.0.0/8', 'private-address'],
  ['192.168.1.1', 'private-address'],
  ['127.0.0.1', 'private-address'],
  ['9.255.0.0-10.0.0.1', 'private-address'],
  ['224.0.0.1', 'private-address'],
  ['::1', 'private-address'],
  ['fe80::/10', 'too-wide'],
  ['fd00::1', 'private-address'],
  ['0.0.0.0/0', 'too-wide'],
  ['2000::/3', 'too-wide'],
  ['203.0.113.0/24', null],
  ['2001:db8::/32', null],
])('the range %s is dropped: %s', (text, reason) => {
  const range = parseAddressRange(text);
  expect(range).toBeDefined();
  expect(check({ kind: 'address', range } as ListEntry)).toBe(reason);
});

test('our own lists pass whole', () => {
  expect(TRUSTED({ kind: 'suffix', host: 'nhs.uk' as Hostname })).toBeNull();
});

describe('a source as a whole', () => {
  const bounds = { minEntries: 10, maxEntries: 1000, previousEntries: 0 };
  const judge = (entries: number, droppedEntries: number, previousEntries = 0) =>
    refuseSource({ ...emptyTally(), entries, droppedEntries }, { ...bounds, previousEntries });

  test.each([
    [0, 0, 0, 'no entries'],
    [9, 0, 0, 'fewer than'],
    [1001, 0, 0, 'more than the 1000'],
    [99, 0, 199, 'shrank'],
    [98, 1, 0, 'more than 1 %'],
  ])('%i entries, %i dropped, %i before: refused, %s', (entries, dropped, before, reason) => {
    expect(judge(entries, dropped, before)).toContain(reason);
  });

  test.each([
    [10, 0, 0],
    [1000, 0, 0],
    [100, 0, 200],
    [99, 1, 0],
  ])('%i entries, %i dropped, %i before: good', (entries, dropped, before) => {
    expect(judge(entries, dropped, before)).toBeNull();
  });
});
