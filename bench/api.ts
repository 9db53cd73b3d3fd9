import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureApprovals } from './api/approvals.ts';
import { startBusyProduct } from './api/busy-product.ts';
import { type Budget, isWithin, lineOf, type Measured } from './api/measured.ts';
import { measureReads } from './api/reads.ts';
import { measureReplay } from './api/replay.ts';
import { measureSnapshot } from './api/snapshot.ts';
import { currentLoad, describeMachine } from './support/machine.ts';
import { positive, runCommandLine, UsageError } from './support/options.ts';
import { keepResult } from './support/results.ts';

/**
 * What IT waits for: `node bench/api.ts [--only reads,approvals,snapshot,replay] [--seconds 20] [--rounds 5] [--scale 1]`.
 * One line for each number, with its budget; everything is kept under results/. Exit code 1 when one is outside its budget. Under five
 * minutes on two cores; `--scale 0.01` tries the large trust small.
 */
const BUDGETS = fileURLToPath(new URL('budgets.json', import.meta.url));
const PARTS = ['reads', 'approvals', 'snapshot', 'replay'] as const;
type Part = (typeof PARTS)[number];
const READS = { rate: 500, proxyRate: 1_500 };
const APPROVALS = { proxyRate: 5_000, seconds: 30 };
const TRUST = { people: 50_000, classes: 2_000, listEntries: 100_000, domains: 5_000_000 };
const SWAPS = { rate: 1_000, seconds: 4 };
const DEFAULTS = { seconds: 20, rounds: 5, scale: 1 };

const METHOD = [
  'Reads and approvals: the real product with two workers, private Redis and SQLite; client and origin on the same cores.',
  'Reads: from one token, at a steady rate; a time counts from when an answer was due to be asked for, without what the client itself stood still. Clients ask for four seconds before.',
  'Approvals: five a second at most; the time until the answer, which says that every worker decides by it, and pages show so.',
  'Snapshot: a worker’s data path in a process of its own over a data folder with the trust; from opening to the first snapshot.',
  'Swaps: pages at a steady rate, turns without and with changes in the same rounds; p99 of the pages of all rounds with them ÷ that without.',
  'Replay: CPU time of one thread from the files of records to the counts; the best of the rounds.',
];

async function run(given: string[]): Promise<number> {
  const options = { only: { type: 'string' }, seconds: { type: 'string' }, rounds: { type: 'string' }, scale: { type: 'string' } } as const;
  const { values } = parseArgs({ args: given, options });
  const only = values.only?.split(',') ?? [...PARTS];
  const unknown = only.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined) throw new UsageError(`--only: there is no "${unknown}"; ${PARTS.join(', ')}`);
  const seconds = positive('seconds', values.seconds, DEFAULTS.seconds);
  const rounds = Math.ceil(positive('rounds', values.rounds, DEFAULTS.rounds));
  const scale = positive('scale', values.scale, DEFAULTS.scale);
  const machine = describeMachine();
  process.stdout.write(`${machine.processor}, ${machine.cores} cores, node ${machine.node}, load average ${machine.load}\n`);

  const budgets = (JSON.parse(readFileSync(BUDGETS, 'utf8')) as { readonly admin: Readonly<Record<string, Budget>> }).admin;
  const all: Measured[] = [];
  let isWhole = true;
  const measure = async (part: Part, work: () => Promise<readonly Measured[]>): Promise<void> => {
    if (!only.includes(part)) return;
    try {
      for (const one of await work()) {
        all.push(one);
        process.stdout.write(`${lineOf(one, budgets[one.id])}\n`);
      }
    } catch (error) {
      // The others still tell what they can.
      isWhole = false;
      process.stdout.write(`${part} FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  await measure('replay', () => measureReplay(scale));
  await measure('snapshot', () => measureSnapshot({ size: scaled(scale), rounds, ...SWAPS }));
  if (only.includes('reads') || only.includes('approvals')) {
    const product = await startBusyProduct();
    try {
      await measure('reads', () => measureReads(product, { ...READS, seconds }));
      await measure('approvals', () => measureApprovals(product, APPROVALS));
    } finally {
      await product.stop();
    }
  }
  process.stdout.write(
    `load average ${currentLoad()}; kept in ${keepResult({ at: new Date(), method: METHOD, machine, numbers: all }, 'api')}\n`,
  );
  return isWhole && all.every((one) => isWithin(one, budgets[one.id] ?? { must: Number.POSITIVE_INFINITY })) ? 0 : 1;
}

function scaled(scale: number): typeof TRUST {
  const of = (count: number) => Math.max(1, Math.round(count * scale));
  return { people: of(TRUST.people), classes: of(TRUST.classes), listEntries: of(TRUST.listEntries), domains: of(TRUST.domains) };
}

await runCommandLine(run, process.argv.slice(2));
