/** One try of a person for a theme: a page, with what loaded behind it, or a search. */
export interface Attempt {
  /** Decision id of its first sighting. */
  readonly id: string;
  firstAt: number;
  lastAt: number;
  /** Of London's calendar. */
  readonly dayNumber: number;
  readonly searchTerm: string | null;
}

/** A browser asks a refused CONNECT again, and one page reaches many hosts: what follows so closely is the same try. */
const GAP_MS = 60_000;
/** Somebody who goes on for longer than this is trying again. */
const LONGEST_MS = 600_000;

/** Whether a sighting belongs to an attempt: close in time and, where both are searches, the same words or the same being typed on. */
export function isSameAttempt(attempt: Attempt, id: string, at: number, searchTerm: string | null): boolean {
  if (attempt.id === id) return true;
  if (at < attempt.firstAt - GAP_MS || at > attempt.lastAt + GAP_MS) return false;
  if (Math.abs(at - attempt.firstAt) >= LONGEST_MS) return false;
  if (searchTerm === null) return true;
  return attempt.searchTerm !== null && (attempt.searchTerm.startsWith(searchTerm) || searchTerm.startsWith(attempt.searchTerm));
}
