import { describeMachine, type Machine } from '../support/machine.ts';
import { keepResult } from '../support/results.ts';
import { type Standing, standings, type WorkComparison } from './comparison.ts';
import type { PeersCompared } from './peers.ts';

const METHOD = [
  'User and system CPU of the whole process tree, reaped children included (/proc/<pid>/stat), divided by units of work.',
  'Proxies on one core, clients (wrk, our own tunnel client) and origin on the other; rounds A B A B after a warm-up.',
  'A ratio is our cost divided by theirs in the same round; the figure is the median over the rounds.',
  'Ours as shipped: one worker, supervisor, admin, lists and private Redis counted; lease identity, decision and record for each request.',
  'Squid: dstdomain deny list of the same domains, buffered access log, no cache, one process.',
];

/** The comparison in words: one block for each kind of work. */
export function reportLines({ works, remarks }: PeersCompared): string[] {
  const lines = works.flatMap((compared) => [compared.work.title, ...standings(compared).map((one) => standingLine(one, compared)), '']);
  return [...lines, ...remarks.map((remark) => `note: ${remark}`)];
}

function standingLine(standing: Standing, { work }: WorkComparison): string {
  const { contestant, cpuPerUnitUs, p99Ms, failures, oursTo } = standing;
  const cost = work.unit === 'GB' ? `${(cpuPerUnitUs / 1e6).toFixed(2)} s` : `${cpuPerUnitUs.toFixed(1)} µs`;
  const failed = failures === 0 ? '' : `  ${failures} FAILED`;
  const ratio = contestant === 'ours' ? '' : `  ours costs ${oursTo.toFixed(2)} × as much`;
  return `  ${contestant.padEnd(12)}${`${cost} CPU per ${work.unit}`.padStart(26)}  p99 ${p99Ms.toFixed(1)} ms${failed}${ratio}`;
}

/** Keeps everything that was measured, with the method and the machine; returns the path. */
export function keepResults(compared: PeersCompared, at: Date, machine: Machine = describeMachine()): string {
  const { works, ...surroundings } = compared;
  const medians = works.map((one) => ({ ...one.work, standings: standings(one), rounds: one.rounds }));
  return keepResult({ at, method: METHOD, machine, ...surroundings, works: medians });
}
