import type { Decision } from '../core/decision.ts';
import type { DecisionId } from '../core/decision-id.ts';
import type { RequestFacts } from '../core/facts.ts';
import type { Placed } from '../outbound/open-set.ts';

/** One request, CONNECT or upgrade from its decision to its end: what the records tell of it. */
export interface Attempt extends Placed {
  readonly id: DecisionId;
  /** Gains the server name once a tunnel's ClientHello has told it. */
  facts: RequestFacts;
  /** Taken once; replaced only where the address gate, the ClientHello or a later policy says stricter. */
  decision: Decision;
  /** Whether the policy keeps this group's query strings. */
  readonly keepQuery: boolean;
  /** Monotonic. */
  readonly startedAtMs: number;
  /** The status the client was sent; null while it has none. */
  status: number | null;
  contentType: string | null;
  bytesUp: number;
  bytesDown: number;
  /** Why it ended, where that is not simply its decision. */
  endReason: string | null;
  /** Where it stands with the records: `open` not yet written, `written` its first record is, `ended` nothing more will be. */
  recorded: 'open' | 'written' | 'ended';
  /** An upgrade that the origin accepted: from here on it is a tunnel. */
  upgraded: boolean;
}
