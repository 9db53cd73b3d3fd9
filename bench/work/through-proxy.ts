import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cpuSecondsOfTree } from '../support/cpu.ts';
import { currentLoad, describeMachine } from '../support/machine.ts';
import { positive } from '../support/options.ts';
import { startOrigin } from '../support/origin.ts';
import { startProduct } from '../support/product.ts';
import { loadByAutocannon } from './http-client.ts';

/** Long enough for the just-in-time compiler to have seen everything. */
const WARM_UP_SECONDS = 3;

/** autocannon through a throw-away product, as shipped, with one worker. Returns the exit code: 1 when an answer was not 2xx. */
export async function run(given: string[]): Promise<number> {
  const { values } = parseArgs({ args: given, options: { seconds: { type: 'string' }, connections: { type: 'string' } } });
  const seconds = positive('seconds', values.seconds, 10);
  const connections = positive('connections', values.connections, 64);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const { processor, cores, node } = describeMachine();
  say(`${processor}, ${cores} cores, node ${node}, load average ${currentLoad()}`);
  const pinned = availableParallelism() >= 2;
  const origin = await startOrigin({ core: pinned ? 0 : undefined });
  try {
    const product = await startProduct({ core: pinned ? 1 : undefined });
    try {
      say(
        `${product.listEntries.toLocaleString('en-GB')} list entries${product.hasRealLists ? '' : ' (seed lists only)'}, origin ${origin.description}`,
      );
      const proxy = `http://127.0.0.1:${product.port}`;
      const load = { proxy, url: `http://${origin.name}:${origin.httpPort}/page`, connections, core: pinned ? 0 : undefined };
      await loadByAutocannon({ ...load, seconds: WARM_UP_SECONDS });
      const before = cpuSecondsOfTree(product.pid);
      const done = await loadByAutocannon({ ...load, seconds });
      const cpuUs = ((cpuSecondsOfTree(product.pid) - before) / done.requests) * 1e6;
      say(`plain HTTP, 1 kB, ${connections} keep-alive connections, ${seconds} s`);
      say(`  requests/s   ${Math.round(done.requests / seconds).toLocaleString('en-GB')}`);
      say(`  latency      p50 ${done.p50Ms} ms, p99 ${done.p99Ms} ms`);
      say(`  not 2xx      ${done.refused}, broken connections and timeouts ${done.broken}`);
      say(`  CPU          ${cpuUs.toFixed(1)} µs a request, user and system, all of the product's processes`);
      say(`  the client used ${Math.round(100 * done.clientCpuShare)} % of a core; load average ${currentLoad()}`);
      return done.refused + done.broken === 0 ? 0 : 1;
    } finally {
      await product.stop();
    }
  } finally {
    await origin.stop();
  }
}
