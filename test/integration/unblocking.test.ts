import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.ts';
import { ask, PAGE } from './proxy-client.ts';

const PUPIL = '127.0.0.1';
const URL_ASKED = 'http://games.schoolgate.test/chess';
/** The contract's promise is two seconds (rows R60, R61). */
const LIMIT_MS = 2_000;
/** Enough that each of two workers is asked. */
const PROBES = 12;

describe('opening and blocking sites in the running product', { timeout: 60_000 }, () => {
  let product: Product;
  let headers: Record<string, string>;
  beforeAll(async () => {
    product = await Product.install({ config: 'schools: [{ id: north, name: North }]\nblocklists: { sources: [] }\n' });
    await product.start();
    await product.lease(PUPIL, 'pupil1', 'seniors');
    headers = { ...(await product.token('it-operator')), 'content-type': 'application/json' };
  }, 180_000);
  afterAll(() => product?.close());

  const visit = (url: string) => ask(product.ports.proxy, url, { from: PUPIL, headers: PAGE });
  const rules = async (url: string): Promise<Set<string>> => {
    const answers = await Promise.all(Array.from({ length: PROBES }, () => visit(url)));
    return new Set(await Promise.all(answers.map(async (answer) => (await product.recordOf(answer)).rule)));
  };

  async function api<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<T> {
    const sent =
      body === undefined ? { headers: { authorization: headers['authorization'] ?? '' } } : { headers, body: JSON.stringify(body) };
    return (await (await fetch(`${product.adminUrl}/api/v1/${path}`, { method, ...sent })).json()) as T;
  }

  it('a pupil asks on the block page, IT approves, every worker obeys, and it can be ended', async () => {
    const refused = await visit(URL_ASKED);
    const [, action] = /<form method="post" action="([^"]+)"/.exec(refused.body) ?? [];
    const [, token = ''] = /name="token" value="([^"]+)"/.exec(refused.body) ?? [];
    expect(action).toBe(`${product.portalUrl}/ask`);
    const form = { 'content-type': 'application/x-www-form-urlencoded', ...PAGE };
    const body = new URLSearchParams({ token, why: 'chess club' }).toString();
    const asked = await ask(product.ports.portal, '/ask', { method: 'POST', from: PUPIL, headers: form, body });
    expect(asked.body).toContain('IT has been asked');

    const { items } = await api<{ items: { id: string }[] }>('GET', 'requests?status=open');
    const reference = refused.headers['schoolgate-decision'];
    expect(items).toMatchObject([{ url: URL_ASKED, requestedBy: 'pupil1', group: 'seniors', reason: 'chess club', decisionId: reference }]);
    const startedMs = performance.now();
    const approval = { scope: { kind: 'person' }, until: null, reason: 'for chess club' };
    const approved = await api('POST', `requests/${items[0]?.id}/approve`, approval);
    expect(approved).toMatchObject({ status: 'approved', inForce: true });
    expect(performance.now() - startedMs).toBeLessThan(LIMIT_MS);
    expect(await rules(URL_ASKED)).toEqual(new Set(['override']));

    expect(await api('DELETE', `overrides?id=${approved['effect']}`)).toMatchObject({ inForce: true });
    expect(await rules(URL_ASKED)).toEqual(new Set(['category']));
  });

  it('an urgent block is one call, and in force on every worker when it is answered', async () => {
    const startedMs = performance.now();
    const blocked = await api('POST', 'requests', { kind: 'block', url: 'bad.example', reason: 'scam', requestedBy: 'it', urgent: true });
    expect(blocked).toMatchObject({ status: 'approved', inForce: true });
    expect(performance.now() - startedMs).toBeLessThan(LIMIT_MS);
    expect(await rules('http://www.bad.example/')).toEqual(new Set(['urgent-block']));
  });

  it('commands do the same', async () => {
    const added = await product.answer('override', 'add', 'chat.schoolgate.test', '--for', 'group:seniors', '--reason', 'project week');
    expect(added['state']).toBe('in force on all 2 workers');
    expect(await rules('http://chat.schoolgate.test/')).toEqual(new Set(['override']));
    expect((await product.answer('override', 'sweep', '--reason', 'holidays'))['state']).toBe('in force on all 2 workers');
    expect(await rules('http://chat.schoolgate.test/')).toEqual(new Set(['category']));
  });
});
