import type { PolicyDocument } from '../core/policy.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import { fileHasChanged, policyAt } from '../storage/saved-policy.ts';
import type { Stores } from '../storage/stores.ts';
import { policyVersionOf } from './policy-version.ts';

interface Sources {
  /** The configuration file's: in force from the start where the file has changed, and where nothing is saved. */
  readonly document: PolicyDocument;
  readonly stores: Pick<Stores, 'policies'>;
  readonly clock: Clock;
}

/** The policy document that this process decides by. */
export class DocumentInForce {
  readonly #sources: Sources;
  #document: PolicyDocument;
  #version: string;
  #nextChange: EpochMs = epochMs(Number.POSITIVE_INFINITY);

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#document = sources.document;
    this.#version = policyVersionOf(sources.document);
  }

  get document(): PolicyDocument {
    return this.#document;
  }

  get version(): string {
    return this.#version;
  }

  /** Whether a version that was saved for later takes effect by now. */
  isDue(): boolean {
    return this.#sources.clock() >= this.#nextChange;
  }

  /** Reads what is in force now. Returns what is wrong with it, in words: then the one before stays. */
  async refresh(first: boolean): Promise<string | undefined> {
    const { document, stores, clock } = this.#sources;
    const now = clock();
    this.#nextChange = (await stores.policies.nextChange(now)) ?? epochMs(Number.POSITIVE_INFINITY);
    if (first && (await fileHasChanged(document, stores.policies))) return undefined;
    const saved = await policyAt(stores.policies, now);
    if (saved === undefined) return undefined;
    if (!saved.ok) return `${saved.failure.message} The last good one stays in force.`;
    this.#document = saved.value;
    this.#version = policyVersionOf(saved.value);
    return undefined;
  }
}
