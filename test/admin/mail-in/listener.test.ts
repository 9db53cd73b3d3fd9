import { once } from 'node:events';
import { connect } from 'node:net';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailListener, openMailListener } from '../../../admin/mail-in/listener.ts';
import { takeMail } from '../../../admin/services/mailed-request.ts';
import { StrangerRefusals } from '../../../admin/services/stranger-refusals.ts';
import type { RequestMail } from '../../../config/schema/request-mail.ts';
import type { AdminFixture } from '../../support/admin-fixture.ts';
import { addPerson } from '../../support/console-visitor.ts';
import { openSchoolDay } from '../../support/school-day.ts';

const TO = 'unblock@north.example';
const SETTINGS: RequestMail = {
  ...{ address: TO, relays: ['127.0.0.1'], host: '127.0.0.1', port: 0, domains: ['north.example'], unknown: 'refuse' },
};

let admin: AdminFixture;
let listener: MailListener | undefined;
/** One connection for several mails: the listener waits a moment before it greets a new one. */
let relay: Transporter;
let nowMs: number;
beforeEach(async () => {
  nowMs = 0;
  admin = await openSchoolDay();
  await listen();
});
afterEach(async () => {
  await stop();
  await admin.close();
});

async function listen(change: Partial<RequestMail> = {}, more: { readonly context?: object } = {}): Promise<void> {
  await stop();
  const { context } = admin;
  const settings = { ...SETTINGS, ...change };
  const services = { ...context, strangers: new StrangerRefusals(context), ...more.context, newId: () => 'never' };
  listener = await openMailListener({
    settings,
    take: (mail) => takeMail(mail, settings, services),
    logger: context.logger,
    nowMs: () => nowMs,
  });
  relay = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true, pool: true, maxConnections: 1 });
}

async function stop(): Promise<void> {
  if (listener !== undefined) relay.close();
  await listener?.close();
  listener = undefined;
}

/** The server's answer, as the school's mail server gets it. */
async function send(mail: SendMailOptions): Promise<string> {
  try {
    return (await relay.sendMail({ from: 'amy@north.example', to: TO, subject: 'Please', ...mail })).response ?? '';
  } catch (error) {
    return (error as { readonly response?: string }).response ?? String(error);
  }
}

/** All that the listener says to what is written at once, until it hangs up. */
async function converse(words: string): Promise<string> {
  const socket = connect(listener?.port ?? 0, '127.0.0.1');
  let said = '';
  socket.on('data', (piece: Buffer) => {
    if (said === '') socket.write(words);
    said += piece.toString();
  });
  await once(socket, 'close');
  return said;
}

const requests = () => admin.context.stores.requests.list({ limit: 100 });
const audited = async () => (await admin.context.stores.audit.list({ limit: 1000 })).at(-1);
const owed = async () =>
  (await admin.context.stores.outbox.pending(admin.context.clock(), 0, 100)).map(({ to, payload }) => [to, payload['event']]);

