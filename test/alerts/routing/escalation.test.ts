import { describe, expect, it } from 'vitest';
import { nextEscalation } from '../../../alerts/routing/escalation.ts';
import type { Delivery, Incident } from '../../../core/incident.ts';
import { epochMs } from '../../../core/units.ts';
import { directory, IN_LESSONS, incident, NORTH } from './incidents.ts';

const MINUTE = 60_000;
let nextId = 0;

function delivery(to: string, createdAt: number, change: Partial<Delivery> = {}): Delivery {
  const id = `d${nextId++}`;
  const email = `${to}@example.org`;
  return {
    id,
    incident: 'INC1',
    kind: 'alert',
    channel: 'email',
    to: email,
    status: 'accepted',
    attempts: 1,
    createdAt,
    acceptedAt: createdAt,
    answer: null,
    uniqueKey: id,
    payload: {},
    ...change,
  };
}

const leads = (at: number, change: Partial<Delivery> = {}) => ['dsl.north', 'b.deputy', 'c.second'].map((to) => delivery(to, at, change));
const at = (iso: string) => Date.parse(iso);

function next(change: Partial<Incident>, deliveries: readonly Delivery[], now = IN_LESSONS, known = directory()) {
  const found = nextEscalation(incident(change), deliveries, epochMs(now), known);
  return found === null
    ? null
    : { ...found, at: new Date(found.at).toISOString(), to: found.to.map(({ role }) => role), it: found.it.map(({ email }) => email) };
}

