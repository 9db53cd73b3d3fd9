import { parentPort, workerData } from 'node:worker_threads';
import type { Target } from '../../core/target.ts';
import { readPage } from './page-reading.ts';

/** Thread that reads one page. */

export interface PageToRead {
  readonly html: string;
  /** Its address. */
  readonly base: Target;
}

const { html, base } = workerData as PageToRead;
parentPort?.postMessage(readPage(html, base));
