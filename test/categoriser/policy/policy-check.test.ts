import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { CATEGORY_IDS, categoryInfo } from '../../../core/category.ts';
import { type PolicyAction, type PolicyDocument, PolicyDocumentSchema } from '../../../core/policy.ts';
import { checkPolicy } from '../../../core/policy-check.ts';

const SPAN = { from: '2026-03-11T09:00', until: '2026-03-11T12:00' };
const LIST = { id: 'ours', action: 'allow' as const, sites: ['example.org'], reason: 'as agreed', owner: 'it', reviewBy: '2026-07-31' };
const OVERRIDE = {
  id: 'trip',
  scope: { kind: 'trust' as const },
  hosts: ['example.org'],
  until: SPAN.until,
  reason: 'a trip',
  grantedBy: 'it',
};
const RESEARCH = {
  id: 'thesis',
  person: 't.teacher',
  categories: ['terrorism' as const],
  hosts: ['example.org'],
  ...SPAN,
  reason: 'A-level politics',
  approvedBy: ['Head of IT', 'Head'],
  dslTold: 'A. Lead',
};
const WINDOW = { days: ['mon' as const], from: '12:30', until: '13:20' };

const COMPLETE: PolicyDocument = {
  calendar: { terms: [{ from: '2026-01-05', until: '2026-03-27' }], holidays: [{ from: '2026-02-16', until: '2026-02-20' }] },
  schedules: [
    { id: 'lunch', windows: [WINDOW, { ...WINDOW, from: '22:00', until: '06:00' }], dates: 'term-time' },
    { id: 'day', windows: [{ ...WINDOW, from: '00:00', until: '24:00' }] },
  ],
  groups: {
    seniors: { categories: { games: { action: 'allow', during: 'lunch', otherwise: 'block' }, terrorism: 'block', support: 'allow' } },
    staff: { uncategorised: 'coach', walledGarden: false, safeSearch: 'off', youtube: 'moderate', keepQuery: true },
  },
  lists: [
    LIST,
    {
      ...LIST,
      id: 'no',
      action: 'block',
      sites: ['example.net/path', '192.0.2.7'],
      locked: true,
      urgent: true,
      audience: { schools: ['north'] },
    },
  ],
  suspensions: [{ id: 'off', person: 'pupil', until: SPAN.until, reason: 'misuse', by: 'head' }],
  exams: [{ id: 'maths', audience: { groups: ['seniors'] }, ...SPAN, reason: 'GCSE' }],
  arrangements: [{ id: 'reader', person: 'pupil', categories: ['assistive'], reason: 'EAL' }],
  overrides: [OVERRIDE, { ...OVERRIDE, id: 'north', scope: { kind: 'school', id: 'north' } }],
  research: [RESEARCH],
  searchTerms: [{ id: 'own', category: 'drugs', terms: ['fairy dust'], reason: 'local name', owner: 'dsl' }],
};

function codes(document: PolicyDocument): string[] {
  expect([...Value.Errors(PolicyDocumentSchema, document)]).toEqual([]);
  return checkPolicy(document, { schools: ['north'], goLive: false }).map(({ code }) => code);
}

