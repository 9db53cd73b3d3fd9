import { expect, test } from 'vitest';
import { lookUpLists } from '../../blocklists/lookup.ts';
import { openListIndex } from '../../categoriser/categorise.ts';
import { buildListIndex } from '../../categoriser/index/index-builder.ts';
import { parseAddressRange } from '../../core/address.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { ListEntry } from '../../core/list-entry.ts';

const range = parseAddressRange('2001:db8::/32');
const entries: ListEntry[] = [
  { kind: 'suffix', host: 'example.test' as Hostname },
  { kind: 'url', host: 'pages.test' as Hostname, path: '/listed' },
  { kind: 'suffix', host: 'xn--mnchen-3ya.example' as Hostname },
  ...(range === undefined ? [] : [{ kind: 'address', range } as const]),
];
const opened = openListIndex(buildListIndex([{ list: 'one', category: 'drugs', entries }], { version: 'v1' }));
if (!opened.ok) throw new Error(opened.failure.message);
const index = opened.value;

test.each([
  ['a.example.test', 'a.example.test', '', 'example.test'],
  ['EXAMPLE.test.', 'example.test', '', 'example.test'],
  ['https://user@a.example.test:8443/x?y#z', 'a.example.test', '/x?y', 'example.test'],
  ['pages.test/listed/deeper', 'pages.test', '/listed/deeper', 'pages.test/listed'],
  ['http://pages.test/listed', 'pages.test', '/listed', 'pages.test/listed'],
  ['münchen.example', 'xn--mnchen-3ya.example', '', 'xn--mnchen-3ya.example'],
  ['2001:db8::1', '2001:db8::1', '', '2001:db8::/32'],
  ['http://[2001:db8::1]/', '2001:db8::1', '/', '2001:db8::/32'],
])('%s is looked up as %s%s and matches %s', (text, host, page, entry) => {
  expect(lookUpLists(index, text)).toMatchObject({
    ok: true,
    value: { host, page, listVersion: 'v1', categories: ['drugs'], matches: [{ entry, list: 'one', category: 'drugs' }] },
  });
});

test.each(['pages.test', 'pages.test/other', 'test', 'other.example'])('%s matches nothing', (text) => {
  expect(lookUpLists(index, text)).toMatchObject({ ok: true, value: { categories: [], matches: [] } });
});

test.each(['', ' ', 'not a host', 'http://', 'ftp://example.test/', 'a..b'])('%j is neither host nor URL', (text) => {
  expect(lookUpLists(index, text)).toMatchObject({ ok: false, failure: { code: 'not-a-target' } });
});
