import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { compileSnapshot, keepsQuery } from '../../../categoriser/snapshot.ts';
import type { Decision } from '../../../core/decision.ts';
import { WENT_ON } from '../../../core/personal-use-report.ts';
import type { PolicyDocument, SiteList } from '../../../core/policy.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, grant, instant, LESSON, requestFacts, type Setting, snapshotOf, type Who } from '../../support/policy-facts.ts';

const lists = fakeListIndex({
  'sealed.example': ['child-sexual-abuse', 'pornography'],
  'locked.example': ['terrorism'],
  'twice-locked.example': ['terrorism', 'extremism'],
  'helpline.example': ['support', 'self-harm'],
  'church.example': ['religion'],
  'games.example': ['games'],
  'casino.example': ['games', 'gambling'],
  'malware.example': ['malware'],
  'translate.example': ['translation'],
  'talker.example': ['translation', 'chat'],
  'tracker.example': ['news', 'people-smuggling'],
});

function decide(url: string, document: PolicyDocument = {}, who: Who & Setting = {}): Decision {
  return decideRequest(
    requestFacts(url, who),
    snapshotOf({ lists, document, overrides: who.overrides ?? [], classes: who.classes ?? new Map() }),
  );
}

const SPAN = { from: '2026-03-11T09:00', until: '2026-03-11T12:00' };
const list = (id: string, action: 'allow' | 'block', sites: string[], more: Partial<SiteList> = {}): SiteList => ({
  id,
  action,
  sites,
  reason: 'as agreed',
  owner: 'it',
  reviewBy: '2026-07-31',
  ...more,
});

describe('sealed', () => {
  it('blocks everyone, signals danger, and never names what was asked for', () => {
    const decision = decide('http://sealed.example/search?q=secret', {}, { group: 'staff', overrides: [grant(['sealed.example'])] });
    expect(decision).toMatchObject({ action: 'block', rule: 'sealed', signal: 'danger', theme: 'child-sexual-abuse' });
    expect(decision.sealedRef).toMatch(/^sealed:sealed-list:[0-9a-f]+$/);
    expect(JSON.stringify(decision)).not.toMatch(/sealed\.example|secret/);
  });
});

describe('support', () => {
  it('is open whatever else holds, unrecorded and without a signal', () => {
    const document: PolicyDocument = {
      groups: { juniors: { walledGarden: true } },
      suspensions: [{ id: 'off', person: 'pupil', until: SPAN.until, reason: 'misuse', by: 'head' }],
      lists: [list('no', 'block', ['helpline.example'], { urgent: true, locked: true })],
    };
    const decision = decide('http://helpline.example/chat', document, { group: 'juniors' });
    expect(decision).toMatchObject({ action: 'allow', rule: 'support', signal: 'none', theme: null, recordPath: false });
  });
});

describe('locked', () => {
  const research = (categories: ('terrorism' | 'extremism')[]): PolicyDocument => ({
    research: [
      {
        id: 'thesis',
        person: 'T.Teacher',
        categories,
        hosts: ['locked.example', 'twice-locked.example'],
        ...SPAN,
        reason: 'A-level politics',
        approvedBy: ['Head of IT', 'Head'],
        dslTold: 'A. Lead',
      },
    ],
  });
  const teacher = { username: 't.teacher', group: 'staff' } as const;

  it('blocks everyone and no override or list opens it', () => {
    const document = { lists: [list('ours', 'allow', ['locked.example'])] };
    expect(decide('http://locked.example/', document, { group: 'staff', overrides: [grant(['locked.example'])] })).toMatchObject({
      action: 'block',
      rule: 'locked',
      signal: 'danger',
    });
  });

  it('is passed by a research exception: that teacher, those hosts, those categories, that time', () => {
    const passed = decide('http://locked.example/', research(['terrorism']), teacher);
    expect(passed).toMatchObject({ action: 'allow', rule: 'category', signal: 'danger', evidence: { ref: 'thesis' } });
    expect(decide('http://locked.example/', research(['terrorism']), { ...teacher, username: 'other' }).rule).toBe('locked');
    expect(decide('http://locked.example/', research(['extremism']), teacher).rule).toBe('locked');
    expect(decide('http://twice-locked.example/', research(['terrorism']), teacher).rule).toBe('locked');
    expect(decide('http://twice-locked.example/', research(['terrorism', 'extremism']), teacher).action).toBe('allow');
    expect(decide('http://locked.example/', research(['terrorism']), { ...teacher, at: instant(SPAN.until) }).rule).toBe('locked');
  });

  it('is not a way past the rules below', () => {
    const suspended: PolicyDocument = {
      ...research(['terrorism']),
      suspensions: [{ id: 'off', person: 'T.TEACHER', until: SPAN.until, reason: 'misuse', by: 'head' }],
    };
    expect(decide('http://locked.example/', suspended, teacher).rule).toBe('suspension');
  });
});

