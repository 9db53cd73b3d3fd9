import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../admin/look/page-reading.ts';
import { parseAbsoluteTarget, type Target } from '../../../core/target.ts';

const parsed = parseAbsoluteTarget('https://www.page.example/a/b');
if (!parsed.ok) throw new Error(parsed.failure.message);
const base: Target = parsed.value;
const read = (html: string) => readPage(html, base);
const hosts = (html: string) => [...read(html).hosts].map(([host, kinds]) => `${host} ${[...kinds].join('+')}`);

describe('the words of a page', () => {
  it.each([
    ['<title>Fish &amp; chips</title>', 'Fish & chips'],
    ['<TITLE lang=en >\n  Two\n lines </TITLE >', 'Two lines'],
    ['<title>A <b>bold</b> one</title>', 'A <b>bold</b> one'],
    ['<title></title><title>second</title><meta property="og:title" content="Shared">', 'second'],
    ['<meta property="og:title" content="Shared">', 'Shared'],
    ['<!-- <title>no</title> --><script>"<title>no</title>"</script><title>yes</title>', 'yes'],
    ['<!--><title>after a short comment</title>', 'after a short comment'],
    ['<title>&#72;&#x49;&#0;&unknown;&nbsp;&euro;</title>', 'HI\u{fffd}&unknown; €'],
    ['<title>a\u202eb\u0000c\u200d</title>', 'a b c'],
    ['<title>never ended', 'never ended'],
    ['no page at all < 3 > 2', null],
  ])('%s', (html, title) => {
    expect(read(html).title).toBe(title);
  });

  it('are cut to a line that can be shown', () => {
    expect(read(`<title>${'x'.repeat(5_000)}</title>`).title).toHaveLength(200);
    expect(read(`<meta name=Description content='${'🙂'.repeat(5_000)}'>`).description).toHaveLength(2 * 499 + 1);
  });
});

describe('the hosts of a page', () => {
  it.each([
    ['<script src=https://a.example/x></script>', ['a.example script']],
    [
      "<img alt='>' src='//a.example/x.png' srcset='https://b.example/1.png 1x, //c.example/2.png 2x'>",
      ['a.example picture', 'b.example picture', 'c.example picture'],
    ],
    [
      '<link rel="preconnect dns-prefetch" href="https://a.example"><link rel=preload as=script href=//b.example/x>',
      ['a.example other', 'b.example script'],
    ],
    ['<link rel=canonical href=https://a.example/><a href=https://b.example/>x</a><form action=https://c.example/>', []],
    ['<style>@import "https://a.example/x.css"; p { background: url(//b.example/y.png) }</style>', ['a.example style', 'b.example style']],
    ['<p style="background:url(\'https://a.example/x\')">', ['a.example picture']],
    ['<base href="https://cdn.example/assets/"><script src="x.js"></script>', ['cdn.example script']],
    ['<video src=//a.example/v poster=//b.example/p><source src=//a.example/w></video>', ['a.example media', 'b.example picture']],
    ['<iframe src="https://a.example/?x=1&amp;y=2"></iframe><object data=//b.example/o>', ['a.example frame', 'b.example other']],
    ['<img src="data:image/png;base64,AA"><img src="javascript:x"><img src="/own.png"><img src="https://www.page.example/own">', []],
    [
      '<img src="https://EXAMPLE.com./x"><img src="http://[::1]/"><img src="https://bücher.example/">',
      ['example.com picture', '::1 picture', 'xn--bcher-kva.example picture'],
    ],
    ['<constructor src="https://a.example/"><__proto__ href="//b.example"><link rel=constructor href=//c.example>', []],
    ['<script src=//a.example/1></script><img src=//a.example/2>', ['a.example script+picture']],
  ])('%s', (html, expected) => {
    expect(hosts(html)).toEqual(expected);
  });

  it('are sixty at most', () => {
    const many = Array.from({ length: 200 }, (_, i) => `<img src=//h${i}.example/>`).join('');
    expect(read(many).hosts.size).toBe(60);
  });
});

describe('any text', () => {
  it('is read without throwing', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '<!--',
      '-->',
      '<title',
      '<script',
      '</script>',
      ' src=',
      '"',
      "'",
      '&#',
      '&amp;',
      'a',
      '/',
      '=',
      ' ',
      '\u0000',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void read(pieces.join(''))));
  });

  it.each([
    ['open tags', '<a '],
    ['unended quotes', '<a b="'],
    ['comments', '<!--'],
    ['scripts', '<script>'],
    ['spaces', '<a b     '],
    ['style', "<style>url(' "],
    ['equals', '<a =='],
  ])('of half a megabyte of %s is read, though each piece runs to the end of the page', (_what, piece) => {
    read(piece.repeat(Math.floor(524_288 / piece.length)));
  });
});
