import type { Agent } from 'node:http';
import { expect } from 'vitest';
import type { Origin } from '../support/origin.ts';
import type { Product } from '../support/product.ts';
import { type Load, startLoad } from './load.ts';
import { type Answer, ask, PAGE } from './proxy-client.ts';

export interface Browsing extends Load {
  /** Ends it; no request has failed, and each answer has exactly one record of its own. */
  finish(): Promise<void>;
}

/** Pupils who open blocked and open pages in turn, each with the answer it must have whatever is being changed meanwhile. */
export function browse(product: Product, origin: Origin, tag: string): Browsing {
  const pages = [
    { url: `http://weapons.schoolgate.test/${tag}`, status: 403 },
    { url: `http://open.localhost:${origin.port}/${tag}`, status: 200 },
  ];
  const visit = async (agent: Agent, client: number, turn: number): Promise<Answer> => {
    const page = pages[(client + turn) % 2] ?? { url: '', status: 0 };
    const answer = await ask(product.ports.proxy, page.url, { headers: PAGE, agent });
    if (answer.status !== page.status) throw new Error(`${page.url} answered ${answer.status}`);
    return answer;
  };
  const load = startLoad(8, visit, 5);
  const recorded = () => product.records().filter(({ event, url }) => event === 'request' && url.endsWith(`/${tag}`)).length;
  return {
    ...load,
    async finish() {
      await load.stop();
      expect(load.failures).toEqual([]);
      await expect.poll(recorded, { timeout: 5_000 }).toBe(load.answers.length);
    },
  };
}
