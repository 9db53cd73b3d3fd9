import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { loadConfig } from '../../config/load.ts';
import type { FetchPage } from '../../outbound/page-fetch.ts';
import { createResolver } from '../../outbound/resolve.ts';
import { pageFetcherOf } from './admin-fixture.ts';
import { httpOrigin } from './origin.ts';

/** Pages on this machine, whatever their host is called, fetched as the product fetches them. */
export interface LocalPages {
  readonly port: number;
  readonly fetchPage: FetchPage;
  close(): Promise<void>;
}

export async function openLocalPages(listener: RequestListener): Promise<LocalPages> {
  const { port, close } = await httpOrigin(listener);
  const config = loadConfig({ env: { SCHOOLGATE_ALLOW_UPSTREAM: '127.0.0.0/8' }, cwd: tmpdir() });
  if (!config.ok) throw new Error(config.failure.message);
  const resolve = createResolver({
    nowMs: () => performance.now(),
    ipv6: () => false,
    query: (_host, _family, done) => done({ ok: true, records: [{ address: '127.0.0.1', ttl: 1 }] }),
  });
  return { port, close, fetchPage: pageFetcherOf(config.value, resolve) };
}
