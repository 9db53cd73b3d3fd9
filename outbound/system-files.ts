import { readFileSync, statSync } from 'node:fs';
import { type IpAddress, parseIpAddress } from '../core/address.ts';
import { type Hostname, parseHostname } from '../core/hostname.ts';

/** A changed file is noticed this much later at most. */
const CHECK_EVERY_MS = 2_000;

/** A small file that is read again when it changed. Unreadable, it keeps its last good content. Never throws. */
export class WatchedFile<T> {
  readonly #path: string;
  readonly #parse: (text: string) => T;
  #value: T;
  #stamp = '';
  #checkedAtMs = Number.NEGATIVE_INFINITY;

  constructor(path: string, parse: (text: string) => T) {
    this.#path = path;
    this.#parse = parse;
    this.#value = parse('');
  }

  /** `nowMs` is monotonic. The same object is returned until the file changes. */
  read(nowMs: number): T {
    if (nowMs - this.#checkedAtMs < CHECK_EVERY_MS) return this.#value;
    this.#checkedAtMs = nowMs;
    try {
      const { mtimeMs, size, ino } = statSync(this.#path);
      const stamp = `${mtimeMs}/${size}/${ino}`;
      if (stamp === this.#stamp) return this.#value;
      this.#value = this.#parse(readFileSync(this.#path, 'utf8'));
      this.#stamp = stamp;
    } catch {
      // Missing, or no file descriptor left: what is known stays true until it can be read again.
    }
    return this.#value;
  }
}

/** Parses hosts(5): every address of every name and alias. */
export function parseHostsFile(text: string): ReadonlyMap<Hostname, readonly IpAddress[]> {
  const addresses = new Map<Hostname, IpAddress[]>();
  for (const line of text.split('\n')) {
    const [addressText = '', ...names] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/);
    const ip = parseIpAddress(addressText);
    if (ip === undefined) continue;
    for (const name of names) {
      const host = parseHostname(name);
      if (host === undefined) continue;
      const known = addresses.get(host);
      if (known === undefined) addresses.set(host, [ip]);
      else if (!known.includes(ip)) known.push(ip);
    }
  }
  return addresses;
}
