import { expect, it, onTestFinished } from 'vitest';
import { openDeliveryQueue } from '../../../alerts/queue/delivery-queue.ts';
import { redisIsInstalled, startRedis } from '../../support/redis.ts';

it.skipIf(!redisIsInstalled)('a mail server’s limit holds alerts and digests back by their shares (skipped without Redis)', async () => {
  const redis = await startRedis();
  const delivered: string[] = [];
  const queue = openDeliveryQueue({
    redis: { url: null, socketPath: redis.socketPath },
    mostPerMinute: 8,
    deliver: async (id) => {
      delivered.push(id);
      return null;
    },
    onProblem: () => {},
  });
  onTestFinished(async () => {
    await queue.close();
    await redis.stop();
  });
  const deliveries = (kind: 'alert' | 'digest') => Array.from({ length: 9 }, (_, index) => ({ id: `${kind}${index}`, kind }));
  await expect
    .poll(() =>
      queue.enqueue([...deliveries('alert'), ...deliveries('digest')]).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  const sent = (kind: string) => delivered.filter((id) => id.startsWith(kind)).length;
  await expect.poll(() => [sent('alert'), sent('digest')], { timeout: 10_000 }).toEqual([6, 2]);
  // The rest waits for what is left of the minute.
  for (const lane of ['alerts', 'digests']) {
    await expect.poll(async () => Number(await redis.command('pttl', `schoolgate:${lane}:limiter`))).toBeGreaterThan(30_000);
  }
  expect([sent('alert'), sent('digest')]).toEqual([6, 2]);
});
