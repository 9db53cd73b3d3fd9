import { parseQuestionUrl } from '../../snapshot/hypothetical-facts.ts';

const URLS = /\bhttps?:\/\/[^\s<>"“”]{3,2000}/gi;
const NAMES = /(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w@-])(?:\/[^\s<>"“”]{0,2000})?/gi;
/** What looks like a host and is a file. */
const FILE = /\.(?:docx?|xlsx?|pptx?|pdf|html?|txt|csv|png|jpe?g|gif|zip|mp[34])$/i;
const TRAILING = /[.,;:!?)\]}'’*_]+$/;
/** Where quoted text and signatures begin, as mail programs write them. */
const REST = /^(?:>|-- ?$|-{2,} ?original message|_{10,}|on .{5,200} wrote: ?$|from: )/im;

/**
 * The site that a mail asks for: the first address in its subject, else in its text, a whole one before a bare name. Names under
 * `domains` are the school's own. Undefined where it names none.
 */
export function askedSite(
  { subject, text }: { readonly subject: string; readonly text: string },
  domains: readonly string[],
): string | undefined {
  const body = ownWords(text);
  for (const [source, pattern] of [
    [subject, URLS],
    [subject, NAMES],
    [body, URLS],
    [body, NAMES],
  ] as const) {
    for (const [found] of source.matchAll(pattern)) {
      const url = unwrapped(found.replace(TRAILING, ''));
      const target = FILE.test(url) && !url.includes('/') ? undefined : parseQuestionUrl(url);
      if (target?.ok !== true) continue;
      const { hostname } = target.value;
      if (!domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))) return url;
    }
  }
  return undefined;
}

/** What whoever writes says themselves, without what they answer to; the whole where that would leave nothing. */
export function ownWords(text: string): string {
  const rest = REST.exec(text)?.index ?? text.length;
  const own = text.slice(0, rest).trim();
  return own === '' ? text : own;
}

/** Microsoft's mail filters put their own address before each link. */
function unwrapped(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !/(?:^|\.)safelinks\.protection\.outlook\.com$/.test(parsed.hostname)) return url;
  return parsed.searchParams.get('url') ?? url;
}
