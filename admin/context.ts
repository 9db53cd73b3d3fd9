import type { Config } from '../config/schema/config.ts';
import type { SupervisedPart } from '../core/supervision.ts';
import type { Clock } from '../core/units.ts';
import type { FetchPage } from '../outbound/page-fetch.ts';
import type { NetworkLookup } from '../snapshot/hypothetical-facts.ts';
import type { LivePolicy } from '../snapshot/live-policy.ts';
import type { ControlBus } from '../storage/control-bus.ts';
import type { PublishedLists } from '../storage/list-store.ts';
import type { Stores } from '../storage/stores.ts';
import type { Logger } from '../telemetry/logger.ts';

/** What the routes work with; composed in main.ts, replaced part by part in tests. */
export interface AdminContext {
  readonly config: Config;
  readonly stores: Stores;
  readonly bus: ControlBus;
  readonly policy: LivePolicy;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The supervisor's view of its children, as last told; empty when this part runs without one. */
  readonly parts: () => readonly SupervisedPart[];
  readonly networkOf: NetworkLookup;
  /** What is published now; read afresh, since another process publishes. */
  readonly publishedLists: () => Promise<PublishedLists | undefined>;
  readonly pingRedis: () => Promise<boolean>;
  /** Fetches a page as nobody, by the same gate as the proxy. */
  readonly fetchPage: FetchPage;
  /** How long an answer may wait for a change to be in force on every worker. */
  readonly inForceTimeoutMs: number;
}
