import { existsSync } from 'node:fs';
import type { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product, until } from '../support/product.ts';
import { startLoad } from './load.ts';
import { type Answer, ask, connectThrough, PAGE } from './proxy-client.ts';

/** Blocked, coached and signalled alike; every third is a CONNECT, which has a connection of its own. */
const HOSTS = ['gambling', 'self-harm', 'games', 'pornography', 'terrorism'].map((category) => `${category}.schoolgate.test`);
const CLIENTS = 16;

describe('kill -9', { timeout: 180_000 }, () => {
  let product: Product;
  beforeAll(async () => {
    product = await Product.install();
    await product.start();
    await product.lease('127.0.0.1', 'sixth1', 'sixth-form');
  }, 180_000);
  afterAll(() => product?.close());

  async function askForTrouble(agent: Agent, client: number, turn: number): Promise<Answer> {
    const host = HOSTS[(client + turn) % HOSTS.length] ?? '';
    if (turn % 3 !== 2) return ask(product.ports.proxy, `http://${host}/${client}/${turn}`, { headers: PAGE, agent });
    const { socket, ...answer } = await connectThrough(product.ports.proxy, `${host}:443`);
    socket.destroy();
    return answer;
  }

  function unrecorded(answers: readonly Answer[]): string[] {
    const recorded = new Set(product.records().map(({ id }) => id));
    return answers.map(({ headers }) => String(headers['schoolgate-decision'])).filter((id) => !recorded.has(id));
  }

  it('of a worker, then of everything: every blocked answer that a client received has its record', async () => {
    const load = startLoad(CLIENTS, askForTrouble);
    await load.more(500);

    const worker = product.pidOf('proxy-1');
    process.kill(worker, 'SIGKILL');
    // The other one goes on, and the dead one is replaced.
    await load.more(100);
    const replaced = () => product.processes().some(({ instance, pid }) => instance === 'proxy-1' && pid !== worker);
    await until(replaced, 60_000);
    await load.more(500);
    expect(product.log).toContain('proxy-1 stopped by SIGKILL');

    await product.kill();
    await load.stop();
    expect(load.answers.map(({ status }) => status).filter((status) => status !== 403)).toEqual([]);
    expect(load.answers.length).toBeGreaterThan(1_100);
    expect(unrecorded(load.answers)).toEqual([]);
    expect(product.processes()).toEqual([]);
  });

  it('of everything but Redis: the next start stops what was left, and serves', async () => {
    await product.start();
    const load = startLoad(4, askForTrouble);
    await load.more(50);
    const leftover = product.pidOf('redis');
    await product.kill(['redis']);
    await load.stop();
    expect(product.processes()).toEqual([{ pid: leftover, instance: 'redis' }]);

    await product.start();
    expect(existsSync(`/proc/${leftover}`)).toBe(false);
    expect(product.log).toContain(`(process ${leftover})`);
    expect(unrecorded(load.answers)).toEqual([]);
    // What was agreed before holds: the lease is there without anybody saying it again.
    const answer = await ask(product.ports.proxy, 'http://gambling.schoolgate.test/after', { headers: PAGE });
    expect(await product.recordOf(answer)).toMatchObject({ username: 'sixth1', action: 'block' });
    expect((await ask(product.ports.admin, '/health')).status).toBe(200);
    await product.stop();
  });
});
