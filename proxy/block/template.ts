import { escapeHtml } from '../../core/html.ts';
import { splitAtSlots } from '../../pages/html.ts';

/** A page rendered once, with gaps. Filling it encodes only what is new. */
export interface Template {
  fill(values: Readonly<Record<string, string>>): FilledPage;
}

/** A page's bytes, which are put together only where they are needed: at once into the buffer that is sent. */
export class FilledPage {
  /** In bytes. */
  readonly length: number;
  readonly #texts: readonly Buffer[];
  readonly #values: readonly string[];

  /** `length`: of all of them; the values stand between the texts. */
  constructor(texts: readonly Buffer[], values: readonly string[], length: number) {
    this.#texts = texts;
    this.#values = values;
    this.length = length;
  }

  writeTo(target: Buffer, from: number): void {
    let at = from;
    for (let i = 0; i < this.#texts.length; i++) {
      at += this.#texts[i]?.copy(target, at) ?? 0;
      const value = this.#values[i];
      if (value !== undefined) at += target.write(value, at);
    }
  }

  toBuffer(): Buffer {
    const bytes = Buffer.allocUnsafe(this.length);
    this.writeTo(bytes, 0);
    return bytes;
  }

  toString(): string {
    return this.toBuffer().toString();
  }
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
      let length = fixedBytes;
      for (const value of filled) length += Buffer.byteLength(value);
      return new FilledPage(texts, filled, length);
    },
  };
}
