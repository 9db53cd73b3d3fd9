import { createHash } from 'node:crypto';
import PostalMime, { addressParser, type Email } from 'postal-mime';
import { htmlText } from '../look/html.ts';

/** What a mail says, as plain text; what hangs on it is not read. */
export interface IncomingMail {
  /** The same for a message that is delivered twice. */
  readonly id: string;
  /** The author's address in lower case; null where there is none, or several. */
  readonly from: string | null;
  readonly subject: string;
  readonly text: string;
  /** By a machine: an answer to it, or a request of it, could go round for ever (RFC 3834). */
  readonly isAutomatic: boolean;
}

/** More of a mail is no reason. */
const MOST_TEXT = 20_000;
const MOST_HEADER_BYTES = 256 * 1024;

/** Reads a message. Rejects for one whose structure is past all bounds. */
export async function readMail(raw: Uint8Array): Promise<IncomingMail> {
  const mail = await PostalMime.parse(raw, { maxNestingDepth: 30, maxHeadersSize: MOST_HEADER_BYTES });
  const from = authorOf(mail);
  const text = mail.text !== undefined && mail.text.trim() !== '' ? mail.text : htmlText(mail.html ?? '');
  return {
    id: createHash('sha256')
      .update(mail.messageId === undefined ? raw : [mail.messageId, from, mail.subject, text].join('\n'))
      .digest('hex')
      .slice(0, 40),
    from,
    subject: (mail.subject ?? '').slice(0, 1_000),
    text: text.slice(0, MOST_TEXT),
    isAutomatic: isAutomatic(mail),
  };
}

/** Mail servers differ in which of several authors they vouch for. */
function authorOf({ headers }: Email): string | null {
  const fields = headers.filter(({ key }) => key === 'from');
  const [author, ...others] = fields.flatMap(({ value }) => addressParser(value, { flatten: true }));
  const address = author?.address?.trim().toLowerCase() ?? '';
  return others.length > 0 || address === '' ? null : address;
}

function isAutomatic({ headers }: Email): boolean {
  return headers.some(({ key, value }) => {
    if (key === 'auto-submitted') return !/^\s*no\b/i.test(value);
    if (key === 'precedence') return /^\s*(?:bulk|junk|list|auto_reply)\b/i.test(value);
    return key === 'list-id' || key === 'x-autoreply' || key === 'x-autorespond';
  });
}
