import { beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '../../../core/explanation.ts';
import { until } from '../../support/product.ts';
import { type Answer, ask, type Question } from '../proxy-client.ts';
import { AT, type Running } from './running.ts';

interface Explained {
  readonly explanation: Explanation;
  readonly recorded?: { readonly action: string; readonly rule: string };
}

/** What operators ask the running product, by command and over HTTP. */
export function asking(running: () => Running): void {
  describe('commands', () => {
    it('explain says why a URL would be blocked: rule chain, entry, list, version, and what would change it', async () => {
      const { product } = running();
      const words = ['explain', '--url', 'http://gambling.schoolgate.test/', '--user', 'pupil1', '--ip', AT.pupil];
      const { explanation } = await product.answer<Explained>(...words);
      expect(explanation).toMatchObject({ action: 'block', rule: 'category', identity: { username: 'pupil1', group: 'seniors' } });
      expect(explanation.matches).toEqual([
        expect.objectContaining({ category: 'gambling', entry: 'gambling.schoolgate.test', list: 'canary' }),
      ]);
      expect(explanation.chain.find(({ outcome }) => outcome === 'won')?.rule).toBe('category');
      expect(explanation.chain[0]?.rule).toBe('policy-unavailable');
      expect(explanation.wouldChange.length).toBeGreaterThan(0);
      const { out } = await product.cli(words);
      const [record] = product.records().filter(({ action }) => action === 'block');
      for (const told of [record?.listVersion ?? '?', record?.policyVersion ?? '?', 'canary', 'seniors']) expect(out).toContain(told);
    });

    it('explain --decision says why a recorded one was', async () => {
      const { product } = running();
      const answer = await ask(product.ports.proxy, 'http://weapons.schoolgate.test/');
      const id = String(answer.headers['schoolgate-decision']);
      const { explanation, recorded } = await product.answer<Explained>('explain', '--decision', id);
      expect(recorded).toMatchObject({ action: 'block', rule: 'category' });
      expect(explanation).toMatchObject({ action: 'block', identity: { username: 'pupil1' }, categories: ['weapons'] });
      expect(await product.cli(['explain', '--decision', '0000000000000000'])).toMatchObject({ code: 1, out: '' });
    });

    it('blocklists lookup names categories, entry, list and version', async () => {
      const found = await running().product.answer('blocklists', 'lookup', 'www.childline.org.uk');
      expect(found).toMatchObject({
        host: 'www.childline.org.uk',
        categories: expect.arrayContaining(['support']),
        listVersion: expect.any(String),
      });
      expect(found['matches']).toEqual(expect.arrayContaining([expect.objectContaining({ category: 'support', list: 'seed' })]));
    });

    it('wrong usage ends with 2 and one line', async () => {
      for (const words of [['explain'], ['lease', 'add', '--ip', 'nowhere'], ['blocklists', 'unknown'], ['fly']]) {
        const { code, out, err } = await running().product.cli(words);
        expect([code, out], words.join(' ')).toEqual([2, '']);
        expect(err.split('\n')).toEqual([expect.stringMatching(/^schoolgate: /)]);
      }
    });
  });

  describe('the admin port', () => {
    let operator: { authorization: string };
    beforeAll(async () => {
      operator = await running().product.token('it-operator');
    });

    function call(path: string, { body, ...question }: Omit<Question, 'body'> & { readonly body?: unknown } = {}): Promise<Answer> {
      const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...question.headers };
      return ask(running().product.ports.admin, path, {
        ...question,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    }

    it('health is 200 when every part works', async () => {
      const answer = await call('/health');
      expect(answer.status).toBe(200);
      const { status, parts } = JSON.parse(answer.body) as { status: string; parts: { part: string; ok: boolean }[] };
      expect(status).toBe('ok');
      expect(parts.map(({ part }) => part)).toEqual(
        expect.arrayContaining(['proxy-1', 'proxy-2', 'blocklists', 'admin', 'database', 'redis']),
      );
      expect(parts.filter(({ ok }) => !ok)).toEqual([]);
    });

    it('metrics count what was decided', async () => {
      const count = await until(async () => {
        const { body } = await call('/metrics');
        return Number(/^schoolgate_requests_total\{[^}]*action="block"[^}]*rule="category"[^}]*\} (\d+)$/m.exec(body)?.[1] ?? 0);
      });
      expect(count).toBeGreaterThan(0);
      expect((await call('/metrics')).body).not.toContain('pupil1');
    });

    it('protection says of each class what is missing', async () => {
      const answer = await call('/api/v1/protection', { headers: operator });
      expect(answer.status).toBe(200);
      const { classes } = JSON.parse(answer.body) as { classes: { class: string; status: string }[] };
      expect(classes.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'missing'));
    });

    it('a lease that is put is in force when the answer comes', async () => {
      const { product } = running();
      const lease = { ip: AT.byApi, user: 'pupil9', computer: 'desk9', group: 'juniors', school: 'north', ttlSeconds: 600 };
      const put = await call('/api/v1/leases', { method: 'PUT', headers: operator, body: [lease] });
      expect([put.status, JSON.parse(put.body)]).toEqual([200, expect.objectContaining({ inForce: true, waitingFor: [] })]);
      const answer = await ask(product.ports.proxy, 'http://games.schoolgate.test/', { from: AT.byApi });
      expect(await product.recordOf(answer)).toMatchObject({
        username: 'pupil9',
        computer: 'desk9',
        school: 'north',
        group: 'juniors',
        action: 'block',
      });
      expect(JSON.parse((await call('/api/v1/leases', { headers: operator })).body)).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ ip: AT.byApi, user: 'pupil9' })]),
      });
      expect(await product.answer('lease', 'remove', '--ip', AT.byApi)).toMatchObject({ state: expect.stringContaining('in force') });
      expect((await ask(product.ports.proxy, 'http://games.schoolgate.test/', { from: AT.byApi })).status).toBe(407);
    });

    it('explains over HTTP as the command does', async () => {
      const { product } = running();
      const body = { url: 'http://gambling.schoolgate.test/', ip: AT.pupil };
      const answer = await call('/api/v1/explain', { method: 'POST', headers: operator, body });
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        200,
        { notes: [], explanation: expect.objectContaining({ action: 'block', rule: 'category' }) },
      ]);
      const blocked = await ask(product.ports.proxy, 'http://hate.schoolgate.test/');
      const decision = blocked.headers['schoolgate-decision'];
      const recorded = await call('/api/v1/explain', { method: 'POST', headers: operator, body: { decision } });
      expect(JSON.parse(recorded.body)).toMatchObject({ recorded: { action: 'block' }, explanation: { categories: ['hate'] } });
    });

    it('answers nobody without a token, and says so as problem details', async () => {
      for (const headers of [{}, { authorization: 'Bearer sg_wrong' }]) {
        const answer = await call('/api/v1/leases', { headers });
        expect([answer.status, answer.headers['content-type']]).toEqual([401, expect.stringContaining('application/problem+json')]);
        expect(JSON.parse(answer.body)).toMatchObject({ code: 'unauthenticated' });
      }
      const viewer = await running().product.token('viewer');
      expect((await call('/api/v1/leases', { headers: viewer })).status).toBe(403);
      expect((await call('/api/v1/log/search', { method: 'POST', headers: await running().product.token('dsl'), body: {} })).status).toBe(
        501,
      );
    });

    it('describes itself', async () => {
      const { paths } = JSON.parse((await call('/openapi.json')).body) as { paths: Record<string, unknown> };
      expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/leases', '/api/v1/explain', '/api/v1/protection']));
    });
  });
}
