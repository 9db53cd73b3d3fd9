import type { AccessRecord } from '../../core/access-record.ts';
import { MAX_LINE_BYTES } from './layout.ts';

/** What a string may hold to stand in JSON as it is: printable ASCII but for the quote and the backslash. */
const NEEDS_ESCAPE = /[^ !#-[\]-~]/;
/** Legal inside JSON strings, yet line ends to some readers of lines. */
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g;

/** What a field keeps when a record has to be cut to fit a line: at six bytes a character the whole stays below the limit. */
const LONG_URL = 4_096;
const LONG_FIELD = 256;

/**
 * One record as one line of JSON with its newline, keys in the schema's order.
 * Written out by hand so that nothing but the schema's fields can ever reach the disk; it costs what JSON.stringify
 * costs (bench/record-spool.ts).
 * A record too long for a line keeps the beginning of its long fields, each ending in `…`.
 */
export function serialiseRecord(record: AccessRecord): string {
  const line = formatLine(record);
  if (line.length * 3 <= MAX_LINE_BYTES || Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  return formatLine(shorten(record));
}

function formatLine(r: AccessRecord): string {
  return (
    `{"id":${quote(r.id)},"event":"${r.event}","time":${quote(r.time)}${whoText(r)},"method":${quote(r.method)}` +
    `,"url":${quote(r.url)},"host":${quote(r.host)}${whyText(r)}` +
    `,"contentType":${nullable(r.contentType)},"status":${r.status === null ? 'null' : integer(r.status)}` +
    `,"bytesUp":${integer(r.bytesUp)},"bytesDown":${integer(r.bytesDown)},"durationMs":${integer(r.durationMs)}${versionsText(r)}`
  );
}

/** What many records say alike is put into words once: so many clients, and so many reasons, are remembered. */
const MOST_REMEMBERED = 1_000;
/** A longer text is not. */
const LONGEST_REMEMBERED = 2_000;

interface Remembered<Of> {
  readonly of: Of;
  readonly text: string;
}

function remember<Of>(texts: Map<string, Remembered<Of>>, key: string, remembered: Remembered<Of>): string {
  if (remembered.text.length > LONGEST_REMEMBERED) return remembered.text;
  if (texts.size >= MOST_REMEMBERED) texts.clear();
  texts.set(key, remembered);
  return remembered.text;
}

type Who = Pick<AccessRecord, 'username' | 'computer' | 'clientIp' | 'school' | 'group' | 'attribution'>;
const whoByAddress = new Map<string, Remembered<Who>>();

/** Who asked. */
function whoText(r: Who): string {
  const known = whoByAddress.get(r.clientIp);
  if (known !== undefined && isSameWho(known.of, r)) return known.text;
  const { username, computer, clientIp, school, group, attribution } = r;
  const text =
    `,"username":${nullable(username)},"computer":${nullable(computer)},"clientIp":${quote(clientIp)}` +
    `,"school":${nullable(school)},"group":${quote(group)},"attribution":"${attribution}"`;
  return remember(whoByAddress, clientIp, { of: { username, computer, clientIp, school, group, attribution }, text });
}

function isSameWho(a: Who, b: Who): boolean {
  return (
    a.username === b.username &&
    a.computer === b.computer &&
    a.school === b.school &&
    a.group === b.group &&
    a.attribution === b.attribution
  );
}

type Why = Pick<
  AccessRecord,
  'categories' | 'action' | 'rule' | 'reason' | 'wouldBlock' | 'signal' | 'visibility' | 'searchTerm' | 'intent'
>;
const whyByReason = new Map<string, Remembered<Why>>();

/** What was decided, and why. */
function whyText(r: Why): string {
  // What people search for is not kept in memory.
  if (r.searchTerm !== undefined) return formatWhy(r);
  const known = whyByReason.get(r.reason);
  if (known !== undefined && isSameWhy(known.of, r)) return known.text;
  const { action, rule, reason, wouldBlock, signal, visibility, intent } = r;
  const of = { categories: [...r.categories], action, rule, reason, signal, visibility, intent, ...(wouldBlock && { wouldBlock }) };
  return remember(whyByReason, reason, { of, text: formatWhy(r) });
}

function formatWhy(r: Why): string {
  const would = r.wouldBlock === true ? ',"wouldBlock":true' : '';
  const search = r.searchTerm === undefined ? '' : `,"searchTerm":${quote(r.searchTerm)}`;
  return (
    `,"categories":${list(r.categories)},"action":"${r.action}","rule":${quote(r.rule)},"reason":${quote(r.reason)}${would}` +
    `,"signal":"${r.signal}","visibility":"${r.visibility}"${search},"intent":"${r.intent}"`
  );
}

function isSameWhy(a: Why, b: Why): boolean {
  return (
    a.action === b.action &&
    a.rule === b.rule &&
    a.wouldBlock === b.wouldBlock &&
    a.signal === b.signal &&
    a.visibility === b.visibility &&
    a.intent === b.intent &&
    a.categories.length === b.categories.length &&
    a.categories.every((category, i) => category === b.categories[i])
  );
}

type Versions = Pick<AccessRecord, 'policyVersion' | 'listVersion'>;
let versions: Versions = { policyVersion: '', listVersion: '' };
let versionsEnd = formatVersions(versions);

function versionsText({ policyVersion, listVersion }: Versions): string {
  if (policyVersion !== versions.policyVersion || listVersion !== versions.listVersion) {
    versions = { policyVersion, listVersion };
    versionsEnd = formatVersions(versions);
  }
  return versionsEnd;
}

function formatVersions({ policyVersion, listVersion }: Versions): string {
  return `,"policyVersion":${quote(policyVersion)},"listVersion":${quote(listVersion)}}\n`;
}

function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? escapeText(text) : `"${text}"`;
}

function escapeText(text: string): string {
  return JSON.stringify(text).replace(OTHER_LINE_ENDS, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text as it stands in a line, or `null`. */
export function nullable(text: string | null): string {
  return text === null ? 'null' : quote(text);
}

function list(texts: readonly string[]): string {
  if (texts.length === 1) return `[${quote(texts[0] ?? '')}]`;
  return `[${texts.map(quote).join(',')}]`;
}

/** A count that is no number would make the whole line unreadable, and the record with it. */
function integer(value: number): string {
  if (Number.isSafeInteger(value)) return `${value}`;
  return Number.isFinite(value) ? `${BigInt(Math.round(value))}` : '0';
}

function shorten(record: AccessRecord): AccessRecord {
  const fields = Object.entries(record).map(([key, value]) => [key, shortenValue(key, value)]);
  return Object.fromEntries(fields);
}

function shortenValue(key: string, value: unknown): unknown {
  if (typeof value === 'string') return cut(value, key === 'url' ? LONG_URL : LONG_FIELD);
  if (Array.isArray(value)) return value.slice(0, 16).map((item) => cut(String(item), 64));
  return value;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
