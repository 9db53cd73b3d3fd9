import { domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { clientHello } from '../../bench/work/client-hello.ts';
import { decideConnect } from '../../categoriser/decide-connect.ts';
import { decideRequest } from '../../categoriser/decide-request.ts';
import { hiddenTargets } from '../../categoriser/disguise/hidden-targets.ts';
import { decodePunycode } from '../../categoriser/disguise/homograph.ts';
import { canonicalPage } from '../../categoriser/page.ts';
import { searchTermOf } from '../../categoriser/search-terms/engines.ts';
import { parseAddressRange, parseIpAddress } from '../../core/address.ts';
import { hostnameAsAddress, nameAndParents, parseHostname } from '../../core/hostname.ts';
import { parseSite } from '../../core/site.ts';
import { formatTarget, parseAbsoluteTarget, parseAuthority } from '../../core/target.ts';
import { gateAddress } from '../../outbound/address-gate.ts';
import { readClientHello } from '../../proxy/tls/client-hello.ts';
import { fakeListIndex } from '../support/fake-list-index.ts';
import { connectFacts, requestFacts, snapshotOf } from '../support/policy-facts.ts';
import { vectorRows } from '../support/vectors.ts';
import { near, nearBytes } from './mutation.ts';
import { must, type Subject, subject } from './subject.ts';

const PIECES = [
  '.',
  '..',
  '/',
  '//',
  '\\',
  '@',
  ':',
  '[',
  ']',
  '%',
  '%2e',
  '%00',
  '%25',
  '%2525',
  '?',
  '#',
  '&',
  '=',
  '-',
  '--',
  'xn--',
  '0x',
  '0',
  '::',
  '255',
  'é',
  '。',
  'http://',
  'https:/',
  '\r\n',
  '\0',
  ' ',
  '\t',
  'ﬀ',
  'İ',
  '\u{1f600}',
  '\ud800',
];
const ADDRESSES = vectorRows('address-gate.txt').map(([line = '']) => line.split(/\s+/)[0] ?? '');
const URLS = vectorRows('bypass.txt').map(([request = '']) => request.split(' ')[1] ?? '');
const HOSTS = [
  'www.example.test',
  'xn--bcher-kva.example',
  '127.0.0.1',
  '0x7f.1',
  '[::1]',
  'gambling-test.translate.goog',
  'a.b.c.d.e.test',
  '%67ambling.test',
  ...ADDRESSES,
];

const snapshot = snapshotOf({ lists: fakeListIndex({ 'gambling.test': ['gambling'], 'harm.test': ['suicide'] }) });
const facts = requestFacts('http://site.test/');
const tunnelFacts = connectFacts('site.test');

export const NAMES: readonly Subject[] = [
  subject('host names', 14, near(HOSTS, PIECES), (text) => {
    const host = parseHostname(text);
    if (host === undefined) return;
    must(parseHostname(host) === host, `not canonical: ${host}`);
    must(!/[\s/?#@\\<>^|%\0]/.test(host), `holds what no host may: ${host}`);
    nameAndParents(host);
    decideConnect({ ...tunnelFacts, target: { ...tunnelFacts.target, hostname: host } }, snapshot);
    const address = hostnameAsAddress(host);
    if (address !== undefined) gateAddress(address, []);
  }),
  subject('addresses and ranges', 12, near([...ADDRESSES, '10.0.0.0/8', '2001:db8::/32', '10.0.0.1-10.0.0.9'], PIECES), (text) => {
    const ip = parseIpAddress(text);
    if (ip !== undefined) must(parseIpAddress(ip) === ip, `not canonical: ${ip}`);
    const range = parseAddressRange(text);
    if (range !== undefined) must(range.first <= range.last, `upside down: ${text}`);
  }),
  subject('request targets', 12, near(URLS, PIECES), (text) => {
    const parsed = parseAbsoluteTarget(text);
    if (!parsed.ok) return;
    const { value } = parsed;
    const again = parseAbsoluteTarget(formatTarget(value, true));
    must(again.ok && again.value.hostname === value.hostname && again.value.port === value.port, `reads differently again: ${text}`);
    for (const hidden of hiddenTargets(value))
      must(parseHostname(hidden.target.hostname) === hidden.target.hostname, 'a hidden host is not canonical');
    const page = canonicalPage(value.path, value.query);
    const twice = canonicalPage(page.path, page.query);
    must(twice.path === page.path && twice.query === page.query, `no canonical page: ${text}`);
    searchTermOf(value);
    decideRequest({ ...facts, target: value }, snapshot);
  }),
  subject('authorities and sites', 10, near(['site.test:443', '[::1]:80', 'example.org/path', ...HOSTS], PIECES), (text) => {
    parseAuthority(text);
    parseAuthority(text, 80);
    parseSite(text);
  }),
  subject(
    'punycode',
    8,
    near(['bcher-kva', 'gmbling-2fg', '80acny', 'fiq228c', 'a-0', '99999999'], ['-', 'z', '9', 'a', '0', 'zzzzz']),
    (label) => {
      const ours = decodePunycode(label);
      if (!/^[a-z0-9-]+$/.test(label)) return; // never in a host name
      const theirs = domainToUnicode(`xn--${label}.test`);
      // The platform's goes on to check what it decoded, so it may know none where there is one, and never another.
      if (theirs !== '' && !theirs.startsWith('xn--')) must(`${ours}.test` === theirs, `${label}: ${ours}, not ${theirs}`);
    },
  ),
  subject(
    'client hellos',
    14,
    fc.tuple(nearBytes([clientHello('site.test'), clientHello()], ['\0', '\xff', '\x16\x03\x01', '\x01', '\0\0', '\x40\x00']), fc.nat(600)),
    ([bytes, cut]) => {
      const whole = readClientHello(bytes);
      const start = readClientHello(bytes.subarray(0, cut));
      // What was said of the beginning stays true when more has come.
      if (start.kind === 'not-tls') must(whole.kind === 'not-tls', 'no TLS at first, and TLS then');
      if (start.kind === 'hello')
        must(whole.kind === 'hello' && whole.hello.serverName === start.hello.serverName, 'another name when more has come');
    },
  ),
];
