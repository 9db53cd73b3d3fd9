import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AdminContext } from '../context.ts';
import { takeMail } from '../services/mailed-request.ts';
import { StrangerRefusals } from '../services/stranger-refusals.ts';

/** Requests by e-mail, where the school takes any. */
export interface MailIn {
  /** Why none are taken although they should be; null otherwise. */
  readonly problem: string | null;
  close(): Promise<void>;
}

/** How late the row of an hour may be. */
const SETTLE_EVERY_MS = 60_000;

const OFF: MailIn = { problem: null, close: async () => {} };

/** Listens where the configuration says. A port that is taken keeps nobody from the console: it is a problem that health shows. */
export async function startMailIn(context: AdminContext): Promise<MailIn> {
  const { config, logger } = context;
  const settings = config.requests.mail;
  if (settings === undefined) return OFF;
  const { tls } = config.admin;
  try {
    // Loaded only here: most schools have none.
    const { openMailListener } = await import('./listener.ts');
    const strangers = new StrangerRefusals(context);
    const listener = await openMailListener({
      settings,
      logger,
      nowMs: () => performance.now(),
      take: (mail) => takeMail(mail, settings, { ...context, newId: randomUUID, strangers }),
      ...(tls !== undefined && { tls: { key: readFileSync(tls.keyFile), cert: readFileSync(tls.certFile) } }),
    });
    logger.info({ host: settings.host, port: listener.port }, 'requests by e-mail are taken');
    const settle = (isEnd: boolean) =>
      strangers.settle(isEnd).catch((error: unknown) => logger.error({ err: error }, 'refused mails could not be written down'));
    const timer = setInterval(() => void settle(false), SETTLE_EVERY_MS);
    return {
      problem: null,
      async close() {
        clearInterval(timer);
        await listener.close();
        await settle(true);
      },
    };
  } catch (error) {
    const problem = `Requests by e-mail are not taken: ${error instanceof Error ? error.message : 'unknown'}`;
    logger.error({ problem }, 'requests by e-mail');
    return { problem, close: async () => {} };
  }
}
