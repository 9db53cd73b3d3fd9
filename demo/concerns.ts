import { type CONCERN_THEMES, type Concern, concernSighting } from '../alerts/concern.ts';
import { decisionIdGenerator } from '../core/decision-id.ts';
import { epochMs } from '../core/units.ts';
import type { Alerting } from './alerting.ts';
import { at, MINUTE_MS } from './calendar.ts';
import { Cast } from './cast.ts';
import type { Population, Seat } from './people.ts';
import type { World } from './world.ts';

interface Told {
  readonly at: number;
  readonly who: Seat;
  readonly theme: (typeof CONCERN_THEMES)[number];
  readonly words: string;
  readonly place: string;
  readonly about: Concern['about'];
  readonly name: string;
  readonly severity: Concern['severity'];
}

/** What people reported with the form for concerns. */
export function scheduleConcerns(world: World, population: Population, alerting: Alerting): void {
  const { week, timeline } = world;
  const [d1 = 0, , d3 = 0] = week.schoolDays;
  const cast = new Cast(population);
  const pupil = cast.pupil('harrowmere', '7A', 10);
  const named = cast.pupil('harrowmere', '10D', 8);
  const reader = cast.teacher('bramblewick', 2);
  const child = cast.pupil('bramblewick', 'Y4', 5);
  const told: (Told | undefined)[] = [
    pupil && {
      ...{ at: at(d1, '12:52'), who: pupil, theme: 'bullying-hate', about: 'nobody', name: '', severity: 'warning' },
      words: 'There is a group chat about me and they keep adding me back. It is every night now. I do not want them to know I told.',
      place: 'at home and in form',
    },
    reader && {
      ...{ at: at(d3, '15:12'), who: reader, theme: 'disclosure', about: 'pupil', name: child?.name ?? '', severity: 'warning' },
      words: 'Said that they do not want the weekend to come because they are alone a lot. Tired, and asked for a second breakfast again.',
      place: 'reading corner, end of the day',
    },
    named && {
      ...{ at: week.until - 140 * MINUTE_MS, who: named, theme: 'child-on-child-abuse', about: 'nobody', name: '', severity: 'warning' },
      words: 'Somebody in Year 11 wants a picture from my friend and says he will tell lies about her if she does not send one.',
      place: 'messages',
    },
  ];
  for (const one of told) if (one !== undefined) timeline.add(one.at, () => report(world, one, alerting));
}

async function report(world: World, { who, at: time, ...told }: Told, alerting: Alerting): Promise<void> {
  const { incidents, context, now } = world;
  const id = decisionIdGenerator(7, world.dice.below(1_000))(now());
  const reporter = { username: who.name, computer: who.computer, clientIp: who.clientIp, group: who.group, attribution: 'lease' };
  const isStaff = who.group === 'staff';
  const concern: Concern = {
    ...told,
    id,
    at: epochMs(time),
    reporter,
    isStaff,
    school: who.school,
    page: null,
    ownName: '',
    namedGroup: isStaff ? 'juniors' : null,
  };
  const incident = await alerting.report(concernSighting(concern, await incidents.directory()));
  if (incident === undefined) return;
  const detail = { by: isStaff ? 'staff' : 'pupil', known: true, school: who.school, page: false };
  await context.stores.audit.append({ at: now(), actor: 'portal', action: 'concern.file', subject: incident.id, outcome: 'done', detail });
}
