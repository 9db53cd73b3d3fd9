import type { Person } from '../core/identity.ts';
import type { SchoolClass } from '../core/school-class.ts';
import type { Stores } from '../storage/stores.ts';
import { applyByKey } from './apply-changes.ts';
import type { Held } from './kept-policy.ts';

export interface RollChange {
  /** The revision that has been read: the earlier read's, so that what changed between the two is read again. */
  readonly revision: number;
  /** Names of people who changed or are gone. */
  readonly changed: ReadonlySet<string>;
  readonly hasNewClasses: boolean;
}

/** People and classes, as this process holds them. */
export class Roll {
  readonly people = new Map<string, Person>();
  readonly classes = new Map<string, SchoolClass>();

  async refresh({ people, classes }: Pick<Stores, 'people' | 'classes'>, since: number): Promise<RollChange> {
    const changes = await people.changesSince(since);
    const changedClasses = applyByKey(this.classes, await classes.changesSince(since), ({ id }) => id);
    const changed = applyByKey(this.people, changes, ({ name }) => name);
    return { revision: changes.revision, changed, hasNewClasses: changedClasses.size > 0 };
  }

  /** Takes over what was kept: nothing else is held yet. */
  restore(held: Pick<Held, 'people' | 'classes'>): void {
    for (const person of held.people) this.people.set(person.name, person);
    for (const one of held.classes) this.classes.set(one.id, one);
  }
}
