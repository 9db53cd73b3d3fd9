import { parseArgs } from 'node:util';
import { positive, UsageError } from '../support/options.ts';
import { INSPECTION_WORKS } from '../work/inspection-kinds.ts';
import { WORKS } from '../work/kinds.ts';
import { compareInspection } from './inspection.ts';
import { comparePeers, PEERS } from './peers.ts';
import { keepResults, reportLines } from './report.ts';

/** The comparison with other proxies. Returns the exit code: 1 when ours failed at something, for then its figures mean nothing. */
export async function run(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given,
    options: { rounds: { type: 'string' }, seconds: { type: 'string' }, only: { type: 'string' } },
  });
  const only = values.only?.split(',') ?? [];
  const inspected: readonly string[] = ['inspection', ...INSPECTION_WORKS.map(({ id }) => id)];
  const known: readonly string[] = [...WORKS.map(({ id }) => id), ...PEERS.map(({ name }) => name), ...inspected];
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`--only: "${unknown}" is none of ${known.join(', ')}`);
  const comparison = only.some((name) => inspected.includes(name)) ? compareInspection : comparePeers;
  const compared = await comparison({
    rounds: positive('rounds', values.rounds, 5),
    seconds: positive('seconds', values.seconds, 4),
    only,
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  process.stdout.write(`${reportLines(compared).join('\n')}\n`);
  process.stdout.write(`kept in ${keepResults(compared, new Date())}\n`);
  return compared.works.some(({ rounds }) => rounds.flat().some(({ contestant, failures }) => contestant === 'ours' && failures > 0))
    ? 1
    : 0;
}
