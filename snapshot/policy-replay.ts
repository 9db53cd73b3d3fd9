import { decideConnect } from '../categoriser/decide-connect.ts';
import { decideRequest } from '../categoriser/decide-request.ts';
import type { PolicySnapshot } from '../categoriser/snapshot.ts';
import { type AccessRecord, isDecision } from '../core/access-record.ts';
import type { Decision } from '../core/decision.ts';
import type { RequestFacts } from '../core/facts.ts';
import { factsOf } from './recorded-facts.ts';

/** What would be different: refused now, met by a coach page now, or open now; or as before, and recorded as what would be refused. */
export const REPLAY_CHANGES = ['newly-blocked', 'newly-coached', 'newly-allowed', 'newly-monitored'] as const;
export type ReplayChange = (typeof REPLAY_CHANGES)[number];

export interface Tally {
  readonly decisions: number;
  /** People who are known by name; nobody is named. */
  readonly people: number;
}

export interface ReplayBreakdown extends Tally {
  /** Most decisions first. */
  readonly byCategory: readonly (Tally & { readonly key: string })[];
  readonly byGroup: readonly (Tally & { readonly key: string })[];
  readonly byHost: readonly (Tally & { readonly key: string })[];
}

export interface ReplayResult {
  /** Recorded decisions that were decided again. */
  readonly decided: number;
  /** Sealed ones, and others whose records do not hold enough. */
  readonly leftOut: number;
  readonly changes: Readonly<Record<ReplayChange, ReplayBreakdown>>;
}

const MOST_SHOWN = 50;

/**
 * Decides what was recorded once more by the policy in force and by a draft, with the same lists, and counts what would be
 * different (row I02). Nobody is named, and support services are not even counted by host.
 */
export class PolicyReplay {
  readonly #inForce: PolicySnapshot;
  readonly #draft: PolicySnapshot;
  readonly #counts: Record<ReplayChange, Counts> = {
    'newly-blocked': new Counts(),
    'newly-coached': new Counts(),
    'newly-allowed': new Counts(),
    'newly-monitored': new Counts(),
  };
  #decided = 0;
  #leftOut = 0;

  constructor(inForce: PolicySnapshot, draft: PolicySnapshot) {
    this.#inForce = inForce;
    this.#draft = draft;
  }

  take(record: AccessRecord): void {
    if (!isDecision(record)) return;
    const facts = factsOf(record);
    if (facts === undefined) {
      this.#leftOut++;
      return;
    }
    this.#decided++;
    const before = decide(facts, this.#inForce);
    const after = decide(facts, this.#draft);
    const change = changeOf(before, after);
    if (change === undefined) return;
    const telling = change === 'newly-allowed' ? before : after;
    const category = telling.category ?? telling.categories[0] ?? 'uncategorised';
    this.#counts[change].add(record, category, telling.categories.includes('support') ? 'support services' : facts.target.hostname);
  }

  result(): ReplayResult {
    const changes = Object.fromEntries(REPLAY_CHANGES.map((change) => [change, this.#counts[change].breakdown()]));
    return { decided: this.#decided, leftOut: this.#leftOut, changes: changes as ReplayResult['changes'] };
  }
}

function changeOf(before: Decision, after: Decision): ReplayChange | undefined {
  if (before.action === after.action) return after.wouldBlock === true && before.wouldBlock === undefined ? 'newly-monitored' : undefined;
  return after.action === 'block' ? 'newly-blocked' : after.action === 'coach' ? 'newly-coached' : 'newly-allowed';
}

function decide(facts: RequestFacts, snapshot: PolicySnapshot): Decision {
  return facts.kind === 'connect' ? decideConnect(facts, snapshot) : decideRequest(facts, snapshot);
}

class Counts {
  readonly #all = new Count();
  readonly #categories = new Map<string, Count>();
  readonly #groups = new Map<string, Count>();
  readonly #hosts = new Map<string, Count>();

  add({ username, group }: AccessRecord, category: string, host: string): void {
    this.#all.add(username);
    countOf(this.#categories, category).add(username);
    countOf(this.#groups, group).add(username);
    countOf(this.#hosts, host).add(username);
  }

  breakdown(): ReplayBreakdown {
    return {
      ...this.#all.tally(),
      byCategory: ranked(this.#categories),
      byGroup: ranked(this.#groups),
      byHost: ranked(this.#hosts).slice(0, MOST_SHOWN),
    };
  }
}

class Count {
  #decisions = 0;
  readonly #people = new Set<string>();

  add(username: string | null): void {
    this.#decisions++;
    if (username !== null) this.#people.add(username);
  }

  tally(): Tally {
    return { decisions: this.#decisions, people: this.#people.size };
  }
}

function countOf(counts: Map<string, Count>, key: string): Count {
  const known = counts.get(key);
  if (known !== undefined) return known;
  const fresh = new Count();
  counts.set(key, fresh);
  return fresh;
}

function ranked(counts: ReadonlyMap<string, Count>): (Tally & { key: string })[] {
  return [...counts]
    .map(([key, count]) => ({ key, ...count.tally() }))
    .sort((a, b) => b.decisions - a.decisions || (a.key < b.key ? -1 : 1));
}
