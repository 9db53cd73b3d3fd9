import type { ListIndex } from '../categoriser/list-index.ts';
import type { Result } from '../core/result.ts';
import type { Clock } from '../core/units.ts';

interface Sources {
  readonly loadLists: () => Promise<Result<ListIndex>>;
  readonly clock: Clock;
}

/** Lists that could not be loaded are tried again this often; reading them costs a worker some milliseconds. */
const RETRY_MS = 10_000;

/** The published lists that this process decides by. */
export class ListsInForce {
  readonly #sources: Sources;
  #index: ListIndex | null = null;
  #retryAt = 0;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Null only when none could ever be loaded. */
  get index(): ListIndex | null {
    return this.#index;
  }

  /** False for some seconds after they could not be loaded. */
  mayBeTried(): boolean {
    return this.#sources.clock() >= this.#retryAt;
  }

  /** Loads what is published now. Returns why it cannot be, in words: then those before it stay. */
  async refresh(): Promise<string | undefined> {
    const loaded = await this.#sources.loadLists();
    if (loaded.ok) {
      this.#index = loaded.value;
      return undefined;
    }
    this.#retryAt = this.#sources.clock() + RETRY_MS;
    const meanwhile = this.#index === null ? 'everything is blocked meanwhile' : 'the last good ones stay in force';
    return `The published lists cannot be loaded (${loaded.failure.message}); ${meanwhile}.`;
  }
}
