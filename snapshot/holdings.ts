import type { EpochMs } from '../core/units.ts';
import { DocumentInForce } from './document-in-force.ts';
import { Exceptions } from './exceptions.ts';
import type { Held } from './kept-policy.ts';
import { LeaseTable } from './lease-table.ts';
import { Roll } from './roll.ts';

/** What this process holds of the database, to decide by. */
export class Holdings {
  readonly document: DocumentInForce;
  readonly roll = new Roll();
  readonly exceptions = new Exceptions();
  readonly leases: LeaseTable;

  constructor(sources: ConstructorParameters<typeof DocumentInForce>[0], onLeaseEnded: ConstructorParameters<typeof LeaseTable>[0]) {
    this.document = new DocumentInForce(sources);
    this.leases = new LeaseTable(onLeaseEnded);
  }

  /** As it is to be kept. */
  all(now: EpochMs): Held {
    const { people, classes } = this.roll;
    const roll = { people: [...people.values()], classes: [...classes.values()] };
    return { document: this.document.kept, ...roll, ...this.exceptions.standing(now), leases: this.leases.list() };
  }

  /** Takes over what was kept, before anything was read. Returns what is wrong with it, in words: then nothing is taken over. */
  async restore(kept: Held): Promise<string | undefined> {
    const problem = await this.document.restore(kept.document);
    if (problem !== undefined) return problem;
    this.roll.restore(kept);
    this.exceptions.restore(kept);
    this.leases.apply({ revision: 0, upserted: kept.leases, removed: [] });
    return undefined;
  }
}
