import { setImmediate as nextTurn } from 'node:timers/promises';
import { inTurns } from '../categoriser/policy/steps.ts';
import type { PolicyDocument } from '../core/policy.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import { fileState } from '../storage/saved-policy.ts';
import type { Stores } from '../storage/stores.ts';
import { pause } from './pause.ts';
import { type FetchPieces, PolicyReader } from './policy-reader.ts';
import { policyVersionOf, versionSteps } from './policy-version.ts';

interface Sources {
  /** The configuration file's: in force from the start where the file has changed, and where nothing is saved. */
  readonly document: PolicyDocument;
  readonly stores: Pick<Stores, 'policies'>;
  readonly clock: Clock;
}

/** The document in force as it can be kept: what was saved, and which file it was that said nothing newer. */
export interface KeptDocument {
  /** The version of the configuration file's document. */
  readonly file: string;
  /** As it was saved, in texts that follow each other; null where the file's own is in force. */
  readonly saved: readonly string[] | null;
}

const FILE_UNKNOWN = 'The policy last taken from the configuration file cannot be read in the database: the file counts as unchanged.';

const NO_PIECES: FetchPieces = async () => new Map();

/** The policy document that this process decides by. */
export class DocumentInForce {
  readonly #sources: Sources;
  readonly #fileVersion: string;
  #document: PolicyDocument;
  #version: string;
  #saved: readonly string[] | null = null;
  readonly #reader = new PolicyReader();
  #nextChange: EpochMs = epochMs(Number.POSITIVE_INFINITY);

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#document = sources.document;
    this.#fileVersion = policyVersionOf(sources.document);
    this.#version = this.#fileVersion;
  }

  get document(): PolicyDocument {
    return this.#document;
  }

  get version(): string {
    return this.#version;
  }

  get kept(): KeptDocument {
    return { file: this.#fileVersion, saved: this.#saved };
  }

  /** Takes over what was kept, unless the file has changed since: then the file's own counts. Returns what is wrong with it, in words. */
  async restore({ file, saved }: KeptDocument): Promise<string | undefined> {
    return saved === null || file !== this.#fileVersion ? undefined : this.#take(saved.join(''), NO_PIECES, nextTurn);
  }

  /** Whether a version that was saved for later takes effect by now. */
  isDue(): boolean {
    return this.#sources.clock() >= this.#nextChange;
  }

  /** Reads what is in force now and compiles it, a little at a time. Returns what is wrong with it, in words: then the one before stays. */
  async refresh(first: boolean): Promise<string | undefined> {
    const { document, stores, clock } = this.#sources;
    const now = clock();
    this.#nextChange = (await stores.policies.nextChange(now)) ?? epochMs(Number.POSITIVE_INFINITY);
    const file = first ? await fileState(document, stores.policies) : 'unchanged';
    if (file === 'changed') {
      this.#document = document;
      this.#version = this.#fileVersion;
      this.#saved = null;
      return undefined;
    }
    const frame = await stores.policies.currentFrame(now);
    const fetch: FetchPieces = (hashes) => stores.policies.pieces(hashes);
    const problem = frame === undefined ? undefined : await this.#take(frame, fetch, first ? nextTurn : pause);
    return problem ?? (file === 'unknown' ? FILE_UNKNOWN : undefined);
  }

  async #take(frame: string, fetch: FetchPieces, giveWay: () => Promise<unknown>): Promise<string | undefined> {
    const read = await this.#reader.read(frame, fetch, giveWay);
    if (!read.ok) return `${read.failure.message} The last good one stays in force.`;
    const { document, texts } = read.value;
    const version = await inTurns(versionSteps(texts), giveWay);
    await giveWay();
    this.#document = document;
    this.#version = version;
    this.#saved = texts;
    return undefined;
  }
}
