import type { ListIndex } from '../categoriser/list-index.ts';
import { compileSnapshot, type PolicySnapshot } from '../categoriser/snapshot.ts';
import type { Person } from '../core/identity.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { Result } from '../core/result.ts';
import type { SchoolClass } from '../core/school-class.ts';
import type { Clock, EpochMs } from '../core/units.ts';
import type { ControlBus } from '../storage/control-bus.ts';
import { isAway } from '../storage/open-stores.ts';
import type { Stores, Topic } from '../storage/stores.ts';
import { TOPICS } from '../storage/stores.ts';
import type { Logger } from '../telemetry/logger.ts';
import { Holdings } from './holdings.ts';
import type { Kept, KeptPolicy } from './kept-policy.ts';
import type { LeaseTable } from './lease-table.ts';
import { ListsInForce } from './lists-in-force.ts';
import type { LivePolicy } from './live-policy.ts';
import { Problems } from './problems.ts';
import type { RollChange } from './roll.ts';

export interface LivePolicySources {
  /** The configuration file's: in force from the start where the file has changed, and where nothing is saved. */
  readonly document: PolicyDocument;
  readonly stores: Stores;
  readonly bus: ControlBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Loads the published lists. A failure keeps the last good ones and is shown as a problem. */
  readonly loadLists: () => Promise<Result<ListIndex>>;
  /** For a start while the database is away. Absent: there is no start then. */
  readonly kept?: KeptPolicy;
}

/** Announcements come at once; this is how late a change is when one was missed. */
const POLL_EVERY_MS = 1_000;

