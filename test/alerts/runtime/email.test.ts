import { describe, expect, it, onTestFinished } from 'vitest';
import { openMailSender } from '../../../alerts/deliver/email.ts';
import type { OutgoingMail } from '../../../alerts/deliver/send-result.ts';
import { MailServer } from '../../support/mail-server.ts';

const MAIL: OutgoingMail = {
  deliveryId: 'D1',
  to: 'dsl@north.example',
  subject: 'Subject',
  text: 'Text',
  html: '<p>Text',
  isRepeat: false,
};

async function serve(options: Parameters<typeof MailServer.start>[0] = {}): Promise<MailServer> {
  const server = await MailServer.start(options);
  onTestFinished(() => server.close());
  return server;
}

function sender(url: string) {
  const opened = openMailSender({ url, from: 'Schoolgate <schoolgate@trust.example>', silenceMs: 3_000 });
  onTestFinished(() => opened.close());
  return opened;
}

/** This machine by an address that does not count as loopback. */
const elsewhere = (server: MailServer, query = '') => `smtp://[::ffff:127.0.0.1]:${server.port}/${query}`;

describe('the mail sender', () => {
  it('hands a message over with its own Message-ID and no way to an auto-reply', async () => {
    const server = await serve();
    expect(await sender(server.url).send(MAIL)).toEqual({ kind: 'accepted', answer: '250 taken' });
    expect(server.received[0]).toMatchObject({ from: 'schoolgate@trust.example', to: ['dsl@north.example'] });
    expect(server.received[0]?.mail.messageId).toBe('<D1@trust.example>');
    expect(server.received[0]?.raw).toContain('Auto-Submitted: auto-generated');
  });

  it.each([
    ['offers no STARTTLS', {}, ''],
    ['has a certificate that nobody vouches for', { disabledCommands: ['AUTH'] }, ''],
    [
      'would be trusted if the URL could say so',
      { disabledCommands: ['AUTH'] },
      '?tls.rejectUnauthorized=false&ignoreTLS=true&requireTLS=false',
    ],
  ])('sends nothing to a server elsewhere that %s', async (_what, options, query) => {
    const server = await serve(options);
    expect(await sender(elsewhere(server, query)).send(MAIL)).toMatchObject({ kind: 'failed' });
    expect(server.received).toEqual([]);
  });

  it('speaks TLS from the start with smtps, and not to a stranger', async () => {
    const server = await serve({ secure: true });
    expect(await sender(`smtps://127.0.0.1:${server.port}`).send(MAIL)).toMatchObject({ kind: 'failed' });
    expect(server.received).toEqual([]);
  });

  it('tells a refusal for good from one for now, without the address', async () => {
    const server = await serve();
    server.behaviour = (to) => (to.startsWith('dsl') ? 'refuse' : 'defer');
    const { send } = { send: (to: string) => sender(server.url).send({ ...MAIL, to }) };
    expect(await send('dsl@north.example')).toEqual({ kind: 'refused', answer: '550 no such mailbox …' });
    expect(await send('deputy@north.example')).toEqual({ kind: 'failed', answer: '451 come back later' });
  });

  it('takes a server that refuses everybody for a broken server, not for a wrong address', async () => {
    const server = await serve({ onMailFrom: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode: 550 })) });
    expect(await sender(server.url).send(MAIL)).toMatchObject({ kind: 'failed' });
    await server.close();
    expect(await sender(server.url).send(MAIL)).toMatchObject({ kind: 'failed', answer: expect.stringContaining('no answer') });
  });

  it('is in doubt when the server takes the last byte and says nothing, or hangs up', async () => {
    const server = await serve();
    server.behaviour = () => 60_000;
    expect(await sender(server.url).send(MAIL)).toMatchObject({ kind: 'in-doubt' });
    server.behaviour = () => 'drop-after-data';
    expect(await sender(server.url).send(MAIL)).toMatchObject({ kind: 'in-doubt' });
  });
});
