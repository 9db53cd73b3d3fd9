import { OpenSet } from '../../outbound/open-set.ts';
import type { Destination, Dial } from '../../outbound/upstream.ts';
import { type ConnectionEvents, OriginConnection } from './origin-connection.ts';

export interface OriginPoolOptions {
  readonly dial: Dial;
  readonly responseTimeoutMs: number;
  readonly maxHeaderBytes: number;
}

/** Most servers keep an idle connection for 5 s; asked on one that closes at that moment, they would have to be asked again. */
const KEEP_ALIVE_MS = 4_000;
const MAX_KEEP_ALIVE_MS = 60_000;
/** How much earlier than an origin says its connection ends here. */
const KEEP_ALIVE_MARGIN_MS = 1_000;
const LOOK_EVERY_MS = 500;
/**
 * That stay idle from one look to the next. Those to sites which are asked often are the ones used last; each of the others holds
 * some 50 kB, and what lives for seconds is dear to allocate and to collect.
 */
const MAX_IDLE = 128;

interface Idle {
  readonly connection: OriginConnection;
  readonly sinceMs: number;
  readonly untilMs: number;
}

type Taken = (error: Error | null, connection: OriginConnection | null) => void;

/**
 * Connections to origins, kept for the next request to the same destination; a SafeSearch dial name and the host that TLS was
 * spoken with are part of it. Nothing about a person is: connections that a login clings to never come here.
 */
export class OriginPool implements ConnectionEvents {
  readonly maxHeadBytes: number;
  readonly #options: OriginPoolOptions;
  readonly #open = new OpenSet<OriginConnection>();
  /** The one that was used last is the last, and the next to be used: it is the least likely to have died. */
  readonly #idle = new Map<string, Idle[]>();
  #looking: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: OriginPoolOptions) {
    this.#options = options;
    this.maxHeadBytes = options.maxHeaderBytes;
  }

  /** Gives an idle connection at once, or a new one. The function returned gives up; `taken` is then not called any more. */
  take(destination: Destination, taken: Taken): () => void {
    const key = keyOf(destination);
    const kept = this.#takeIdle(key);
    if (kept === undefined) return this.#connect(key, destination, taken);
    taken(null, kept);
    return () => {};
  }

  /** A new connection, whatever is idle. */
  connect(destination: Destination, taken: Taken): () => void {
    return this.#connect(keyOf(destination), destination, taken);
  }

  idle(connection: OriginConnection, keptFor: string | undefined): void {
    const keepMs = keepAliveMs(keptFor);
    if (keepMs <= 0 || this.#isClosed) {
      connection.destroy();
      return;
    }
    const sinceMs = performance.now();
    const entry = { connection, sinceMs, untilMs: sinceMs + keepMs };
    const others = this.#idle.get(connection.key);
    if (others === undefined) this.#idle.set(connection.key, [entry]);
    else others.push(entry);
  }

  closed(connection: OriginConnection): void {
    this.#open.delete(connection);
    const idle = this.#idle.get(connection.key);
    const at = idle?.findIndex((each) => each.connection === connection) ?? -1;
    if (at >= 0) idle?.splice(at, 1);
    if (idle?.length === 0) this.#idle.delete(connection.key);
    if (this.#open.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  /** Closes every connection; what is under way on one ends without a word. */
  close(): void {
    this.#isClosed = true;
    for (const connection of this.#open.all()) connection.destroy();
  }

  #takeIdle(key: string): OriginConnection | undefined {
    const idle = this.#idle.get(key) ?? [];
    const nowMs = performance.now();
    for (let entry = idle.pop(); entry !== undefined; entry = idle.pop()) {
      const { connection, untilMs } = entry;
      if (connection.isOpen && untilMs > nowMs) return connection;
      connection.destroy();
    }
    return undefined;
  }

  #connect(key: string, destination: Destination, taken: Taken): () => void {
    return this.#options.dial(destination, (error, socket) => {
      if (socket === null) return taken(error, null);
      const connection = new OriginConnection(key, socket, this);
      this.#open.add(connection);
      this.#looking ??= setInterval(() => this.#look(), Math.min(LOOK_EVERY_MS, this.#options.responseTimeoutMs / 4)).unref();
      taken(null, connection);
    });
  }

  /** Two looks a second cost less than a timer for each request. */
  #look(): void {
    const nowMs = performance.now();
    const all = [...this.#idle.values()].flat();
    const usedLast = all.sort((one, other) => other.sinceMs - one.sinceMs);
    for (const [at, { connection, untilMs }] of usedLast.entries()) if (at >= MAX_IDLE || untilMs <= nowMs) connection.destroy();
    for (const connection of this.#open.all()) connection.endSilent(nowMs, this.#options.responseTimeoutMs);
  }
}

function keyOf({ hostname, port, dialHost, securedFor }: Destination): string {
  return `${hostname}:${port}>${dialHost ?? ''}>${securedFor ?? ''}`;
}

/** RFC 2068 section 19.7.1.1: `timeout=5, max=100`. */
function keepAliveMs(keptFor: string | undefined): number {
  const seconds = keptFor === undefined ? undefined : /(?:^|[,; \t])timeout=(\d{1,9})/i.exec(keptFor)?.[1];
  return seconds === undefined ? KEEP_ALIVE_MS : Math.min(Number(seconds) * 1_000 - KEEP_ALIVE_MARGIN_MS, MAX_KEEP_ALIVE_MS);
}
