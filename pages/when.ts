import { formatLondon, londonTime } from '../core/london-time.ts';
import type { EpochMs } from '../core/units.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `09:05 on Friday 12 June 2026`, as clocks in London show it. */
export function formatMoment(at: EpochMs): string {
  const [weekday, date = '', time] = formatLondon(at).split(' ');
  const [year, month, day] = date.split('-');
  return `${time} on ${weekday} ${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** `formatMoment` that remembers its last answer: pages come many to the minute, and a minute is all they show. */
export function momentFormatter(): (at: EpochMs) => string {
  let minute = Number.NaN;
  let text = '';
  return (at) => {
    const now = Math.floor(at / 60_000);
    if (now !== minute) {
      minute = now;
      text = formatMoment(at);
    }
    return text;
  };
}

/** `09:05`, as clocks in London show it. */
export function formatTimeOfDay(at: EpochMs): string {
  const { minute } = londonTime(at);
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
