import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { epochMs } from '../../../core/units.ts';
import { redisIsInstalled } from '../../support/redis.ts';
import { type AlertsFixture, openAlertsFixture } from './alerts-fixture.ts';

const ENTRY = fileURLToPath(new URL('./alerts-process.ts', import.meta.url));

async function startProcess({ folder, redis, mail, clock }: AlertsFixture): Promise<ChildProcess> {
  const offsetMs = String(clock() - Date.now());
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY, folder, redis.socketPath, mail.url, offsetMs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout ?? child, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe.skipIf(!redisIsInstalled)('alerts whose process is killed', () => {
  it('reach everybody: once, or marked as a possible repeat where the mail server was left without an answer', {
    timeout: 90_000,
  }, async () => {
    const fixture = await openAlertsFixture();
    const { mail, attempt, stores } = fixture;
    const pupils = Array.from({ length: 12 }, (_, index) => `p.${index}`);
    // Slow, so that a kill finds some stored, some queued, some between the last byte and the answer.
    mail.behaviour = () => 300;
    for (let round = 0; round < 3; round++) {
      const child = await startProcess(fixture);
      const before = mail.received.length;
      await attempt(...pupils.slice(round * 4, round * 4 + 4).map((username) => ({ username })));
      await mail.until(() => mail.received.length > before);
      await kill(child);
    }
    mail.behaviour = () => 'accept';
    await fixture.start();
    await expect
      .poll(async () => (await stores.outbox.totals(epochMs(0))).accepted, { timeout: 60_000, interval: 200 })
      .toBe(pupils.length * 2);

    const incidents = await stores.incidents.list({ limit: 99 });
    expect(incidents.map(({ person }) => person).sort()).toEqual([...pupils].sort());
    const byMessage = Map.groupBy(mail.received, ({ mail: parsed }) => parsed.messageId);
    expect(byMessage.size).toBe(pupils.length * 2);
    for (const [, ...repeats] of byMessage.values()) {
      for (const { raw } of repeats) expect(raw).toContain('X-Schoolgate-Repeat: possible');
    }
  });
});
