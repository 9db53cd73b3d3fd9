import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type CompileJob, type CompileOutcome, runCompileJob } from './compile-job.ts';

type WorkerMessage = { readonly entries: number } | { readonly outcome: CompileOutcome };

/** The same suffix as this file: `.ts` where types are stripped as it runs, `.js` where it was compiled. */
const WORKER = new URL(`./compile-worker${extname(import.meta.url)}`, import.meta.url);

/** So little is done in this thread in a tenth of a second, while another thread takes longer than that to start. */
const SMALL_BYTES = 1024 * 1024;

/**
 * Parses, checks and compiles. Large jobs run in a thread of their own: they take seconds of CPU, and their garbage goes
 * with the thread. Rejects when a copy cannot be read, or `signal` is aborted.
 * @param onProgress entries read since the last call
 */
export async function compile(
  job: CompileJob,
  onProgress: (entries: number) => void = () => {},
  signal?: AbortSignal,
): Promise<CompileOutcome> {
  signal?.throwIfAborted();
  const sources = job.kind === 'inspect' ? [job.source] : job.sources;
  const bytes = sources.reduce((sum, { folder }) => sum + sizeOf(folder), 0);
  return bytes <= SMALL_BYTES ? runCompileJob(job, onProgress) : compileInThread(job, onProgress, signal);
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

function compileInThread(job: CompileJob, onProgress: (entries: number) => void, signal: AbortSignal | undefined): Promise<CompileOutcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: job });
    const stop = (): void => void worker.terminate();
    signal?.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: WorkerMessage) => {
      if ('outcome' in message) resolve(message.outcome);
      else onProgress(message.entries);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      reject(new Error(`The compiling thread ended with code ${code} and no outcome.`));
    });
  });
}
