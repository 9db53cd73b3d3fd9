import { describe, expect, it } from 'vitest';
import { decideConnect } from '../../../categoriser/decide-connect.ts';
import { decideRequest } from '../../../categoriser/decide-request.ts';
import { explainDecision } from '../../../categoriser/explain.ts';
import { nextBoundary } from '../../../categoriser/snapshot.ts';
import type { CategoryId } from '../../../core/category.ts';
import {
  type AiTool,
  type ExamAudience,
  type ExamWindow,
  groupsFrom,
  type Measure,
  minimumForYear,
  STANDING,
  type WifiClosure,
} from '../../../core/measure.ts';
import { epochMs } from '../../../core/units.ts';
import { fakeListIndex } from '../../support/fake-list-index.ts';
import { connectFacts, grant, LESSON, requestFacts, snapshotOf, type Who } from '../../support/policy-facts.ts';

const HOUR = 3_600_000;
const TIMED = { from: LESSON - HOUR, until: LESSON + HOUR, reason: 'as agreed', by: 'token:it' };
const CHATBOT = 'http://chatbot.example/';
const LISTS = fakeListIndex({
  'chatbot.example': ['ai-tools'],
  'other-chatbot.example': ['ai-tools'],
  'help.example': ['support'],
  'wiki.example': ['education'],
  'translate.example': ['translation'],
} satisfies Record<string, CategoryId[]>);
const CLASSES = new Map([['north/10b', ['pupil', 'amy']]]);

const snapshot = (...measures: Measure[]) => snapshotOf({ lists: LISTS, measures, classes: CLASSES });
const decide = (url: string, measures: Measure[], who: Who = {}) => decideRequest(requestFacts(url, who), snapshot(...measures));

const suspension = (changes: Partial<Measure> = {}): Measure =>
  ({ id: 's1', kind: 'suspension', person: 'Pupil', ...TIMED, ...changes }) as Measure;
const exam = (audience: ExamAudience, changes: Partial<ExamWindow> = {}): Measure => ({
  id: 'e1',
  kind: 'exam',
  audience,
  ...TIMED,
  ...changes,
});
const tool = (changes: Partial<AiTool> = {}): Measure => ({
  id: 'ai-tool-chatbot',
  kind: 'ai-tool',
  name: 'Chatbot',
  hosts: ['chatbot.example'],
  minimum: 'seniors',
  licensed: true,
  approver: 'H. Head of IT',
  dpia: 'https://dpia.example/1',
  ...TIMED,
  ...changes,
});
const wifiOff: WifiClosure = { id: 'w1', kind: 'pupil-wifi', school: 'north', ...TIMED, until: STANDING };

describe('a suspension', () => {
  it('closes everything but support, from its beginning until its end', () => {
    expect(decide('http://wiki.example/', [suspension()])).toMatchObject({ action: 'block', rule: 'suspension', evidence: { ref: 's1' } });
    expect(decide('http://help.example/', [suspension()]).rule).toBe('support');
    expect(decide('http://wiki.example/', [suspension()], { username: 'amy' }).action).toBe('allow');
    for (const at of [epochMs(TIMED.from - 1), epochMs(TIMED.until)]) {
      expect(decide('http://wiki.example/', [suspension()], { at }).action).toBe('allow');
    }
  });

  it('adds to those of the document; the one that ends last is named', () => {
    const written = { id: 'd1', person: 'pupil', until: '2026-03-11T10:30', reason: 'misuse', by: 'head' };
    const both = snapshotOf({ lists: LISTS, document: { suspensions: [written] }, measures: [suspension()] });
    expect(decideRequest(requestFacts('http://wiki.example/'), both).evidence).toEqual({ ref: 's1' });
    const alone = snapshotOf({ lists: LISTS, document: { suspensions: [written] } });
    expect(decideRequest(requestFacts('http://wiki.example/'), alone).evidence).toEqual({ ref: 'd1' });
  });

  it('is decided again for open tunnels when it begins and ends', () => {
    const both = snapshot(suspension());
    expect(nextBoundary(both, epochMs(0))).toBe(TIMED.from);
    expect(nextBoundary(both, epochMs(TIMED.from))).toBe(TIMED.until);
    expect(decideConnect(connectFacts('wiki.example'), both).action).toBe('block');
  });
});

