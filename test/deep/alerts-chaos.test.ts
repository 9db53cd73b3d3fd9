import { randomInt } from 'node:crypto';
import { describe, it } from 'vitest';
import { drawRounds, runRounds } from '../alerts/runtime/chaos/rounds.ts';
import { redisIsInstalled } from '../support/redis.ts';

const SEED = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));
const ROUNDS = Number(process.env['CHAOS_ROUNDS'] ?? 200);
/** A Redis that is away for a minute, as after a host's restart; other rounds are shorter, so that there are many. */
const LONG_MS = 60_000;
const LONGEST_MS = 2_000;

describe.skipIf(!redisIsInstalled)('whatever fails, for long', () => {
  it(`loses no alert and tells none twice, ${ROUNDS} rounds (CHAOS_SEED=${SEED})`, { timeout: 7_200_000 }, async () => {
    const drawn = drawRounds(SEED, ROUNDS, LONGEST_MS);
    const long = drawn.filter(({ faults }) => faults.includes('redis-frozen')).slice(0, 2);
    const rounds = drawn.map((round) => (long.includes(round) ? { ...round, holdMs: LONG_MS } : round));
    console.log(`CHAOS_SEED=${SEED}`);
    console.log(await runRounds(rounds, (line) => console.log(line)));
  });
});
