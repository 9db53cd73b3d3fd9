import { monitorEventLoopDelay } from 'node:perf_hooks';
import { decideConnect } from '../../categoriser/decide-connect.ts';
import { decideRequest } from '../../categoriser/decide-request.ts';
import { epochMs } from '../../core/units.ts';
import { createListLoader } from '../../snapshot/load-lists.ts';
import { openLivePolicy } from '../../snapshot/open-live-policy.ts';
import { createBusHub, inMemoryBus } from '../../storage/in-memory-bus.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { blocked, PUPIL, startProxy } from '../../test/support/proxy-fixture.ts';
import { openTrust } from './made-up-trust.ts';

/**
 * `node bench/api/snapshot-worker.ts DATA_FOLDER`: the data path of one worker over the live policy of a data folder, which it follows
 * by asking once a second. Prints `compiled MS port PORT`, then twice a second `longest MS swaps COUNT`: the longest that its event
 * loop stood still since the line before, and the swaps so far.
 */
const TELL_EVERY_MS = 500;
const [dataFolder = ''] = process.argv.slice(2);
const clock = () => epochMs(Date.now());
const logger = createLogger({ part: 'bench', instance: 'bench-1', level: 'silent' });
const stores = await openTrust(dataFolder);

const startMs = performance.now();
const loadLists = createListLoader({ dataFolder, onProblem: () => {} });
const live = await openLivePolicy({ document: {}, stores, bus: inMemoryBus(createBusHub()), clock, logger, loadLists });
const compiledMs = performance.now() - startMs;

const fixture = await startProxy({
  policy(facts) {
    const snapshot = live.snapshot();
    if (snapshot === null) return blocked({ rule: 'policy-unavailable' });
    return facts.kind === 'connect' ? decideConnect(facts, snapshot) : decideRequest(facts, snapshot);
  },
});
fixture.identity = { ...PUPIL, username: 'person1' };
let swaps = 0;
live.onSwap(() => {
  swaps++;
  fixture.swap();
});
process.stdout.write(`compiled ${compiledMs} port ${fixture.port}\n`);

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
setInterval(() => {
  process.stdout.write(`longest ${Math.round(delays.max / 1e5) / 10} swaps ${swaps}\n`);
  delays.reset();
  // What is recorded is no part of this, and would only grow.
  fixture.records.all.length = 0;
}, TELL_EVERY_MS);
process.once('SIGTERM', () => process.exit(0));
