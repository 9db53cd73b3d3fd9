import { fileURLToPath } from 'node:url';
import { start } from '../../cli/start.ts';

/** The real start with fake parts: FAKE_PLANS is `[{ instance, part, env }]`. */
const entry = fileURLToPath(new URL('fake-part.ts', import.meta.url));
const plans = JSON.parse(process.env['FAKE_PLANS'] ?? '[]') as { instance: string; part: string; env: Record<string, string> }[];
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.abort());

process.exit(
  await start({
    env: process.env,
    cwd: process.cwd(),
    parts: ['proxy', 'admin'],
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    stop: stop.signal,
    plansOf: () => plans.map((plan) => ({ ...plan, entry })),
  }),
);
