import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.ts';
import { ask, PAGE } from './proxy-client.ts';

const run = promisify(execFile);
const example = (name: string) => fileURLToPath(new URL(`../../examples/helpdesk/${name}`, import.meta.url));
const PUPIL = '127.0.0.1';

describe('the example of a helpdesk, against the running product', { timeout: 60_000 }, () => {
  let product: Product;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    product = await Product.install({ config: 'schools: [{ id: north, name: North }]\nblocklists: { sources: [] }\n' });
    await product.start();
    await product.lease(PUPIL, 'pupil1', 'seniors');
    const { authorization = '' } = await product.token('it-operator');
    env = { PATH: process.env['PATH'], SCHOOLGATE_URL: product.adminUrl, SCHOOLGATE_TOKEN: authorization.replace('Bearer ', '') };
  }, 180_000);
  afterAll(() => product?.close());

  const helpdesk = async (...words: string[]) => (await run(process.execPath, [example('helpdesk.ts'), ...words], { env })).stdout.trim();
  const ruleOf = async (url: string) => (await product.recordOf(await ask(product.ports.proxy, url, { from: PUPIL, headers: PAGE }))).rule;

  it('asks, lists, approves and declines', async () => {
    const url = 'http://games.schoolgate.test/chess';
    expect(await ruleOf(url)).toBe('category');
    const id = await helpdesk('ask', url, 'pupil1', 'for "chess"');
    expect(await helpdesk('list')).toMatch(new RegExp(`^${id}\tgames\\.schoolgate\\.test\tpupil1\tfor "chess"\tdue `, 'm'));
    expect(await helpdesk('approve', id, 'person', '', 'chess club')).toBe('approved, in force everywhere');
    expect(await ruleOf(url)).toBe('override');
    await expect(helpdesk('decline', id, 'too late')).rejects.toThrow(/conflict: The request is approved already/);
    const other = await helpdesk('ask', 'http://chat.schoolgate.test/', 'pupil1', 'to talk');
    expect(await helpdesk('decline', other, 'not at school')).toBe('declined');
    expect(await helpdesk('list')).toBe('');
  });

  it('does so with curl', async () => {
    const url = 'http://shopping.schoolgate.test/';
    const { stdout } = await run(example('helpdesk.sh'), [url, 'pupil1', 'a "price" \\ comparison'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'approved', inForce: true });
    expect(await ruleOf(url)).toBe('override');
  });
});
