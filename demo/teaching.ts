import { arrange } from '../admin/services/arrangements.ts';
import { openExam } from '../admin/services/exams.ts';
import { endLesson, type LessonInput, openLesson } from '../admin/services/lessons.ts';
import { londonTime } from '../core/london-time.ts';
import { at, DAY_MS, HOUR_MS, isoTime, isWeekday, MINUTE_MS } from './calendar.ts';
import type { Population } from './people.ts';
import { ACCOUNTS, principalFor } from './schools.ts';
import type { World } from './world.ts';

const { tom, abena, lena } = ACCOUNTS;
const LESSON_MS = 50 * MINUTE_MS;

/** Sites that teachers open for their classes, exams, and what some pupils keep through them. */
export function scheduleTeaching(world: World, population: Population): void {
  scheduleLessons(world);
  scheduleExams(world);
  scheduleArrangements(world, population);
}

function scheduleLessons(world: World): void {
  const { week, timeline, services } = world;
  const [d1 = 0, d2 = 0, d3 = 0, d4 = 0] = week.schoolDays;
  const open = (time: number, input: LessonInput, until: number, endedAfterMs?: number) =>
    timeline.add(time, async () => {
      const { lesson, revision } = await openLesson(principalFor(lena), { ...input, until: isoTime(until) }, services);
      await world.inForce('overrides', revision);
      if (endedAfterMs === undefined) return;
      timeline.add(time + endedAfterMs, async () => {
        await world.inForce('overrides', (await endLesson(principalFor(lena), lesson.id, services)).revision);
      });
    });
  const lesson = (day: number, time: string, input: LessonInput, endedAfterMs?: number) =>
    open(at(day, time), input, at(day, time) + LESSON_MS, endedAfterMs);
  lesson(d4, '09:51', { class: '10A/Cs', hosts: ['block-hopper.example'], reason: 'Taking a game apart: how levels are stored.' });
  lesson(d3, '11:07', { class: '8C/Cs', hosts: ['chirpline.example'], reason: 'How a feed chooses what you see.' }, 38 * MINUTE_MS);
  lesson(d2, '14:32', { class: '9B/Cs', url: 'https://reelbox.example/channel/lessons', reason: 'Binary explained, three short films.' });
  lesson(d1, '13:31', { class: '10A/Cs', hosts: ['ask-around.example'], reason: 'Reading answers and judging which to trust.' });
  // A grant ends on the day it begins: shortly before midnight there is no room for one.
  const midnight = at(londonTime(week.until).dayNumber + 1, '00:00');
  const until = Math.min(week.until + 35 * MINUTE_MS, midnight);
  if (until - week.until > 5 * MINUTE_MS) {
    open(
      week.until - 12 * MINUTE_MS,
      { class: '10A/Cs', hosts: ['pebble-chat.example'], reason: 'Looking at how messages are carried.' },
      until,
    );
  }
}

function scheduleExams(world: World): void {
  const { week, timeline, services } = world;
  const [, d2 = 0, d3 = 0] = week.schoolDays;
  const put = (time: number, by: typeof abena | typeof tom, input: Parameters<typeof openExam>[1]) =>
    timeline.add(time, async () => world.inForce('overrides', (await openExam(principalFor(by), input, services)).revision));
  let nextDay = londonTime(week.until).dayNumber + 2;
  while (!isWeekday(nextDay)) nextDay++;
  put(at(d3, '15:02'), abena, {
    ...{ audience: { classes: ['11A', '11B'] }, from: isoTime(at(d2, '09:00')), until: isoTime(at(d2, '10:45')) },
    reason: 'Mathematics mock, paper 1.',
  });
  put(week.until - 40 * MINUTE_MS, abena, {
    ...{ audience: { classes: ['11C'] }, from: isoTime(week.until - 25 * MINUTE_MS), until: isoTime(week.until + 2 * HOUR_MS) },
    ...{ allowListOnly: true, sites: ['exam-past-papers.example'], reason: 'Computing mock, on-screen paper.' },
  });
  if (!world.has('quayle')) return;
  put(week.until - 3 * HOUR_MS, tom, {
    ...{
      audience: { schools: ['quayle'], classes: ['12K', '12L'] },
      from: isoTime(at(nextDay, '09:15')),
      until: isoTime(at(nextDay, '11:30')),
    },
    reason: 'Economics mock, written on school laptops.',
  });
}

function scheduleArrangements(world: World, { pupils }: Population): void {
  const { week, timeline, services } = world;
  const [, , d3 = 0] = week.schoolDays;
  const forms = pupils.filter(({ form }) => form === '11A');
  const arrangements = [
    { person: forms[3]?.name, sites: ['read-to-me.example'], categories: [], reason: 'Computer reader: approved access arrangement.' },
    { person: forms[14]?.name, sites: [], categories: ['translation'], reason: 'Bilingual dictionary: approved access arrangement.' },
  ] as const;
  for (const [index, { person, sites, categories, reason }] of arrangements.entries()) {
    if (person === undefined) continue;
    timeline.add(at(d3, '15:20') + index * 3 * MINUTE_MS, async () => {
      const until = isoTime(world.now() + 240 * DAY_MS);
      const { revision } = await arrange(principalFor(abena), { person, sites, categories, until, reason }, services);
      await world.inForce('overrides', revision);
    });
  }
}
