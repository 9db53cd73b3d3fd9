import { parentPort } from 'node:worker_threads';
import { verifySync } from '@node-rs/argon2';

/** Thread of the hash pool: checks one password at a time, about 20 ms of CPU each, away from libuv's threads and the event loop. */

export interface HashJob {
  readonly id: number;
  /** An argon2id PHC string. */
  readonly hash: string;
  readonly password: string;
}

export interface HashAnswer {
  readonly id: number;
  readonly matches: boolean;
}

parentPort?.on('message', ({ id, hash, password }: HashJob) => {
  const answer: HashAnswer = { id, matches: matches(hash, password) };
  parentPort?.postMessage(answer);
});

function matches(hash: string, password: string): boolean {
  try {
    return verifySync(hash, password);
  } catch {
    // A stored hash that cannot be read verifies nobody.
    return false;
  }
}
