import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistory } from '../../../alerts/assess/history.ts';
import type { Sighting } from '../../../core/incident.ts';
import { IN_LESSONS, sighting } from './sightings.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let nextId = 0;

function at(minutes: number, change: Partial<Sighting> = {}): Sighting {
  return sighting({ id: `h${nextId++}`, at: IN_LESSONS + minutes * MINUTE, ...change });
}

function attemptsOf(...sightings: Sighting[]): number[] {
  const history = createHistory({ keepMs: 36 * HOUR });
  return sightings.map((each) => history.remember(each).person.attemptsToday);
}

describe('attempts of a person', () => {
  it('counts tries on the same theme and day', () => {
    expect(attemptsOf(at(0), at(5), at(10))).toEqual([1, 2, 3]);
  });

  it('takes a retry, and the hosts of one page, for one try', () => {
    expect(attemptsOf(at(0), at(0.1), at(0.9, { host: 'cdn.example' }), at(1.5))).toEqual([1, 1, 1, 1]);
  });

  it('does not take an hour of clicking for one try', () => {
    const counts = attemptsOf(...Array.from({ length: 61 }, (_, index) => at(index * 0.9)));
    expect(counts.at(-1)).toBeGreaterThanOrEqual(5);
  });

  it('counts other words as another search, and words being typed on as the same', () => {
    const search = (minutes: number, searchTerm: string) => at(minutes, { searchTerm });
    expect(attemptsOf(search(0, 'how to'), search(0.1, 'how to buy'), search(0.2, 'free vapes'), search(0.3, 'weed near me'))).toEqual([
      1, 1, 2, 3,
    ]);
  });

  it('does not count what pages load', () => {
    expect(
      attemptsOf(at(0, { intent: 'embed' }), at(5, { intent: 'prefetch' }), at(9, { categories: ['drugs', 'advertising'] }), at(20)),
    ).toEqual([0, 0, 0, 1]);
  });

  it('keeps people, themes and days apart, and spellings of one name together', () => {
    expect(attemptsOf(at(0), at(5, { username: 'other' }), at(10, { theme: 'gambling' }), at(24 * 60))).toEqual([1, 1, 1, 1]);
    expect(attemptsOf(at(0, { username: 'Zoë' }), at(5, { username: 'zoe\u0308' }))).toEqual([1, 2]);
  });

  it('tells devices nobody is known at by their address', () => {
    const nobody: Partial<Sighting> = { username: null };
    expect(attemptsOf(at(0, nobody), at(5, nobody), at(10, { ...nobody, clientIp: '10.20.1.8' }))).toEqual([1, 2, 1]);
    expect(attemptsOf(at(0, nobody), at(5, { username: '10.20.1.7' }))).toEqual([1, 1]);
  });

  it('begins a day at midnight in London, also on the days the clocks change', () => {
    // Sunday 2026-10-25 has 25 hours: 00:30 BST until 23:30 GMT is one day.
    const instant = (iso: string) => sighting({ id: iso, at: Date.parse(iso) });
    expect(
      attemptsOf(...['2026-10-24T22:30:00Z', '2026-10-24T23:30:00Z', '2026-10-25T23:30:00Z', '2026-10-26T00:30:00Z'].map(instant)),
    ).toEqual([1, 1, 2, 1]);
    expect(
      attemptsOf(...['2026-03-28T23:30:00Z', '2026-03-29T00:30:00Z', '2026-03-29T22:30:00Z', '2026-03-29T23:30:00Z'].map(instant)),
    ).toEqual([1, 1, 2, 1]);
  });

  it('counts a sighting that is read again once', () => {
    const [first, second] = [at(0), at(5)];
    expect(attemptsOf(first, second, first, second)).toEqual([1, 2, 2, 2]);
  });

  it('comes to the same count in any order', () => {
    const tries = [0, 5, 12, 30, 61].map((minutes) => at(minutes));
    fc.assert(
      fc.property(fc.shuffledSubarray(tries, { minLength: tries.length }), (order) => {
        expect(attemptsOf(...order).at(-1)).toBe(5);
      }),
    );
  });
});

