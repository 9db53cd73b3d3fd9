/** Milliseconds since 1970-01-01T00:00:00Z. The clock is injected; pure code never reads it. */
export type EpochMs = number & { readonly __unit: 'EpochMs' };

export function epochMs(value: number): EpochMs {
  return value as EpochMs;
}

/** A source of the current time, injected wherever time matters. */
export type Clock = () => EpochMs;
