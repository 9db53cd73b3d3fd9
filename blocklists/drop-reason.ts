import type { ListEntry } from '../core/list-entry.ts';

/** Why an entry is dropped although its list names it. */
export const DROP_REASONS = {
  'public-suffix': 'is a public suffix: everybody’s names are beneath it',
  'protected-host': 'covers a protected host',
  'private-address': 'covers private, loopback, link-local or multicast addresses',
  'too-wide': 'covers too many addresses to be one listed network',
} as const;
export type DropReason = keyof typeof DROP_REASONS;

/** Decides about one entry. `hidesEntries`: reports must not show what the list names. */
export interface EntryCheck {
  (entry: ListEntry): DropReason | null;
  readonly hidesEntries: boolean;
}
