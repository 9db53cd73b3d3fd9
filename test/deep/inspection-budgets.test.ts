import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { standings } from '../../bench/peers/comparison.ts';
import { compareInspection, type InspectionCompared } from '../../bench/peers/inspection.ts';
import { keepResults, reportLines } from '../../bench/peers/report.ts';
import { findProgram } from '../../bench/support/processes.ts';
import { INSPECTION_WORKS } from '../../bench/work/inspection-kinds.ts';

interface Budgets {
  readonly rounds: number;
  readonly seconds: number;
  readonly idleTunnelKb: { readonly must: number };
  readonly works: Readonly<Record<string, { readonly must: number }>>;
}

const file = readFileSync(new URL('../../bench/budgets.json', import.meta.url), 'utf8');
const { inspection: budgets } = JSON.parse(file) as { readonly inspection: Budgets };
const hasOrigin = findProgram('nginx') !== undefined;
if (!hasOrigin) console.warn('budgets of inspection: skipped, nginx is not installed');

describe.skipIf(!hasOrigin)('what inspection costs', () => {
  let compared: InspectionCompared;
  beforeAll(async () => {
    const { rounds, seconds } = budgets;
    compared = await compareInspection({ rounds, seconds, only: [], onProgress: () => {} });
    console.info([...reportLines(compared), `kept in ${keepResults(compared, new Date())}`].join('\n'));
  }, 900_000);

  it('has a budget for every kind of work, and for nothing else', () => {
    expect(Object.keys(budgets.works).sort()).toEqual(INSPECTION_WORKS.map(({ id }) => id as string).sort());
  });

  it('in memory: an idle tunnel stays within its budget', () => {
    expect(compared.idleTunnelKb['ours']).toBeLessThanOrEqual(budgets.idleTunnelKb.must);
  });

  it.each(Object.entries(budgets.works))('%s stays within its budget beside Squid, and nothing fails', (id, { must }) => {
    const work = compared.works.find((one) => one.work.id === id);
    const [ours, squid] = work === undefined ? [] : standings(work);
    expect(ours?.failures).toBe(0);
    if (squid === undefined) return console.warn('no Squid with OpenSSL: nothing to compare with');
    expect(squid.failures).toBe(0);
    expect(squid.oursTo).toBeLessThanOrEqual(must);
  });
});