describe('cohort', () => {
  const pupil = (name: number, minutes: number, change: Partial<Sighting> = {}) =>
    at(minutes, { username: `p${name}`, clientIp: `10.20.1.${name}`, ...change });

  function peopleOf(...sightings: Sighting[]): number[] {
    const history = createHistory({ keepMs: 36 * HOUR });
    return sightings.map((each) => history.remember(each).cohort.people);
  }

  it('counts people of one network at one host within ten minutes', () => {
    expect(peopleOf(pupil(1, 0), pupil(2, 1), pupil(1, 2), pupil(3, 9), pupil(4, 11.5))).toEqual([1, 2, 2, 3, 3]);
  });

  it('keeps networks, hosts and themes apart', () => {
    expect(
      peopleOf(
        pupil(1, 0),
        pupil(2, 0, { clientIp: '10.20.2.2' }),
        pupil(3, 0, { host: 'else.example' }),
        pupil(4, 0, { theme: 'gambling' }),
      ),
    ).toEqual([1, 1, 1, 1]);
  });

  it('takes an IPv6 /64 for a network', () => {
    const six = (name: number, clientIp: string) => pupil(name, 0, { clientIp });
    expect(peopleOf(six(1, '2001:db8::1'), six(2, '2001:db8::2:0:0:1'), six(3, '2001:db8:0:1::1'))).toEqual([1, 2, 1]);
  });

  function pupilsOf(...sightings: Sighting[]): number[] {
    const history = createHistory({ keepMs: 36 * HOUR });
    return sightings.map((each) => history.remember(each).cohort.pupilsOfSchool);
  }
  const harm: Partial<Sighting> = { theme: 'self-harm-suicide', categories: ['self-harm'], signal: 'danger' };

  it('counts pupils of a school on self-harm within 24 hours, on whatever site', () => {
    expect(
      pupilsOf(
        pupil(1, 0, harm),
        pupil(2, 600, { ...harm, host: 'b.example' }),
        pupil(1, 700, harm),
        pupil(3, 1430, { ...harm, clientIp: '10.9.9.9' }),
      ),
    ).toEqual([1, 2, 2, 3]);
    expect(pupilsOf(pupil(1, 0, harm), pupil(2, 24 * 60 + 1, harm))).toEqual([1, 1]);
  });

  it('counts neither staff, guests, other schools, other themes nor page elements', () => {
    expect(
      pupilsOf(
        pupil(1, 0, harm),
        pupil(2, 0, { ...harm, group: 'staff' }),
        pupil(3, 0, { ...harm, group: 'guests' }),
        pupil(4, 0, { ...harm, school: 'south' }),
        pupil(5, 0, { ...harm, school: null }),
        pupil(6, 0),
        pupil(7, 0, { ...harm, intent: 'embed' }),
        pupil(8, 0, harm),
      ),
    ).toEqual([1, 0, 0, 1, 0, 0, 0, 2]);
  });
});

describe('memory', () => {
  it('is not spoilt by a sighting from the future', () => {
    const history = createHistory({ keepMs: 36 * HOUR });
    const harm: Partial<Sighting> = { theme: 'self-harm-suicide', categories: ['self-harm'], signal: 'danger' };
    const ahead = 400 * 24 * 60;
    for (const minutes of [ahead, 0, 5]) history.remember(at(minutes, harm));
    expect(history.remember(at(10, harm)).person.attemptsToday).toBe(3);
    history.remember(at(11, { ...harm, username: 'p2', clientIp: '10.20.1.8' }));
    expect(history.remember(at(12, { ...harm, username: 'p3', clientIp: '10.20.1.9' })).cohort).toEqual({ people: 3, pupilsOfSchool: 3 });
  });

  it('stays bounded under a flood of names', () => {
    const history = createHistory({ keepMs: HOUR });
    history.remember(at(120));
    for (let i = 0; i < 60_000; i++) history.remember(at(120, { username: `flood${i}`, host: `h${i}.example` }));
    // The first person has been pushed out; the last has not.
    expect(history.remember(at(130, { username: 'flood59999' })).person.attemptsToday).toBe(2);
    expect(history.remember(at(130)).person.attemptsToday).toBe(1);
  });
});
