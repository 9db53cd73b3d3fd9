import { escapeHtml } from '../../core/html.ts';
import { splitAtSlots } from '../../pages/html.ts';

/** A page rendered once, with gaps. Filling it copies bytes and encodes only what is new. */
export interface Template {
  fill(values: Readonly<Record<string, string>>): Buffer;
}

/** Compiles a page that was rendered with slots (pages/html.ts). Values are escaped here. Throws on a slot without a value: a bug. */
export function compileTemplate(page: string): Template {
  const pieces = splitAtSlots(page);
  const texts = pieces.filter((_, index) => index % 2 === 0).map((text) => Buffer.from(text));
  const names = pieces.filter((_, index) => index % 2 === 1);
  const fixedBytes = texts.reduce((sum, text) => sum + text.length, 0);
  return {
    fill(values) {
      const filled = names.map((name) => {
        const value = values[name];
        if (value === undefined) throw new Error(`The page has a gap "${name}" and nothing to fill it.`);
        return escapeHtml(value);
      });
      const page = Buffer.allocUnsafe(filled.reduce((sum, value) => sum + Buffer.byteLength(value), fixedBytes));
      let at = 0;
      for (const [index, text] of texts.entries()) {
        at += text.copy(page, at);
        const value = filled[index];
        if (value !== undefined) at += page.write(value, at);
      }
      return page;
    },
  };
}