describe('lists of the policy', () => {
  const document: PolicyDocument = {
    lists: [
      list('north-only', 'block', ['site.example'], { audience: { schools: ['north'] } }),
      list('seniors-only', 'block', ['seniors.example'], { audience: { groups: ['seniors'] } }),
      list('one-video', 'block', ['videos.example/watch?v=bad', 'videos.example/Shorts']),
      list('games', 'allow', ['games.example']),
      list('trust', 'block', ['locked-here.example'], { locked: true }),
      list('try', 'allow', ['locked-here.example', 'malware.example']),
    ],
  };

  it.each([
    ['http://site.example/', { school: 'north' }, 'block'],
    ['http://deep.site.example/', { school: 'north' }, 'block'],
    ['http://othersite.example/', { school: 'north' }, 'allow'],
    ['http://site.example/', { school: 'south' }, 'allow'],
    ['http://site.example/', { school: null }, 'allow'],
    ['http://seniors.example/', { group: 'seniors' }, 'block'],
    ['http://seniors.example/', { group: 'juniors' }, 'allow'],
    ['http://games.example/', {}, 'allow'],
    ['http://malware.example/', {}, 'allow'],
    ['http://videos.example/', {}, 'allow'],
    ['http://videos.example/watch?v=bad', {}, 'block'],
    ['http://videos.example/watch?v=bad&t=3', {}, 'block'],
    ['http://videos.example/watch?v=badly', {}, 'allow'],
    ['http://videos.example/shorts/1', {}, 'block'],
    ['http://videos.example/x/..//%73horts', {}, 'block'],
    ['http://videos.example/shortsighted', {}, 'allow'],
  ] as const)('%s for %o: %s', (url, who, action) => {
    expect(decide(url, document, who).action).toBe(action);
  });

  it('locked by the trust are opened by no list and no override', () => {
    const decision = decide('http://locked-here.example/', document, { overrides: [grant(['locked-here.example'])] });
    expect(decision).toMatchObject({ action: 'block', rule: 'urgent-block', evidence: { ref: 'trust', entry: 'locked-here.example' } });
  });

  it('say nothing about a path that a CONNECT does not show', () => {
    const snapshot = snapshotOf({ lists, document });
    expect(decideConnect(connectFacts('videos.example'), snapshot).action).toBe('allow');
    expect(decideConnect(connectFacts('site.example'), snapshot).action).toBe('block');
  });

  it('name addresses too, whole', () => {
    const own = { lists: [list('address', 'block', ['192.0.2.7'])] };
    expect(decide('http://192.0.2.7/', own).action).toBe('block');
    expect(decide('http://192.0.2.8/', own).action).toBe('allow');
  });
});

describe('suspension and exam mode', () => {
  const exams: PolicyDocument = {
    exams: [
      { id: 'maths', audience: { groups: ['seniors'], schools: ['north'] }, ...SPAN, reason: 'GCSE' },
      { id: 'closed-book', audience: { people: ['Candidate'] }, ...SPAN, allowListOnly: true, sites: ['paper.example'], reason: 'A level' },
    ],
    arrangements: [
      { id: 'reader', person: 'PUPIL', categories: ['translation'], reason: 'EAL' },
      { id: 'dictionary', person: 'candidate', sites: ['dictionary.example'], reason: 'JCQ form 8' },
    ],
    suspensions: [{ id: 'off', person: 'Suspended', from: '2026-03-11T09:00', until: SPAN.until, reason: 'misuse', by: 'head' }],
  };

  it.each([
    ['http://translate.example/', { username: 'other' }, 'exam'],
    ['http://translate.example/', { username: 'other', school: 'south' }, 'category'],
    ['http://translate.example/', { username: 'other', group: 'staff' }, 'category'],
    ['http://translate.example/', { username: 'other', at: instant(SPAN.until) }, 'category'],
    ['http://translate.example/', { username: 'pupil' }, 'category'],
    ['http://talker.example/', { username: 'pupil' }, 'exam'],
    ['http://paper.example/', { username: 'candidate', school: 'south' }, 'default'],
    ['http://dictionary.example/', { username: 'candidate', school: 'south' }, 'default'],
    ['http://elsewhere.example/', { username: 'candidate', school: 'south' }, 'exam'],
    ['http://helpline.example/', { username: 'candidate', school: 'south' }, 'support'],
    ['http://elsewhere.example/', { username: 'SUSPENDED' }, 'suspension'],
    ['http://elsewhere.example/', { username: 'suspended', at: instant('2026-03-11T08:59:59') }, 'default'],
    ['http://elsewhere.example/', { username: null }, 'default'],
  ] as const)('%s for %o is decided by %s', (url, who, rule) => {
    expect(decide(url, exams, who).rule).toBe(rule);
  });
});

