import { Radios } from '../components/choices.tsx';
import { TextField } from '../components/field.tsx';
import { londonDay } from '../components/time.tsx';

/** How long something lasts: a usual time, or until `date`, what clocks in London will show (`2026-12-01T15:30`). */
export interface Period {
  readonly choice: 'hour' | 'today' | 'week' | 'month' | 'date';
  readonly date: string;
}

export const A_WEEK: Period = { choice: 'week', date: '' };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The end as the API takes it: without an offset it is London's time. Undefined when none was given. */
export function periodEnd({ choice, date }: Period, now = Date.now()): string | undefined {
  switch (choice) {
    case 'hour':
      return new Date(now + HOUR_MS).toISOString();
    case 'today':
      return `${londonDay(now)}T23:59`;
    case 'week':
      return new Date(now + 7 * DAY_MS).toISOString();
    case 'month':
      return new Date(now + 30 * DAY_MS).toISOString();
    case 'date':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(date) ? date : undefined;
  }
}

const CHOICES = [
  { value: 'hour', words: 'For an hour' },
  { value: 'today', words: 'Until the end of today' },
  { value: 'week', words: 'For a week' },
  { value: 'month', words: 'For 30 days' },
  { value: 'date', words: 'Until a date' },
];

interface PeriodFieldProps {
  readonly id: string;
  readonly legend: string;
  readonly value: Period;
  readonly onChange: (value: Period) => void;
  readonly error: string | undefined;
}

/** Asks how long something lasts. What is to last for good is a change of policy. */
export function PeriodField({ id, legend, value, onChange, error }: PeriodFieldProps) {
  return (
    <>
      <Radios
        legend={legend}
        {...(value.choice === 'date' ? {} : { id })}
        choices={CHOICES}
        value={value.choice}
        onChange={(choice) => onChange({ ...value, choice: choice as Period['choice'] })}
      />
      {value.choice === 'date' && (
        <TextField
          id={id}
          label="It ends at"
          hint="London time, within a year."
          type="datetime-local"
          value={value.date}
          onChange={(date) => onChange({ ...value, date })}
          error={error}
        />
      )}
    </>
  );
}
