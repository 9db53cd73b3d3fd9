import { londonTime, parseInstant } from '../../core/london-time.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { Problem } from '../problem.ts';

const DAY_MS = 86_400_000;
/** "USB precedent": what is temporary and names no end lasts a week (row R22). */
export const DEFAULT_DAYS = 7;

export interface TimeLimit {
  readonly defaultMs?: number;
  readonly mostMs?: number;
}

export const days = (count: number): number => count * DAY_MS;

/** The instant that a field names. Refused with `bad-request` when it is none. */
export function instantIn(field: string, text: string): EpochMs {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new Problem('bad-request', `${field}: write a time like 2026-12-01T15:30 (London) or 2026-12-01T15:30:00Z.`);
}

/** When something temporary ends. Refused with `bad-request` when that is no time, past, or longer than 366 days (or the limit) away. */
export function endOf(
  until: string | null | undefined,
  now: EpochMs,
  { defaultMs = days(DEFAULT_DAYS), mostMs = days(366) }: TimeLimit = {},
): EpochMs {
  if (until === null || until === undefined) return epochMs(now + defaultMs);
  const end = instantIn('until', until);
  if (end <= now) throw new Problem('bad-request', 'until: that time is past.');
  if (end - now > mostMs)
    throw new Problem('bad-request', `until: that is more than ${lengthInWords(mostMs)} away; what is to last is a change of policy.`);
  return end;
}

const HOUR_MS = 3_600_000;
/** From the first lesson to the last. */
const LONGEST_LESSON_MS = 8 * HOUR_MS;

/** When a lesson grant ends: an hour from now, or a time of the same day in London. Refused with `bad-request` otherwise. */
export function endOfLesson(until: string | null | undefined, now: EpochMs): EpochMs {
  const end = endOf(until, now, { defaultMs: HOUR_MS, mostMs: LONGEST_LESSON_MS });
  if (typeof until === 'string' && londonTime(epochMs(end - 1)).dayNumber !== londonTime(now).dayNumber)
    throw new Problem('bad-request', 'until: a lesson ends on the day it begins.');
  return end;
}

/**
 * The span that `from` and `until` name. A beginning that is past is now: what is entered late holds from then on. Refused with
 * `bad-request` when it ends before it begins, is past, longer than `mostMs`, or begins more than 366 days from now.
 */
export function spanIn(
  { from, until }: { readonly from?: string | null; readonly until?: string | null },
  now: EpochMs,
  limit: TimeLimit = {},
): { readonly from: EpochMs; readonly until: EpochMs } {
  const asked = from === null || from === undefined ? now : instantIn('from', from);
  const start = epochMs(Math.max(asked, now));
  if (start - now > days(366)) throw new Problem('bad-request', 'from: that is more than 366 days away.');
  if (typeof until === 'string') {
    const end = instantIn('until', until);
    if (end <= now) throw new Problem('bad-request', 'until: that time is past.');
    if (end <= start) throw new Problem('bad-request', 'until: it would end before it begins.');
  }
  return { from: start, until: endOf(until, start, limit) };
}

/** What is told in seconds is told as of the last whole one, so that all of it changes at once. */
export function wholeSecond(now: EpochMs): EpochMs {
  return epochMs(now - (now % 1_000));
}

/** The first of some instants; undefined when there are none. */
export function earliest(instants: readonly number[]): number | undefined {
  return instants.length === 0 ? undefined : instants.reduce((first, one) => Math.min(first, one));
}

function lengthInWords(ms: number): string {
  return ms < DAY_MS ? `${ms / 3_600_000} hours` : `${ms / DAY_MS} days`;
}
