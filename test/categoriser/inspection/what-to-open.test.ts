import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYPASS, BYPASS_BUNDLES } from '../../../categoriser/inspection/bypass-bundles.ts';
import {
  compileInspection,
  type InspectionFacts,
  type InspectionSettings,
  whatToOpen,
} from '../../../categoriser/inspection/what-to-open.ts';
import { type Hostname, parseHostname } from '../../../core/hostname.ts';
import { GROUP_IDS } from '../../../core/identity.ts';
import { epochMs } from '../../../core/units.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';

const LISTS = fakeListIndex({
  'search.example': ['search'],
  'ai.example': ['ai-tools'],
  'video.example': ['video'],
  'news.example': ['news'],
  'helpline.example': ['support'],
  'reader.example': ['assistive', 'ai-tools'],
  'bank.example': ['finance'],
  'clinic.example': ['relationships-sex-health'],
  'canary.example': ['uncategorised'],
});
const SETTINGS: InspectionSettings = {
  enabled: true,
  groups: ['seniors', 'staff'],
  only: 'selective',
  notice: { text: 'We inspect.', from: '2026-09-01', dpia: 'DPIA-7' },
  bypass: ['payroll.example'],
};
const NOON = epochMs(Date.UTC(2026, 8, 7, 11));

interface Asked extends Partial<Omit<InspectionFacts, 'host' | 'serverName'>> {
  readonly serverName?: string;
}

function asked(host: string, { serverName, ...facts }: Asked = {}, settings: Partial<InspectionSettings> = {}) {
  const name = (text: string) => text as Hostname;
  const whole: InspectionFacts = {
    host: name(host),
    serverName: serverName === undefined ? undefined : name(serverName),
    group: 'seniors',
    at: NOON,
    device: 'unknown',
    hasSealedPages: false,
    ...facts,
  };
  const { kind, reason } = whatToOpen(whole, compileInspection({ ...SETTINGS, ...settings }), LISTS);
  return `${kind} ${reason}`;
}

describe('selective inspection', () => {
  it.each([
    ['search.example', 'inspect search'],
    ['www.search.example', 'inspect search'],
    ['ai.example', 'inspect ai-tools'],
    ['video.example', 'inspect video'],
    ['nobody-knows.example', 'inspect uncategorised'],
    ['canary.example', 'inspect uncategorised'],
    ['192.0.2.7', 'inspect uncategorised'],
    ['news.example', 'pass not-selected'],
    ['helpline.example', 'pass bypass'],
    ['reader.example', 'pass bypass'],
    ['bank.example', 'pass bypass'],
    ['clinic.example', 'pass bypass'],
    ['childline.org.uk', 'pass bypass'],
    ['www.childline.org.uk', 'pass bypass'],
    ['notchildline.org.uk', 'inspect uncategorised'],
    ['payroll.example', 'pass own-bypass'],
    ['hr.payroll.example', 'pass own-bypass'],
  ])('%s: %s', (host, answer) => {
    expect(asked(host)).toBe(answer);
    expect(asked(host, { serverName: host })).toBe(answer);
  });

  it('opens a host whose pages are sealed, even for a device that refuses', () => {
    expect(asked('news.example', { hasSealedPages: true })).toBe('inspect sealed-pages');
    expect(asked('news.example', { hasSealedPages: true, device: 'refuses' })).toBe('inspect sealed-pages');
    expect(asked('news.example', { takesSearches: true })).toBe('inspect search');
    expect(asked('news.example', { restrictsAccounts: true })).toBe('inspect accounts');
    expect(asked('bank.example', { takesSearches: true, restrictsAccounts: true })).toBe('pass bypass');
    expect(asked('bank.example', { hasSealedPages: true })).toBe('pass bypass');
  });

  it('leaves a device alone that does not have the certificate', () => {
    expect(asked('search.example', { device: 'refuses' })).toBe('pass device');
    expect(asked('search.example', { device: 'trusts' })).toBe('inspect search');
  });
});

