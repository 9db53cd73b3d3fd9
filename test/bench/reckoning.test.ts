import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { standings, type Turn, type WorkComparison } from '../../bench/peers/comparison.ts';
import { BUSIEST_MINUTE, judge, type Measured } from '../../bench/rollout/verdict.ts';
import { cpuSecondsOfTree, parseStat, processTree } from '../../bench/support/cpu.ts';
import { median, quantile } from '../../bench/support/statistics.ts';

describe('statistics', () => {
  it('takes the middle, whatever the order', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
  });

  it('takes quantiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(hundred, 0.5), quantile(hundred, 0.99), quantile(hundred, 1), quantile([7], 0.01)]).toEqual([50, 99, 100, 7]);
  });
});

describe('CPU of a process tree', () => {
  it('reads a line whatever the process is called', () => {
    const after = Array.from({ length: 48 }, (_, index) => index + 5).join(' ');
    expect(parseStat(`7 (a) b (c) S 4 ${after}`)).toEqual({ parent: 4, ticks: 14 + 15 + 16 + 17 });
  });

  it('counts children that have ended and been reaped', () => {
    const before = cpuSecondsOfTree(process.pid);
    spawnSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 300_000);']);
    expect(cpuSecondsOfTree(process.pid) - before).toBeGreaterThanOrEqual(0.3);
  });

  it('is empty for a process that is gone', () => {
    const { pid } = spawnSync('true');
    expect(processTree(pid).size).toBe(0);
  });
});

describe('standings', () => {
  const turn = (contestant: string, cpuPerUnitUs: number, failures = 0): Turn => ({
    contestant,
    units: 1,
    failures,
    cpuSeconds: 1,
    cpuPerUnitUs,
    p50Ms: 1,
    p99Ms: 2,
    load: 0,
  });

  it('takes the median of the ratios within rounds, not the ratio of the medians', () => {
    const compared: WorkComparison = {
      work: { id: 'connect', title: '', unit: 'tunnel' },
      rounds: [
        [turn('ours', 10), turn('peer', 20)],
        [turn('ours', 90), turn('peer', 100, 1)],
        [turn('ours', 12), turn('peer', 200, 2)],
      ],
    };
    expect(
      standings(compared).map(({ contestant, cpuPerUnitUs, oursTo, failures }) => [contestant, cpuPerUnitUs, oursTo, failures]),
    ).toEqual([
      ['ours', 12, 1, 0],
      ['peer', 100, 0.5, 3],
    ]);
  });
});

describe('the verdict before a rollout', () => {
  const measured: Measured = {
    directPerSecond: 20_000,
    requestsPerSecond: 6_000,
    tunnelsPerSecond: 2_000,
    failedShare: 0,
    clientCpuShare: 0.4,
    expected: { p99Ms: 12, failedShare: 0, reachedShare: 1 },
  };

  it('reckons pupils from both kinds of work, at a safe share, rounded down', () => {
    // 0.2/6000 + 0.6/2000 of the machine for each: 0.7 of it carries 2,100.
    const verdict = judge(measured, 1_200, BUSIEST_MINUTE);
    expect(verdict).toMatchObject({ pupils: 2_100, limit: 'proxy', carriesAsked: true });
    expect(verdict.lines[0]).toBe("The proxy's machine carries about 2,100 pupils; the limit is the proxy: its CPU, or what it waits for.");
  });

  it.each<[string, Partial<Measured>, string]>([
    ['a client that is busy itself', { clientCpuShare: 0.9 }, 'client'],
    ['an origin that gives no more', { directPerSecond: 7_000 }, 'origin'],
    ['an origin that nobody could measure', { directPerSecond: null }, 'proxy'],
  ])('names the limit: %s', (_, more, limit) => {
    const verdict = judge({ ...measured, ...more }, 1_200, BUSIEST_MINUTE);
    expect(verdict.limit).toBe(limit);
    expect(verdict.lines.some((line) => line.startsWith('WARNING'))).toBe(more.directPerSecond === null);
  });

  it('assumes a tunnel where none was measured, and says so', () => {
    const verdict = judge({ ...measured, tunnelsPerSecond: null }, 1_200, BUSIEST_MINUTE);
    expect(verdict.pupils).toBe(2_100);
    expect(verdict.lines.join(' ')).toContain('assumed');
  });

  it.each<[string, Partial<Measured>]>([
    ['answers that were not 2xx', { failedShare: 0.5 }],
    ['failures at the expected rate', { expected: { p99Ms: 12, failedShare: 0.01, reachedShare: 1 } }],
  ])('gives none on %s', (_, more) => {
    const verdict = judge({ ...measured, ...more }, 1_200, BUSIEST_MINUTE);
    expect(verdict.carriesAsked).toBe(false);
    expect(verdict.lines).toEqual([expect.stringMatching(/^No verdict: /)]);
  });

  it.each<[string, Measured['expected'], number]>([
    ['long waits', { p99Ms: 1_500, failedShare: 0, reachedShare: 1 }, 1_200],
    ['a rate that was not reached', { p99Ms: 12, failedShare: 0, reachedShare: 0.8 }, 1_200],
    ['more pupils than it carries', { p99Ms: 12, failedShare: 0, reachedShare: 1 }, 5_000],
  ])('is not a yes with %s', (_, expected, pupils) => {
    expect(judge({ ...measured, expected }, pupils, BUSIEST_MINUTE).carriesAsked).toBe(false);
  });
});
