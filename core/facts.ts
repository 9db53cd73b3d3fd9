import type { IpAddress } from './address.ts';
import type { Hostname } from './hostname.ts';
import type { Identity } from './identity.ts';
import type { Target } from './target.ts';
import type { EpochMs } from './units.ts';

/** `Sec-Fetch-*` and similar, folded: `unknown` counts as navigation. */
export type Intent = 'navigation' | 'embed' | 'prefetch' | 'unknown';

/** Everything a decision may depend on, gathered before deciding and never looked up again. */
export interface RequestFacts {
  /** `request`: absolute-form or Upgrade; `connect`: only host and port are known (target.path is empty). */
  readonly kind: 'request' | 'connect';
  readonly method: string;
  readonly target: Target;
  /** The server name of the first ClientHello of this tunnel, once read; the stricter answer of both names wins. */
  readonly serverName?: Hostname | undefined;
  /** Where the target is an address: the names lately seen to live there. */
  readonly residents?: readonly Hostname[] | undefined;
  readonly identity: Identity;
  readonly clientIp: IpAddress;
  readonly at: EpochMs;
  readonly intent: Intent;
}
