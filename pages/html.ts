import { escapeHtml } from '../core/html.ts';

/** Text that is HTML already. Everything else is escaped when it enters a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Renderable = string | number | Html | readonly Html[] | null | undefined | false;

/** Builds HTML: strings are escaped, `Html` and lists of it are taken as they are, null, undefined and false are left out. */
export function html(literals: TemplateStringsArray, ...values: readonly Renderable[]): Html {
  let text = literals[0] ?? '';
  for (const [index, value] of values.entries()) text += render(value) + (literals[index + 1] ?? '');
  return new Html(text);
}

function render(value: Renderable): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map((item) => item.text).join('');
  return escapeHtml(String(value));
}

/**
 * A gap to be filled later, for pages that are rendered once and sent often. The name is set between two
 * non-characters, which no escaped text can hold.
 */
export function slot(name: string): Html {
  return new Html(`\u{fdd0}${name}\u{fdd1}`);
}

/** Splits a page at its slots: texts at even places, slot names at odd ones. */
export function splitAtSlots(page: string): string[] {
  return page.split(/\u{fdd0}(\w+)\u{fdd1}/u);
}