describe('a policy document', () => {
  it('may be empty, and may use every part', () => {
    expect(codes({})).toEqual([]);
    expect(codes(COMPLETE)).toEqual([]);
  });

  const refused: [string, PolicyDocument, string][] = [
    [
      'an unknown schedule',
      { groups: { staff: { categories: { games: { action: 'allow', during: 'no', otherwise: 'block' } } } } },
      'unknown-schedule',
    ],
    [
      'an unknown schedule for uncategorised',
      { groups: { staff: { uncategorised: { action: 'allow', during: 'no', otherwise: 'block' } } } },
      'unknown-schedule',
    ],
    ['an open locked category', { groups: { staff: { categories: { terrorism: 'coach' } } } }, 'locked-category'],
    [
      'an overridable sealed category',
      { groups: { staff: { categories: { 'child-sexual-abuse': 'block-overridable' } } } },
      'locked-category',
    ],
    [
      'a locked category opened by a schedule',
      {
        schedules: [{ id: 'day', windows: [WINDOW] }],
        groups: { staff: { categories: { extremism: { action: 'block', during: 'day', otherwise: 'allow' } } } },
      },
      'locked-category',
    ],
    ['support closed', { groups: { staff: { categories: { support: 'block' } } } }, 'protected-category'],
    ['an allow list that opens a locked category', { lists: [{ ...LIST, sites: ['www.terrorism.schoolgate.test'] }] }, 'locked-category'],
    [
      'an override that opens a sealed category',
      { overrides: [{ ...OVERRIDE, hosts: ['unlawful-terrorist-content.schoolgate.test'] }] },
      'locked-category',
    ],
    [
      'an arrangement for a locked category',
      { arrangements: [{ id: 'a', person: 'p', categories: ['extremism'], reason: 'because' }] },
      'locked-category',
    ],
    ['an arrangement for nothing', { arrangements: [{ id: 'a', person: 'p', reason: 'because' }] }, 'empty'],
    [
      'search terms of a sealed category',
      { searchTerms: [{ id: 's', category: 'child-sexual-abuse', terms: ['word'], reason: 'because', owner: 'dsl' }] },
      'locked-category',
    ],
    ['an unknown school', { lists: [{ ...LIST, audience: { schools: ['west'] } }] }, 'unknown-school'],
    ['an exam at an unknown school', { exams: [{ id: 'e', audience: { schools: ['west'] }, ...SPAN, reason: 'GCSE' }] }, 'unknown-school'],
    ['an override for an unknown school', { overrides: [{ ...OVERRIDE, scope: { kind: 'school', id: 'west' } }] }, 'unknown-school'],
    ['an override for an unknown group', { overrides: [{ ...OVERRIDE, scope: { kind: 'group', id: 'year-7' } }] }, 'scope'],
    ['an override for nobody', { overrides: [{ ...OVERRIDE, scope: { kind: 'person' } }] }, 'scope'],
    ['an override that ends before it begins', { overrides: [{ ...OVERRIDE, from: SPAN.until }] }, 'ends-before-start'],
    ['an override without an end in sight', { overrides: [{ ...OVERRIDE, from: SPAN.from, until: '2036-01-01T00:00' }] }, 'too-long'],
    [
      'an exam that ends before it begins',
      { exams: [{ id: 'e', audience: {}, from: SPAN.until, until: SPAN.from, reason: 'GCSE' }] },
      'ends-before-start',
    ],
    [
      'an exam on a day that is none',
      { exams: [{ id: 'e', audience: {}, from: '2026-02-30T09:00', until: SPAN.until, reason: 'GCSE' }] },
      'no-such-time',
    ],
    [
      'an exam that closes support',
      { exams: [{ id: 'e', audience: {}, ...SPAN, closed: ['support'], reason: 'GCSE' }] },
      'protected-category',
    ],
    ['a window of no length', { schedules: [{ id: 's', windows: [{ ...WINDOW, until: '12:30' }] }] }, 'empty-window'],
    ['a term that ends before it begins', { calendar: { terms: [{ from: '2026-02-01', until: '2026-01-01' }] } }, 'ends-before-start'],
    [
      'a holiday on a day that is none',
      { calendar: { terms: [], holidays: [{ from: '2026-02-30', until: '2026-03-01' }] } },
      'no-such-date',
    ],
    ['term time without terms', { schedules: [{ id: 's', windows: [WINDOW], dates: 'term-time' }] }, 'no-calendar'],
    ['a URL for a site', { lists: [{ ...LIST, sites: ['https://example.org/'] }] }, 'site'],
    ['a port in a site', { lists: [{ ...LIST, sites: ['example.org:8080'] }] }, 'site'],
    ['a whole top-level domain', { lists: [{ ...LIST, sites: ['org'] }] }, 'site'],
    ['a locked allow', { lists: [{ ...LIST, locked: true }] }, 'locked-allow'],
    ['a review date that is none', { lists: [{ ...LIST, reviewBy: '2026-06-31' }] }, 'no-such-date'],
    ['two of one id', { lists: [LIST, { ...LIST, action: 'block' }] }, 'duplicate'],
    ['research approved twice by one person', { research: [{ ...RESEARCH, approvedBy: ['Head', ' HEAD '] }] }, 'approval'],
    ['research approved by the researcher', { research: [{ ...RESEARCH, approvedBy: ['Head', 'T.Teacher'] }] }, 'approval'],
    ['research without an end in sight', { research: [{ ...RESEARCH, until: '2027-03-11T09:00' }] }, 'too-long'],
    ['a term without letters', { searchTerms: [{ id: 's', category: 'drugs', terms: ['!!'], reason: 'because', owner: 'dsl' }] }, 'term'],
    ['terms without a phrase', { searchTerms: [{ id: 's', category: 'drugs', reason: 'because', owner: 'dsl' }] }, 'empty'],
    [
      'a shipped term switched off',
      { searchTerms: [{ id: 's', category: 'suicide', except: ['Suicide'], reason: 'because', owner: 'dsl' }] },
      'protected-term',
    ],
  ];

  it.each(refused)('with %s is refused', (_, document, code) => {
    expect(codes(document)).toContain(`policy-${code}`);
  });

  it('with too many terms is refused', () => {
    const terms = Array.from({ length: 4000 }, (_, index) => `a long local phrase number ${index}`);
    expect(codes({ searchTerms: [{ id: 's', category: 'drugs', terms, reason: 'because', owner: 'dsl' }] })).toEqual([
      'policy-too-many-terms',
    ]);
  });

  it('with one profile for staff and pupils is refused where the product is live', () => {
    const ids = CATEGORY_IDS.filter((id) => id !== 'uncategorised' && id !== 'support' && categoryInfo(id).tier === 'ordinary');
    const closed = (action: PolicyAction) => ({ categories: Object.fromEntries(ids.map((id) => [id, action])) });
    const pupils = { infants: closed('block'), juniors: closed('block'), seniors: closed('block'), 'sixth-form': closed('block') };
    const live = (groups: PolicyDocument['groups']) =>
      checkPolicy({ groups } as PolicyDocument, { schools: [], goLive: true }).map(({ code }) => code);
    const blanket = { ...pupils, staff: closed('block-overridable') };
    expect(live(blanket)).toEqual(['policy-one-profile']);
    expect(codes({ groups: blanket } as PolicyDocument)).toEqual([]);
    expect(live({})).toEqual([]);
    expect(live({ ...blanket, infants: { ...pupils.infants, walledGarden: true } })).toEqual([]);
    expect(live({ ...blanket, staff: { categories: { ...blanket.staff.categories, shopping: 'allow' } } })).toEqual([]);
  });

  it('says where and what, for people', () => {
    const [failure] = checkPolicy({ lists: [{ ...LIST, sites: ['https://example.org/'] }] }, { schools: [], goLive: false });
    expect(failure?.message).toBe(
      'policy.lists "ours": "https://example.org/" is no site. Write example.org or example.org/path, without https:// or a port.',
    );
  });

  it.each([
    ['an unknown part', { group: {} }],
    ['an unknown group', { groups: { teachers: {} } }],
    ['an unknown category', { groups: { staff: { categories: { gaming: 'block' } } } }],
    ['an unknown action', { groups: { staff: { categories: { games: 'warn' } } } }],
    ['a list without a reason', { lists: [{ ...LIST, reason: undefined }] }],
    ['an override without an expiry', { overrides: [{ ...OVERRIDE, until: undefined }] }],
    ['research approved by one', { research: [{ ...RESEARCH, approvedBy: ['Head'] }] }],
    ['a time that is none', { schedules: [{ id: 's', windows: [{ ...WINDOW, from: '25:00' }] }] }],
  ])('with %s has the wrong shape', (_, document) => {
    expect(Value.Check(PolicyDocumentSchema, JSON.parse(JSON.stringify(document)))).toBe(false);
  });
});
