import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessRecord } from '../../core/access-record.ts';
import { CATEGORY_IDS } from '../../core/category.ts';
import { Product } from '../support/product.ts';
import { type Answer, ask, keptConnection, PAGE } from './proxy-client.ts';

/** Each group's client has an address of its own; who has no lease is unidentified. */
const ADDRESSES = {
  infants: '127.0.0.2',
  juniors: '127.0.0.3',
  seniors: '127.0.0.4',
  unidentified: '127.0.0.5',
  'sixth-form': '127.0.0.6',
  guests: '127.0.0.7',
  staff: '127.0.0.8',
} as const;
type Group = keyof typeof ADDRESSES;
const GROUPS = Object.keys(ADDRESSES) as Group[];

/** `category: cell cell …`, a cell for each group; b block, o block that IT may override, c coach, a allow. */
const rows = readFileSync(new URL('../vectors/default-policy.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^[a-z-]+: [aboc]( [aboc]){6}$/.test(line))
  .map((line) => {
    const [category = '', cells = ''] = line.split(': ');
    return { category, cells: cells.split(' ') };
  });
const ACTIONS: Readonly<Record<string, AccessRecord['action']>> = { a: 'allow', b: 'block', o: 'block', c: 'coach' };
const SEALED = ['child-sexual-abuse', 'unlawful-terrorist-content'];
const LOCKED = ['terrorism', 'extremism'];

/** What the proxy answered for a cell, and every record of that decision. */
interface Cell {
  readonly answer: Answer;
  readonly records: AccessRecord[];
}

describe('every cell of the default table, by its canary through the running proxy', () => {
  let product: Product;
  const cells = new Map<string, Cell>();

  beforeAll(async () => {
    product = await Product.install();
    await product.start();
    for (const group of GROUPS) if (group !== 'unidentified') await product.lease(ADDRESSES[group], `one-of-${group}`, group);
    const answers = new Map((await Promise.all(GROUPS.map(visitAll))).flat());
    await product.stop(); // every record is complete then
    const records = Map.groupBy(product.records(), ({ id }) => id);
    for (const [cell, answer] of answers)
      cells.set(cell, { answer, records: records.get(String(answer.headers['schoolgate-decision'])) ?? [] });
  }, 300_000);
  afterAll(() => product?.close());

  /** One pupil asks for everything, one after the other, over one connection. */
  async function visitAll(group: Group): Promise<[string, Answer][]> {
    const agent = keptConnection();
    const answers: [string, Answer][] = [];
    for (const { category } of rows) {
      const url = `http://${category}.schoolgate.test/page`;
      answers.push([`${group} ${category}`, await ask(product.ports.proxy, url, { from: ADDRESSES[group], headers: PAGE, agent })]);
    }
    agent.destroy();
    return answers;
  }

  it('has all categories and groups', () => {
    expect(rows.map(({ category }) => category).sort()).toEqual([...CATEGORY_IDS].sort());
    expect(cells.size).toBe(rows.length * GROUPS.length);
  });

  describe.each(rows)('$category', ({ category, cells: expected }) => {
    it.each(GROUPS.map((group, column) => [group, ACTIONS[expected[column] ?? '']] as const))('for %s: %s', (group, action) => {
      const cell = cells.get(`${group} ${category}`);
      if (cell === undefined) throw new Error('nobody asked');
      const { answer, records } = cell;
      // A canary leads nowhere: what is open fails on the way.
      expect(answer.status).toBe(action === 'allow' ? 502 : 403);
      expect(answer.body.includes('/coach"')).toBe(action === 'coach' && group !== 'unidentified');
      const [record, ...closing] = records;
      // What is blocked, coached or signalled is recorded when it is decided, and completed when it ends.
      const isRecordedFirst = action !== 'allow' || record?.signal !== 'none';
      expect(closing.map(({ event }) => event)).toEqual(isRecordedFirst ? ['request-close'] : []);
      expect(records.at(-1)?.status).toBe(answer.status);
      expect(record).toMatchObject({
        ...{ event: 'request', action, rule: ruleOf(category, action), categories: [category] },
        ...{ group, clientIp: ADDRESSES[group], username: group === 'unidentified' ? null : `one-of-${group}` },
        ...{ attribution: group === 'unidentified' ? 'none' : 'lease' },
      });
      if (SEALED.includes(category)) {
        expect([record?.url, record?.host]).toEqual([expect.stringMatching(/^sealed:/), expect.stringMatching(/^sealed:/)]);
        expect(JSON.stringify(records) + answer.body).not.toContain('schoolgate.test');
      } else expect(record?.host).toBe(`${category}.schoolgate.test`);
      // The path of a support service is nobody's business.
      if (category === 'support') expect(record?.url).not.toContain('page');
    });
  });
});

function ruleOf(category: string, action: AccessRecord['action'] | undefined): string {
  if (SEALED.includes(category)) return 'sealed';
  if (LOCKED.includes(category)) return 'locked';
  if (category === 'support') return 'support';
  return action === 'allow' && category === 'uncategorised' ? 'default' : 'category';
}
