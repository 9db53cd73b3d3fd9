import type { Database } from './database.ts';
import type { Unit } from './schema.ts';

/** So many share a transaction: others, with one write each, wait for it. */
const MOST = 100;

interface Waiting {
  /** Resolves with what tells the caller, once the transaction stands. */
  readonly work: (unit: Unit) => Promise<() => void>;
  readonly failed: (error: unknown) => void;
}

/** Small writes of many callers: those that come while a transaction is under way share the next, and one wait for the disk. */
export class GroupedWrites {
  readonly #database: Database;
  readonly #waiting: Waiting[] = [];
  #isRunning = false;
  /** One that always fails must not make the others fail with it for ever: after a failure they go singly again. */
  #most = MOST;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Like Database.write; rejects also when another one of the same transaction failed: the caller tries again. */
  write<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return new Promise<T>((done, failed) => {
      const piece = async (unit: Unit) => {
        const value = await work(unit);
        return () => done(value);
      };
      this.#waiting.push({ work: piece, failed });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // What came with the same turn of the event loop comes along.
    await new Promise<void>((done) => setImmediate(done));
    while (this.#waiting.length > 0) await this.#writeGroup(this.#waiting.splice(0, this.#most));
    this.#isRunning = false;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const written = await this.#database.write(async (unit) => {
        const tell: (() => void)[] = [];
        for (const { work } of group) tell.push(await work(unit));
        return tell;
      });
      for (const tell of written) tell();
      this.#most = Math.min(this.#most * 2, MOST);
    } catch (error) {
      for (const { failed } of group) failed(error);
      this.#most = 1;
    }
  }
}
