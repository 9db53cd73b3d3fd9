import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { compileSnapshot } from '../../../categoriser/snapshot.ts';
import type { CategoryId } from '../../../core/category.ts';
import type { Override } from '../../../core/override.ts';
import type { PolicyDocument, SiteList } from '../../../core/policy.ts';
import type { SiteBlock } from '../../../core/site-block.ts';
import { epochMs } from '../../../core/units.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, grant, LESSON, requestFacts, type Who } from '../../support/policy-facts.ts';

const HOST = 'www.bad.example';
const SPAN = { from: '2026-03-11T09:00', until: '2026-03-11T12:00' };

function block(more: Partial<SiteBlock> = {}): SiteBlock {
  const common = { id: 'block-1', site: 'bad.example', reason: 'scam', owner: 'it', from: LESSON, reviewBy: LESSON, endedAt: null };
  return { ...common, scope: { kind: 'trust' }, urgent: true, ...more };
}

interface Given {
  readonly blocks?: readonly SiteBlock[];
  readonly overrides?: readonly Override[];
  readonly document?: PolicyDocument;
  readonly categories?: readonly CategoryId[];
}

function snapshot({ blocks = [], overrides = [], document = {}, categories = [] }: Given) {
  const lists = fakeListIndex({ 'bad.example': categories });
  return compileSnapshot({ document, policyVersion: 'p', lists, overrides, blocks, classes: new Map() });
}

function ruleFor(given: Given, who: Who = {}, url = `http://${HOST}/x`): string {
  return decideRequest(requestFacts(url, who), snapshot(given)).rule;
}

function list(action: 'allow' | 'block'): PolicyDocument {
  const more: SiteList = { id: 'ours', action, sites: ['bad.example'], reason: 'as agreed', owner: 'it', reviewBy: '2026-07-31' };
  return { lists: [more] };
}

describe('an urgent block', () => {
  it('decides the host with all beneath it, in a tunnel too', () => {
    expect(ruleFor({ blocks: [block()] })).toBe('urgent-block');
    expect(decideConnect(connectFacts(HOST), snapshot({ blocks: [block()] }))).toMatchObject({ action: 'block', rule: 'urgent-block' });
    expect(ruleFor({ blocks: [block()] }, {}, 'http://good.example/')).toBe('default');
    expect(ruleFor({ blocks: [block({ site: 'bad.example/x' })] })).toBe('urgent-block');
    expect(ruleFor({ blocks: [block({ site: 'bad.example/y' })] })).toBe('default');
  });

  it.each([
    ['an allow list', { document: list('allow') }],
    ['a block list', { document: list('block') }],
    ['an override', { overrides: [grant(['bad.example'])] }],
    ['a suspension', { document: { suspensions: [{ id: 'off', person: 'Pupil', until: SPAN.until, reason: 'misuse', by: 'head' }] } }],
    ['an exam', { document: { exams: [{ id: 'maths', audience: {}, ...SPAN, allowListOnly: true, reason: 'GCSE' }] } }],
  ])('stands above %s', (_what, given: Given) => {
    expect(ruleFor(given)).not.toBe('urgent-block');
    expect(ruleFor({ ...given, blocks: [block()] })).toBe('urgent-block');
  });

  it.each([
    ['sealed', 'unlawful-terrorist-content'],
    ['support', 'support'],
    ['locked', 'terrorism'],
  ] as const)('stands below %s', (rule, category) => {
    expect(ruleFor({ categories: [category], blocks: [block()] })).toBe(rule);
  });

  it('of one school is for that school', () => {
    const blocks = [block({ scope: { kind: 'school', id: 'south' } })];
    expect(ruleFor({ blocks }, { school: 'south' })).toBe('urgent-block');
    expect(ruleFor({ blocks }, { school: 'north' })).toBe('default');
    expect(ruleFor({ blocks }, { school: null })).toBe('default');
  });

  it('leaves a document that is compiled once as it was', () => {
    const document = list('allow');
    expect(ruleFor({ document, blocks: [block()] })).toBe('urgent-block');
    expect(ruleFor({ document })).toBe('group-allow');
  });
});

describe('a block that is not urgent', () => {
  it('takes the place of the policy’s own block lists', () => {
    const blocks = [block({ urgent: false })];
    expect(ruleFor({ blocks })).toBe('group-block');
    expect(ruleFor({ blocks, document: list('allow') })).toBe('group-allow');
    expect(ruleFor({ blocks, overrides: [grant(['bad.example'])] })).toBe('override');
  });
});

describe('a research grant', () => {
  const research = (more: Partial<Override> = {}) => [
    grant(['bad.example'], { kind: 'research', scope: { kind: 'person', id: 'Mrs.Smith' }, ...more }),
  ];
  const teacher: Who = { username: 'mrs.smith', group: 'staff' };

  it('opens a locked category for the named person, for its time', () => {
    const given: Given = { categories: ['terrorism', 'violence'], overrides: research() };
    expect(ruleFor({ ...given, overrides: [] }, teacher)).toBe('locked');
    expect(ruleFor(given, teacher)).toBe('override');
    expect(ruleFor(given, { ...teacher, username: 'mr.jones' })).toBe('locked');
    expect(ruleFor(given, { ...teacher, at: epochMs(LESSON + 3_600_000) })).toBe('locked');
  });

  it.each(['sealed', 'urgent-block'] as const)('stands below %s', (rule) => {
    const categories = rule === 'sealed' ? (['terrorism', 'child-sexual-abuse'] as const) : (['terrorism'] as const);
    expect(ruleFor({ categories, overrides: research(), blocks: [block()] }, teacher)).toBe(rule);
  });

  it.each(['override', 'lesson', 'coach'] as const)('is not what an ordinary grant (%s) is', (kind) => {
    expect(ruleFor({ categories: ['terrorism'], overrides: research({ kind }) }, teacher)).toBe('locked');
  });

  it('for nobody in particular opens nothing', () => {
    expect(ruleFor({ categories: ['terrorism'], overrides: research({ scope: { kind: 'trust' } }) }, teacher)).toBe('locked');
  });
});
