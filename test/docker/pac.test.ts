import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

/** The helpers a browser gives a PAC file that ours uses, as the specification words them. */
const browser = createContext({
  isPlainHostName: (host: string) => !host.includes('.') && !host.includes(':'),
  dnsDomainIs: (host: string, domain: string) => host.endsWith(domain),
});
runInContext(readFileSync(new URL('../../docker/proxy.pac', import.meta.url), 'utf8'), browser);

function answer(url: string): string {
  return runInContext(`FindProxyForURL(${JSON.stringify(url)}, ${JSON.stringify(new URL(url).hostname.replace(/^\[|\]$/g, ''))})`, browser);
}

describe('proxy.pac', () => {
  it.each(['http://localhost:8081/', 'http://127.0.0.1:8081/', 'http://[::1]/', 'http://intranet/', 'https://vle.example.sch.uk/'])(
    '%s is local: DIRECT',
    (url) => {
      expect(answer(url)).toBe('DIRECT');
    },
  );

  it.each([
    'http://example.com/',
    'https://example.com/',
    'https://example.sch.uk.evil.test/',
    'https://10.0.0.1/',
    'https://[2001:db8::1]/',
    'ws://example.com/',
    'https://127.0.0.1.example.com/',
  ])('%s goes through the proxy, with no DIRECT to fall back to', (url) => {
    expect(answer(url)).toBe('PROXY schoolgate.example.sch.uk:3128');
  });
});
