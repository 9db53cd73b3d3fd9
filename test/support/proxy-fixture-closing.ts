import { afterEach } from 'vitest';
import { type FixtureOptions, type ProxyFixture, startProxy } from './proxy-fixture.ts';
import { RawClient } from './raw-client.ts';

interface Closable {
  close(): unknown;
}

export interface Closing {
  /** Closes a resource after the test, the latest first. */
  later<T extends Closable>(resource: T): T;
  proxy(options?: FixtureOptions): Promise<ProxyFixture>;
  client(port: number): Promise<RawClient>;
}

/** What a test opens, closed when it is over. */
export function closing(): Closing {
  const open: Closable[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
  const later = <T extends Closable>(resource: T): T => {
    open.push(resource);
    return resource;
  };
  return {
    later,
    proxy: async (options) => later(await startProxy(options)),
    client: async (port) => later(await RawClient.open(port)),
  };
}
