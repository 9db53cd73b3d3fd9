import type { Measure } from '../core/measure.ts';
import type { Override } from '../core/override.ts';
import type { SiteBlock } from '../core/site-block.ts';
import type { EpochMs } from '../core/units.ts';
import type { Stores } from '../storage/stores.ts';
import { applyByKey } from './apply-changes.ts';
import type { Held } from './kept-policy.ts';

/** What stands beside the policy document, as this process holds it: grants, blocks, and what people switch during the day. */
export class Exceptions {
  readonly #overrides = new Map<string, Override>();
  readonly #blocks = new Map<string, SiteBlock>();
  readonly #measures = new Map<string, Measure>();

  /** Takes in what changed since a revision of `overrides`. Returns the revision that has been read. */
  async refresh({ overrides, blocks, measures }: Pick<Stores, 'overrides' | 'blocks' | 'measures'>, since: number): Promise<number> {
    const changes = await overrides.changesSince(since);
    const blockChanges = await blocks.changesSince(since);
    const measureChanges = await measures.changesSince(since);
    applyByKey(this.#overrides, changes, (override) => override.id);
    applyByKey(this.#blocks, blockChanges, (block) => block.id);
    applyByKey(this.#measures, measureChanges, (measure) => measure.id);
    for (const { id, endedAt } of blockChanges.upserted) if (endedAt !== null) this.#blocks.delete(id);
    // The earliest read's: what changed between the first and the last is read again.
    return changes.revision;
  }

  /** Takes over what was kept: nothing else is held yet. */
  restore(held: Pick<Held, 'overrides' | 'blocks' | 'measures'>): void {
    for (const override of held.overrides) this.#overrides.set(override.id, override);
    for (const block of held.blocks) this.#blocks.set(block.id, block);
    for (const measure of held.measures) this.#measures.set(measure.id, measure);
  }

  /** Those that have not ended, to compile a snapshot from. */
  standing(now: EpochMs): Pick<Held, 'overrides' | 'blocks' | 'measures'> {
    for (const [id, override] of this.#overrides) if (override.until <= now) this.#overrides.delete(id);
    for (const [id, measure] of this.#measures) if (measure.until <= now) this.#measures.delete(id);
    return { overrides: [...this.#overrides.values()], blocks: [...this.#blocks.values()], measures: [...this.#measures.values()] };
  }
}
