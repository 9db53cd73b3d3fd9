import type { IpAddress } from '../../core/address.ts';
import type { Lease, Person } from '../../core/identity.ts';
import type { Override } from '../../core/override.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import type { Stores } from '../../storage/stores.ts';

/** Where one test's data lives. */
export interface Place {
  readonly databaseUrl: string | null;
  readonly sqlitePath: string;
  readonly dispose: () => Promise<void>;
}

/** A place that others can reach too. */
export interface SharedPlace extends Place {
  /** Runs a statement behind the product's back. */
  readonly tamper: (statement: string) => Promise<void>;
  /** Leaves nothing there, as before the first start. */
  readonly empty: () => Promise<void>;
}

export interface Bench<P extends Place = Place> {
  stores: Stores;
  /** The stores' clock. */
  now: EpochMs;
  place: P;
}

export const START = epochMs(1_780_000_000_000);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const ip = (text: string) => text as IpAddress;

export function lease(address: string, user: string, more: Partial<Lease> = {}): Lease {
  return { ip: ip(address), user, computer: `PC-${user}`, group: 'seniors', school: 'north', expiresAt: START + HOUR, ...more };
}

export function person(name: string, more: Partial<Person> = {}): Person {
  return { name, group: 'juniors', school: null, role: null, passwordHash: null, ...more };
}

export function override(id: string, more: Partial<Override> = {}): Override {
  const scope = { kind: 'class', id: '10B' } as const;
  const hosts = ['one.example', 'two.example'];
  return { id, kind: 'lesson', scope, hosts, from: START, until: START + HOUR, reason: 'lesson', grantedBy: 't.teacher', ...more };
}
