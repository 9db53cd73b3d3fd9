import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Hostname } from '../../core/hostname.ts';
import { createResolver, type DnsAnswer, type QueryDns, type Resolution, type ResolveName } from '../../outbound/resolve.ts';
import { openNameServer } from '../support/name-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'schoolgate-resolve-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NAME = 'site.example' as Hostname;
const GONE: DnsAnswer = { ok: false, code: 'ENOTFOUND' };
const records = (...addresses: string[]): DnsAnswer => ({ ok: true, records: addresses.map((address) => ({ address, ttl: 300 })) });

function ask(resolve: ResolveName, host = NAME): Promise<Resolution> {
  return new Promise((done) => resolve(host, done));
}

/** A DNS that is asked nothing until `answer` says. */
class StubDns {
  readonly asked: string[] = [];
  answers: Partial<Record<4 | 6, DnsAnswer>> = {};
  readonly query: QueryDns = (host, family, done) => {
    this.asked.push(`${host}/${family}`);
    setImmediate(() => done(this.answers[family] ?? GONE));
  };
}

function resolver(dns: StubDns, options: { nowMs?: () => number; hosts?: string; ipv6?: boolean } = {}): ResolveName {
  const hostsPath = join(folder, `hosts-${Math.random()}`);
  writeFileSync(hostsPath, options.hosts ?? '');
  return createResolver({ nowMs: options.nowMs ?? (() => 0), query: dns.query, hostsPath, ipv6: () => options.ipv6 ?? true });
}

describe('the resolver', () => {
  it('asks the name servers that it was given', async () => {
    const server = await openNameServer({ 'site.example': '192.0.2.7' });
    const resolve = createResolver({ nowMs: () => 0, nameServers: [server.address], ipv6: () => true });
    expect(await ask(resolve)).toEqual({ ok: true, addresses: ['192.0.2.7'] });
    expect(await ask(resolve, 'other.example' as Hostname)).toEqual({ ok: false, code: 'ENOTFOUND' });
    expect(new Set(server.asked)).toEqual(new Set(['site.example', 'other.example']));
    await server.close();
  });

  it('gives addresses of both families in turn', async () => {
    const dns = new StubDns();
    dns.answers = { 4: records('192.0.2.1', '192.0.2.2'), 6: records('2001:db8::1') };
    expect(await ask(resolver(dns))).toEqual({ ok: true, addresses: ['2001:db8::1', '192.0.2.1', '192.0.2.2'] });
  });

  it('asks for no IPv6 where the machine has none', async () => {
    const dns = new StubDns();
    dns.answers = { 4: records('192.0.2.1') };
    await ask(resolver(dns, { ipv6: false }));
    expect(dns.asked).toEqual(['site.example/4']);
  });

  it('answers with one family when the other fails', async () => {
    const dns = new StubDns();
    dns.answers = { 4: records('192.0.2.1'), 6: { ok: false, code: 'ESERVFAIL' } };
    expect(await ask(resolver(dns))).toEqual({ ok: true, addresses: ['192.0.2.1'] });
  });

  it.each<[string, Partial<Record<4 | 6, DnsAnswer>>, string]>([
    ['nothing there', { 4: GONE, 6: { ok: false, code: 'ENODATA' } }, 'ENOTFOUND'],
    ['a server that does not answer', { 4: { ok: false, code: 'ETIMEOUT' }, 6: { ok: false, code: 'ENODATA' } }, 'ETIMEOUT'],
    ['an empty answer', { 4: records(), 6: records() }, 'ENOTFOUND'],
    ['an answer that is no address', { 4: records('nonsense'), 6: GONE }, 'ENOTFOUND'],
  ])('says why not: %s', async (_, answers, code) => {
    const dns = new StubDns();
    dns.answers = answers;
    expect(await ask(resolver(dns))).toEqual({ ok: false, code });
  });

  it('asks once for however many wait, and remembers for six seconds', async () => {
    const dns = new StubDns();
    dns.answers = { 4: records('192.0.2.1') };
    let now = 0;
    const resolve = resolver(dns, { nowMs: () => now, ipv6: false });
    await Promise.all([ask(resolve), ask(resolve), ask(resolve)]);
    now = 5_999;
    await ask(resolve);
    expect(dns.asked).toHaveLength(1);
    now = 6_001;
    await ask(resolve);
    expect(dns.asked).toHaveLength(2);
  });

  it('remembers a name that is not there for ten seconds, and a failing server for one', async () => {
    const dns = new StubDns();
    let now = 0;
    const resolve = resolver(dns, { nowMs: () => now, ipv6: false });
    await ask(resolve);
    now = 9_999;
    await ask(resolve);
    expect(dns.asked).toHaveLength(1);
    now = 10_001;
    dns.answers = { 4: { ok: false, code: 'ETIMEOUT' } };
    expect(await ask(resolve)).toEqual({ ok: false, code: 'ETIMEOUT' });
    now = 11_500;
    await ask(resolve);
    expect(dns.asked).toHaveLength(3);
  });

  it('knows literals, localhost and the hosts file without asking', async () => {
    const dns = new StubDns();
    const resolve = resolver(dns, { hosts: '192.0.2.9 Site.Example alias # comment\n2001:db8::9 site.example\nnonsense x\n' });
    expect(await ask(resolve)).toEqual({ ok: true, addresses: ['192.0.2.9', '2001:db8::9'] });
    expect(await ask(resolve, 'alias' as Hostname)).toEqual({ ok: true, addresses: ['192.0.2.9'] });
    expect(await ask(resolve, 'a.localhost' as Hostname)).toEqual({ ok: true, addresses: ['127.0.0.1'] });
    expect(await ask(resolve, '192.0.2.4' as Hostname)).toEqual({ ok: true, addresses: ['192.0.2.4'] });
    expect(dns.asked).toEqual([]);
  });

  it('sees a changed hosts file, and keeps the last good one when it is gone', async () => {
    const dns = new StubDns();
    const hostsPath = join(folder, 'changing');
    writeFileSync(hostsPath, '192.0.2.1 site.example\n');
    let now = 0;
    const resolve = createResolver({ nowMs: () => now, query: dns.query, hostsPath, ipv6: () => false });
    expect(await ask(resolve)).toMatchObject({ addresses: ['192.0.2.1'] });
    writeFileSync(hostsPath, '192.0.2.22 site.example\n');
    utimesSync(hostsPath, 1, 1);
    now = 2_500;
    expect(await ask(resolve)).toMatchObject({ addresses: ['192.0.2.22'] });
    rmSync(hostsPath);
    now = 5_000;
    expect(await ask(resolve)).toMatchObject({ addresses: ['192.0.2.22'] });
  });

  it('forgets the oldest names rather than growing', async () => {
    const dns = new StubDns();
    dns.answers = { 4: records('192.0.2.1') };
    const resolve = resolver(dns, { ipv6: false });
    await Promise.all(Array.from({ length: 10_001 }, (_, i) => ask(resolve, `n${i}.example` as Hostname)));
    const before = dns.asked.length;
    await ask(resolve, 'n10000.example' as Hostname);
    expect(dns.asked).toHaveLength(before);
    await ask(resolve, 'n0.example' as Hostname);
    expect(dns.asked).toHaveLength(before + 1);
  });
});
