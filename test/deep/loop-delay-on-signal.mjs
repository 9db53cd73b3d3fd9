import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into the processes of the product by a soak (NODE_OPTIONS): SIGUSR2 says how late their event loops ran since the last one. */
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
process.on('SIGUSR2', () => {
  process.stderr.write(`loop ${process.pid} ${(delay.percentile(99) / 1e6).toFixed(2)}\n`);
  delay.reset();
});
