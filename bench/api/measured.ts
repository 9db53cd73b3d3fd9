/** One number, as it is printed, kept and held to its budget (`admin` in budgets.json). */
export interface Measured {
  readonly id: string;
  readonly title: string;
  readonly value: number;
  readonly unit: string;
  /** What lies behind the number: counts, rates reached, spread. */
  readonly beside: Readonly<Record<string, unknown>>;
  /** Anything that makes the number worthless, such as answers that failed. */
  readonly spoilt?: string;
}

export interface Budget {
  readonly must: number;
  /** `at-most` (a time, a ratio) unless it says `at-least` (a rate). */
  readonly is?: 'at-most' | 'at-least';
}

export function isWithin({ value, spoilt }: Measured, { must, is = 'at-most' }: Budget): boolean {
  return spoilt === undefined && (is === 'at-most' ? value <= must : value >= must);
}

export function lineOf(measured: Measured, budget: Budget | undefined): string {
  const { id, title, value, unit, spoilt } = measured;
  const number = value >= 1_000 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(2);
  const held = budget === undefined ? '' : `${budget.is === 'at-least' ? '≥' : '≤'} ${budget.must.toLocaleString('en-GB')}`;
  const verdict = budget === undefined ? '' : isWithin(measured, budget) ? 'within' : 'OUTSIDE';
  const why = spoilt === undefined ? '' : `  SPOILT: ${spoilt}`;
  return `${id.padEnd(22)}${number.padStart(12)} ${unit.padEnd(12)}${held.padStart(12)}  ${verdict.padEnd(8)} ${title}${why}`;
}
