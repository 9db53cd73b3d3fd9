import type { IpAddress } from '../../core/address.ts';
import type { CategoryId } from '../../core/category.ts';
import type { Decision } from '../../core/decision.ts';
import { detachedHost, type Hostname, hostnameAsAddress, parseHostname } from '../../core/hostname.ts';
import type { ResolveName } from '../../outbound/resolve.ts';

/** Where sites live changes within hours; what was seen longer ago says nothing about an address. */
const REMEMBERED_MS = 3_600_000;
/** A page's worth of connections says the same of a name: it is not written down again so soon. */
const FRESH_MS = 1_000;
const MAX_ADDRESSES = 20_000;
/** Of a shared address the names seen last are enough to find one that is open. */
const MAX_NAMES_EACH = 32;
const MAX_LOOK_UPS = 8;
const MAX_LOOKED_UP = 10_000;

/** A look-up of these would look to the school's name service like an infected machine, or is nobody's to make. */
const NEVER_LOOKED_UP: ReadonlySet<CategoryId> = new Set(['malware', 'phishing', 'child-sexual-abuse', 'unlawful-terrorist-content']);
/** Rules whose entry is the name of a site. */
const BY_SITE: ReadonlySet<Decision['rule']> = new Set(['category', 'locked', 'urgent-block', 'group-block']);

export interface AddressBookOptions {
  readonly resolve: ResolveName;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
}

/**
 * Which names were lately seen to live at which address: what this worker dialled, and the listed sites it refused. Says
 * what a request for a bare address is really for. Bounded; the addresses seen longest ago go first.
 */
export class AddressBook {
  readonly #options: AddressBookOptions;
  readonly #names = new Map<IpAddress, Map<Hostname, number>>();
  readonly #lookedUp = new Map<Hostname, number>();
  #underWay = 0;
  /** The site that was refused last: many follow each other. */
  #listed: { readonly entry: string; readonly hosts: readonly Hostname[] } = { entry: '', hosts: [] };

  constructor(options: AddressBookOptions) {
    this.#options = options;
  }

  /** Looks a name up for a connection, and remembers where it lives. */
  readonly resolve: ResolveName = (host, done) => {
    this.#options.resolve(host, (resolution) => {
      if (resolution.ok && hostnameAsAddress(host) === undefined) this.#remember(host, resolution.addresses);
      done(resolution);
    });
  };

  /** The names that live at this host, when it is an address and any are known. */
  residentsOf(host: Hostname): readonly Hostname[] | undefined {
    const address = hostnameAsAddress(host);
    const names = address === undefined ? undefined : this.#names.get(address);
    if (names === undefined) return undefined;
    const since = this.#options.nowMs() - REMEMBERED_MS;
    const recent = [...names].flatMap(([name, seenAtMs]) => (seenAtMs >= since ? [name] : []));
    return recent.length === 0 ? undefined : recent;
  }

  /**
   * Finds out where a refused site lives, once an hour. Looks up the entry that is listed and its `www.`, never the name
   * that was asked for: nothing can be told to the outside by asking for refused names.
   */
  refused({ rule, category, evidence }: Decision): void {
    if (!BY_SITE.has(rule) || (category !== null && NEVER_LOOKED_UP.has(category))) return;
    const { match, entry = match?.entry } = evidence;
    if (entry === undefined || (match !== undefined && match.kind !== 'exact' && match.kind !== 'suffix')) return;
    if (entry !== this.#listed.entry) this.#listed = { entry, hosts: hostsOf(entry) };
    for (const host of this.#listed.hosts) this.#lookUp(host);
  }

  #lookUp(host: Hostname): void {
    const now = this.#options.nowMs();
    if (this.#underWay >= MAX_LOOK_UPS || now - (this.#lookedUp.get(host) ?? Number.NEGATIVE_INFINITY) < REMEMBERED_MS / 2) return;
    this.#lookedUp.delete(host);
    forgetFirst(this.#lookedUp, MAX_LOOKED_UP);
    this.#lookedUp.set(host, now);
    this.#underWay++;
    this.resolve(host, () => {
      this.#underWay--;
    });
  }

  #remember(host: Hostname, addresses: readonly IpAddress[]): void {
    const now = this.#options.nowMs();
    for (const address of addresses) {
      const names = this.#names.get(address) ?? new Map<Hostname, number>();
      if (now - (names.get(host) ?? Number.NEGATIVE_INFINITY) < FRESH_MS) continue;
      names.delete(host);
      forgetFirst(names, MAX_NAMES_EACH);
      names.set(detachedHost(host), now);
      this.#names.delete(address);
      forgetFirst(this.#names, MAX_ADDRESSES);
      this.#names.set(address, names);
    }
  }
}

/** What of a listed site is looked up. */
function hostsOf(entry: string): Hostname[] {
  return [entry, `www.${entry}`].flatMap((text) => {
    const host = parseHostname(text);
    return host?.includes('.') && hostnameAsAddress(host) === undefined ? [host] : [];
  });
}

/** Makes room for one more: maps keep the order in which their keys came. */
function forgetFirst(map: Map<unknown, unknown>, max: number): void {
  if (map.size < max) return;
  const first = map.keys().next();
  if (first.done !== true) map.delete(first.value);
}
