import { parentPort, workerData } from 'node:worker_threads';
import { readMail } from './incoming-mail.ts';

/** Thread that reads one mail. */

parentPort?.postMessage(await readMail(workerData as Uint8Array));
