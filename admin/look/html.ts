import { Parser } from 'htmlparser2';

/** A start tag, and of those that hold nothing but text (`title`, `style`), that text. */
export interface HtmlTag {
  /** Lower case. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

const KEEP_TEXT = new Set(['title', 'style']);
/** What a mail's reader sees as the end of a line. */
const ENDS_LINE = new Set(['br', 'p', 'div', 'tr', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote']);
const UNSEEN = new Set(['script', 'style', 'title', 'head', 'template', 'textarea']);
/** Far more than words; the rest of a large mail is its looks. */
const MOST_HTML = 500_000;

/** The start tags of a page in order. A page can be made so that this takes minutes: for a thread of its own. */
export function tagsOf(html: string): HtmlTag[] {
  const tags: HtmlTag[] = [];
  let reading: { readonly name: string; readonly attributes: Map<string, string>; text: string } | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      const tag = { name, attributes: new Map(Object.entries(attributes)), text: '' };
      tags.push(tag);
      if (KEEP_TEXT.has(name)) reading = tag;
    },
    ontext(text) {
      if (reading !== undefined) reading.text += text;
    },
    onclosetag(name) {
      if (name === reading?.name) reading = undefined;
    },
  });
  parser.end(html);
  return tags;
}

/** The words of an HTML mail, with the addresses of its links before them. For a thread of its own, as `tagsOf`. */
export function htmlText(html: string): string {
  let words = '';
  let unseen = 0;
  const parser = new Parser({
    onopentag(name, { href }) {
      if (UNSEEN.has(name)) unseen++;
      if (name === 'blockquote') words += '\n> ';
      else if (name === 'a' && href !== undefined && /^https?:/i.test(href)) words += ` ${href} `;
    },
    ontext(text) {
      if (unseen === 0) words += text;
    },
    onclosetag(name) {
      if (UNSEEN.has(name)) unseen--;
      if (ENDS_LINE.has(name)) words += '\n';
    },
  });
  parser.end(html.slice(0, MOST_HTML));
  return words
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}
