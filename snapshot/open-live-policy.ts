import type { ListIndex } from '../categoriser/list-index.ts';
import { compileSnapshot, type PolicySnapshot } from '../categoriser/snapshot.ts';
import type { Person } from '../core/identity.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { Result } from '../core/result.ts';
import type { SchoolClass } from '../core/school-class.ts';
import type { Clock } from '../core/units.ts';
import type { ControlBus } from '../storage/control-bus.ts';
import type { Stores, Topic } from '../storage/stores.ts';
import { TOPICS } from '../storage/stores.ts';
import type { Logger } from '../telemetry/logger.ts';
import { applyByKey } from './apply-changes.ts';
import { DocumentInForce } from './document-in-force.ts';
import { Exceptions } from './exceptions.ts';
import { LeaseTable } from './lease-table.ts';
import type { LivePolicy } from './live-policy.ts';

export interface LivePolicySources {
  /** The configuration file's: in force from the start where the file has changed, and where nothing is saved. */
  readonly document: PolicyDocument;
  readonly stores: Stores;
  readonly bus: ControlBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Loads the published lists. A failure keeps the last good ones and is shown as a problem. */
  readonly loadLists: () => Promise<Result<ListIndex>>;
}

/** Announcements come at once; this is how late a change is when one was missed. */
const POLL_EVERY_MS = 1_000;

/** Lists that could not be loaded are tried again this often; reading them costs a worker some milliseconds. */
const LISTS_RETRY_MS = 10_000;

type Problem = 'database' | 'lists' | 'policy';

