import type { Clock } from '../../core/units.ts';
import { describeDiskProblem, isOutOfSpace } from './disk-problem.ts';
import { dayOf } from './layout.ts';
import { adoptReserves, allocateReserve, hasRoomForReserve, type Reserve } from './reserve.ts';
import type { Shelf } from './shelf.ts';
import type { Troubles } from './troubles.ts';

export interface ReserveSettings {
  readonly folder: string;
  readonly writer: string;
  readonly clock: Clock;
  readonly reserveBytes: number;
}

/** Sees to it that the shelf has a reserve, and a fresh one as soon as there is room again. */
export class ReserveKeeper {
  readonly #settings: ReserveSettings;
  readonly #shelf: Shelf;
  readonly #troubles: Troubles;
  readonly #newName: () => string;

  constructor(settings: ReserveSettings, shelf: Shelf, troubles: Troubles, newName: () => string) {
    this.#settings = settings;
    this.#shelf = shelf;
    this.#troubles = troubles;
    this.#newName = newName;
  }

  /** Throws when the folder cannot be used at all. */
  async open(): Promise<void> {
    const { folder, writer, reserveBytes } = this.#settings;
    try {
      const adopted = await adoptReserves(folder, writer, this.#newName(), reserveBytes);
      this.#shelf.replaceReserve(adopted ?? (await allocateReserve(folder, this.#newName(), reserveBytes)));
    } catch (error) {
      if (!isOutOfSpace(error)) throw error;
      this.#trouble(describeDiskProblem(error));
    }
  }

  get needsRenewal(): boolean {
    return this.#shelf.reserve === undefined || this.#shelf.reserve.isSpent;
  }

  /** Puts a fresh reserve in place and the lines of the old one into the spool. The old one stays in use until there is room for both. */
  async renew(): Promise<void> {
    const { folder, reserveBytes } = this.#settings;
    try {
      if (!(await hasRoomForReserve(folder, reserveBytes))) {
        this.#trouble('there is too little room for a new one');
        return;
      }
      const spent = this.#shelf.replaceReserve(await allocateReserve(folder, this.#newName(), reserveBytes));
      this.#troubles.clear('reserve', 'The reserve for access records is in place again.');
      if (spent !== undefined) await this.#empty(spent);
    } catch (error) {
      this.#trouble(describeDiskProblem(error));
    }
  }

  async giveBack(): Promise<void> {
    const reserve = this.#shelf.replaceReserve(undefined);
    try {
      if (reserve !== undefined) await this.#empty(reserve);
    } catch (error) {
      this.#trouble(describeDiskProblem(error));
    }
  }

  async #empty(reserve: Reserve): Promise<void> {
    await this.#shelf.drain();
    if (reserve.used > 0) await reserve.moveTo(dayOf(this.#settings.clock()));
    else await reserve.remove();
  }

  #trouble(reason: string): void {
    this.#troubles.set('reserve', `The reserve for access records needs replacing: ${reason}.`);
  }
}