describe('an exam', () => {
  const sits: [string, ExamAudience, Who][] = [
    ['a class', { classes: ['North/10B'] }, {}],
    ['a group of a school', { groups: ['seniors'], schools: ['north'] }, {}],
    ['a person', { people: ['PUPIL'] }, {}],
    ['a room', { computers: ['ICT1-'] }, { computer: 'ict1-07' }],
    ['a network', { networks: ['hall'] }, { network: { name: 'hall', school: 'north' } }],
    ['everybody in a room of a school', { schools: ['north'], computers: ['ICT2-', 'ict1-'] }, { computer: 'ICT1-07', username: null }],
  ];
  it.each(sits)('is for %s', (_name, audience, who) => {
    expect(decide('http://translate.example/', [exam(audience)], who)).toMatchObject({ action: 'block', rule: 'exam' });
    expect(decide('http://wiki.example/', [exam(audience)], who).action).toBe('allow');
  });

  const doesNotSit: [string, ExamAudience, Who][] = [
    ['of another class', { classes: ['north/10C'] }, {}],
    ['in a class that is gone', { classes: ['north/9Z'] }, {}],
    ['of another school', { groups: ['seniors'], schools: ['south'] }, {}],
    ['in another room', { computers: ['ICT1-'] }, { computer: 'ICT10-07' }],
    ['at a computer without a name', { computers: ['ICT1-'] }, { computer: null }],
    ['on another network', { networks: ['hall'] }, { network: { name: 'library', school: 'north' } }],
    ['on no network', { networks: ['hall'] }, {}],
    ['in the class, in another room', { classes: ['north/10b'], computers: ['ICT1-'] }, { computer: 'LIB-1' }],
  ];
  it.each(doesNotSit)('is not for somebody %s', (_name, audience, who) => {
    expect(decide('http://translate.example/', [exam(audience)], who).action).toBe('allow');
  });

  it('leaves access arrangements, and the document’s own ones too', () => {
    const kept = { id: 'a1', kind: 'arrangement', person: 'Pupil', sites: [], categories: ['translation'], ...TIMED } as const;
    expect(decide('http://translate.example/', [exam({ people: ['pupil'] }), kept]).action).toBe('allow');
    expect(decide('http://translate.example/', [exam({ people: ['amy'] }), kept], { username: 'amy' }).action).toBe('block');
    const reader: Measure = { ...kept, sites: ['translate.example/reader'], categories: [] };
    const only = exam({ people: ['pupil'] }, { allowListOnly: true, sites: ['paper.example'] });
    expect(decide('http://translate.example/reader/1', [only, reader]).action).toBe('allow');
    expect(decide('http://translate.example/', [only, reader]).rule).toBe('exam');
    expect(decide('http://paper.example/', [only, reader]).action).toBe('allow');
  });

  it('stands above lesson grants, and overlapping ones each close their part', () => {
    const lists = LISTS;
    const overrides = [grant(['chatbot.example'], { kind: 'lesson' })];
    const measures = [
      exam({ people: ['pupil'] }, { closed: ['translation'] }),
      exam({ groups: ['seniors'] }, { id: 'e2', closed: ['ai-tools'] }),
    ];
    const both = snapshotOf({ lists, overrides, measures });
    expect(decideRequest(requestFacts(CHATBOT), both)).toMatchObject({ rule: 'exam', evidence: { ref: 'e2' } });
    expect(decideRequest(requestFacts('http://translate.example/'), both)).toMatchObject({ rule: 'exam', evidence: { ref: 'e1' } });
  });

  it('costs a decision nothing that it does not concern', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => exam({ people: [`other${i}`] }, { id: `e${i}` }));
    const full = snapshot(...many);
    const { exams } = full.inForceAt(LESSON);
    expect(exams.by.person.get('pupil')).toBeUndefined();
    expect(Math.max(...[...exams.by.person.values()].map((held) => held.length))).toBe(1);
  });
});

