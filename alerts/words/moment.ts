import { formatLondon } from '../../core/london-time.ts';
import { epochMs } from '../../core/units.ts';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `09:05 on Friday 12 June 2026`, as clocks in London show it. */
export function momentWords(at: number): string {
  return `${timeWords(at)} on ${dayWords(at)}`;
}

/** `Friday 12 June 2026`. */
export function dayWords(at: number): string {
  const [weekday, date = ''] = formatLondon(epochMs(at)).split(' ');
  const [year, month, day] = date.split('-');
  return `${weekday} ${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** `09:05`. */
export function timeWords(at: number): string {
  return formatLondon(epochMs(at)).slice(-5);
}
