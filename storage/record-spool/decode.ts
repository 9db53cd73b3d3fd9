import { Compile } from 'typebox/compile';
import { type AccessRecord, AccessRecordSchema } from '../../core/access-record.ts';
import { failure, type Result, success } from '../../core/result.ts';

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

const ALLOWED = Buffer.from('"action":"allow"');
const UNSIGNALLED = Buffer.from('"signal":"none"');

/**
 * True when a line of the spool is a blocked or coached record, told from its bytes without parsing.
 * No value can imitate the key: a quote inside a string is always escaped.
 */
export function isRefusedLine(line: Buffer): boolean {
  return !line.includes(ALLOWED);
}

/** True when a line of the spool is a signalled record, or none at all, told in the same way. */
export function isSignalledLine(line: Buffer): boolean {
  return !line.includes(UNSIGNALLED);
}

/** True when a line of the spool is a blocked, coached or signalled record, told in the same way. */
export function isNotableLine(line: Buffer): boolean {
  return isRefusedLine(line) || isSignalledLine(line);
}
