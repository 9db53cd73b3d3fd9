/** What came from a network is data: it breaks no line, opens no tag, turns no text round and is never a link. */
const MAX_LENGTH = 300;

/** Controls (line feeds among them), separators, marks that turn or hide text, and characters that stand for nothing. */
const ACTING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]+/gu;

/** One plain line of at most 300 characters. */
export function inertLine(text: string, maxLength = MAX_LENGTH): string {
  const line = text.toWellFormed().replace(ACTING, ' ').replace(/\s+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** An address that mail programs do not make a link of: `hxxps://evil[.]example/path`. */
export function defang(text: string): string {
  return inertLine(text)
    .replace(/\b(h)tt(ps?)\b/gi, '$1xx$2')
    .replace(/:\/\//g, '[://]')
    .replace(/@/g, '[@]')
    .replace(/\./g, '[.]');
}

/** Dots that a mail program could take for a host's, an address or a scheme: a name like `a.lead` is left readable. */
const LINK_LIKE =
  /[/@\\]|:\/\/|\bwww\.|\.[^.\s]*\.|\.(?:com|net|org|uk|io|co|me|info|biz|app|dev|xyz|site|online|top|ru|cn|tv|ly|gg|link|example|test)\b/i;

/** A person's or computer's name, defanged where it could become a link. */
export function inertName(text: string): string {
  return LINK_LIKE.test(text) ? defang(text) : inertLine(text);
}

/** What a person wrote, as one line: only those of its words that could become a link are defanged. */
export function inertWords(text: string, maxLength = 1_000): string {
  return inertLine(text, maxLength).split(' ').map(inertName).join(' ');
}
