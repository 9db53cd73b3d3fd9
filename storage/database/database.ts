import type { Queries, Unit } from './schema.ts';

/** What differs between the databases beneath the one set of queries. */
export interface Backend {
  readonly queries: Queries;
  /** Called first in every writing transaction: from then to its end there is one writer, in this and every other process. */
  lockWriters(unit: Unit): Promise<void>;
  /** The driver's error as a DatabaseFailure; any other error as it is. */
  explain(error: unknown): unknown;
}

/** Runs queries and transactions, so that every driver error comes out as one clear line. */
export class Database {
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** One statement by itself. */
  query<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return this.#explained(() => work(this.#backend.queries));
  }

  /** Several statements that see one state. */
  read<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return this.#explained(() =>
      this.#backend.queries.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    );
  }

  /** All or nothing, one writer at a time. `work` awaits queries only: others wait for it. */
  write<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    return this.#explained(() =>
      this.#backend.queries.transaction().execute(async (unit) => {
        await this.#backend.lockWriters(unit);
        return work(unit);
      }),
    );
  }

  async close(): Promise<void> {
    await this.#explained(() => this.#backend.queries.destroy());
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#backend.explain(error);
    }
  }
}
