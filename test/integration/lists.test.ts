import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProtectionReport } from '../../blocklists/protection.ts';
import type { Explanation } from '../../core/explanation.ts';
import { httpOrigin, type Origin } from '../support/origin.ts';
import { Product } from '../support/product.ts';
import { browse } from './browsing-load.ts';
import { ask, connectThrough, PAGE } from './proxy-client.ts';

const DATA = resolve(import.meta.dirname, '../../../shared/data');
const present = existsSync(`${DATA}/ut1`) && existsSync(`${DATA}/formats`);
if (!present) console.warn('skipped: the running product on real lists needs ../shared/data beside the checkout');
const at = (path: string) => pathToFileURL(`${DATA}/${path}`).href;

const PLAIN = /^([a-z0-9-]+\.[a-z.]+)$/;

/** As an administrator would write it, in all four formats beside UT1. */
const CONFIG = `
trust: { name: Example Trust, safeguardingLead: { name: "T. Lead", email: safeguarding@example.org } }
schools:
  - id: north
    name: North Academy
    dsl: { name: "A. Lead", email: dsl.north@example.org }
    digestAt: "07:30"
mail: { from: "Schoolgate <schoolgate@example.org>", detail: minimal }
retention: { mode: trial }
blocklists:
  sources:
    - { id: ut1, format: ut1, url: "${at('ut1')}", licence: CC-BY-SA-4.0 }
    - { id: phishing, format: domains, url: "${at('formats/phishing.domains')}", category: phishing }
    - { id: drugs, format: hosts, url: "${at('formats/drugs.hosts')}", category: drugs }
    - { id: scam, format: adblock, url: "${at('formats/scam.adblock')}", category: fraud }
    - { id: torrent, format: dnsmasq, url: "${at('formats/torrent.dnsmasq')}", category: peer-to-peer }
networks:
  - { cidr: 10.20.0.0/16, name: pupil-wifi, school: north, group: seniors }
`;

interface Update {
  readonly version: string;
  readonly state: string;
  readonly sources: { readonly id: string; readonly status: string; readonly entries: number }[];
}

