/**
 * Loaded into the processes of the product by a soak (NODE_OPTIONS), so that what they hold can be told from what V8 has not
 * yet let go of: SIGUSR2 collects all garbage and says so.
 */
process.on('SIGUSR2', () => {
  globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  process.stderr.write(`collected ${process.pid}\n`);
});
