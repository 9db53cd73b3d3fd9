import { parentPort, workerData } from 'node:worker_threads';
import { type CompileJob, runCompileJob } from './compile-job.ts';

/** The other side of compile.ts: one job, then the thread ends. */
const outcome = runCompileJob(workerData as CompileJob, (entries) => parentPort?.postMessage({ entries }));
parentPort?.postMessage({ outcome }, [outcome.index.buffer as ArrayBuffer]);