describe('the register of AI tools', () => {
  it.each([
    ['infants', 'block'],
    ['juniors', 'block'],
    ['seniors', 'block'],
    ['unidentified', 'block'],
    ['guests', 'block'],
    ['sixth-form', 'allow'],
    ['staff', 'allow'],
  ] as const)('opens a tool from the sixth form up: %s %s', (group, action) => {
    expect(decide(CHATBOT, [tool({ minimum: 'sixth-form' })], { group }).action).toBe(action);
  });

  it('names the tool, its approver and its end, and the entry that matched', () => {
    const decision = decide('http://www.chatbot.example/', [tool()]);
    expect(decision).toMatchObject({
      action: 'allow',
      rule: 'group-allow',
      evidence: { ref: 'ai-tool-chatbot', entry: 'chatbot.example' },
    });
    expect(decision.reason).toContain('licensed, from seniors up, approved by H. Head of IT until Wednesday 2026-03-11 11:00');
  });

  it('opens no other tool, and names those that are open instead', () => {
    const refused = decide('http://other-chatbot.example/', [tool()]);
    expect(refused).toMatchObject({ action: 'block', rule: 'category' });
    expect(refused.reason).toContain('Approved here: Chatbot.');
    expect(refused.instead).toEqual(['Chatbot']);
    expect(decide('http://other-chatbot.example/', [tool({ minimum: 'sixth-form' })]).reason).not.toContain('Approved here');
  });

  it('closes when the entry runs out, and in exams', () => {
    expect(decide(CHATBOT, [tool()], { at: epochMs(TIMED.until) })).toMatchObject({ action: 'block', rule: 'category' });
    expect(nextBoundary(snapshot(tool()), LESSON)).toBe(TIMED.until);
    expect(decide(CHATBOT, [tool(), exam({ groups: ['seniors'] })])).toMatchObject({ action: 'block', rule: 'exam' });
  });

  it('is in the explanation, with what would change it', () => {
    const { rule, evidence, wouldChange } = explainDecision(requestFacts(CHATBOT), snapshot(tool({ minimum: 'seniors' })));
    expect({ rule, evidence }).toMatchObject({ rule: 'group-allow', evidence: { ref: 'ai-tool-chatbot' } });
    expect(wouldChange).toContainEqual(
      expect.objectContaining({ action: 'block', change: expect.stringContaining('a time from Wednesday 2026-03-11 11:00') }),
    );
    expect(wouldChange).toContainEqual(expect.objectContaining({ action: 'block', change: 'the group juniors' }));
  });

  it('reminds, where it is to, whoever opens it on a page, until they have said that they read it', () => {
    const reminding = tool({ reminder: true });
    expect(decide(CHATBOT, [reminding])).toMatchObject({ action: 'coach', rule: 'group-allow', evidence: { ref: 'ai-tool-chatbot' } });
    const own = grant(['chatbot.example'], { kind: 'coach', scope: { kind: 'person', id: 'pupil' } });
    const read = snapshotOf({ lists: LISTS, measures: [reminding], overrides: [own] });
    expect(decideRequest(requestFacts(CHATBOT), read)).toMatchObject({ action: 'allow', rule: 'override' });
    expect(decideRequest(requestFacts(CHATBOT, { username: 'amy' }), read).action).toBe('coach');
    // No page can be shown in a tunnel that stays closed, and nobody can say that they read it where nobody is known.
    expect(decideConnect(connectFacts('chatbot.example'), snapshot(reminding)).action).toBe('allow');
    expect(decide(CHATBOT, [reminding], { username: null }).action).toBe('allow');
    expect(decide(CHATBOT, [reminding], { group: 'juniors' })).toMatchObject({ action: 'block', rule: 'category' });
  });

  it('knows which groups a school year is too young for', () => {
    const years = Array.from({ length: 15 }, (_, year) => groupsFrom(minimumForYear(year)).length);
    expect(years).toEqual([5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1]);
  });
});

describe('pupil Wi-Fi that is switched off', () => {
  it('has no end to wait for', () => {
    expect(nextBoundary(snapshot(wifiOff), LESSON)).toBeNull();
  });

  const onWifi = { network: { name: 'pupil-wifi', school: 'north' } };

  it('closes everything but support on those networks, for whoever is on them', () => {
    expect(decide('http://wiki.example/', [wifiOff], onWifi)).toMatchObject({
      action: 'block',
      rule: 'pupil-wifi',
      evidence: { ref: 'w1' },
    });
    expect(decide('http://wiki.example/', [wifiOff], { ...onWifi, username: null, school: null, group: 'unidentified' }).action).toBe(
      'block',
    );
    expect(decide('http://help.example/', [wifiOff], onWifi).rule).toBe('support');
    expect(decide('http://wiki.example/', [wifiOff], { network: { name: 'BYOD sixth form', school: 'north' } }).action).toBe('block');
  });

  it.each<[string, Who]>([
    ['the network is another school’s, whatever school the pupil is of', { network: { name: 'pupil-wifi', school: 'south' } }],
    ['the network is the school’s own', { network: { name: 'classrooms', school: 'north' } }],
    ['the network is not known', {}],
    ['the person is staff', { ...onWifi, group: 'staff' }],
    ['it was switched off later', { ...onWifi, at: epochMs(TIMED.from - 1) }],
  ])('closes nothing where %s', (_why, who) => {
    expect(decide('http://wiki.example/', [wifiOff], who).action).toBe('allow');
  });

  it('is in the explanation', () => {
    const { chain } = explainDecision(requestFacts('http://wiki.example/', onWifi), snapshot(wifiOff));
    expect(chain.find(({ rule }) => rule === 'pupil-wifi')).toMatchObject({ outcome: 'won', detail: expect.stringContaining('as agreed') });
  });
});
