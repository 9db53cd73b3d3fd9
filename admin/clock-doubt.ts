import type { EpochMs } from '../core/units.ts';

const DAY_MS = 86_400_000;
/** Records of the days before yesterday say whether it is really today: after a weekend there are some, after a leap of the clock none. */
const WITNESS_FROM_DAYS = 5;
const WITNESS_UNTIL_DAYS = 2;
/** A clock that still says so after a day has been looked at by somebody, or the school was closed for long. */
const DOUBT_LASTS_MS = DAY_MS;

/**
 * Doubt about the date, before anything is removed by age: a clock that leaps a year ahead for an hour must not cost what is to
 * be kept. It is in doubt while no record is of the days before yesterday though older ones are, for a day of this process's life.
 */
export class ClockDoubt {
  readonly #monotonic: () => number;
  #since: number | undefined;

  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** `days` as the records' folders are named (2026-11-23), oldest first. */
  isInDoubt(days: readonly string[], now: EpochMs): boolean {
    const from = now - WITNESS_FROM_DAYS * DAY_MS;
    const until = now - WITNESS_UNTIL_DAYS * DAY_MS;
    const times = days.map((day) => Date.parse(day));
    const isSure = times.some((at) => at >= from && at <= until) || !times.some((at) => at < from);
    if (isSure) this.#since = undefined;
    else this.#since ??= this.#monotonic();
    return this.#since !== undefined && this.#monotonic() - this.#since < DOUBT_LASTS_MS;
  }
}
