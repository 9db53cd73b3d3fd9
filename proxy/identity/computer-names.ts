import { Resolver } from 'node:dns/promises';
import type { IpAddress } from '../../core/address.ts';
import { parseHostname } from '../../core/hostname.ts';
import type { Clock, EpochMs } from '../../core/units.ts';

export interface ComputerNames {
  /** The name in reverse DNS, if it is known already; looks it up in the background when it is not. Never waits. */
  nameOf(ip: IpAddress, now: EpochMs): string | null;
  close(): void;
}

export interface ComputerNamesOptions {
  readonly clock: Clock;
  /** Resolves an address to its names; c-ares with the system's servers when absent. */
  readonly reverse?: (ip: string) => Promise<readonly string[]>;
  /** Told after every look-up that ended, with or without a name. */
  readonly onLookedUp?: (ip: IpAddress) => void;
}

const KNOWN_FOR_MS = 600_000;
const UNKNOWN_FOR_MS = 300_000;
/** A name in use is asked for again before it runs out, so that it is never missing in between. */
const REFRESH_AFTER_MS = 300_000;
const RETRY_AFTER_MS = 60_000;
const MAX_ENTRIES = 50_000;
/** A burst of new addresses must not become a burst of queries: the others are looked up at a later request. */
const MAX_UNDER_WAY = 16;
const QUERY_TIMEOUT_MS = 2_000;

interface Entry {
  readonly name: string | null;
  readonly lookedUpAt: number;
  readonly validForMs: number;
  readonly refreshAt: number;
}

/** Names of computers without a lease, from reverse DNS, off the path of the request that asks. */
export function createComputerNames({ clock, reverse, onLookedUp }: ComputerNamesOptions): ComputerNames {
  const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: 1 });
  const lookUp = reverse ?? ((ip: string) => resolver.reverse(ip));
  const entries = new Map<IpAddress, Entry>();
  const underWay = new Set<IpAddress>();

  async function refresh(ip: IpAddress): Promise<void> {
    underWay.add(ip);
    const entry = await lookUp(ip).then(
      (names) => answered(firstName(names), clock()),
      (error: unknown) => (saysNoName(error) ? answered(null, clock()) : unanswered(entries.get(ip), clock())),
    );
    underWay.delete(ip);
    entries.delete(ip);
    if (entries.size >= MAX_ENTRIES) dropOldest(entries);
    entries.set(ip, entry);
    onLookedUp?.(ip);
  }

  return {
    nameOf(ip, now) {
      const entry = entries.get(ip);
      const isDue = entry === undefined || now >= entry.refreshAt || now < entry.lookedUpAt;
      if (isDue && !underWay.has(ip) && underWay.size < MAX_UNDER_WAY) void refresh(ip);
      return entry !== undefined && now - entry.lookedUpAt <= entry.validForMs ? entry.name : null;
    },
    close: () => resolver.cancel(),
  };
}

function answered(name: string | null, now: EpochMs): Entry {
  const validForMs = name === null ? UNKNOWN_FOR_MS : KNOWN_FOR_MS;
  return { name, lookedUpAt: now, validForMs, refreshAt: now + REFRESH_AFTER_MS };
}

/** The server is away: what was known stays for its time. */
function unanswered(before: Entry | undefined, now: EpochMs): Entry {
  return { ...(before ?? answered(null, now)), refreshAt: now + RETRY_AFTER_MS };
}

function saysNoName(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOTFOUND' || code === 'ENODATA';
}

/** A PTR record is written by whoever runs that zone: only a well-formed name is taken over. */
function firstName(names: readonly string[]): string | null {
  for (const name of names) {
    const hostname = parseHostname(name);
    if (hostname !== undefined) return hostname;
  }
  return null;
}

function dropOldest(entries: Map<IpAddress, Entry>): void {
  for (const ip of entries.keys()) {
    entries.delete(ip);
    return;
  }
}
