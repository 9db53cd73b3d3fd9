import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeHtml } from '../../../core/html.ts';
import { slot } from '../../../pages/html.ts';
import { type FilledPage, Template } from '../../../proxy/block/template.ts';

const [A, B] = [slot('a').text, slot('b').text];
const PAGES = [`${A}`, 'nothing to fill', `<p>${A}</p>é${B}<b>${A}</b>`, `${A}${B}`];
const values = fc.record({ a: fc.oneof(fc.constantFrom('', 'one', 'two', 'é1', '<&>'), fc.string()), b: fc.constantFrom('x', 'yz', 'é') });

it('writes each page as if it were the only one, whatever came before', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PAGES), fc.array(values, { maxLength: 8 }), (page, given) => {
      const template = new Template(page);
      const expected = ({ a, b }: { a: string; b: string }) => page.replaceAll(A, () => escapeHtml(a)).replaceAll(B, () => escapeHtml(b));
      const kept: FilledPage[] = [];
      for (const one of given) {
        const filled = template.fill(one);
        kept.push(filled);
        expect(filled.toString()).toBe(expected(one));
        expect(filled.length).toBe(Buffer.byteLength(expected(one)));
      }
      // A page may be written long after others were filled in.
      expect(kept.map(String)).toEqual(given.map(expected));
    }),
  );
});

it('throws for a gap that nothing fills', () => {
  expect(() => new Template(A).fill({ b: 'x' })).toThrow('gap "a"');
});
