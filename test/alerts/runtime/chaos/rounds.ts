import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { checkDelivered, settle, totals } from './checks.ts';
import { DOUBTFUL, FAULTS, type FaultName, trouble } from './faults.ts';
import { World } from './world.ts';

export interface Round {
  /** Clients before, during and after the fault. */
  readonly clients: readonly [number, number, number];
  readonly faults: readonly FaultName[];
  readonly holdMs: number;
  readonly seed: number;
}

function roundOf(longestMs: number): fc.Arbitrary<Round> {
  return fc.record({
    clients: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 })),
    faults: trouble,
    holdMs: fc.integer({ min: 0, max: longestMs }),
    seed: fc.nat(),
  });
}

/** The same rounds for the same seed. */
export function drawRounds(seed: number, count: number, longestMs: number): Round[] {
  return fc.sample(fc.noBias(roundOf(longestMs)), { seed, numRuns: count });
}

/**
 * Runs the rounds one after the other on one product; after each, everything that was recorded must have been told exactly once.
 * Returns the ledger's totals.
 */
export async function runRounds(rounds: readonly Round[], tell: (line: string) => void): Promise<string> {
  const world = await World.open();
  try {
    if (!world.hasOwnDisk) tell('a full disk is left out: mounting one needs root');
    let repeats = 0;
    for (const [index, round] of rounds.entries()) {
      const startedAt = performance.now();
      await runRound(world, round).catch((error: unknown) => {
        throw new Error(`round ${index + 1}, ${JSON.stringify(round)}\n${world.product.log.slice(-3_000)}`, { cause: error });
      });
      const now = checkDelivered(world);
      if (!round.faults.some((name) => DOUBTFUL.has(name))) expect(now, `copies without a doubt, round ${index + 1}`).toBe(repeats);
      tell(
        `round ${index + 1}: ${round.faults.join(' + ')}, ${round.holdMs} ms; ${Math.round(performance.now() - startedAt)} ms, copies ${now - repeats}`,
      );
      repeats = now;
    }
    return `${totals(world)}, of these marked copies ${repeats}`;
  } finally {
    await world.close();
  }
}

async function runRound(world: World, { clients, faults, holdMs, seed }: Round): Promise<void> {
  const [before, during, after] = clients;
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  await world.attempt(before);
  const ends: (() => Promise<void>)[] = [];
  for (const name of faults) ends.push(await FAULTS[name](world, random));
  await Promise.all([world.attempt(during), delay(holdMs)]);
  for (const end of ends) await end();
  await world.attempt(after);
  await settle(world);
}
