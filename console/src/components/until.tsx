import { useId } from 'react';
import { Radios } from './choices.tsx';
import { TextField } from './field.tsx';
import { londonDay } from './time.tsx';

/** How long something lasts: so many minutes from now, or until a time of today. */
export type Until = { readonly kind: 'minutes'; readonly minutes: number } | { readonly kind: 'time'; readonly time: string };

const MINUTE_MS = 60_000;
const AT_A_TIME = 'time';

interface UntilFieldProps {
  readonly legend: string;
  readonly minutes: readonly number[];
  readonly value: Until;
  readonly onChange: (value: Until) => void;
  readonly error?: string | undefined;
  readonly id?: string;
}

/** Asks for the end of something that is over today. */
export function UntilField({ legend, minutes, value, onChange, error, id }: UntilFieldProps) {
  const timeId = useId();
  const choices = [
    ...minutes.map((count) => ({ value: String(count), words: durationWords(count) })),
    { value: AT_A_TIME, words: 'Until a time today' },
  ];
  return (
    <>
      <Radios
        legend={legend}
        {...(id !== undefined && { id })}
        error={error}
        choices={choices}
        value={value.kind === 'time' ? AT_A_TIME : String(value.minutes)}
        onChange={(chosen) => onChange(chosen === AT_A_TIME ? { kind: 'time', time: '' } : { kind: 'minutes', minutes: Number(chosen) })}
      />
      {value.kind === 'time' && (
        <TextField
          id={timeId}
          label="Time"
          hint="London time, for example 11:15"
          type="time"
          width="short"
          value={value.time}
          onChange={(time) => onChange({ kind: 'time', time })}
        />
      )}
    </>
  );
}

/** The moment that is meant as ISO 8601, or what is wrong with it, in words. */
export function untilMoment(until: Until, now: number): { readonly at: string } | { readonly problem: string } {
  if (until.kind === 'minutes') return { at: new Date(now + until.minutes * MINUTE_MS).toISOString() };
  if (!/^\d\d:\d\d$/.test(until.time)) return { problem: 'Enter the time it ends, for example 11:15' };
  const at = londonMoment(londonDay(now), until.time);
  return at > now ? { at: new Date(at).toISOString() } : { problem: 'Enter a time that is still to come today' };
}

/** The moment at which London's clocks show this time on this day (`2026-11-23`, `11:15`). */
export function londonMoment(day: string, time: string): number {
  const guess = Date.parse(`${day}T${time}:00Z`);
  // The offset at the guess may be that of the other side of a change of the clocks: the second look settles it.
  return guess - londonOffset(guess - londonOffset(guess));
}

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
});

function londonOffset(at: number): number {
  const part = Object.fromEntries(PARTS.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

function durationWords(minutes: number): string {
  if (minutes < 60) return `For ${minutes} minutes`;
  const hours = minutes / 60;
  return hours === 1 ? 'For 1 hour' : `For ${hours} hours`;
}
