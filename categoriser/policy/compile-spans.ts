import { parseInstant } from '../../core/london-time.ts';
import { epochMs } from '../../core/units.ts';
import type { Span } from './compiled-policy.ts';

export const BEGINNING = epochMs(0);
/** The last instant a decision id can hold. */
export const END = epochMs(2 ** 45 - 1);

/** The span of something written with optional ends. A time that cannot be read makes it empty; policy-check.ts has refused it before. */
export function spanOf(written: { readonly from?: string; readonly until?: string }): Span {
  const from = written.from === undefined ? BEGINNING : (parseInstant(written.from) ?? END);
  const until = written.until === undefined ? END : (parseInstant(written.until) ?? BEGINNING);
  return { from, until };
}
