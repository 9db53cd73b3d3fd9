import { Worker } from 'node:worker_threads';

/** Whoever waits looks at a screen, or is a mail server with patience. */
const LIMIT_MS = 4_000;
const MOST_MEMORY_MB = 192;

/**
 * Reads what a stranger wrote in a thread of its own: text can be made so that a parser takes minutes over it, and everybody who uses
 * the console would wait for that. `thread` posts what it made of its `workerData`. Undefined where it took too long or failed.
 */
export function readApart<Reading>(thread: URL, input: unknown, limitMs = LIMIT_MS): Promise<Reading | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(thread, { workerData: input, resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB } });
    const limit = setTimeout(() => finish(undefined), limitMs);
    const finish = (reading: Reading | undefined): void => {
      clearTimeout(limit);
      resolve(reading);
      void worker.terminate();
    };
    worker.once('message', (reading: Reading) => finish(reading));
    worker.once('error', () => finish(undefined));
    worker.once('exit', () => finish(undefined));
  });
}