describe('nextEscalation', () => {
  it.each<[string, Partial<Incident>]>([
    ['acknowledged', { status: 'acknowledged' }],
    ['in progress', { status: 'in-progress' }],
    ['closed', { status: 'closed' }],
    ['advisory', { severity: 'advisory' }],
    ['synthetic', { synthetic: true }],
    ['merged', { mergedInto: 'INC0' }],
  ])('leaves alone what is %s', (_, change) => {
    expect(next(change, leads(IN_LESSONS))).toBeNull();
  });

  it.each<[string, Partial<Incident>, string, string[], string]>([
    // London is an hour ahead of UTC until 2026-10-25.
    ['a danger in lessons: 15 minutes', {}, '2026-10-06T10:00:00Z', [], '2026-10-06T10:15:00.000Z'],
    ['a danger as school closes: still 15 minutes', {}, '2026-10-06T14:55:00Z', [], '2026-10-06T15:10:00.000Z'],
    ['a danger at night with somebody on call: 30 minutes', {}, '2026-10-06T22:00:00Z', ['duty'], '2026-10-06T22:30:00.000Z'],
    ['a danger at night with nobody on call: after school opens', {}, '2026-10-06T22:00:00Z', [], '2026-10-07T07:15:00.000Z'],
    ['a danger on Friday evening', {}, '2026-10-09T17:00:00Z', [], '2026-10-12T07:15:00.000Z'],
    ['a danger before half-term, over the clock change', {}, '2026-10-23T18:00:00Z', [], '2026-11-02T08:15:00.000Z'],
    ['a danger in the night the clocks go back', {}, '2026-10-25T00:45:00Z', ['duty'], '2026-10-25T01:15:00.000Z'],
    ['a danger after the last term of the calendar', {}, '2026-12-21T12:00:00Z', [], '2026-12-22T08:15:00.000Z'],
    ['a warning in the morning: two hours', { severity: 'warning' }, '2026-10-06T08:00:00Z', [], '2026-10-06T10:00:00.000Z'],
    ['a warning in the afternoon: until school closes', { severity: 'warning' }, '2026-10-06T14:00:00Z', [], '2026-10-06T15:00:00.000Z'],
    ['a warning minutes before: 15 minutes', { severity: 'warning' }, '2026-10-06T14:58:00Z', [], '2026-10-06T15:13:00.000Z'],
    ['a warning at night: two hours after school opens', { severity: 'warning' }, '2026-10-06T22:00:00Z', [], '2026-10-07T09:00:00.000Z'],
    ['a warning in half-term', { severity: 'warning' }, '2026-10-27T11:00:00Z', [], '2026-11-02T10:00:00.000Z'],
  ])('waits for %s', (_, change, toldAt, alsoTold, expected) => {
    const told = at(toldAt);
    const deliveries = [...leads(told), ...alsoTold.map((to) => delivery(to, told))];
    expect(next({ ...change, firstAt: told, lastAt: told }, deliveries, told)).toMatchObject({
      at: expected,
      step: 1,
      why: 'unacknowledged',
    });
  });

  it('goes to whoever is on call, the head, the trust lead, then says that only IT is left, once', () => {
    const told = leads(IN_LESSONS);
    expect(next({}, told)).toMatchObject({ to: ['on-call'], it: ['it@example.org'], step: 1 });
    told.push(delivery('duty', IN_LESSONS + 15 * MINUTE, { kind: 'escalation' }));
    expect(next({}, told)).toMatchObject({ to: ['headteacher'], step: 2, at: '2026-10-06T10:30:00.000Z' });
    told.push(delivery('H.Head', IN_LESSONS + 30 * MINUTE, { kind: 'escalation' }));
    expect(next({}, told)).toMatchObject({ to: ['trust-lead'], step: 3 });
    told.push(delivery('safeguarding', IN_LESSONS + 45 * MINUTE, { kind: 'escalation' }));
    expect(next({}, told)).toMatchObject({ to: [], it: ['it@example.org'], step: 4 });
    told.push(delivery('it', IN_LESSONS + 60 * MINUTE, { kind: 'delivery-trouble' }));
    expect(next({}, told)).toBeNull();
  });

  it('passes over gaps and over those who were told with the alert', () => {
    const { onCall: _onCall, ...north } = NORTH;
    expect(next({}, leads(IN_LESSONS), IN_LESSONS, directory([north]))).toMatchObject({ to: ['headteacher'] });
    expect(next({}, [...leads(IN_LESSONS), delivery('duty', IN_LESSONS), delivery('h.head', IN_LESSONS)])).toMatchObject({
      to: ['trust-lead'],
    });
  });

  it('keeps incidents about staff from the leads, and never goes to the subject', () => {
    expect(next({ group: 'staff', person: 't' }, [delivery('h.head', IN_LESSONS)])).toMatchObject({ to: ['chair', 'trust-lead'] });
    const aboutHead = [delivery('chair.north', IN_LESSONS), delivery('safeguarding', IN_LESSONS)];
    expect(next({ group: 'staff', person: 'h.head' }, aboutHead)).toMatchObject({ to: [], it: ['it@example.org'] });
    expect(next({ group: 'staff', person: 'it' }, [delivery('h.head', IN_LESSONS)])).toMatchObject({ it: [] });
  });

  it('does not wait where every mail of the last step was given up, nor where nobody could be told', () => {
    const now = IN_LESSONS + 5 * MINUTE;
    expect(next({}, leads(IN_LESSONS, { status: 'given-up' }), now)).toMatchObject({ why: 'unreached', at: '2026-10-06T10:00:00.000Z' });
    expect(next({}, [], now)).toMatchObject({ why: 'unreached', at: '2026-10-06T10:00:00.000Z' });
    // A failed attempt is tried again, and one of three that arrived is enough.
    expect(next({}, leads(IN_LESSONS, { status: 'failed' }), now)).toMatchObject({ why: 'unacknowledged' });
    expect(next({}, [...leads(IN_LESSONS, { status: 'given-up' }), delivery('x', IN_LESSONS)], now)).toMatchObject({
      why: 'unacknowledged',
    });
  });

  it('counts neither webhooks nor other incidents', () => {
    const others = [delivery('duty', IN_LESSONS, { incident: 'INC2' }), delivery('duty', IN_LESSONS, { channel: 'webhook' })];
    expect(next({}, [...leads(IN_LESSONS), ...others])).toMatchObject({ to: ['on-call'] });
  });
});
