import { describe, expect, it } from 'vitest';
import { readApart } from '../../admin/apart.ts';
import type { PageReading } from '../../admin/look/page-reading.ts';
import { parseAbsoluteTarget } from '../../core/target.ts';

const PAGE = new URL('../../admin/look/page-thread.ts', import.meta.url);
const MAIL = new URL('../../admin/mail-in/mail-thread.ts', import.meta.url);
const address = parseAbsoluteTarget('http://site.test/');
const base = address.ok ? address.value : expect.fail('no address');

describe('what strangers wrote, read apart', () => {
  it('gives what its thread makes of it', async () => {
    const read = await readApart<PageReading>(PAGE, { html: '<title>Art</title><img src="//pictures.test/a">', base }, 60_000);
    expect(read).toMatchObject({ title: 'Art', hosts: new Map([['pictures.test', new Set(['picture'])]]) });
    expect(await readApart(MAIL, Buffer.from('From: amy@north.example\r\nSubject: Hello\r\n\r\none.example\r\n'), 60_000)).toMatchObject({
      from: 'amy@north.example',
      subject: 'Hello',
    });
  });

  it('is given up when it takes too long', async () => {
    const html = `<img srcset="a${' '.repeat(400_000)}b">`;
    expect(await readApart(PAGE, { html, base }, 300)).toBeUndefined();
  });

  it('is nothing where its thread fails', async () => {
    expect(await readApart(PAGE, {}, 60_000)).toBeUndefined();
    expect(await readApart(new URL('file:///no/such/thread.ts'), {}, 60_000)).toBeUndefined();
  });

  it.each([
    ['two authors', 'From: amy@north.example, eve@evil.test\r\n'],
    ['two fields of authors', 'From: amy@north.example\r\nFrom: eve@evil.test\r\n'],
    ['no author', ''],
  ])('a mail with %s is nobody’s', async (_, head) => {
    expect(await readApart(MAIL, Buffer.from(`${head}Subject: x\r\n\r\none.example\r\n`), 60_000)).toMatchObject({ from: null });
  });
});
