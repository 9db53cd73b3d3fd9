import { crockford } from '../../core/decision-id.ts';
import type { EpochMs } from '../../core/units.ts';
import type { Unit } from './schema.ts';

const LENGTH = 10;
const NUMBERS_PER_SECOND = 32_768;

/** Gives ids that sort in the order they were given, whatever the clock does: 7 digits of seconds, 3 of counting. */
export class Numbers {
  #last: number;
  readonly #now: EpochMs;

  constructor(last: number, now: EpochMs) {
    this.#last = last;
    this.#now = now;
  }

  get last(): number {
    return this.#last;
  }

  incident(): string {
    return this.#next();
  }

  /** Never a number to a queue that takes those for its own. */
  delivery(): string {
    return `D${this.#next()}`;
  }

  #next(): string {
    this.#last = Math.max(this.#last + 1, Math.floor(this.#now / 1_000) * NUMBERS_PER_SECOND);
    return crockford(this.#last, LENGTH);
  }
}

/** The ids to give in this transaction; saveNumbers must end it. */
export async function openNumbers(unit: Unit, now: EpochMs): Promise<Numbers> {
  const state = await unit.selectFrom('incident_state').select('last_number').executeTakeFirstOrThrow();
  return new Numbers(state.last_number, now);
}

export async function saveNumbers(unit: Unit, numbers: Numbers): Promise<void> {
  await unit.updateTable('incident_state').set({ last_number: numbers.last }).execute();
}
