import { randomUUID } from 'node:crypto';
import type { Environment } from '../config/schema/surroundings.ts';
import { epochMs } from '../core/units.ts';
import { Browsing, type Visit } from './browsing.ts';
import { weekUntil } from './calendar.ts';
import { populate, type Seat } from './people.ts';
import { Dice } from './random.ts';
import type { SchoolId } from './schools.ts';
import { HABITS, STRAYS, searchUrl } from './sites.ts';
import { openWorld } from './world.ts';

export interface LiveOptions {
  readonly folder: string;
  readonly env: Environment;
  readonly schools: readonly SchoolId[];
  /** That of the week: the same people. */
  readonly seed: number;
}

const VISIT_EVERY_MS = 700;
const SEARCHES = 0.15;
const STRAY = 0.06;

/**
 * Goes on browsing while the product runs, for the pages that show what is being decided: about three visits in two seconds, none of
 * them of concern to anybody. Decided by the policy in force and recorded as by a proxy, which alone the demo's visits do not pass.
 */
export async function browseOn({ folder, env, schools, seed }: LiveOptions): Promise<{ stop(): Promise<void> }> {
  const now = () => epochMs(Date.now());
  const { pupils, staff } = populate(new Dice(seed), schools);
  const people = [...pupils.filter(({ group }) => group !== 'infants'), ...staff] as [Seat, ...Seat[]];
  const dice = new Dice(now());
  const world = await openWorld({ folder, env, week: weekUntil(now()), dice, newId: randomUUID, isMade: true });
  const closing = new Set<NodeJS.Timeout>();
  const browsing = await Browsing.open(world, {
    writer: 'demo',
    // A disk that takes nothing is told of by the product itself.
    onProblem: () => {},
    closeLater(at, close) {
      const timer = setTimeout(() => {
        closing.delete(timer);
        close(now());
      }, at - now());
      closing.add(timer);
    },
  });
  const timer = setInterval(() => browsing.visit(visitOf(dice.pick(people), now(), dice)), VISIT_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      for (const one of closing) clearTimeout(one);
      await browsing.close();
      await world.close();
    },
  };
}

function visitOf(who: Seat, at: number, dice: Dice): Visit {
  const { sites, searches } = HABITS[who.group];
  if (dice.chance(SEARCHES)) return { at, who, what: searchUrl(dice.favourite(searches)) };
  const harmless = who.group === 'infants' ? [] : STRAYS[who.group].filter((site) => site.endsWith('.example'));
  const [stray = sites[0], ...others] = harmless;
  return { at, who, what: dice.chance(STRAY) ? dice.pick([stray, ...others]) : dice.favourite(sites) };
}
