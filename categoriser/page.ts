const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Mean the same written plainly or percent-encoded: unreserved characters, and those that delimit nothing in a path or query. */
const PLAIN = codesOf(`${LETTERS_AND_DIGITS}-._~!$'()*,:@`);
/** May stand in a path or query besides `%`; browsers encode the rest, some clients do not. */
const ALLOWED = codesOf(`${LETTERS_AND_DIGITS}-._~!$'()*,:@/&=+;?[]`);
const CANONICAL = /^[A-Za-z0-9\-._~!$'()*,:@/&=+;?[\]]*$/;
const HEX_PAIR = /^[0-9a-fA-F]{2}$/;

/** A path and query in the one spelling that entries and requests are compared in. */
export interface Page {
  /** Begins with `/`. */
  readonly path: string;
  /** Empty, or begins with `?`. */
  readonly query: string;
}

/**
 * The canonical spelling of what a client asked for (RFC 3986 section 6.2.2): percent-encoding undone where it changes nothing,
 * upper-case otherwise; `.` and `..` segments resolved. Case, empty segments and the order of a query are kept.
 * Text within U+00FF is taken for the bytes that an HTTP parser hands over, other text for what a person wrote.
 */
export function canonicalPage(path: string, query: string): Page {
  return { path: withoutDotSegments(canonicalText(path === '' ? '/' : path)), query: canonicalText(query) };
}

/** The page that a listed `path?query` stands for. A fragment never reaches a server, so it is dropped. */
export function listedPage(text: string): Page {
  const [withoutFragment = ''] = text.split('#', 1);
  const ascii = utf8Encoded(withoutFragment);
  const mark = ascii.indexOf('?');
  return mark < 0 ? canonicalPage(ascii, '') : canonicalPage(ascii.slice(0, mark), ascii.slice(mark));
}

function canonicalText(raw: string): string {
  if (CANONICAL.test(raw)) return raw;
  const text = /[\u{100}-\u{10ffff}]/u.test(raw) ? utf8Encoded(raw) : raw;
  let canonical = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const pair = text.charAt(i) === '%' ? text.slice(i + 1, i + 3) : '';
    if (HEX_PAIR.test(pair)) {
      const decoded = Number.parseInt(pair, 16);
      canonical += PLAIN[decoded] === 1 ? String.fromCharCode(decoded) : `%${pair.toUpperCase()}`;
      i += 2;
    } else canonical += ALLOWED[code] === 1 ? text.charAt(i) : `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return canonical;
}

function utf8Encoded(text: string): string {
  return text.toWellFormed().replace(/[\u0080-\u{10ffff}]+/gu, encodeURIComponent);
}

/** RFC 3986 section 5.2.4. */
function withoutDotSegments(path: string): string {
  if (!path.includes('/.')) return path;
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  segments.forEach((segment, position) => {
    const isDots = segment === '.' || segment === '..';
    if (segment === '..') kept.pop();
    if (!isDots) kept.push(segment);
    else if (position === segments.length - 1) kept.push('');
  });
  return `/${kept.join('/')}`;
}

function codesOf(characters: string): Uint8Array {
  const codes = new Uint8Array(256);
  for (const character of characters) codes[character.charCodeAt(0)] = 1;
  return codes;
}
