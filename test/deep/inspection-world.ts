import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { connectThrough } from '../integration/proxy-client.ts';
import { Product } from '../support/product.ts';

const CONFIG = `blocklists: { sources: [] }
inspection: { enabled: true, groups: [juniors], only: all, notice: { text: We look inside., from: "2020-01-01", dpia: DPIA-1 } }
`;

export interface InspectingProduct {
  readonly product: Product;
  /** PEM of the root that devices trust. */
  readonly root: string;
}

export interface InspectingOptions {
  readonly workers?: number;
  /** Further configuration, in YAML. */
  readonly config?: string;
  /** Further environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The product, inspecting everything of this machine, with one worker; `caPath`: the root of the sites. */
export async function startInspecting(caPath: string, options: InspectingOptions = {}): Promise<InspectingProduct> {
  const { workers = 1, config = '', env = {} } = options;
  const product = await Product.install({
    config: CONFIG + config,
    env: { SCHOOLGATE_WORKERS: String(workers), SCHOOLGATE_UPSTREAM_CA: caPath, ...env },
  });
  try {
    const made = await product.cli(['ca', 'init']);
    if (made.code !== 0) throw new Error(made.err);
    await product.start();
    const who = ['--ip', '127.0.0.1', '--user', 'pupil1', '--computer', 'managed1', '--group', 'juniors', '--ttl', '8h'];
    await product.answer('lease', 'add', ...who);
    return { product, root: `${(await product.cli(['ca', 'show'])).out}\n` };
  } catch (error) {
    await product.close();
    throw error;
  }
}

/** The bare socket of a tunnel that is open. */
export async function tunnelTo({ product }: InspectingProduct, host: string): Promise<Socket> {
  const { status, socket } = await connectThrough(product.ports.proxy, `${host}:443`);
  if (status !== 200) throw new Error(`the tunnel was answered ${status}`);
  return socket;
}

/** Speaks TLS in it; rejects unless the certificate stands under the school's root. */
export async function secured(socket: Socket, { root }: InspectingProduct, host: string): Promise<TLSSocket> {
  const secure = connectTls({ socket, ca: root, host, servername: /^[\d.]+$/.test(host) ? '' : host });
  await once(secure, 'secureConnect');
  secure.on('error', () => {});
  return secure;
}