class StoreBackedPolicy implements LivePolicy {
  readonly #sources: LivePolicySources;
  readonly #leases: LeaseTable;
  readonly #people = new Map<string, Person>();
  readonly #classes = new Map<string, SchoolClass>();
  readonly #exceptions = new Exceptions();
  readonly #revisions: Record<Topic, number> = { policy: 0, lists: 0, leases: 0, people: 0, overrides: 0 };
  readonly #problems = new Map<Problem, string>();
  readonly #swapListeners: (() => void)[] = [];
  readonly #inForceListeners: (() => void)[] = [];
  readonly #leaseListeners: ((ip: Parameters<LeaseTable['get']>[0]) => void)[] = [];
  readonly #peopleListeners: ((names: ReadonlySet<string>) => void)[] = [];
  readonly #document: DocumentInForce;
  #lists: ListIndex | null = null;
  #listsRetryAt = 0;
  #snapshot: PolicySnapshot | null = null;
  #refreshing: Promise<void> | null = null;
  #refreshAgain = false;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(sources: LivePolicySources) {
    this.#sources = sources;
    this.#document = new DocumentInForce(sources);
    this.#leases = new LeaseTable((ip) => {
      for (const listener of this.#leaseListeners) listener(ip);
    });
  }

  /** Loads everything once, then keeps it current. Rejects when the database does not answer: a part must not start on nothing. */
  async start(): Promise<void> {
    await this.#refreshOnce(true);
    this.#sources.bus.onAnnounced((topic, revision) => {
      if (revision > this.#revisions[topic]) this.#refresh();
    });
    this.#timer = setInterval(() => {
      this.#leases.expire(this.#sources.clock());
      this.#refresh();
    }, POLL_EVERY_MS);
  }

  snapshot(): PolicySnapshot | null {
    return this.#snapshot;
  }

  document(): PolicyDocument {
    return this.#document.document;
  }

  leaseFor: LivePolicy['leaseFor'] = (ip, now) => this.#leases.get(ip, now);

  person(name: string): Person | undefined {
    return this.#people.get(name);
  }

  classes(): ReadonlyMap<string, SchoolClass> {
    return this.#classes;
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
      policyVersion: this.#document.version,
      listVersion: this.#lists?.version ?? '',
      problems: [...this.#problems.values()],
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#refreshing;
  }

  /** One refresh at a time; a change announced meanwhile is looked for again right after. */
  #refresh(): void {
    if (this.#closed) return;
    if (this.#refreshing !== null) {
      this.#refreshAgain = true;
      return;
    }
    this.#refreshing = this.#refreshOnce(false)
      .catch((error: unknown) => this.#setProblem('database', `The database does not answer: ${messageOf(error)}`))
      .finally(() => {
        this.#refreshing = null;
        if (!this.#refreshAgain) return;
        this.#refreshAgain = false;
        this.#refresh();
      });
  }

  async #refreshOnce(first: boolean): Promise<void> {
    const latest = await this.#sources.stores.revisions();
    this.#clearProblem('database');
    // Unequal, not older: a database restored from a backup stands before what is held here.
    const behind = new Set<Topic>(TOPICS.filter((topic) => first || latest[topic] !== this.#revisions[topic]));
    if (this.#document.isDue()) behind.add('policy');
    // People before leases: a lease may name somebody who has just been added.
    const people = behind.has('people') ? await this.#refreshPeople() : undefined;
    if (behind.has('leases')) await this.#refreshLeases();
    const { overrides: held } = this.#revisions;
    const overrides = behind.has('overrides') ? await this.#exceptions.refresh(this.#sources.stores, held) : held;
    if (behind.has('policy')) await this.#refreshPolicy(first);
    const hasNewLists = behind.has('lists') && this.#sources.clock() >= this.#listsRetryAt && (await this.#refreshLists());
    if (hasNewLists || behind.has('overrides') || behind.has('policy') || people?.hasNewClasses === true) this.#swap();
    // Told only once the snapshot holds them: whoever waits for a change to be in force acts on this.
    if (people !== undefined) this.#revisions.people = people.revision;
    this.#revisions.overrides = overrides;
    this.#revisions.policy = latest.policy;
    if (hasNewLists) this.#revisions.lists = latest.lists;
    if (behind.size > 0) for (const listener of this.#inForceListeners) listener();
  }

  async #refreshPolicy(first: boolean): Promise<void> {
    const problem = await this.#document.refresh(first);
    if (problem === undefined) this.#clearProblem('policy');
    else this.#setProblem('policy', problem);
  }

  /** Classes too. Gives the revision that has been read: the earlier read's, as for overrides. */
  async #refreshPeople(): Promise<{ readonly revision: number; readonly hasNewClasses: boolean }> {
    const { people, classes } = this.#sources.stores;
    const since = this.#revisions.people;
    const changes = await people.changesSince(since);
    const changedClasses = applyByKey(this.#classes, await classes.changesSince(since), ({ id }) => id);
    const changed = applyByKey(this.#people, changes, (person) => person.name);
    if (changed.size > 0) for (const listener of this.#peopleListeners) listener(changed);
    return { revision: changes.revision, hasNewClasses: changedClasses.size > 0 };
  }

  async #refreshLeases(): Promise<void> {
    const changes = await this.#sources.stores.leases.changesSince(this.#revisions.leases);
    this.#leases.apply(changes);
    this.#revisions.leases = changes.revision;
  }

  async #refreshLists(): Promise<boolean> {
    const loaded = await this.#sources.loadLists();
    if (!loaded.ok) {
      this.#listsRetryAt = this.#sources.clock() + LISTS_RETRY_MS;
      const meanwhile = this.#lists === null ? 'everything is blocked meanwhile' : 'the last good ones stay in force';
      this.#setProblem('lists', `The published lists cannot be loaded (${loaded.failure.message}); ${meanwhile}.`);
      return false;
    }
    this.#lists = loaded.value;
    this.#clearProblem('lists');
    return true;
  }

  #swap(): void {
    if (this.#lists === null) return;
    this.#snapshot = compileSnapshot({
      document: this.#document.document,
      policyVersion: this.#document.version,
      lists: this.#lists,
      ...this.#exceptions.standing(this.#sources.clock()),
      classes: new Map([...this.#classes].map(([id, { members }]) => [id, members])),
    });
    for (const listener of this.#swapListeners) listener();
  }

  #setProblem(problem: Problem, message: string): void {
    if (this.#problems.get(problem) !== message) this.#sources.logger.warn({ problem }, message);
    this.#problems.set(problem, message);
  }

  #clearProblem(problem: Problem): void {
    if (this.#problems.delete(problem)) this.#sources.logger.info({ problem }, 'recovered');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Loads policy, lists and people and keeps them current. */
export async function openLivePolicy(sources: LivePolicySources): Promise<LivePolicy> {
  const policy = new StoreBackedPolicy(sources);
  await policy.start();
  return policy;
}
