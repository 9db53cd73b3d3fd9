/** A user name and password as a client sent them. */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** Longer ones are nobody's password; refusing them bounds what is hashed. */
const MAX_HEADER_LENGTH = 2_048;
const MAX_USER_LENGTH = 200;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a `Proxy-Authorization` of the Basic scheme (RFC 7617, charset UTF-8). Undefined when it is anything else. */
export function parseBasicCredentials(header: string): BasicCredentials | undefined {
  if (header.length > MAX_HEADER_LENGTH) return undefined;
  const match = /^basic +([a-z0-9+/]+={0,2}) *$/i.exec(header);
  if (match === null) return undefined;
  let text: string;
  try {
    text = utf8.decode(Buffer.from(match[1] ?? '', 'base64'));
  } catch {
    return undefined;
  }
  const colon = text.indexOf(':');
  // RFC 7617 section 2: neither part holds control characters.
  if (colon < 1 || colon > MAX_USER_LENGTH || /\p{Cc}/u.test(text)) return undefined;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