describe('a mail to the address for requests', () => {
  it('becomes a request by whoever is known, is answered 250 once it is stored, and acknowledged', async () => {
    const answer = await send({
      subject: 'Site for art',
      text: 'Could you open https://www.games.schoolgate.test/draw?x=1, please?\r\n\r\nAmy',
    });
    const [request, ...others] = await requests();
    expect(others).toEqual([]);
    expect(answer).toBe(`250 2.0.0 filed ${request?.id}`);
    expect(request).toMatchObject({
      ...{ kind: 'unblock', url: 'https://www.games.schoolgate.test/draw?x=1', host: 'games.schoolgate.test', requestedBy: 'amy' },
      ...{
        school: 'north',
        group: 'seniors',
        email: 'amy@north.example',
        filedBy: 'mail:amy@north.example',
        urgent: false,
        decisionId: null,
      },
      reason: 'Could you open https://www.games.schoolgate.test/draw?x=1, please? Amy',
    });
    expect(request?.explanation).toMatchObject({ action: 'block', category: 'games' });
    expect(await owed()).toEqual([['amy@north.example', 'filed']]);
    expect(await audited()).toMatchObject({ actor: 'mail:amy@north.example', action: 'request.file', subject: request?.id });
  });

  it('that is delivered twice is one request', async () => {
    const twice = { messageId: '<one@north.example>', text: 'www.games.schoolgate.test' };
    const [first, second] = [await send(twice), await send(twice)];
    expect(second).toBe(first);
    expect(await requests()).toHaveLength(1);
    expect(await owed()).toHaveLength(1);
  });

  it('is read from HTML, without what hangs on it or is quoted', async () => {
    const html =
      '<style>a{}</style><p>Hello IT,<br>could we have <a href="https://a.example/x?a=1&amp;b=2">this</a>?</p><blockquote>old https://b.example/</blockquote>';
    await send({ html, attachments: [{ filename: 'c.txt', content: 'https://c.example/ secret' }] });
    const [request] = await requests();
    expect(request).toMatchObject({
      url: 'https://a.example/x?a=1&b=2',
      reason: 'Hello IT, could we have https://a.example/x?a=1&b=2 this?',
    });
    expect(JSON.stringify(request)).not.toMatch(/secret|b\.example/);
  });

  it('by somebody with an account is by that account', async () => {
    await addPerson(admin, 'm.head', 'headteacher', { email: 'head@trust.example', school: 'south' });
    await send({ from: 'The Head <HEAD@trust.example>', text: 'a.example' });
    expect(await requests()).toMatchObject([{ requestedBy: 'm.head', school: 'south', email: 'head@trust.example' }]);
  });

  it('by somebody unknown is refused and audited, or filed where the school says so', async () => {
    const stranger = { from: 'someone@else.example', text: 'a.example' };
    expect(await send(stranger)).toMatch(/^550 5\.7\.1 Nobody is known by this address/);
    expect(await audited()).toMatchObject({ action: 'request.mail', outcome: 'refused', actor: 'mail:someone@else.example' });
    expect(await requests()).toEqual([]);
    await listen({ unknown: 'file' });
    expect(await send(stranger)).toMatch(/^250 /);
    expect(await requests()).toMatchObject([{ requestedBy: 'someone@else.example', school: null, group: 'unidentified', email: null }]);
    expect(await owed()).toEqual([]);
  });

  it('that names no site is refused in words', async () => {
    expect(await send({ text: 'Can you open something? Ask mr.smith@school.example or see page.html' })).toMatch(
      /^550 5\.7\.1 Write the address of the site/,
    );
  });

  it('about a site that is open to nobody is refused, and no request keeps its name', async () => {
    expect(await send({ text: 'http://child-sexual-abuse.schoolgate.test/' })).toMatch(/^550 5\.7\.1 Nobody can be asked for this site/);
    expect(JSON.stringify([await requests(), await audited()])).not.toContain('child-sexual-abuse.schoolgate');
  });

  it('about a site that is asked for already is a comment, and a sixth within the hour is refused', async () => {
    const first = await send({ text: 'one.example' });
    expect(await send({ text: 'one.example, it is urgent' })).toBe(first.replace('filed', 'commented'));
    for (const site of ['two', 'three', 'four', 'five']) expect(await send({ text: `${site}.example` })).toMatch(/^250/);
    expect(await send({ text: 'six.example' })).toMatch(/^550 .*several sites within the hour/);
    expect(await requests()).toHaveLength(5);
  });
});

