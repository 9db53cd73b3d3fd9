import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { Product } from '../../test/support/product.ts';
import { type Origin, startOrigin } from '../support/origin.ts';
import { type AutocannonDone, loadByAutocannon } from '../work/http-client.ts';

/** Sites under it are closed by the policy and open here: each approval opens one that nobody has opened yet. */
export const CLOSED = 'closed.localhost';
const LIST = `{ id: closed, action: block, sites: [${CLOSED}], reason: to be asked for, owner: bench, reviewBy: "2099-01-01" }`;
const CONFIG = `schools: [{ id: north, name: North }]
blocklists: { sources: [] }
policy: { lists: [${LIST}] }
`;
const SEEDED = { requests: 100, overrides: 100, leases: 500 };
const CONNECTIONS = 64;

export interface BusyProduct {
  readonly adminPort: number;
  /** Where the pages come from. */
  readonly originPort: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Sends JSON; rejects when the answer is no 2xx. */
  send<T>(method: string, path: string, body?: object): Promise<T>;
  /** Asks the proxy for pages at a steady rate. */
  load(rate: number, seconds: number): Promise<AutocannonDone>;
  /** The status of one page of a host, over a connection of its own. */
  visit(host: string): Promise<number>;
  stop(): Promise<void>;
}

/** The real product with two workers and some data in it, an origin, and a pupil's lease for this machine. */
export async function startBusyProduct(): Promise<BusyProduct> {
  const origin = await startOrigin();
  try {
    const product = await Product.install({ config: CONFIG });
    try {
      await product.start();
      await product.lease('127.0.0.1', 'bench', 'seniors');
      const headers = await product.token('head-of-it');
      const busy = busyProduct(product, origin, headers);
      await seed(busy);
      return busy;
    } catch (error) {
      await product.close();
      throw error;
    }
  } catch (error) {
    await origin.stop();
    throw error;
  }
}

function busyProduct(product: Product, origin: Origin, headers: Readonly<Record<string, string>>): BusyProduct {
  const proxy = { host: '127.0.0.1', port: product.ports.proxy };
  const page = (host: string) => `http://${host}:${origin.httpPort}/page`;
  return {
    adminPort: product.ports.admin,
    originPort: origin.httpPort,
    headers,
    async send<T>(method: string, path: string, body?: object): Promise<T> {
      const json = body && { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await fetch(`${product.adminUrl}/api/v1/${path}`, { method, headers, ...json });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
      return JSON.parse(text) as T;
    },
    load: (overallRate, seconds) =>
      loadByAutocannon({
        proxy: product.proxyUrl,
        url: page(origin.name),
        connections: CONNECTIONS,
        seconds,
        overallRate,
        core: undefined,
      }),
    async visit(host) {
      const agent = new Agent({ keepAlive: false });
      const request = get({ ...proxy, path: page(host), headers: { Host: `${host}:${origin.httpPort}` }, agent });
      const [response] = await once(request, 'response');
      response.resume();
      await once(response, 'end');
      return response.statusCode;
    },
    async stop() {
      await product.close();
      await origin.stop();
    },
  };
}

async function seed({ send }: BusyProduct): Promise<void> {
  const each = (count: number) => Array.from({ length: count }, (_, i) => i);
  for (const i of each(SEEDED.requests))
    await send('POST', 'requests', { kind: 'unblock', url: `https://s${i % 20}.example/`, reason: 'for maths', requestedBy: `u${i}` });
  for (const i of each(SEEDED.overrides))
    await send('POST', 'overrides', { hosts: [`o${i}.example`], scope: { kind: 'person', id: `u${i}` }, reason: 'for maths' });
  const lease = (i: number) => ({
    ip: `10.1.${i >> 8}.${i & 255}`,
    user: `u${i}`,
    computer: `pc${i}`,
    group: 'seniors',
    ttlSeconds: 3_600,
  });
  await send('PUT', 'leases', each(SEEDED.leases).map(lease));
}
