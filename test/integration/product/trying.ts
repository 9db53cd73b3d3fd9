import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/product.ts';
import { ask } from '../proxy-client.ts';
import { AT, type Running } from './running.ts';

interface Tried {
  readonly ok: boolean;
  readonly items: readonly {
    readonly category: string;
    readonly expected: string;
    readonly got: string;
    readonly ok: boolean;
    readonly decision: string | null;
    readonly protection: string | null;
  }[];
}

const AFTERWARDS = '127.0.0.7';

/** What IT sees of the running product: the filter tried out, and decisions as they are taken. */
export function trying(running: () => Running): void {
  let operator: { authorization: string };
  beforeAll(async () => {
    operator = await running().product.token('it-operator');
  });

  const post = async (path: string, headers: Record<string, string>, body: object) => {
    const { status, body: text } = await ask(running().product.ports.admin, path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status, body: JSON.parse(text) };
  };

  describe('the filter tried out', () => {
    it('asks the proxy itself, as somebody of the group, and nobody is alarmed', async () => {
      const { product } = running();
      const categories = ['self-harm', 'child-sexual-abuse', 'games', 'support'];
      const { status, body } = await post('/api/v1/try', operator, { group: 'seniors', school: 'north', categories });
      expect(status).toBe(200);
      const tried = body as Tried;
      expect(tried.items.slice(0, 3).map(({ category, expected, got }) => [category, expected, got])).toEqual([
        ['self-harm', 'block', 'block'],
        ['child-sexual-abuse', 'block', 'block'],
        ['games', 'block', 'block'],
      ]);
      expect(tried.items[3]).toMatchObject({ category: 'support', expected: 'allow', ok: true });
      expect(tried.ok).toBe(true);
      expect(tried.items.map(({ protection }) => protection)).toEqual(['missing', 'missing', null, null]);
      const record = await product.find(({ id }) => id === tried.items[0]?.decision);
      expect(record).toMatchObject({
        username: expect.stringMatching(/^try-it-/),
        group: 'seniors',
        school: 'north',
        action: 'block',
        signal: 'danger',
      });
      // What a pupil does after it becomes an incident; what came before it would be one by then.
      await product.lease(AFTERWARDS, 'pupil-afterwards', 'seniors');
      await ask(product.ports.proxy, 'http://suicide.schoolgate.test/', { from: AFTERWARDS });
      const dsl = await product.token('dsl');
      const persons = await until(async () => {
        const { body: text } = await ask(product.ports.admin, '/api/v1/incidents?theme=self-harm-suicide&limit=200', { headers: dsl });
        const found = (JSON.parse(text) as { items: { person: string | null }[] }).items.map(({ person }) => person);
        return found.includes('pupil-afterwards') && found;
      });
      expect(persons.filter((person) => person?.startsWith('try-it-'))).toEqual([]);
      const leases = await ask(product.ports.admin, '/api/v1/leases', { headers: operator });
      expect(leases.body).not.toContain('try-it');
    });

    it('says of staff what staff get', async () => {
      const { body } = await post('/api/v1/try', operator, { group: 'staff', categories: ['personal-cloud', 'extremism'] });
      expect((body as Tried).items.map(({ got, ok }) => [got, ok])).toEqual([
        ['coach', true],
        ['block', true],
      ]);
    });
  });

  describe('the live view', () => {
    it('shows a decision within a moment, and not whose it was', async () => {
      const { product } = running();
      const headers = { ...operator, accept: 'text/event-stream' };
      const ending = new AbortController();
      const response = await fetch(`http://127.0.0.1:${product.ports.admin}/api/v1/live?host=games`, { headers, signal: ending.signal });
      const answer = await ask(product.ports.proxy, 'http://games.schoolgate.test/secret', { from: AT.pupil });
      let text = '';
      for await (const part of response.body ?? []) {
        text += Buffer.from(part).toString();
        if (text.includes('event: decisions')) break;
      }
      ending.abort();
      expect(text).toContain(`"id":"${answer.headers['schoolgate-decision']}"`);
      expect(text).not.toMatch(/pupil1|desk1|secret/);
    });
  });
}