describe.skipIf(!present)('the running product on UT1 and four sample lists', { timeout: 180_000 }, () => {
  let product: Product;
  let origin: Origin;
  let updated: Update;
  let token: { authorization: string };

  beforeAll(async () => {
    origin = await httpOrigin((_request, response) => response.end('open'));
    product = await Product.install();
    await product.start();
    await product.lease('127.0.0.1', 'pupil1', 'seniors');
    token = await product.token('it-operator');
  }, 180_000);
  afterAll(async () => {
    await product?.close();
    await origin?.close();
  });

  async function explain(question: Record<string, string>): Promise<Explanation> {
    const headers = { ...token, 'content-type': 'application/json' };
    const { status, body } = await ask(product.ports.admin, '/api/v1/explain', { method: 'POST', headers, body: JSON.stringify(question) });
    expect(status).toBe(200);
    return (JSON.parse(body) as { explanation: Explanation }).explanation;
  }

  it('takes them into force by one command, without failing a request', async () => {
    const load = browse(product, origin, 'first');
    await load.more(20);
    product.configure(CONFIG);
    updated = await product.answer<Update>('blocklists', 'update');
    const listed = await ask(product.ports.proxy, `http://www.${firstOf('torrent.dnsmasq', /^server=\/([^/]+)\/$/)}/`, { headers: PAGE });
    expect(listed.status).toBe(403);
    await load.more(20);
    await load.finish();
    expect(updated.state).toBe('in force on all 2 workers');
    expect(await product.recordOf(listed)).toMatchObject({
      listVersion: updated.version,
      categories: expect.arrayContaining(['peer-to-peer']),
    });
  });

  it('has about half a million entries, every source fresh', () => {
    const others = updated.sources.filter(({ id }) => id !== 'seed');
    expect(others.map(({ id, status }) => [id, status])).toEqual(
      ['ut1', 'phishing', 'drugs', 'scam', 'torrent'].map((id) => [id, 'fresh']),
    );
    const entries = others.reduce((sum, source) => sum + source.entries, 0);
    expect(entries).toBeGreaterThan(460_000);
    expect(entries).toBeLessThan(520_000);
  });

  it.each([
    ['phishing.domains', PLAIN, 'phishing', 'phishing'],
    ['drugs.hosts', /^0\.0\.0\.0 ([a-z0-9-]+\.[a-z]+)$/, 'drugs', 'drugs'],
    ['torrent.dnsmasq', /^server=\/([a-z0-9-]+\.[a-z]+)\/$/, 'peer-to-peer', 'torrent'],
  ] as const)('blocks what %s names', async (file, pattern, category, list) => {
    const host = firstOf(file, pattern);
    const { socket, ...answer } = await connectThrough(product.ports.proxy, `${host}:443`);
    socket.destroy();
    expect(answer.status).toBe(403);
    const record = await product.recordOf(answer);
    expect(record).toMatchObject({ action: 'block', host, username: 'pupil1', listVersion: updated.version });
    expect(record.categories).toContain(category);
    expect((await explain({ url: `https://${host}/`, ip: '127.0.0.1' })).matches).toContainEqual(
      expect.objectContaining({ category, list }),
    );
  });

  it('blocks what UT1 names by domain and by page', async () => {
    const [domain] = linesOf('ut1/gambling/domains').filter((line) => /^[a-z0-9-]+\.com$/.test(line));
    const answer = await ask(product.ports.proxy, `http://deep.${domain}/`, { headers: PAGE });
    expect(answer.status).toBe(403);
    expect((await product.recordOf(answer)).categories).toContain('gambling');
  });

  it('knows what scam.adblock names as fraud, which the shipped policy signals and does not block', async () => {
    const host = firstOf('scam.adblock', /^\|\|([a-z0-9-]+\.[a-z]+)\^$/);
    const explanation = await explain({ url: `http://${host}/`, group: 'seniors' });
    expect(explanation).toMatchObject({ categories: expect.arrayContaining(['fraud']), signal: 'warning' });
  });

  // Asked by `explain`: these are real sites, and a test has no business visiting them.
  it.each(['talktofrank.com', 'www.bbc.co.uk', 'www.nhs.uk', 'en.wikipedia.org', 'www.childline.org.uk'])(
    'does not block %s',
    async (host) => {
      expect((await explain({ url: `https://${host}/`, ip: '127.0.0.1' })).action).toBe('allow');
    },
  );

  it('looks a host up in them', async () => {
    const host = firstOf('phishing.domains', PLAIN);
    const { matches } = await product.answer<{ matches: unknown[] }>('blocklists', 'lookup', host);
    expect(matches).toContainEqual(expect.objectContaining({ category: 'phishing', list: 'phishing', entry: host, kind: 'suffix' }));
  });

  it('reports which protection is there and which is missing', async () => {
    const report = JSON.parse((await ask(product.ports.admin, '/api/v1/protection', { headers: token })).body) as ProtectionReport;
    const status = Object.fromEntries(report.classes.map((one) => [one.class, one.status]));
    expect(status).toMatchObject({
      ...{ 'sealed-child-abuse': 'missing', 'sealed-terrorist': 'missing', 'self-harm': 'missing', pornography: 'missing' },
      ...{ malware: 'protected', circumvention: 'protected' },
    });
  });

  it('leaves nothing running', async () => {
    await product.stop();
  });
});

function linesOf(path: string): string[] {
  return readFileSync(`${DATA}/${path}`, 'utf8').split('\n');
}

/** The first name that a sample list gives in this form. */
function firstOf(file: string, pattern: RegExp): string {
  for (const line of linesOf(`formats/${file}`)) {
    const name = pattern.exec(line)?.[1];
    if (name !== undefined) return name;
  }
  throw new Error(`${file} has no line like ${pattern}`);
}
