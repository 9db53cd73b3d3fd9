/** From the check of the certificate on, however often the session was resumed since. */
const KEPT_FOR_MS = 60 * 60_000;
const MAX_SESSIONS = 2_000;

interface Session {
  readonly ticket: Buffer;
  readonly checkedAt: number;
}

/**
 * Sessions of sites whose certificate held, so that the next connection need not check it again: a resumed handshake costs a
 * fraction of a whole one. They say nothing about people, so all share them. A certificate that is withdrawn or runs out
 * meanwhile is noticed an hour later at most.
 */
export class UpstreamSessions {
  /** In the order they were used: what was not used for longest is forgotten first. */
  readonly #sessions = new Map<string, Session>();
  readonly #nowMs: () => number;

  /** `nowMs`: monotonic. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** By host and port: a session of one site is never offered to another, as its name would not be checked. */
  get(site: string): Buffer | undefined {
    const session = this.#sessions.get(site);
    if (session === undefined) return undefined;
    if (this.#nowMs() - session.checkedAt <= KEPT_FOR_MS) return session.ticket;
    this.#sessions.delete(site);
    return undefined;
  }

  /** `isResumed`: the connection that brought the ticket rested on an earlier check itself. */
  set(site: string, ticket: Buffer, isResumed: boolean): void {
    const checkedAt = isResumed ? this.#sessions.get(site)?.checkedAt : this.#nowMs();
    if (checkedAt === undefined) return;
    this.#sessions.delete(site);
    this.#sessions.set(site, { ticket, checkedAt });
    if (this.#sessions.size <= MAX_SESSIONS) return;
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined) this.#sessions.delete(oldest);
  }

  /** After a handshake that failed: what it was resumed from may be why. */
  delete(site: string): void {
    this.#sessions.delete(site);
  }
}
