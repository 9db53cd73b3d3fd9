import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Standing, standings } from '../../bench/peers/comparison.ts';
import { comparePeers } from '../../bench/peers/peers.ts';
import { keepResults, reportLines } from '../../bench/peers/report.ts';
import { findProgram } from '../../bench/support/processes.ts';
import { WORKS } from '../../bench/work/kinds.ts';

interface Budgets {
  readonly against: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly works: Readonly<Record<string, { readonly must: number; readonly aim: number }>>;
}

const budgets = JSON.parse(readFileSync(new URL('../../bench/budgets.json', import.meta.url), 'utf8')) as Budgets;
const installed = findProgram(budgets.against) !== undefined;
if (!installed) console.warn(`budgets: skipped, ${budgets.against} is not installed, and ratios need it`);

describe.skipIf(!installed)(`CPU per unit of work beside ${budgets.against}`, () => {
  const standingOf = new Map<string, { readonly ours: Standing; readonly peer: Standing }>();

  beforeAll(async () => {
    const { rounds, seconds, against } = budgets;
    const compared = await comparePeers({ rounds, seconds, only: [against], onProgress: () => {} });
    console.info([...reportLines(compared), `kept in ${keepResults(compared, new Date())}`].join('\n'));
    for (const one of compared.works) {
      const [ours, peer] = standings(one);
      if (ours !== undefined && peer !== undefined) standingOf.set(one.work.id, { ours, peer });
    }
  }, 600_000);

  it('has a budget for every kind of work, and for nothing else', () => {
    expect(Object.keys(budgets.works).sort()).toEqual(WORKS.map(({ id }) => id as string).sort());
  });

  it.each(Object.entries(budgets.works))('%s stays within its budget, and nothing fails', (id, { must }) => {
    const standing = standingOf.get(id);
    expect(standing?.ours.failures).toBe(0);
    expect(standing?.peer.failures).toBe(0);
    expect(standing?.peer.oursTo).toBeLessThanOrEqual(must);
  });
});
