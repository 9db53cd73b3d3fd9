import { setTimeout as delay } from 'node:timers/promises';
import type { AccessRecord } from '../../core/access-record.ts';
import type { IpAddress } from '../../core/address.ts';
import { categoryInfo, isCategoryId } from '../../core/category.ts';
import { type Clock, type EpochMs, epochMs } from '../../core/units.ts';
import { clientText, parseRecord, timeOfLine } from './decode.ts';
import type { RawRecords } from './raw-records.ts';
import { openRecordReader, type RecordReader } from './reader.ts';
import { RefusedClients } from './refused-clients.ts';

export interface RecentBlocksOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly keepMs?: number;
  readonly onProblem?: (message: string) => void;
}

/** One client is never shown more; what a page full of blocked embeds adds pushes out only its own. */
const MOST_PER_CLIENT = 200;
/** About 15 MB. Beyond it, whoever was blocked longest ago is forgotten first. */
const MOST_IN_ALL = 20_000;
const PRUNE_EVERY_MS = 10_000;
const CATCH_UP_LIMIT_MS = 1_000;

/** Opens a follower of what has just been blocked. It resolves when it has caught up with what is recorded already. */
export async function openRecentBlocks(options: RecentBlocksOptions): Promise<RecentBlocks> {
  const recent = new RecentBlocks(options);
  await recent.catchUp();
  return recent;
}

interface Kept {
  /** A line of the spool. Few are ever looked at, so that they are parsed only then. */
  readonly line: Buffer;
  /** When it was read here. */
  readonly at: EpochMs;
}

/** Blocked and coached records of the last minutes, in memory, for the person they belong to. */
export class RecentBlocks {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #reader: RecordReader;
  readonly #refused = new RefusedClients();
  /** By address and person; whoever was blocked longest ago comes first. */
  readonly #clients = new Map<string, Kept[]>();
  #count = 0;
  #prunedAt = 0;
  #following: Promise<void> | undefined;

  constructor(options: RecentBlocksOptions) {
    this.#clock = options.clock;
    this.#keepMs = options.keepMs ?? 600_000;
    const { folder, onProblem } = options;
    this.#reader = openRecordReader({ folder, since: epochMs(this.#clock() - this.#keepMs), ...(onProblem && { onProblem }) });
  }

  async catchUp(): Promise<void> {
    for (let lines = await this.#reader.read(); lines.length > 0; lines = await this.#reader.read()) this.#take(lines);
    this.#following = this.#follow();
  }

  async #follow(): Promise<void> {
    for await (const lines of this.#reader) this.#take(lines);
  }

  /** What was refused to this person at this address since then, newest first. Another person's records at the same address are never among them. */
  forClient(ip: IpAddress, username: string | null, since: EpochMs): AccessRecord[] {
    const from = Math.max(since, this.#clock() - this.#keepMs);
    const kept = this.#clients.get(clientText(ip, username)) ?? [];
    return kept
      .flatMap(({ line }) => {
        const record = parseRecord(line);
        return record.ok && isShown(record.value) && Date.parse(record.value.time) >= from ? [record.value] : [];
      })
      .reverse();
  }

  /**
   * Resolves when what had been recorded before this call is known here, at the latest after a second: whoever was just
   * refused a page comes to the portal before the follower would have looked by itself.
   */
  async caughtUp(): Promise<void> {
    await Promise.race([this.#reader.caughtUp(), delay(CATCH_UP_LIMIT_MS, undefined, { ref: false })]);
  }

  async close(): Promise<void> {
    this.#reader.close();
    await this.#following;
  }

  #take(lines: RawRecords): void {
    const at = this.#clock();
    const from = new Date(at - this.#keepMs).toISOString();
    for (const [client, numbers] of this.#linesByClient(lines)) this.#add(client, newest(lines, numbers, from), at);
    if (Math.abs(at - this.#prunedAt) > PRUNE_EVERY_MS) this.#prune(at - this.#keepMs);
  }

  /** Which of the lines are whose; whoever was blocked last comes last. */
  #linesByClient(lines: RawRecords): Map<string, number[]> {
    const found = new Map<string, number[]>();
    let last: string | undefined;
    let numbers: number[] = [];
    for (let line = 0; line < lines.length; line++) {
      const client = this.#refused.clientAt(lines.content, lines.startOf(line), lines.endOf(line));
      if (client === undefined) continue;
      if (client !== last) {
        numbers = found.get(client) ?? [];
        found.delete(client);
        found.set(client, numbers);
        last = client;
      }
      numbers.push(line);
    }
    return found;
  }

  #add(client: string, lines: readonly Buffer[], at: EpochMs): void {
    if (lines.length === 0) return;
    const before = this.#clients.get(client) ?? [];
    const records = [...before, ...lines.map((line) => ({ line, at }))].slice(-MOST_PER_CLIENT);
    this.#clients.delete(client);
    this.#clients.set(client, records);
    this.#count += records.length - before.length;
    while (this.#count > MOST_IN_ALL) this.#forget(this.#clients.keys().next().value ?? client);
  }

  #forget(key: string): void {
    this.#count -= this.#clients.get(key)?.length ?? 0;
    this.#clients.delete(key);
  }

  #prune(from: number): void {
    this.#prunedAt = this.#clock();
    for (const [key, records] of this.#clients) {
      const newest = records.at(-1);
      if (newest === undefined || newest.at < from) this.#forget(key);
    }
  }
}

/** Copies of the newest of these lines that are not older than `from`: what is read next takes the place of the bytes. */
function newest(lines: RawRecords, numbers: readonly number[], from: string): Buffer[] {
  const copies: Buffer[] = [];
  for (let i = numbers.length - 1; i >= 0 && copies.length < MOST_PER_CLIENT; i--) {
    const number = numbers[i] ?? 0;
    const line = lines.content.subarray(lines.startOf(number), lines.endOf(number));
    // Of a file that is still growing everything is read after a start, and must not push out what is recent.
    if (timeOfLine(line) >= from) copies.push(Buffer.from(line));
  }
  return copies.reverse();
}

/** Sealed and support ones are shown to nobody. */
export function isShown(record: AccessRecord): boolean {
  if (record.rule === 'sealed' || record.rule === 'support' || record.url.startsWith('sealed:')) return false;
  return !record.categories.some(
    (category) => category === 'support' || (isCategoryId(category) && categoryInfo(category).tier === 'sealed'),
  );
}
