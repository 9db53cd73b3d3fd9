/** What must not outlive the bench, however it ends: one listener for all of it. */
const pending = new Set<() => void>();

process.once('exit', () => {
  for (const undo of pending) undo();
});
// A signal would otherwise end the process without its exit listeners.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    process.stderr.write(`bench: stopped by ${signal}\n`);
    process.exit(1);
  });
}

/** Calls `undo` at exit; the function returned takes that back. */
export function atExit(undo: () => void): () => void {
  pending.add(undo);
  return () => pending.delete(undo);
}