class StoreBackedPolicy implements LivePolicy {
  readonly #sources: LivePolicySources;
  readonly #held: Holdings;
  readonly #revisions: Record<Topic, number> = { policy: 0, lists: 0, leases: 0, people: 0, overrides: 0 };
  readonly #problems: Problems;
  readonly #swapListeners: (() => void)[] = [];
  readonly #inForceListeners: (() => void)[] = [];
  readonly #leaseListeners: ((ip: Parameters<LeaseTable['get']>[0]) => void)[] = [];
  readonly #peopleListeners: ((names: ReadonlySet<string>) => void)[] = [];
  readonly #lists: ListsInForce;
  /** When the database answered last. */
  #asOf: EpochMs;
  #hasRead = false;
  #snapshot: PolicySnapshot | null = null;
  #refreshing: Promise<void> | null = null;
  #refreshAgain = false;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(sources: LivePolicySources) {
    this.#sources = sources;
    this.#lists = new ListsInForce(sources);
    this.#problems = new Problems(sources.logger);
    this.#asOf = sources.clock();
    this.#held = new Holdings(sources, (ip) => {
      for (const listener of this.#leaseListeners) listener(ip);
    });
  }

  /** Loads everything once, then keeps it current. Rejects when the database does not answer and nothing is kept: a part must not start on nothing. */
  async start(): Promise<void> {
    try {
      await this.#refreshOnce();
    } catch (error) {
      if (!isAway(error) || !(await this.#startFromKept())) throw error;
      this.#isAway(error);
    }
    this.#sources.bus.onAnnounced((topic, revision) => {
      if (revision > this.#revisions[topic]) this.#refresh();
    });
    this.#timer = setInterval(() => {
      this.#held.leases.expire(this.#sources.clock());
      this.#refresh();
    }, POLL_EVERY_MS);
  }

  snapshot(): PolicySnapshot | null {
    return this.#snapshot;
  }

  document(): PolicyDocument {
    return this.#held.document.document;
  }

  leaseFor: LivePolicy['leaseFor'] = (ip, now) => this.#held.leases.get(ip, now);

  person(name: string): Person | undefined {
    return this.#held.roll.people.get(name);
  }

  classes(): ReadonlyMap<string, SchoolClass> {
    return this.#held.roll.classes;
  }

  onSwap(listener: () => void): void {
    this.#swapListeners.push(listener);
  }

  onInForce(listener: () => void): void {
    this.#inForceListeners.push(listener);
  }

  onLeaseEnded: LivePolicy['onLeaseEnded'] = (listener) => {
    this.#leaseListeners.push(listener);
  };

  onPeopleChanged(listener: (names: ReadonlySet<string>) => void): void {
    this.#peopleListeners.push(listener);
  }

  state(): ReturnType<LivePolicy['state']> {
    return {
      revisions: { ...this.#revisions },
      policyVersion: this.#held.document.version,
      listVersion: this.#lists.index?.version ?? '',
      problems: [...this.#problems.list(this.#asOf, this.#sources.clock()), ...(this.#sources.kept?.problems() ?? [])],
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#refreshing;
    await this.#sources.kept?.settle();
  }

  /** One refresh at a time; a change announced meanwhile is looked for again right after. */
  #refresh(): void {
    if (this.#closed) return;
    if (this.#refreshing !== null) {
      this.#refreshAgain = true;
      return;
    }
    this.#refreshing = this.#refreshOnce()
      .catch((error: unknown) => this.#isAway(error))
      .finally(() => {
        this.#refreshing = null;
        if (!this.#refreshAgain) return;
        this.#refreshAgain = false;
        this.#refresh();
      });
  }

  async #refreshOnce(): Promise<void> {
    const first = !this.#hasRead;
    const latest = await this.#sources.stores.revisions();
    this.#problems.clear('database');
    // Unequal, not older: a database restored from a backup stands before what is held here.
    const behind = new Set<Topic>(TOPICS.filter((topic) => first || latest[topic] !== this.#revisions[topic]));
    if (this.#held.document.isDue()) behind.add('policy');
    // People before leases: a lease may name somebody who has just been added.
    const people = behind.has('people') ? await this.#refreshPeople() : undefined;
    if (behind.has('leases')) await this.#refreshLeases();
    const { overrides: held } = this.#revisions;
    const overrides = behind.has('overrides') ? await this.#held.exceptions.refresh(this.#sources.stores, held) : held;
    if (behind.has('policy')) await this.#refreshPolicy(first);
    const hasNewLists = behind.has('lists') && this.#lists.mayBeTried() && (await this.#refreshLists());
    if (hasNewLists || behind.has('overrides') || behind.has('policy') || people?.hasNewClasses === true) this.#swap();
    // Told only once the snapshot holds them: whoever waits for a change to be in force acts on this.
    if (people !== undefined) this.#revisions.people = people.revision;
    this.#revisions.overrides = overrides;
    this.#revisions.policy = latest.policy;
    if (hasNewLists) this.#revisions.lists = latest.lists;
    this.#hasRead = true;
    this.#asOf = this.#sources.clock();
    if (behind.size > 0) for (const listener of this.#inForceListeners) listener();
    this.#sources.kept?.keep(this.#held.document.version, this.#revisions, () => this.#held.all(this.#sources.clock()));
  }

  async #refreshPolicy(first: boolean): Promise<void> {
    const problem = await this.#held.document.refresh(first);
    if (problem === undefined) this.#problems.clear('policy');
    else this.#problems.set('policy', problem);
  }

  async #refreshPeople(): Promise<RollChange> {
    const change = await this.#held.roll.refresh(this.#sources.stores, this.#revisions.people);
    if (change.changed.size > 0) for (const listener of this.#peopleListeners) listener(change.changed);
    return change;
  }

  async #refreshLeases(): Promise<void> {
    const changes = await this.#sources.stores.leases.changesSince(this.#revisions.leases);
    this.#held.leases.apply(changes);
    this.#revisions.leases = changes.revision;
  }

  async #refreshLists(): Promise<boolean> {
    const problem = await this.#lists.refresh();
    if (problem === undefined) this.#problems.clear('lists');
    else this.#problems.set('lists', problem);
    return problem === undefined;
  }

  #swap(): void {
    const { index } = this.#lists;
    if (index === null) return;
    this.#snapshot = compileSnapshot({
      document: this.#held.document.document,
      policyVersion: this.#held.document.version,
      lists: index,
      ...this.#held.exceptions.standing(this.#sources.clock()),
      classes: new Map([...this.#held.roll.classes].map(([id, { members }]) => [id, members])),
    });
    for (const listener of this.#swapListeners) listener();
  }

  #isAway(error: unknown): void {
    this.#problems.set('database', `The database does not answer: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** False when there is nothing whole to start from. What has run out since is closed by the clock, as ever. */
  async #startFromKept(): Promise<boolean> {
    const read = await this.#sources.kept?.read();
    if (read === undefined) return false;
    const problem = read.ok ? await this.#restore(read.value) : read.failure.message;
    if (problem !== undefined) this.#sources.logger.warn({ problem }, 'what was kept of the policy cannot be used');
    return problem === undefined;
  }

  async #restore(kept: Kept): Promise<string | undefined> {
    const problem = await this.#held.restore(kept);
    if (problem !== undefined) return problem;
    Object.assign(this.#revisions, kept.revisions);
    this.#asOf = kept.asOf;
    await this.#refreshLists();
    this.#swap();
    return undefined;
  }
}

/** Loads policy, lists and people and keeps them current. */
export async function openLivePolicy(sources: LivePolicySources): Promise<LivePolicy> {
  const policy = new StoreBackedPolicy(sources);
  await policy.start();
  return policy;
}
