import { normaliseUserName } from '../../core/identity.ts';
import type { EpochMs } from '../../core/units.ts';

const HOUR_MS = 3_600_000;
/** Far more than anybody in need sends. An address nobody is known at may be a whole class. */
const MOST_AN_HOUR = { person: 10, address: 30 } as const;
const MOST_KEYS = 10_000;

/** How much was sent lately, by person or address: a flood must not bury what matters. Forgotten by a restart. */
export class ConcernLimit {
  readonly #sent = new Map<string, readonly EpochMs[]>();
  readonly #over = new Map<string, EpochMs>();
  readonly #ids = new Map<string, string>();

  /** Counts a report in, once however often it is sent, unless there are too many. `over-first`: for the first time within an hour. */
  take(id: string, username: string | null, ip: string, now: EpochMs): 'taken' | 'over' | 'over-first' {
    const key = keyOf(username, ip);
    if (this.#ids.get(id) === key) return 'taken';
    const recent = (this.#sent.get(key) ?? []).filter((at) => now - at < HOUR_MS);
    if (recent.length < MOST_AN_HOUR[username === null ? 'address' : 'person']) {
      keep(this.#sent, key, [...recent, now]);
      keep(this.#ids, id, key);
      return 'taken';
    }
    const since = this.#over.get(key);
    if (since !== undefined && now - since < HOUR_MS) return 'over';
    keep(this.#over, key, now);
    return 'over-first';
  }
}

function keyOf(username: string | null, ip: string): string {
  return username === null ? ip : `person ${normaliseUserName(username)}`;
}

/** The key becomes the youngest; the oldest makes room. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST_KEYS && oldest !== undefined) map.delete(oldest);
}
