import { UpstreamError } from '../../outbound/failure.ts';
import { TOKEN } from '../field-section.ts';

/** Fields as they stand in a head, and what of them matters to the framing. */
export interface HeadLines {
  readonly lines: string;
  readonly date: boolean;
  readonly length: boolean;
  readonly connection: boolean;
  readonly closes: boolean;
}

/** RFC 9110 sections 5.1 and 5.5; anything else could end a line early and begin another answer. */
const VALID_LINES = new RegExp(`^(?:${TOKEN}: [\\t -~\\x80-\\xff]*\\r\\n)*$`);

/** Throws an error that failure.ts knows for fields that no head may have. */
export function readFieldLines(fields: readonly string[]): HeadLines {
  let text = '';
  let [date, length, connection, closes] = [false, false, false, false];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    const value = fields[i + 1] ?? '';
    // Only names of these lengths are looked at closer.
    if (name.length === 4) date ||= name.toLowerCase() === 'date';
    else if (name.length === 14) length ||= name.toLowerCase() === 'content-length';
    else if (name.length === 10 && name.toLowerCase() === 'connection') {
      connection = true;
      closes = value === 'close';
    }
    text += `${name}: ${value}\r\n`;
  }
  if (!VALID_LINES.test(text)) throw new UpstreamError('RESPONSE_INVALID', 'a field that no head may have');
  return { lines: text, date, length, connection, closes };
}

let dateSecond = 0;
let dateText = '';

/** RFC 9110 section 6.6.1; made once a second. */
export function httpDate(): string {
  const second = Math.floor(Date.now() / 1_000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1_000).toUTCString();
  }
  return dateText;
}
