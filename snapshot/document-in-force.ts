import { setImmediate as nextTurn } from 'node:timers/promises';
import { compileSteps } from '../categoriser/policy/compile-document.ts';
import { inTurns } from '../categoriser/policy/steps.ts';
import type { PolicyDocument } from '../core/policy.ts';
import { type Clock, type EpochMs, epochMs } from '../core/units.ts';
import { fileHasChanged, readPolicyInTurns } from '../storage/saved-policy.ts';
import type { Stores } from '../storage/stores.ts';
import { policyVersionOf, versionOfText } from './policy-version.ts';

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

  /** Reads what is in force now and compiles it, a little at a time. Returns what is wrong with it, in words: then the one before stays. */
  async refresh(first: boolean): Promise<string | undefined> {
    const { document, stores, clock } = this.#sources;
    const now = clock();
    this.#nextChange = (await stores.policies.nextChange(now)) ?? epochMs(Number.POSITIVE_INFINITY);
    if (first && (await fileHasChanged(document, stores.policies))) return undefined;
    const saved = await stores.policies.current(now);
    if (saved === undefined) return undefined;
    const read = await readPolicyInTurns(saved.document, nextTurn);
    if (!read.ok) return `${read.failure.message} The last good one stays in force.`;
    await inTurns(compileSteps(read.value), nextTurn);
    this.#document = read.value;
    this.#version = versionOfText(saved.document);
    return undefined;
  }
}
