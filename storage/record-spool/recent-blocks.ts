import { setTimeout as delay } from 'node:timers/promises';
import type { AccessRecord } from '../../core/access-record.ts';
import type { IpAddress } from '../../core/address.ts';
import { categoryInfo, isCategoryId } from '../../core/category.ts';
import { type Clock, type EpochMs, epochMs } from '../../core/units.ts';
import { isRefusedLine } from './decode.ts';
import { openRecordReader, type RawRecord, type RecordReader } from './reader.ts';

export interface RecentBlocksOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly keepMs?: number;
  readonly onProblem?: (message: string) => void;
}

/** One client is never shown more; what a page full of blocked embeds adds pushes out only its own. */
const MOST_PER_CLIENT = 200;
/** About 30 MB. Beyond it, whoever was blocked longest ago is forgotten first. */
const MOST_IN_ALL = 20_000;
const PRUNE_EVERY_MS = 10_000;
const CATCH_UP_LIMIT_MS = 1_000;

/** Opens a follower of what has just been blocked. It resolves when it has caught up with what is recorded already. */
export async function openRecentBlocks(options: RecentBlocksOptions): Promise<RecentBlocks> {
  const recent = new RecentBlocks(options);
  await recent.catchUp();
  return recent;
}

/** Blocked and coached records of the last minutes, in memory, for the person they belong to. */
export class RecentBlocks {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #reader: RecordReader;
  /** By address and person; whoever was blocked longest ago comes first. */
  readonly #clients = new Map<string, AccessRecord[]>();
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
    const records = this.#clients.get(clientKey(ip, username)) ?? [];
    return records.filter((record) => Date.parse(record.time) >= from).reverse();
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

  #take(lines: readonly RawRecord[]): void {
    const from = this.#clock() - this.#keepMs;
    for (const line of lines) {
      const record = isRefusedLine(line.bytes) ? this.#reader.parse(line) : undefined;
      if (record !== undefined && isShown(record) && Date.parse(record.time) >= from) this.#add(record);
    }
    if (Math.abs(this.#clock() - this.#prunedAt) > PRUNE_EVERY_MS) this.#prune(from);
  }

  #add(record: AccessRecord): void {
    const key = clientKey(record.clientIp, record.username);
    const records = this.#clients.get(key) ?? [];
    this.#clients.delete(key);
    this.#clients.set(key, records);
    records.push(record);
    this.#count++;
    if (records.length > MOST_PER_CLIENT) {
      records.shift();
      this.#count--;
    }
    while (this.#count > MOST_IN_ALL) this.#forget(this.#clients.keys().next().value ?? key);
  }

  #forget(key: string): void {
    this.#count -= this.#clients.get(key)?.length ?? 0;
    this.#clients.delete(key);
  }

  #prune(from: number): void {
    this.#prunedAt = this.#clock();
    for (const [key, records] of this.#clients) {
      const newest = records.at(-1);
      if (newest === undefined || Date.parse(newest.time) < from) this.#forget(key);
    }
  }
}

function clientKey(ip: string, username: string | null): string {
  return username === null ? ip : `${ip} ${username}`;
}

/** A tunnel's or a long answer's close repeats its opening; sealed and support ones are shown to nobody. */
function isShown(record: AccessRecord): boolean {
  if (record.event !== 'request' && record.event !== 'tunnel-open') return false;
  if (record.rule === 'sealed' || record.rule === 'support' || record.url.startsWith('sealed:')) return false;
  return !record.categories.some(
    (category) => category === 'support' || (isCategoryId(category) && categoryInfo(category).tier === 'sealed'),
  );
}
