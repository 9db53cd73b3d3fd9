import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AdminContext } from './context.ts';
import { mailOpenActions } from './services/open-actions-mail.ts';
import { reckonPersonalUse } from './services/personal-use-reckoning.ts';
import { runDailySelfTests } from './services/self-tests.ts';

/** Each job says itself whether its hour has come. */
const EVERY_MS = 3_600_000;

/**
 * What is done once a morning or once a week: the filter is tried out, open actions are mailed, and what staff used privately is counted
 * where the trust monitors it. The first time an hour after the start, when every part has long been working. A failed run is logged and
 * tried again with the next.
 */
export function startMornings(context: AdminContext): { stop(): void } {
  const services = { ...context, newId: randomUUID, recordsFolder: join(context.config.at.dataFolder, 'records') };
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  const failed = (words: string) => (error: unknown) => {
    // Whatever was under way loses the stores when the process ends.
    if (!isStopped) context.logger.error({ err: error }, words);
  };
  const run = (): void => {
    running = running
      .then(() => runDailySelfTests(services, () => isStopped))
      .catch(failed('the filter could not be tried out'))
      .then(() => (isStopped ? undefined : mailOpenActions(services)))
      .catch(failed('open actions could not be mailed'))
      .then(() => (isStopped ? undefined : reckonPersonalUse(services, () => isStopped)))
      .catch(failed('the private use of staff could not be counted'));
  };
  const timer = setInterval(run, EVERY_MS);
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
