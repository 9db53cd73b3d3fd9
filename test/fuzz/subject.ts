import fc from 'fast-check';

/** Something that reads what others write. */
export interface Subject {
  readonly name: string;
  /** Of all cases, this part. */
  readonly share: number;
  /** Runs cases until there were so many or the time is over; returns how many. Throws with the smallest case that failed. */
  run(cases: number, limitMs: number): Promise<number>;
}

/** No parser of ours needs a thousandth of it; a machine that does other things meanwhile may. */
const HANG_MS = 2_000;

/** A subject of one function that must neither throw nor take long, whatever it is given. */
export function subject<T>(name: string, share: number, cases: fc.Arbitrary<T>, read: (value: T) => void): Subject {
  return {
    name,
    share,
    async run(wanted, limitMs) {
      let done = 0;
      const property = fc.property(cases, (value) => {
        const startedMs = performance.now();
        read(value);
        done++;
        const tookMs = performance.now() - startedMs;
        if (tookMs > HANG_MS) throw new Error(`took ${Math.round(tookMs)} ms`);
      });
      fc.assert(property, { numRuns: wanted, interruptAfterTimeLimit: limitMs, markInterruptAsFailure: false });
      return done;
    },
  };
}

/** Says what is not as it must be. */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
