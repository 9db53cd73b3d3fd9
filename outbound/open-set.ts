/** Knows its place in the one OpenSet that holds it. */
export interface Placed {
  place: number;
}

/** The place of what no OpenSet holds. */
export const NOWHERE = -1;

/**
 * A set for what comes and goes with every request, in no order. Not a `Set`, `Map` or `WeakMap`: V8 gives one that has become old
 * a new table every few changes, in old memory, and each table left behind there keeps what stood in it past all young
 * collections, with all that hangs on it (measured in bench/README.md).
 */
export class OpenSet<Member extends Placed> {
  readonly #members: Member[] = [];

  get size(): number {
    return this.#members.length;
  }

  add(member: Member): void {
    if (member.place === NOWHERE) member.place = this.#members.push(member) - 1;
  }

  /** False when it was not there. */
  delete(member: Member): boolean {
    const { place } = member;
    const last = this.#members.at(-1);
    if (this.#members[place] !== member || last === undefined) return false;
    this.#members[place] = last;
    last.place = place;
    this.#members.pop();
    member.place = NOWHERE;
    return true;
  }

  /** As it is now: members may come and go while it is gone through. */
  all(): Member[] {
    return [...this.#members];
  }
}