describe('overrides and grants', () => {
  it.each([
    [{ kind: 'trust' }, {}, 'override'],
    [{ kind: 'person', id: 'Pupil' }, {}, 'override'],
    [{ kind: 'person', id: 'other' }, {}, 'category'],
    [{ kind: 'person' }, {}, 'category'],
    [{ kind: 'group', id: 'seniors' }, {}, 'override'],
    [{ kind: 'group', id: 'staff' }, {}, 'category'],
    [{ kind: 'school', id: 'north' }, {}, 'override'],
    [{ kind: 'school', id: 'south' }, {}, 'category'],
    [{ kind: 'class', id: '10B' }, {}, 'override'],
    [{ kind: 'class', id: '10C' }, {}, 'category'],
    [{ kind: 'trust' }, { at: instant('2026-03-11T11:00') }, 'category'],
    [{ kind: 'trust' }, { at: instant('2026-03-11T09:59') }, 'category'],
  ] as const)('for %o with %o: %s', (scope, who, rule) => {
    const classes = new Map([['10b', new Set(['PUPIL'])]]);
    const overrides = [grant(['games.example'], { scope, kind: 'lesson' })];
    expect(decide('http://level.games.example/', {}, { ...who, overrides, classes }).rule).toBe(rule);
  });

  it('open a block and keep its signal, malware too', () => {
    const opened = decide('http://casino.example/', {}, { overrides: [grant(['casino.example'])] });
    expect(opened).toMatchObject({ action: 'allow', rule: 'override', signal: 'advisory', theme: 'gambling', evidence: { ref: 'grant' } });
    expect(decide('http://malware.example/', {}, { group: 'staff' }).action).toBe('block');
    expect(decide('http://malware.example/', {}, { group: 'staff', overrides: [grant(['malware.example'])] }).action).toBe('allow');
  });

  it('written in the document count like those in the store', () => {
    const overrides = [
      { id: 'trip', scope: { kind: 'trust' as const }, hosts: ['games.example'], until: SPAN.until, reason: 'maths day', grantedBy: 'it' },
    ];
    expect(decide('http://games.example/', { overrides })).toMatchObject({ action: 'allow', evidence: { ref: 'trip' } });
    expect(decide('http://games.example/', { overrides }, { at: instant(SPAN.until) }).action).toBe('block');
  });

  it('a person’s own way on opens what asks first, and never what is blocked', () => {
    const overrides = [grant(['games.example', 'casino.example'], { kind: 'coach', scope: { kind: 'person', id: 'pupil' } })];
    expect(decide('http://games.example/', {}, { group: 'sixth-form' }).action).toBe('coach');
    expect(decide('http://games.example/', {}, { group: 'sixth-form', overrides })).toMatchObject({ action: 'allow', rule: 'override' });
    // What reports of use read off the record.
    expect(decide('http://games.example/', {}, { group: 'sixth-form', overrides }).reason.startsWith(WENT_ON)).toBe(true);
    expect(decide('http://games.example/', {}, { group: 'seniors', overrides })).toMatchObject({ action: 'block', rule: 'category' });
    expect(decide('http://casino.example/', {}, { group: 'sixth-form', overrides }).action).toBe('block');
    const blocked = { lists: [list('later', 'block', ['games.example'])] };
    expect(decide('http://games.example/', blocked, { group: 'sixth-form', overrides }).rule).toBe('group-block');
  });
});

describe('searches', () => {
  const SEARCH = 'http://www.google.co.uk/search?q=';

  it('about harm are refused where the category is, with the stronger signal and the term as evidence', () => {
    expect(decide(`${SEARCH}how+to+k1ll+myself`)).toMatchObject({
      action: 'block',
      rule: 'search-term',
      category: 'suicide',
      signal: 'danger',
      theme: 'self-harm-suicide',
      categories: ['suicide'],
      searchTerm: 'how to k1ll myself',
      evidence: { entry: 'kill myself' },
    });
  });

  it('for help are open and seen', () => {
    expect(decide(`${SEARCH}suicide+helpline`)).toMatchObject({ action: 'allow', signal: 'warning', theme: 'self-harm-suicide' });
  });

  it('of a category that asks first, ask first; of an open one, are open', () => {
    const document: PolicyDocument = {
      searchTerms: [{ id: 'own', category: 'games', terms: ['dragon quest'], reason: 'off task', owner: 'it' }],
    };
    expect(decide(`${SEARCH}dragon+quest`, document, { group: 'seniors' }).action).toBe('block');
    expect(decide(`${SEARCH}dragon+quest`, document, { group: 'sixth-form' }).action).toBe('coach');
    expect(decide(`${SEARCH}dragon+quest`, document, { group: 'staff' })).toMatchObject({ action: 'allow', categories: ['games'] });
  });

  it('about terrorism are refused for staff too', () => {
    expect(decide(`${SEARCH}how+to+make+a+bomb`, {}, { group: 'staff' })).toMatchObject({
      action: 'block',
      rule: 'search-term',
      signal: 'danger',
    });
  });

  it('without harm are recorded as typed', () => {
    expect(decide(`${SEARCH}Rivers%20of++Wales`)).toMatchObject({ action: 'allow', signal: 'none', searchTerm: 'Rivers of Wales' });
  });
});