describe('an answer by mail', () => {
  it('with the reference in its subject is a comment: by whoever asked, or one who decides', async () => {
    const reference = (await send({ text: 'one.example' })).split(' ').at(-1) ?? '';
    const subject = `Re: [Schoolgate] We have your request (${reference})`;
    const answer = { subject, messageId: '<a@x>', text: 'It is for Tuesday.\r\n\r\nOn Mon, 23 Nov 2026, Schoolgate wrote:\r\n> old words' };
    for (const _ of ['once', 'again']) expect(await send(answer)).toBe(`250 2.0.0 commented ${reference}`);
    // Some machines give all that they send one name.
    await send({ ...answer, text: 'Or for Friday.' });
    await addPerson(admin, 'desk', 'it-operator', { email: 'it@north.example' });
    await send({ subject, from: 'it@north.example', text: 'Asked the head of art.' });
    expect(await send({ subject, from: 'ben@north.example', text: 'mine too' })).toMatch(/^550 .*somebody else/);
    const comments = await admin.context.stores.requests.comments(reference);
    expect(comments.map(({ author, text }) => [author, text]).toSorted()).toEqual([
      ['mail:amy@north.example', 'It is for Tuesday.'],
      ['mail:amy@north.example', 'Or for Friday.'],
      ['mail:it@north.example', 'Asked the head of art.'],
    ]);
  });
});

describe('what is not asked by a person', () => {
  it('is taken and dropped: nobody is answered', async () => {
    for (const more of [
      { headers: { 'Auto-Submitted': 'auto-replied' } },
      { headers: { 'List-Id': '<all.north.example>' } },
      { headers: { Precedence: 'bulk' } },
      // A report about a mail.
      { envelope: { from: '', to: TO } },
      { from: TO },
    ]) {
      expect(await send({ text: 'a.example', ...more })).toMatch(/^250 2\.0\.0 /);
    }
    expect([await requests(), await owed()]).toEqual([[], []]);
  });
});

describe('the listener', () => {
  it('takes mails from the named servers alone, for the one address, of bounded size and number', async () => {
    expect(await send({ to: 'head@north.example', text: 'a.example' })).toMatch(/550 5\.1\.1/);
    expect(await send({ text: 'a.example '.repeat(500_000) })).toMatch(/552/);
    const said = await converse(`HELO x\r\nMAIL FROM:<a@b.example>\r\n${`RCPT TO:<${TO}>\r\n`.repeat(61)}QUIT\r\n`);
    expect(said).toContain('451 4.7.1');
    expect(await send({ text: 'a.example' })).toMatch(/451 4\.7\.1/);
    nowMs += 60_000;
    expect(await send({ text: 'a.example' })).toMatch(/^250/);
    await listen({ relays: ['10.0.0.0/8'] });
    expect(await send({ text: 'b.example' })).toMatch(/554/);
    expect(await requests()).toHaveLength(1);
  });

  it('leaves a mail with the server that brings it while nothing can be stored', async () => {
    const { stores } = admin.context;
    const broken = {
      ...stores.requests,
      get: stores.requests.get.bind(stores.requests),
      add: () => Promise.reject(new Error('disk full')),
    };
    await listen({}, { context: { stores: { ...stores, requests: broken } } });
    expect(await send({ messageId: '<kept@x>', text: 'a.example' })).toMatch(/^451 4\.3\.0/);
    await listen();
    expect(await send({ messageId: '<kept@x>', text: 'a.example' })).toMatch(/^250 2\.0\.0 filed/);
    expect(await requests()).toHaveLength(1);
  });

  it('is not led astray by headers within headers, broken parts, or a client that goes away', async () => {
    const raw = [
      'From: "amy\r\n b" <amy@north.example>',
      'Subject: =?utf-8?Q?a.example=0D=0ABcc:_all@north.example?=',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain; charset=no-such',
      'Content-Transfer-Encoding: base64',
      '',
      '*** not base64 ***',
    ].join('\r\n');
    expect(await send({ raw, envelope: { from: 'amy@north.example', to: TO } })).toMatch(/^250/);
    const [request] = await requests();
    expect(`${request?.reason}${request?.url}`).not.toMatch(/[\r\n]/);
    const socket = connect(listener?.port ?? 0, '127.0.0.1');
    await once(socket, 'data');
    socket.write(`HELO x\r\nMAIL FROM:<amy@north.example>\r\nRCPT TO:<${TO}>\r\nDATA\r\nSubject: cut.example\r\n\r\nhalf a`);
    await once(socket, 'data');
    socket.destroy();
    expect(await send({ text: 'after.example' })).toMatch(/^250/);
    expect((await requests()).map(({ host }) => host)).not.toContain('cut.example');
  });
});