describe('two names', () => {
  it('are spared only where both are never opened', () => {
    expect(asked('bank.example', { serverName: 'www.nhs.uk' })).toBe('pass bypass');
    expect(asked('bank.example', { serverName: 'search.example' })).toBe('inspect search');
    expect(asked('search.example', { serverName: 'bank.example' })).toBe('inspect search');
    expect(asked('bank.example', { serverName: 'news.example' })).toBe('pass not-selected');
    expect(asked('bank.example', { serverName: 'news.example' }, { only: 'all' })).toBe('inspect all');
  });
});

describe('who is never inspected', () => {
  it.each([
    [{}, { enabled: false }, 'pass off'],
    [{}, { notice: { text: ' ', from: '2026-09-01', dpia: 'x' } }, 'pass off'],
    [{}, { notice: { text: 'x', from: '2026-09-01', dpia: '' } }, 'pass off'],
    [{}, { notice: { text: 'x', from: 'soon', dpia: 'x' } }, 'pass off'],
    [{ group: 'juniors' }, {}, 'pass group'],
    [{ group: 'guests' }, { groups: ['guests'] }, 'pass guests'],
    [{ at: epochMs(Date.UTC(2026, 7, 31, 22, 59)) }, {}, 'pass not-started'],
    // Midnight in London is 23:00 UTC in summer.
    [{ at: epochMs(Date.UTC(2026, 7, 31, 23)) }, {}, 'inspect search'],
  ] as [Asked, Partial<InspectionSettings>, string][])('%j %j: %s', (facts, settings, answer) => {
    expect(asked('search.example', facts, settings)).toBe(answer);
  });

  it('guests, whatever is set', () => {
    const host = fc.constantFrom('search.example', 'bank.example', 'x.example');
    fc.assert(
      fc.property(host, fc.boolean(), fc.constantFrom('selective' as const, 'all' as const), (name, hasSealedPages, only) => {
        expect(asked(name, { group: 'guests', hasSealedPages }, { only, groups: [...GROUP_IDS] })).toBe('pass guests');
      }),
    );
  });
});

describe('the shipped bundles', () => {
  const hosts = BYPASS_BUNDLES.flatMap((bundle) => BYPASS[bundle].hosts.map((host) => [bundle, host] as const));

  it.each(hosts)('%s: %s is never opened, with all beneath it and with only: all', (bundle, host) => {
    expect(parseHostname(host)).toBe(host);
    for (const name of [host, `www.${host}`]) {
      const facts: InspectionFacts = {
        host: name as Hostname,
        serverName: name as Hostname,
        group: 'seniors',
        at: NOON,
        device: 'unknown',
        hasSealedPages: true,
      };
      expect(whatToOpen(facts, compileInspection({ ...SETTINGS, only: 'all' }), LISTS)).toMatchObject({
        kind: 'pass',
        reason: 'bypass',
        bundle,
        entry: host,
        words: BYPASS[bundle].reason,
      });
    }
  });

  it('name no host twice, and no search engine, AI tool or video site', () => {
    const names = hosts.map(([, host]) => host);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).not.toMatch(/^(google|bing|youtube|duckduckgo|openai|chatgpt)\./);
  });
});

describe('what the policy refuses by name', () => {
  it.each([
    ['news.example', {}, 'inspect refused'],
    ['news.example', { device: 'refuses' }, 'pass device'],
    ['news.example', { device: 'refuses', hasSealedPages: true }, 'pass device'],
    ['news.example', { group: 'guests' }, 'pass guests'],
    ['news.example', { group: 'juniors' }, 'pass group'],
    ['bank.example', {}, 'pass bypass'],
    ['payroll.example', {}, 'pass own-bypass'],
    ['bank.example', { serverName: 'news.example' }, 'inspect refused'],
  ] as const)('%s, %o: %s', (host, facts, expected) => {
    expect(asked(host, { ...facts, isRefused: true })).toBe(expected);
  });
});
