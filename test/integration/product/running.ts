import type { ServerResponse } from 'node:http';
import { httpOrigin, type Origin } from '../../support/origin.ts';
import { Product, until } from '../../support/product.ts';
import { type PortWatch, watchPorts } from '../port-watch.ts';

/** What the parts of this suite share: one product, and a site to visit. */
export interface Running {
  readonly product: Product;
  readonly origin: Origin;
  readonly printed: readonly string[];
  /** What could be seen of the ports while one part was kept from getting ready. */
  readonly whileHeldBack: { readonly watch: PortWatch; readonly wasReady: boolean };
}

/** Addresses of clients, all of them this machine. */
export const AT = {
  pupil: '127.0.0.1',
  sixthFormer: '127.0.0.2',
  somebodyElse: '127.0.0.3',
  teacher: '127.0.0.4',
  byApi: '127.0.0.5',
} as const;

const CONFIG = `
trust: { name: Example Trust }
schools: [ { id: north, name: North Academy } ]
blocklists: { sources: [] }
proxy: { askForCredentials: true }
`;

export async function startAll(): Promise<Running> {
  const origin = await httpOrigin((request, response) => {
    if (request.url === '/slow') drip(response);
    else response.writeHead(200, { 'content-type': 'text/plain', 'x-origin': 'yes' }).end(`${request.method} ${request.url}`);
  });
  const product = await Product.install({ config: CONFIG });
  try {
    return { origin, product, ...(await startHoldingBack(product, 'admin')) };
  } catch (error) {
    await product.close();
    await origin.close();
    throw error;
  }
}

/**
 * Starts the product with one part stopped by a signal as soon as it is there, until the others have done all that they do
 * before they listen. How long anything takes does not matter to what is seen.
 */
async function startHoldingBack(product: Product, instance: string): Promise<Pick<Running, 'printed' | 'whileHeldBack'>> {
  let wasReady = false;
  const starting = product.start().finally(() => {
    wasReady = true;
  });
  const held = await Promise.race([
    until(() => product.processes().find((one) => one.instance === instance), 120_000),
    starting.then(() => null),
  ]);
  if (held === null) throw new Error(`ready without ${instance}`);
  process.kill(held.pid, 'SIGSTOP');
  const watch = watchPorts(Object.values(product.ports));
  // The record files are the last thing that a proxy opens before it says that it is prepared.
  await until(() => product.recordWriters().length === 2, 120_000);
  const tried = watch.tried;
  await until(() => watch.tried > tried + 100);
  await watch.stop();
  const whileHeldBack = { watch, wasReady };
  process.kill(held.pid, 'SIGCONT');
  return { printed: await starting, whileHeldBack };
}

export const DRIPS = 12;

/** A download of three seconds. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  let left = DRIPS;
  const timer = setInterval(() => {
    response.write('drop\n');
    if (--left > 0) return;
    clearInterval(timer);
    response.end();
  }, 250);
}
