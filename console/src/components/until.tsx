import { useId } from 'react';
import { Radios } from './choices.tsx';
import { TextField } from './field.tsx';
import { londonDay, timeText } from './time.tsx';

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

/** The moment that is meant as the API takes it (without an offset it is London's time), or what is wrong with it, in words. */
export function untilMoment(until: Until, now: number): { readonly at: string } | { readonly problem: string } {
  if (until.kind === 'minutes') return { at: new Date(now + until.minutes * MINUTE_MS).toISOString() };
  if (!/^\d\d:\d\d$/.test(until.time)) return { problem: 'Enter the time it ends, for example 11:15' };
  if (until.time <= timeText(now, 'clock')) return { problem: 'Enter a time that is still to come today' };
  return { at: `${londonDay(now)}T${until.time}` };
}

function durationWords(minutes: number): string {
  if (minutes < 60) return `For ${minutes} minutes`;
  const hours = minutes / 60;
  return hours === 1 ? 'For 1 hour' : `For ${hours} hours`;
}
