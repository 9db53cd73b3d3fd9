import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlText } from '../../../admin/look/html.ts';
import { askedSite, ownWords } from '../../../admin/mail-in/asked-site.ts';

const asked = (text: string, subject = 'Please') => askedSite({ subject, text }, ['north.example']);

describe('the site that a mail asks for', () => {
  it.each([
    ['please open https://www.site.example/a?b=1.', 'https://www.site.example/a?b=1'],
    ['(see http://site.example/x)', 'http://site.example/x'],
    ['could we have www.site.example/games, thanks', 'www.site.example/games'],
    ['Site.Example!', 'Site.Example'],
    ['mail me at a.b@other.example about site.example', 'site.example'],
    ['our own https://portal.north.example/ is fine, https://site.example is not', 'https://site.example'],
    ['bare.example but https://whole.example/', 'https://whole.example/'],
    ['the file plan.docx on site.example', 'site.example'],
    ['https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fsite.example%2Fa&data=05', 'https://site.example/a'],
    ['site.example\r\n\r\nFrom: Somebody\r\nhttps://quoted.example', 'site.example'],
    ['thanks\n> https://quoted.example', undefined],
    ['> only https://quoted.example', 'https://quoted.example'],
    ['e.g. nothing, at 10.30 or 1.2.3', undefined],
    ['javascript:alert(1) file:///etc/passwd http://', undefined],
    ['', undefined],
  ])('%j', (text, site) => {
    expect(asked(text)).toBe(site);
  });

  it('is sought in the subject first', () => {
    expect(asked('https://text.example', 'subject.example')).toBe('subject.example');
  });

  it('is sought in any text without throwing', () => {
    const piece = fc.constantFrom('a', '.', '-', '/', '@', 'https://', ' ', '\n', '>', 'example', '"', '\u0000', 'ü', '<', '&');
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void asked(htmlText(pieces.join('')))));
  });

  it.each(['a.', 'https://', '.', '-', '> ', 'on ', '<a ', '<', '<script>', '<!--', '&'])('is sought in a large mail of %j', (piece) => {
    const text = piece.repeat(Math.floor(500_000 / piece.length));
    asked(htmlText(text).slice(0, 20_000));
    asked(text.slice(0, 20_000));
  });
});

describe('the words of a mail', () => {
  it.each([
    ['Mine.\r\n\r\n-- \r\nJo Smith', 'Mine.'],
    ['Mine.\n\nOn Mon, 23 Nov 2026 at 10:00, IT wrote:\n> theirs', 'Mine.'],
    ['Mine.\n-----Original Message-----\nFrom: x', 'Mine.'],
    ['Mine.\n________________________________\nFrom: x', 'Mine.'],
    ['on the whole, I wrote: nothing', 'on the whole, I wrote: nothing'],
  ])('%j', (text, own) => {
    expect(ownWords(text)).toBe(own);
  });

  it('come out of HTML as text, with the addresses of links', () => {
    const html =
      '<html><head><style>p{}</style></head><body><p>Hi &amp; hello<br>see <a class=x href="https://a.example/?x=1&amp;y=2">this</a></p><script>no()</script><!-- no --></body>';
    expect(htmlText(html)).toBe('Hi & hello\nsee https://a.example/?x=1&y=2 this');
  });
});
