import { expect } from 'vitest';
import { type Answer, ask, PAGE } from '../integration/proxy-client.ts';
import { httpOrigin, type Origin } from '../support/origin.ts';
import { Product, type ProductOptions, until } from '../support/product.ts';

interface Health {
  readonly status: number;
  readonly failing: readonly string[];
  readonly parts: readonly { readonly part: string; readonly ok: boolean; readonly detail?: string; readonly restarts?: number }[];
}

/** The running product with a pupil and a site, and what every row of the table asks of it. */
export class World {
  readonly product: Product;
  readonly origin: Origin;
  #visits = 0;

  private constructor(product: Product, origin: Origin) {
    this.product = product;
    this.origin = origin;
  }

  static async open(options: ProductOptions = {}, beforeStart: (product: Product) => void = () => {}): Promise<World> {
    const origin = await httpOrigin((_request, response) => response.end('open'));
    const product = await Product.install(options);
    beforeStart(product);
    await product.start();
    await product.lease('127.0.0.1', 'pupil1', 'seniors');
    return new World(product, origin);
  }

  async close(): Promise<void> {
    await this.product.close();
    await this.origin.close();
  }

  /** Asks for a blocked page: refused, and recorded for the pupil by the time the answer is here. */
  async blocks(category = 'gambling'): Promise<Answer> {
    const answer = await ask(this.product.ports.proxy, `http://${category}.schoolgate.test/${this.#visits++}`, { headers: PAGE });
    expect(answer.status).toBe(403);
    expect(await this.product.recordOf(answer)).toMatchObject({ action: 'block', username: 'pupil1', categories: [category] });
    return answer;
  }

  /** Opens an open page: forwarded. */
  async forwards(): Promise<void> {
    const answer = await ask(this.product.ports.proxy, `http://open.localhost:${this.origin.port}/${this.#visits++}`, { headers: PAGE });
    expect([answer.status, answer.body]).toEqual([200, 'open']);
  }

  /** Protected and online, whichever worker answers: the kernel spreads connections over both. */
  async serves(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) {
      await this.blocks();
      await this.forwards();
    }
  }

  async health(): Promise<Health | undefined> {
    try {
      const { status, body } = await ask(this.product.ports.admin, '/health');
      return { ...(JSON.parse(body) as Omit<Health, 'status'>), status };
    } catch {
      return undefined; // the admin part is away
    }
  }

  /** The first health that fits, now or within the limit. */
  untilHealth(fits: (health: Health) => boolean, limitMs = 30_000): Promise<Health> {
    let last: Health | undefined;
    return until(
      async () => {
        last = await this.health();
        return last !== undefined && fits(last) && last;
      },
      limitMs,
      () => `health is ${JSON.stringify(last)}; log:\n${this.product.log}`,
    );
  }

  healthy(limitMs?: number): Promise<Health> {
    return this.untilHealth(({ status }) => status === 200, limitMs);
  }

  /** Kills a part and waits until another process has its place and everything is well. */
  async killAndRecover(instance: string): Promise<void> {
    const killed = this.product.pidOf(instance);
    const restarts = ({ parts }: Health): number => parts.find(({ part }) => part === instance)?.restarts ?? 0;
    const before = restarts(await this.healthy());
    process.kill(killed, 'SIGKILL');
    await this.untilHealth((health) => health.status === 200 && restarts(health) > before);
    expect(this.product.pidOf(instance)).not.toBe(killed);
    expect(this.product.log).toContain(`${instance} stopped by SIGKILL; starting it again`);
  }
}
