const LONDON = 'Europe/London';

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { timeZone: LONDON, ...options });
}

const FORMATS = {
  /** `Mon 23 Nov, 09:14` */
  moment: format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
  /** `09:14` */
  clock: format({ hour: '2-digit', minute: '2-digit' }),
  /** `09:14:07` */
  second: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  /** `Mon 23 Nov 2026` */
  day: format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
} as const;

export type TimeStyle = keyof typeof FORMATS;

/** A time as text in London's, whatever the browser's own zone is. What is no time is said to be none. */
export function timeText(at: string | number, style: TimeStyle = 'moment'): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? 'unknown time' : FORMATS[style].format(date);
}

/** Making one takes a hundred times as long as using it. */
const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: LONDON, year: 'numeric', month: '2-digit', day: '2-digit' });

/** The day in London of a time, as `2026-11-23`: for grouping and for forms. */
export function londonDay(at: string | number): string {
  return DAY.format(new Date(at));
}

/** A time in London's; hovering shows UTC. */
export function Time({ at, style = 'moment' }: { readonly at: string | number; readonly style?: TimeStyle }) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>unknown time</span>;
  const utc = date.toISOString();
  return (
    <time dateTime={utc} title={`${utc.replace('T', ' ').slice(0, 19)} UTC`}>
      {FORMATS[style].format(date)}
    </time>
  );
}