describe('categories and the default', () => {
  it('the strictest category counts, and the strongest signal', () => {
    expect(decide('http://casino.example/', {}, { group: 'sixth-form' })).toMatchObject({
      action: 'block',
      category: 'gambling',
      categories: ['gambling', 'games'],
      reason: 'Blocked because casino.example is in the Gambling category for the sixth form.',
      evidence: { match: { category: 'gambling', list: 'fake', entry: 'casino.example' } },
    });
  });

  it('an allowed attempt signals all the same; religion never does', () => {
    expect(decide('http://tracker.example/')).toMatchObject({ action: 'allow', signal: 'warning', theme: 'grooming-exploitation' });
    expect(decide('http://church.example/')).toMatchObject({ action: 'allow', signal: 'none' });
  });

  it('follow the schedule', () => {
    const document: PolicyDocument = {
      schedules: [{ id: 'lunch', windows: [{ days: ['wed'], from: '12:30', until: '13:20' }] }],
      groups: {
        seniors: {
          categories: { games: { action: 'allow', during: 'lunch', otherwise: 'block' } },
          uncategorised: { action: 'coach', during: 'lunch', otherwise: 'allow' },
        },
      },
    };
    const at = instant('2026-03-11T12:45');
    expect(
      [decide('http://games.example/', document), decide('http://games.example/', document, { at })].map(({ action }) => action),
    ).toEqual(['block', 'allow']);
    expect(decide('http://unlisted.example/', document, { at })).toMatchObject({ action: 'coach', rule: 'default' });
  });

  it('uncategorised sites are a switch of the group', () => {
    const document: PolicyDocument = { groups: { infants: { uncategorised: 'block' }, juniors: { uncategorised: 'coach' } } };
    const actions = (['infants', 'juniors', 'seniors'] as const).map(
      (group) => decide('http://unlisted.example/', document, { group }).action,
    );
    expect(actions).toEqual(['block', 'coach', 'allow']);
    expect(decide('http://unlisted.example/')).toMatchObject({ rule: 'default', categories: ['uncategorised'], category: null });
  });

  it('a walled garden opens what a list or grant names, and support', () => {
    const document: PolicyDocument = {
      groups: { infants: { walledGarden: true } },
      lists: [list('infants', 'allow', ['phonics.example'], { audience: { groups: ['infants'] } })],
    };
    const who = { group: 'infants', overrides: [grant(['today.example'])] } as const;
    const rules = ['phonics', 'today', 'helpline', 'church', 'unlisted', 'games'].map(
      (name) => decide(`http://${name}.example/`, document, who).rule,
    );
    expect(rules).toEqual(['group-allow', 'override', 'support', 'default', 'default', 'category']);
    expect(decide('http://church.example/', document, who).action).toBe('block');
  });

  it('a document cannot weaken what is fixed even if nobody checked it', () => {
    const document: PolicyDocument = {
      groups: {
        staff: {
          categories: { terrorism: 'allow', support: 'block', games: { action: 'allow', during: 'no-such-schedule', otherwise: 'allow' } },
        },
      },
    };
    const snapshot = compileSnapshot({ document, policyVersion: 'unchecked', lists, overrides: [], classes: new Map() });
    const actions = ['locked', 'helpline', 'games'].map((name) => {
      const facts = requestFacts(`http://${name}.example/`, { group: 'staff' });
      return decideRequest(facts, snapshot).action;
    });
    expect(actions).toEqual(['block', 'allow', 'block']);
  });

  it('query strings are kept only where a group says so', () => {
    const snapshot = snapshotOf({ document: { groups: { staff: { keepQuery: true } } } });
    expect([keepsQuery(snapshot, 'staff'), keepsQuery(snapshot, 'seniors')]).toEqual([true, false]);
  });

  it('plain allows are one decision for everyone, and name nobody', () => {
    const snapshot = snapshotOf({ lists });
    const one = decideRequest(requestFacts('http://church.example/a', { username: 'one' }), snapshot);
    expect(decideRequest(requestFacts('http://church.example/b', { username: 'two', group: 'staff', at: LESSON }), snapshot)).toBe(one);
    expect(Object.isFrozen(one)).toBe(true);
  });
});
