import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { redisIsInstalled } from '../../support/redis.ts';
import { drawRounds, type Round, runRounds } from './chaos/rounds.ts';

/** The short form of test/deep/alerts-chaos.test.ts: a few of the same rounds, without those that start the whole product again. */
const SEED = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));
const ROUNDS = 3;
const LONGEST_MS = 500;

const isShort = ({ faults }: Round) => !faults.some((name) => name === 'all-killed' || name === 'supervisor-killed');

describe.skipIf(!redisIsInstalled)('whatever fails', () => {
  it(`loses no alert and tells none twice (CHAOS_SEED=${SEED})`, { timeout: 120_000 }, async () => {
    const lines: string[] = [];
    const rounds = drawRounds(SEED, 10 * ROUNDS, LONGEST_MS)
      .filter(isShort)
      .slice(0, ROUNDS);
    const ledger = await runRounds(rounds, (line) => lines.push(line)).catch((error: unknown) => {
      throw new Error(`CHAOS_SEED=${SEED}\n${lines.join('\n')}`, { cause: error });
    });
    expect(lines.filter((line) => line.startsWith('round'))).toHaveLength(ROUNDS);
    expect(ledger).toMatch(/alert \d+/);
  });
});
