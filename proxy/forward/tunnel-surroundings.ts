import type { Decision } from '../../core/decision.ts';
import type { RequestFacts } from '../../core/facts.ts';
import type { Hostname } from '../../core/hostname.ts';
import type { DialTunnel } from '../../outbound/upstream.ts';
import type { CircumventionSigns } from '../circumvention.ts';
import type { ProxyCounters } from '../counters.ts';
import type { RecordKeeper } from '../record.ts';
import type { Inspection } from '../tls/inspection.ts';
import type { Tunnels } from '../tunnels.ts';
import type { ReadBuffers } from './read-buffers.ts';

/** What tunnels share. */
export interface TunnelSurroundings {
  readonly dial: DialTunnel;
  readonly tunnels: Tunnels;
  readonly records: RecordKeeper;
  readonly buffers: ReadBuffers;
  /** Null where nothing is inspected. */
  readonly inspection: Inspection | null;
  readonly counters: ProxyCounters;
  readonly signs: CircumventionSigns;
  /** The decision on these facts under the policy in force, now. */
  readonly decide: (facts: RequestFacts) => Decision;
  /** Whether a sealed list names single pages of what a tunnel is for: passed on unopened, nobody can tell which is asked for. */
  readonly hasSealedPages: (facts: RequestFacts) => boolean;
  /** The names lately seen to live at a host that is an address. */
  readonly residentsOf: (host: Hostname) => readonly Hostname[] | undefined;
}
