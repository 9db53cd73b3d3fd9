import { Readable } from 'node:stream';
import type { AccessRecord } from '../../core/access-record.ts';
import { LIVE_EVERY_MS, type LiveWatcher } from './live-feed.ts';

/** Behind this much that its reader has not taken, nothing more is added. */
const MOST_WAITING_BYTES = 65_536;
/** Whoever takes nothing for so long is let go: browsers come back by themselves. */
const STALLED_MS = 15_000;
const COMMENT_EVERY_MS = 15_000;
/** A stream ends and is asked for again: nothing that it holds lives longer. */
const LIFETIME_MS = 5 * 60_000;
const RETRY_MS = 1_000;

export interface LiveChoice {
  /** The only school whose decisions are shown; null: all. */
  readonly school: string | null;
  readonly actions?: readonly AccessRecord['action'][];
  readonly group?: string;
  readonly category?: string;
  /** Part of a host's name. */
  readonly host?: string;
  /** Whether a purpose was given: then it is told who. What alerts are about is then left out: it would be plain who that was. */
  readonly names: boolean;
}

/** Live decisions as server-sent events (HTML standard, "Server-sent events"), for one reader. */
export class LiveStream extends Readable implements LiveWatcher {
  readonly #choice: LiveChoice;
  readonly #nowMs: () => number;
  readonly #endsAtMs: number;
  #isOver = false;
  #skipped = 0;
  #takenAtMs: number;
  #saidAtMs: number;

  constructor(choice: LiveChoice, nowMs: () => number = () => performance.now()) {
    super({ highWaterMark: MOST_WAITING_BYTES });
    this.#choice = choice;
    this.#nowMs = nowMs;
    this.#takenAtMs = this.#saidAtMs = nowMs();
    this.#endsAtMs = nowMs() + LIFETIME_MS;
    this.push(`retry: ${RETRY_MS}\n\n${event('hello', { names: choice.names, everyMs: LIVE_EVERY_MS })}`);
  }

  override _read(): void {
    this.#takenAtMs = this.#nowMs();
  }

  /** Called when there is something new. */
  show(records: readonly AccessRecord[], skipped: number): void {
    if (this.#isOver || this.destroyed) return;
    const items = records.filter((record) => fits(record, this.#choice));
    this.#skipped += skipped;
    if (this.readableLength >= MOST_WAITING_BYTES) {
      this.#skipped += items.length;
      return;
    }
    if (items.length === 0) return;
    this.#say(event('decisions', { items: items.map((record) => liveItem(record, this.#choice)), skipped: this.#skipped }));
    this.#skipped = 0;
  }

  /** Call now and then: says that the stream is alive, ends it in its time, and lets go of a reader that takes nothing. */
  tend(): void {
    if (this.#isOver || this.destroyed) return;
    const now = this.#nowMs();
    if (this.readableLength >= MOST_WAITING_BYTES && now - this.#takenAtMs > STALLED_MS) this.destroy();
    else if (now >= this.#endsAtMs) this.end();
    else if (now - this.#saidAtMs >= COMMENT_EVERY_MS && this.readableLength === 0) this.#say(': still here\n\n');
  }

  /** Ends it: what was said before is still read. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.push(null);
  }

  #say(text: string): void {
    this.#saidAtMs = this.#nowMs();
    this.push(text);
  }
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function fits(record: AccessRecord, { school, actions, group, category, host, names }: LiveChoice): boolean {
  return (
    !(names && record.signal !== 'none') &&
    (school === null || record.school === school) &&
    (actions === undefined || actions.includes(record.action)) &&
    (group === undefined || record.group === group) &&
    (category === undefined || record.categories.includes(category)) &&
    (host === undefined || record.host.includes(host.toLowerCase()))
  );
}

/**
 * No path, no words, nobody's name: what IT needs to see that something is blocked. Nor, of what alerts are about, the id by which
 * it could be asked whose it was.
 */
function liveItem(record: AccessRecord, { names }: LiveChoice) {
  const { id, time, host, categories, action, rule, group, school, username, computer, clientIp, signal } = record;
  return {
    ...{ id: signal === 'none' ? id : null, time, host, categories, action, rule, group, school },
    ...(names && { username, computer, clientIp }),
  };
}
