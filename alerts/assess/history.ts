import { normaliseUserName } from '../../core/identity.ts';
import type { Sighting } from '../../core/incident.ts';
import { londonTime } from '../../core/london-time.ts';
import { epochMs } from '../../core/units.ts';
import { type Attempt, isSameAttempt } from './attempt.ts';
import { isPageElement, isPupil } from './kind.ts';
import { networkOf } from './network.ts';

/** What a person did before, as far as it bears on this sighting. */
export interface PersonHistory {
  /** Attempts at this theme on the same day in London, this one included; page elements are none, so it may be 0. */
  readonly attemptsToday: number;
}

/** Who else was seen, this person included. */
export interface Cohort {
  /** People of the same network at the same host, on the same theme, within ten minutes. */
  readonly people: number;
  /** Pupils of the same school who tried for the same theme within 24 hours. Counted for self-harm and suicide alone; otherwise 0. */
  readonly pupilsOfSchool: number;
}

export interface Remembered {
  readonly person: PersonHistory;
  readonly cohort: Cohort;
}

export interface History {
  /**
   * Takes a sighting in and returns what it is to be assessed by. A sighting remembered twice (read again after a crash) counts
   * once; sightings may come out of order, and one from a clock that was wrong spoils nothing. A person's attempts are forgotten
   * when a new one comes more than `keepMs` later.
   */
  remember(sighting: Sighting): Remembered;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A class opens the same page within minutes of being told to. */
export const COHORT_WINDOW_MS = 10 * MINUTE_MS;

/** Whole trusts stay below these; a flood of made-up names or addresses cannot fill the memory. */
const MAX_KEYS = 50_000;
/** More in one day than this says nothing new about a person. */
const MAX_ATTEMPTS = 50;
const MAX_PEOPLE = 500;

/** Recent sightings in memory: what recurrence, cohorts and clusters are told by. `keepMs` should be a day at least. */
export function createHistory({ keepMs }: { readonly keepMs: number }): History {
  const attempts = new Map<string, Attempt[]>();
  const classes = new Map<string, Map<string, number>>();
  const schools = new Map<string, Map<string, number>>();

  return {
    remember(sighting) {
      const { at, theme, school } = sighting;
      const person = personKey(sighting);
      const attemptsToday = noteAttempt(
        entry(attempts, `${theme} ${person}`, () => []),
        sighting,
        at - keepMs,
      );
      const classmates = entry(classes, `${theme} ${networkOf(sighting.clientIp)} ${sighting.host}`, newPeople);
      const people = notePerson(classmates, person, at, COHORT_WINDOW_MS);
      const isCounted = theme === 'self-harm-suicide' && school !== null && isPupil(sighting) && !isPageElement(sighting);
      const pupilsOfSchool = isCounted ? notePerson(entry(schools, `${theme} ${school}`, newPeople), person, at, DAY_MS) : 0;
      return { person: { attemptsToday }, cohort: { people, pupilsOfSchool } };
    },
  };
}

/** Who it is: the name, or the address where nobody is known. A name holds no line feed. */
export function personKey({ username, clientIp }: Pick<Sighting, 'username' | 'clientIp'>): string {
  return username === null ? `\n${clientIp}` : normaliseUserName(username);
}

const newPeople = () => new Map<string, number>();

/** The value of a key, which becomes the youngest; the oldest key makes room. */
function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key);
  const value = found ?? make();
  if (found !== undefined) map.delete(key);
  else if (map.size >= MAX_KEYS) {
    for (const first of map.keys()) {
      map.delete(first);
      break;
    }
  }
  map.set(key, value);
  return value;
}

function noteAttempt(list: Attempt[], sighting: Sighting, oldest: number): number {
  const { dayNumber } = londonTime(epochMs(sighting.at));
  if (!isPageElement(sighting)) addAttempt(list, sighting, dayNumber, oldest);
  let today = 0;
  for (const attempt of list) if (attempt.dayNumber === dayNumber) today++;
  return today;
}

function addAttempt(list: Attempt[], { id, at, searchTerm }: Sighting, dayNumber: number, oldest: number): void {
  const same = list.find((attempt) => attempt.dayNumber === dayNumber && isSameAttempt(attempt, id, at, searchTerm));
  if (same !== undefined) {
    same.firstAt = Math.min(same.firstAt, at);
    same.lastAt = Math.max(same.lastAt, at);
    return;
  }
  const stale = list.findIndex(({ lastAt }) => lastAt < oldest);
  if (stale >= 0) list.splice(stale, 1);
  else if (list.length >= MAX_ATTEMPTS) list.shift();
  list.push({ id, firstAt: at, lastAt: at, dayNumber, searchTerm });
}

/** Counts the people seen within `windowMs` of `at`, this one included. */
function notePerson(people: Map<string, number>, person: string, at: number, windowMs: number): number {
  const before = people.get(person) ?? at;
  people.set(person, Math.abs(before - at) <= windowMs ? Math.max(before, at) : at);
  let count = 0;
  for (const [name, lastAt] of people) {
    if (Math.abs(lastAt - at) <= windowMs || name === person) count++;
    else if (lastAt < at) people.delete(name);
  }
  if (people.size > MAX_PEOPLE) {
    for (const first of people.keys()) {
      people.delete(first);
      break;
    }
  }
  return count;
}
