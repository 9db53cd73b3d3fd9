/** Where in an import something stands. */
export interface Place {
  /** Of a package; null for a single file. */
  readonly file: string | null;
  readonly line: number;
}

export interface ImportProblem {
  readonly file: string | null;
  /** Null: the file as a whole. */
  readonly line: number | null;
  readonly message: string;
}

/** More than these nobody reads; they are counted. */
export const MOST_KEPT = 200;

/** What keeps an import from being taken in. */
export class Problems {
  readonly kept: ImportProblem[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add({ file, line }: { readonly file: string | null; readonly line: number | null }, message: string): undefined {
    this.#count += 1;
    if (this.kept.length < MOST_KEPT) this.kept.push({ file, line, message });
  }
}

/** `users.csv, line 7`, `line 7`, `users.csv`. */
export function placeText({ file, line }: { readonly file: string | null; readonly line: number | null }): string {
  return [...(file === null ? [] : [file]), ...(line === null ? [] : [`line ${line}`])].join(', ');
}

/** A cell as it may be repeated in an answer: short, and on one line. */
export function quoted(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\ufffd');
  return `"${plain.length > 60 ? `${plain.slice(0, 60)}…` : plain}"`;
}
