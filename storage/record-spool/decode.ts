import { Compile } from 'typebox/compile';
import { type AccessRecord, AccessRecordSchema } from '../../core/access-record.ts';
import { failure, type Result, success } from '../../core/result.ts';
import { LineMark } from './raw-records.ts';
import { nullable } from './serialise.ts';

const validator = Compile(AccessRecordSchema);

/** A line of the spool as a record. Fails with `not-json` or `not-a-record`; the message never quotes the line. */
export function parseRecord(line: Buffer): Result<AccessRecord> {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    return failure('not-json', 'The line is not JSON.');
  }
  return validator.Check(value) ? success(value) : failure('not-a-record', 'The line is not an access record.');
}

/**
 * What stands in a line of the spool that is no blocked or coached record, and in one that carries no signal.
 * No value can imitate the key: a quote inside a string is always escaped.
 */
const ALLOWED = Buffer.from('"action":"allow"');
export const UNSIGNALLED = new LineMark('"signal":"none"');

/**
 * True when a line of the spool is a blocked or coached record, told from its bytes without parsing.
 * No value can imitate the key: a quote inside a string is always escaped.
 */
export function isRefusedLine(line: Buffer): boolean {
  return !line.includes(ALLOWED);
}

const WOULD_BLOCK = Buffer.from(',"wouldBlock":true');

/** True when a line of the spool is a record of what was only monitored, told in the same way. */
export function isMonitoredLine(line: Buffer): boolean {
  return line.includes(WOULD_BLOCK);
}

/** True when a line of the spool is a signalled record, or none at all, told in the same way. */
export function isSignalledLine(line: Buffer): boolean {
  return !line.includes(UNSIGNALLED.bytes);
}

export const EVENT_ENDS = Buffer.from('","time":');
const CLOSE = Buffer.from('-close');
export const ISO_LENGTH = '2026-09-01T12:00:00.000Z'.length;
const USERNAME = Buffer.from(',"username":');
const COMPUTER = Buffer.from(',"computer":');
const CLIENT_IP = Buffer.from(',"clientIp":"');

/** Whose a line of the spool is, and where in it that is said. */
export interface LineClient {
  /** As `clientText` makes it of an address and a name. */
  readonly client: string;
  /** Where the event ends, and all that names the client. */
  readonly eventEnds: number;
  readonly ends: number;
}

/**
 * Whose a line of the spool is, told without parsing. Undefined for the close of something, which repeats its opening, and for
 * what is no line of ours.
 */
export function clientOfLine(line: Buffer): LineClient | undefined {
  const eventEnds = line.indexOf(EVENT_ENDS);
  const user = line.indexOf(USERNAME, eventEnds) + USERNAME.length;
  const computer = line.indexOf(COMPUTER, user);
  const ip = line.indexOf(CLIENT_IP, computer) + CLIENT_IP.length;
  const ends = line.indexOf('"', ip);
  if (eventEnds < 0 || user < USERNAME.length || computer < 0 || ip < CLIENT_IP.length || ends < 0) return undefined;
  if (isCloseLine(line, eventEnds)) return undefined;
  return { client: `${line.toString('utf8', ip, ends)} ${line.toString('utf8', user, computer)}`, eventEnds, ends };
}

/** True for the close of something, which repeats its opening, told without parsing. */
export function isCloseLine(line: Buffer, eventEnds = line.indexOf(EVENT_ENDS)): boolean {
  return eventEnds >= CLOSE.length && line.subarray(eventEnds - CLOSE.length, eventEnds).equals(CLOSE);
}

/** When a line of the spool was decided, in ISO 8601, told without parsing. */
export function timeOfLine(line: Buffer): string {
  const event = line.indexOf(EVENT_ENDS);
  const start = event + EVENT_ENDS.length + 1;
  return event < 0 ? '' : line.toString('latin1', start, start + ISO_LENGTH);
}

export function clientText(ip: string, username: string | null): string {
  return `${ip} ${nullable(username)}`;
}

/** True when a line of the spool is a blocked, coached or signalled record, told in the same way. */
export function isNotableLine(line: Buffer): boolean {
  return isRefusedLine(line) || isSignalledLine(line);
}
