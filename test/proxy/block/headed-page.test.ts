import { expect, it } from 'vitest';
import type { BareSocket } from '../../../outbound/bare-socket.ts';
import { slot } from '../../../pages/html.ts';
import { Template } from '../../../proxy/block/template.ts';
import { OrdinaryResponse } from '../../../proxy/ordinary/response.ts';
import { bareConnections } from '../../support/bare-pair.ts';

const FILLER = 'x'.repeat(6_000);
const { accepted } = bareConnections();

function answer(socket: BareSocket, template: Template, reference: string, more = ''): Promise<void> {
  return new Promise((ended) => {
    const response = new OrdinaryResponse({ socket, keepAlive: '', ended: () => ended() }, false, false);
    const body = template.fill({ reference });
    response.sendOwn({ status: 403, headers: {}, lines: `Content-Length: ${body.length}\r\n${more}`, body }, 'Forbidden', false);
    if (socket.writableLength > 0) ended();
  });
}

it('a page that a client has not read yet stays as it was, whoever is sent the next', async () => {
  const [slow, quick] = [await accepted(), await accepted()];
  const template = new Template(`<p>${slot('reference').text}</p>${FILLER}`);
  slow.peer.pause();
  let last = 0;
  const answered: Promise<void>[] = [];
  while (slow.bare.writableLength === 0) {
    answered.push(answer(slow.bare, template, `slow-${String(last++).padStart(6, '0')}`));
    await new Promise((done) => setImmediate(done));
  }
  // The one that waits, and two behind it.
  answered.push(answer(slow.bare, template, `slow-${String(last++).padStart(6, '0')}`));
  answered.push(answer(slow.bare, template, `slow-${String(last++).padStart(6, '0')}`, 'Long: '.padEnd(3_000, 'y').concat('\r\n')));
  await new Promise((done) => setImmediate(done));
  quick.peer.resume();
  for (let i = 0; i < 5; i++) await answer(quick.bare, template, `quick-${String(i).padStart(5, '0')}`);
  let text = '';
  const read = new Promise<void>((done) => {
    slow.peer.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (text.includes(`slow-${String(last - 1).padStart(6, '0')}`) && text.endsWith(FILLER)) done();
    });
  });
  slow.peer.resume();
  await Promise.all([read, ...answered]);
  const found = text.match(/<p>[^<]*<\/p>/g);
  expect(found).toEqual(Array.from({ length: last }, (_, i) => `<p>slow-${String(i).padStart(6, '0')}</p>`));
  expect(text.split(FILLER).length).toBe(last + 1);
  expect(text.match(/HTTP\/1\.1 403 Forbidden\r\n/g)?.length).toBe(last);
});
