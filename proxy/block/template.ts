import { escapeHtml } from '../../core/html.ts';
import { splitAtSlots } from '../../pages/html.ts';

/** Before a page there is room for the head that it is sent with. */
const HEAD_ROOM = 2_048;

/** A gap of a page, which may stand in several places. */
interface Gap {
  readonly name: string;
  readonly places: number;
  /** What it was filled with last: pages that follow each other have much in common. */
  value: string | undefined;
  text: string;
  bytes: number;
}

/** A page rendered once, with gaps. Filling it encodes only what is new. */
export class Template {
  /** What stands between the gaps, one more than those. */
  readonly #fixed: readonly Buffer[];
  readonly #fixedBytes: number;
  readonly #gaps: readonly Gap[];
  /** Which gap follows each fixed text but the last. */
  readonly #order: readonly number[];
  /** The page that was written last, behind room for a head, what it was filled with, and where its gaps begin. */
  #memory = Buffer.alloc(HEAD_ROOM);
  #shown: readonly string[] | undefined;
  #places: readonly number[] = [];

  /** `page`: rendered with slots (pages/html.ts). */
  constructor(page: string) {
    const pieces = splitAtSlots(page);
    const names = pieces.filter((_, index) => index % 2 === 1);
    this.#fixed = pieces.filter((_, index) => index % 2 === 0).map((text) => Buffer.from(text));
    this.#fixedBytes = this.#fixed.reduce((sum, text) => sum + text.length, 0);
    this.#gaps = [...new Set(names)].map((name) => {
      const places = names.filter((other) => other === name).length;
      return { name, places, value: undefined, text: '', bytes: 0 };
    });
    this.#order = names.map((name) => this.#gaps.findIndex((gap) => gap.name === name));
  }

  /** Values are escaped here. Throws on a slot without a value: a bug. */
  fill(values: Readonly<Record<string, string>>): FilledPage {
    const texts: string[] = [];
    let length = this.#fixedBytes;
    for (const gap of this.#gaps) {
      const value = values[gap.name];
      if (value === undefined) throw new Error(`The page has a gap "${gap.name}" and nothing to fill it.`);
      if (value !== gap.value) {
        gap.value = value;
        gap.text = escapeHtml(value);
        gap.bytes = Buffer.byteLength(gap.text);
      }
      texts.push(gap.text);
      length += gap.bytes * gap.places;
    }
    return new FilledPage(this, texts, length);
  }

  /** For FilledPage: writes the page of these texts, one for each gap. */
  write(texts: readonly string[], target: Buffer, from: number): void {
    if (!this.#change(texts)) this.#build(texts);
    this.#memory.copy(target, from, HEAD_ROOM);
  }

  /** For FilledPage: head and page where the next page will be put together. Undefined where there is no room for the head. */
  behind(head: string, texts: readonly string[]): Buffer | undefined {
    if (head.length > HEAD_ROOM) return undefined;
    if (!this.#change(texts)) this.#build(texts);
    const from = HEAD_ROOM - head.length;
    this.#memory.write(head, from, 'latin1');
    return this.#memory.subarray(from);
  }

  /** For FilledPage: the next page is put together elsewhere. */
  leave(): void {
    this.#shown = undefined;
  }

  /** Makes the last page the one of these texts; false where one of them is longer or shorter than it was. */
  #change(texts: readonly string[]): boolean {
    const shown = this.#shown;
    if (shown === undefined) return false;
    for (let i = 0; i < texts.length; i++) if (!isAsLong(texts[i] ?? '', shown[i] ?? '')) return false;
    for (let i = 0; i < this.#order.length; i++) {
      const gap = this.#order[i] ?? 0;
      const text = texts[gap] ?? '';
      if (text !== shown[gap]) this.#memory.write(text, this.#places[i] ?? 0);
    }
    this.#shown = texts;
    return true;
  }

  #build(texts: readonly string[]): void {
    const places: number[] = [];
    const pieces: Buffer[] = [Buffer.alloc(HEAD_ROOM)];
    let at = HEAD_ROOM;
    for (const [i, fixed] of this.#fixed.entries()) {
      const text = Buffer.from(texts[this.#order[i] ?? -1] ?? '');
      at += fixed.length;
      places.push(at);
      at += text.length;
      pieces.push(fixed, text);
    }
    this.#memory = Buffer.concat(pieces);
    this.#places = places;
    this.#shown = texts;
  }
}

function isAsLong(text: string, other: string): boolean {
  return text === other || (text.length === other.length && Buffer.byteLength(text) === Buffer.byteLength(other));
}

/** A page's bytes, which are put together only where they are needed: at once into the buffer that is sent. */
export class FilledPage {
  /** In bytes. */
  readonly length: number;
  readonly #template: Template;
  readonly #texts: readonly string[];

  constructor(template: Template, texts: readonly string[], length: number) {
    this.#template = template;
    this.#texts = texts;
    this.length = length;
  }

  writeTo(target: Buffer, from: number): void {
    this.#template.write(this.#texts, target, from);
  }

  /**
   * Head and page as one, for a write that is made at once; the next page of this kind will stand in the same memory. Undefined where
   * the head is too long for that.
   */
  behind(head: string): Buffer | undefined {
    return this.#template.behind(head, this.#texts);
  }

  /** What `behind` gave is still looked at: no other page will be put there. */
  keep(): void {
    this.#template.leave();
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
