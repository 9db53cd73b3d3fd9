import { formatLondon, londonInstants, parseLocalDate } from '../../core/london-time.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';

/** The day in London, `2026-11-23`. */
export function dayOf(at: number): string {
  return formatLondon(epochMs(at)).split(' ')[1] ?? '';
}

/** When a day in London begins; undefined for what is no day. */
export function startOfDay(day: string): EpochMs | undefined {
  const number = parseLocalDate(day);
  return number === undefined ? undefined : londonInstants(number, 0)[0];
}
