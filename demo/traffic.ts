import { londonTime } from '../core/london-time.ts';
import type { Visit } from './browsing.ts';
import { at, HOUR_MS, isWeekday, MINUTE_MS, type Week } from './calendar.ts';
import type { Population, Seat } from './people.ts';
import type { Dice } from './random.ts';
import { HABITS, PAGE_PARTS, STRAYS, searchUrl, UNLISTED } from './sites.ts';

/** When lessons begin; each lasts under an hour. */
const LESSONS = ['08:50', '09:50', '11:05', '12:00', '13:30', '14:30'];
const LUNCH = '12:50';
const LUNCH_MINUTES = 30;
const LESSON_MINUTES = 45;

/** How likely somebody is to be at a device in a lesson. */
const IN_LESSONS: Readonly<Record<Seat['group'], number>> = { infants: 0.12, juniors: 0.2, seniors: 0.26, 'sixth-form': 0.3, staff: 0.5 };
/** And of an evening, or a day of a weekend, on a school's laptop at home. */
const AT_HOME: Readonly<Record<Seat['group'], number>> = { infants: 0, juniors: 0.005, seniors: 0.03, 'sixth-form': 0.06, staff: 0.05 };
const AT_LUNCH = 0.06;
const STRAY_A_DAY = 0.012;
const SEARCHES = 0.3;
const PARTS = 0.2;
const UNKNOWN = 0.01;

/** The ordinary browsing of a week, in order of time. `share`: how much of the usual. */
export function ordinaryTraffic(week: Week, { pupils, staff }: Population, dice: Dice, share = 1): Visit[] {
  const visits: Visit[] = [];
  const add = (visit: Visit) => {
    if (visit.at >= week.from && visit.at < week.until) visits.push(visit);
  };
  for (const day of week.days) {
    for (const who of [...pupils, ...staff]) {
      if (isWeekday(day)) addSchoolDay(who, day, { dice, share, add });
      addHome(who, day, { dice, share, add });
    }
  }
  return visits.sort((a, b) => a.at - b.at);
}

interface Making {
  readonly dice: Dice;
  readonly share: number;
  readonly add: (visit: Visit) => void;
}

function addSchoolDay(who: Seat, day: number, making: Making): void {
  const { dice, share, add } = making;
  for (const lesson of LESSONS) if (dice.chance(IN_LESSONS[who.group] * share)) addSession(who, at(day, lesson), LESSON_MINUTES, making);
  if (who.group === 'infants') return;
  if (who.group === 'seniors' && dice.chance(AT_LUNCH * share)) {
    const start = at(day, LUNCH);
    for (let i = 0; i < 3; i++)
      add({ at: within(start, LUNCH_MINUTES, dice), who, what: dice.pick(['block-hopper.example', 'reelbox.example']) });
  }
  if (dice.chance(STRAY_A_DAY * share))
    add({ at: within(at(day, dice.pick(STRAY_LESSONS)), LESSON_MINUTES, dice), who, what: dice.pick(STRAYS[who.group]) });
}

const STRAY_LESSONS: readonly [string, ...string[]] = ['09:50', '11:05', '12:50', '14:30'];

function addHome(who: Seat, day: number, making: Making): void {
  const { dice, share } = making;
  if (!dice.chance(AT_HOME[who.group] * share)) return;
  const hour = isWeekday(day) ? 17 + dice.below(4) : 10 + dice.below(10);
  addSession(who, at(day, `${hour}:00`), HOUR_MS / MINUTE_MS, making);
}

/** Some pages, one after the other, and what they load. */
function addSession(who: Seat, start: number, minutes: number, { dice, add }: Making): void {
  const { sites, searches } = HABITS[who.group];
  let time = within(start, minutes / 2, dice);
  if (dice.chance(SEARCHES)) add({ at: time, who, what: searchUrl(dice.favourite(searches)) });
  const pages = 3 + dice.below(7);
  for (let page = 0; page < pages; page++) {
    time += (10 + dice.below(180)) * 1_000 + dice.below(1_000);
    add({ at: time, who, what: dice.chance(UNKNOWN) ? dice.pick(UNLISTED_SITES) : dice.favourite(sites) });
    if (dice.chance(PARTS)) add({ at: time + 300 + dice.below(900), who, what: dice.pick(PAGE_PARTS) });
  }
}

const UNLISTED_SITES = UNLISTED as [string, ...string[]];

function within(start: number, minutes: number, dice: Dice): number {
  return start + dice.below(minutes * MINUTE_MS);
}

/** What older pupils came to the leads' notice with in earlier weeks; several minutes apart where there is more than one. */
const EARLIER: readonly [readonly string[], ...(readonly string[])[]] = [
  ['self-harm-page.test'],
  ['how to stop hurting myself'],
  ['nobody would miss me'],
  ['thin-page.test'],
  ['buy weed near me'],
  ['blade-shop.test'],
  ['fight-clips.test'],
  ['angry-men.test', 'hate-board.test'],
  ['someone shared my nudes'],
  ['adult-site.test', 'adult-site.test', 'adult-site.test'],
  ['odds-tonight.test', 'lucky-seven.test'],
  ['odds-tonight.test'],
  ['cloud-vapes.test'],
  ['meet-tonight.test'],
  ['tunnel-mole.test', 'hide-my-route.test', 'tunnel-mole.test'],
  ['tunnel-mole.test'],
  ['extremist-page.test'],
  ['party-pills.test'],
  ['nudify-page.test'],
];
const MOST_A_DAY = 3;
const BETWEEN_MS = 14 * MINUTE_MS;

/** The concerns of the school days before the week, so that there are trends. */
export function earlierConcerns({ begun, from }: Week, { pupils }: Population, dice: Dice): Visit[] {
  const older = pupils.filter(({ group }) => group === 'seniors' || group === 'sixth-form');
  const [first, ...others] = older;
  if (first === undefined) return [];
  const visits: Visit[] = [];
  for (let { dayNumber } = londonTime(begun); at(dayNumber, '17:00') < from; dayNumber++) {
    if (!isWeekday(dayNumber) || at(dayNumber, '08:00') < begun) continue;
    for (let i = dice.below(MOST_A_DAY + 1); i > 0; i--) {
      const [who, start] = [dice.pick([first, ...others]), within(at(dayNumber, dice.pick(STRAY_LESSONS)), LESSON_MINUTES, dice)];
      for (const [index, what] of dice.pick(EARLIER).entries()) {
        visits.push({ at: start + index * BETWEEN_MS, who, what: what.includes(' ') ? searchUrl(what) : what });
      }
    }
  }
  return visits;
}
