import type { Visit } from './browsing.ts';
import { at, MINUTE_MS, type Week } from './calendar.ts';
import { Cast } from './cast.ts';
import type { Leads } from './leads.ts';
import type { Population } from './people.ts';
import { searchUrl } from './sites.ts';
import { harrowmere, harrowmereGravest, harrowmereNow } from './stories-harrowmere.ts';
import { bramblewick, quayle } from './stories-others.ts';
import type { Story } from './story.ts';
import type { World } from './world.ts';

/** The visits of the stories; leads are told how to answer them. */
export function safeguardingVisits({ week }: World, population: Population, leads: Leads): Visit[] {
  const cast = new Cast(population);
  const tellers = [harrowmere, harrowmereGravest, harrowmereNow, quayle, bramblewick];
  const stories = tellers.flatMap((tell) => tell(week, cast)).filter((one) => one !== undefined);
  for (const { who, special } of stories) if (special !== undefined) leads.expect(who.name, special);
  return [...stories.flatMap((story) => visitsOf(story)), ...lessonOnChance(week, cast)].filter(({ at: time }) => time < week.until);
}

function visitsOf({ who, steps, start }: Story): Visit[] {
  return steps.map(([minutes, what, intent]) => ({
    at: start + minutes * MINUTE_MS,
    who,
    what: what.includes(' ') ? searchUrl(what) : intent === undefined ? what : `https://${what}/`,
    ...(intent === undefined ? {} : { intent }),
  }));
}

/** A whole class looks at the same thing within minutes: it was set work. */
function lessonOnChance({ schoolDays }: Week, cast: Cast): Visit[] {
  const start = at(schoolDays[1] ?? 0, '13:34');
  return cast.form('harrowmere', '8C').map((who, index) => ({ at: start + index * 7_000, who, what: 'odds-tonight.test' }));
}
