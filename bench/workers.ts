import { parseArgs } from 'node:util';
import { compare, standings } from './peers/comparison.ts';
import { positive, runCommandLine } from './support/options.ts';
import { startOrigin } from './support/origin.ts';
import { startProduct } from './support/product.ts';
import { WORKS } from './work/kinds.ts';

/**
 * What two workers carry beside one: `node bench/workers.ts [--rounds 5] [--seconds 4]`. Two cores have no room for two workers, their
 * clients and the origin, so it is reckoned from cost: n cores carry n ÷ the CPU of a request. Both products run on one core, in turns,
 * where two workers push each other out of its caches. What two cores share besides (the disk, the kernel's locks, memory) and how
 * evenly connections spread (ADR 5: the busier of two has 0.53 of 200) is not in it. Exit code 1 below 1.7.
 */
const MUST = 1.7;
/** Both are asked by so many times as many as in the other benches, so that each of two has as many as there. */
const CROWD = 2;

async function run(given: string[]): Promise<number> {
  const { values } = parseArgs({ args: given, options: { rounds: { type: 'string' }, seconds: { type: 'string' } } });
  const rounds = positive('rounds', values.rounds, 5);
  const seconds = positive('seconds', values.seconds, 4);
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startOrigin({ core: 0 });
    stops.push(origin.stop);
    const contestants = [];
    for (const workers of [1, 2]) {
      const product = await startProduct({ workers, core: 1, connectPorts: [origin.tunnelPort, 80] });
      stops.push(product.stop);
      contestants.push({ name: `${workers} worker${workers === 1 ? '' : 's'}`, pid: product.pid, port: product.port });
    }
    const works = WORKS.filter(({ id }) => id !== 'tunnel-bytes');
    const onTurn = (text: string) => process.stderr.write(`${text}\n`);
    let isGood = true;
    for (const compared of await compare({ contestants, works, origin, rounds, seconds, core: 0, crowd: CROWD, onTurn })) {
      const [one, two] = standings(compared);
      if (one === undefined || two === undefined) continue;
      // `oursTo` is the first one's cost beside this one's.
      const carried = 2 * two.oursTo;
      isGood &&= carried >= MUST && one.failures + two.failures === 0;
      const costs = [one, two].map(({ cpuPerUnitUs }) => cpuPerUnitUs.toFixed(1));
      process.stdout.write(`${compared.work.title}: ${costs.join(' and ')} µs, two workers carry ${carried.toFixed(2)} × what one does\n`);
    }
    return isGood ? 0 : 1;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

await runCommandLine(run, process.argv.slice(2));
