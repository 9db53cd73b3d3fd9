import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailServer } from '../support/mail-server.ts';
import { freePorts, Product } from '../support/product.ts';
import { ask, PAGE } from './proxy-client.ts';

const run = promisify(execFile);
const example = (name: string) => fileURLToPath(new URL(`../../examples/helpdesk/${name}`, import.meta.url));
const PUPIL = '127.0.0.1';
const TO = 'unblock@north.example';

describe('the example of a helpdesk, against the running product', { timeout: 60_000 }, () => {
  let product: Product;
  let mail: MailServer;
  let mailPort: number;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    mail = await MailServer.start();
    [mailPort = 0] = await freePorts(1);
    const requests = { mail: { address: TO, relays: ['127.0.0.1'], port: mailPort, domains: ['north.example'] } };
    const config = `schools: [{ id: north, name: North }]\nblocklists: { sources: [] }\nrequests: ${JSON.stringify(requests)}\n`;
    product = await Product.install({ config, env: { SMTP_URL: mail.url } });
    await product.start();
    await product.lease(PUPIL, 'pupil1', 'seniors');
    const { authorization = '' } = await product.token('it-operator');
    env = { PATH: process.env['PATH'], SCHOOLGATE_URL: product.adminUrl, SCHOOLGATE_TOKEN: authorization.replace('Bearer ', '') };
  }, 180_000);
  afterAll(async () => {
    await product?.close();
    await mail?.close();
  });

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

  it('is asked by e-mail, answers by e-mail, and is answered', async () => {
    expect(await product.cli(['user', 'add', 'mrs.smith', '--group', 'staff'])).toMatchObject({ code: 0 });
    const school = createTransport({ host: '127.0.0.1', port: mailPort, ignoreTLS: true });
    const from = 'Mrs Smith <mrs.smith@north.example>';
    await school.sendMail({ from, to: TO, subject: 'A site', text: 'http://games.schoolgate.test/mail for maths, please' });
    const answers = () => mail.to('mrs.smith@north.example').map((one) => one.mail);
    await mail.until(() => answers().length === 1, 40_000);
    const [taken] = answers();
    const id = /\((request-\w+)\)$/.exec(taken?.subject ?? '')?.[1] ?? '';
    expect(taken).toMatchObject({ subject: `[Schoolgate] We have your request (${id})`, replyTo: [{ address: TO }] });
    await school.sendMail({ from, to: TO, subject: `Re: ${taken?.subject}`, text: 'It is for Tuesday.' });
    school.close();
    const desk = { headers: { authorization: `Bearer ${env['SCHOOLGATE_TOKEN']}` } };
    const shown = await (await fetch(`${product.adminUrl}/api/v1/requests/${id}`, desk)).json();
    expect(shown).toMatchObject({ status: 'open', requestedBy: 'mrs.smith', comments: [{ text: 'It is for Tuesday.' }] });
    await helpdesk('decline', id, 'ask for the school’s own');
    await mail.until(() => answers().length === 2, 40_000);
    expect(answers()[1]).toMatchObject({ subject: `[Schoolgate] Your request was declined (${id})`, replyTo: [{ address: TO }] });
  });

  it('does so with curl', async () => {
    const url = 'http://shopping.schoolgate.test/';
    const { stdout } = await run(example('helpdesk.sh'), [url, 'pupil1', 'a "price" \\ comparison'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'approved', inForce: true });
    expect(await ruleOf(url)).toBe('override');
  });
});
