import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Incident, SEVERITIES, type Severity } from '../../core/incident.ts';
import { epochMs } from '../../core/units.ts';
import type { AssessedSighting, TriageChange } from '../../storage/incidents.ts';
import { type Bench, HOUR, START } from './bench.ts';
import { assessed, changeOf, MINUTE, toLead, WINDOW } from './incident-samples.ts';

/** What an incident should be, kept in the plainest way. */
interface Expected {
  readonly key: string;
  readonly synthetic: boolean;
  readonly school: string;
  severity: number;
  told: boolean;
  status: Incident['status'];
  readonly sightings: Map<string, number>;
  version: number;
  mergedInto: Expected | null;
  /** What the batch under way adds to it. */
  notify: boolean;
  raisedTo: number;
}

interface Seen {
  readonly id: number;
  readonly person: number;
  readonly minute: number;
  readonly severity: Severity;
  readonly notify: boolean;
  readonly school: string;
  readonly synthetic: boolean;
}
type Operation =
  | { readonly do: 'store'; readonly batch: readonly Seen[] }
  | { readonly do: 'change'; readonly which: number; readonly other: number; readonly stale: boolean; readonly kind: TriageChange['kind'] };

const seen: fc.Arbitrary<Seen> = fc.record({
  id: fc.nat(40),
  person: fc.nat(1),
  minute: fc.nat(45),
  severity: fc.constantFrom(...SEVERITIES),
  notify: fc.boolean(),
  school: fc.constantFrom('north', 'north', 'south'),
  synthetic: fc.nat(9).map((n) => n === 0),
});
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ do: fc.constant('store' as const), batch: fc.array(seen, { maxLength: 8 }) }),
  fc.record({
    do: fc.constant('change' as const),
    which: fc.nat(9),
    other: fc.nat(9),
    stale: fc.nat(6).map((n) => n === 0),
    kind: fc.constantFrom<TriageChange['kind']>(
      'acknowledge',
      'assign',
      'note',
      'escalate',
      'close',
      'reopen',
      'merge',
      'merge',
      'verdict',
    ),
  }),
);

/** What was merged first ends where its target was merged to; rare among random sequences. */
const chainOfMerges: Operation[] = [
  {
    do: 'store',
    batch: [0, 20, 40].map((minute) => ({
      id: minute,
      person: 0,
      minute,
      severity: 'warning',
      notify: true,
      school: 'north',
      synthetic: false,
    })),
  },
  { do: 'change', which: 0, other: 2, stale: false, kind: 'merge' },
  { do: 'change', which: 2, other: 1, stale: false, kind: 'merge' },
];

export function modelTests(bench: Bench): void {
  it('holds what a plain model holds, through 80 random sequences', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 15 }), async (operations) => {
        await new Comparison(bench, `run${++run}`).through(operations);
      }),
      { numRuns: 80, endOnFailure: true, examples: [[chainOfMerges]] },
    );
  }, 120_000);
}

/** One sequence, told to the store and to the model. Names begin with the run's, so that runs share a database. */
class Comparison {
  readonly #bench: Bench;
  readonly #run: string;
  readonly #model: Expected[] = [];
  readonly #ids: string[] = [];
  readonly #stored = new Set<number>();
  #told = 0;

  constructor(bench: Bench, run: string) {
    this.#bench = bench;
    this.#run = run;
  }

  async through(operations: readonly Operation[]): Promise<void> {
    for (const operation of operations) {
      if (operation.do === 'store') await this.#store(operation.batch);
      else await this.#change(operation);
      await this.#compare();
    }
  }

  async #store(batch: readonly Seen[]): Promise<void> {
    const cursor = `${this.#run}.${Math.random()}`;
    const options = { mergeWindowMs: WINDOW, routing: toLead };
    const made = await this.#bench.stores.incidents.store(
      batch.map((each) => this.#assessed(each)),
      cursor,
      options,
    );
    expect(await this.#bench.stores.incidents.cursor()).toBe(cursor);
    for (const { id } of [...made].sort((a, b) => (a.id < b.id ? -1 : 1))) if (!this.#ids.includes(id)) this.#ids.push(id);
    for (const each of batch) this.#expect(each);
    for (const each of this.#model) this.#expectToBeTold(each);
  }

  #assessed({ id, person, minute, severity, notify, school, synthetic }: Seen): AssessedSighting {
    const more = { username: `${this.#run}.${person}`, school, at: START + minute * MINUTE };
    return assessed(`${this.#run}.${id}`, more, { severity, notify }, synthetic);
  }

  #expect({ id, person, minute, severity, notify, school, synthetic }: Seen): void {
    if (this.#stored.has(id)) return;
    this.#stored.add(id);
    const at = START + minute * MINUTE;
    const rank = SEVERITIES.indexOf(severity);
    const key = `${person} ${school} ${synthetic}`;
    const near = (each: Expected) => Math.min(...each.sightings.values()) - WINDOW <= at && at <= last(each) + WINDOW;
    const open = this.#model.filter((each) => each.key === key && each.status !== 'closed' && near(each));
    const latest = open.reduce<Expected | undefined>((best, each) => (best && last(best) > last(each) ? best : each), undefined);
    const target: Expected = latest ?? { ...NEW, key, synthetic, school, severity: rank, raisedTo: rank, sightings: new Map() };
    if (latest === undefined) this.#model.push(target);
    target.sightings.set(`${this.#run}.${id}`, at);
    target.raisedTo = Math.max(target.raisedTo, rank);
    target.notify ||= notify;
  }

  #expectToBeTold(each: Expected): void {
    const isNew = each.version === 0;
    const isWorse = each.raisedTo > each.severity;
    each.severity = each.raisedTo;
    if (isNew || isWorse) each.version += 1;
    if (each.notify && (!each.told || isWorse)) this.#told += 1;
    each.told = each.notify;
  }

  async #change({ which, other, stale, kind }: Extract<Operation, { do: 'change' }>): Promise<void> {
    const [target, into] = [this.#model[which], this.#model[other]];
    if (target === undefined) return;
    const id = this.#ids[which] ?? '';
    const change = changeOf(kind, this.#ids[other] ?? 'none');
    const version = stale ? target.version - 1 : target.version;
    const answer = await this.#bench.stores.incidents.change(id, version, change, 'user:a.lead', epochMs(START + HOUR));
    if (stale) return expect(answer.kind).toBe('conflict');
    expect(answer.kind).toBe(kind === 'merge' ? this.#merge(target, into) : changeModel(target, kind));
  }

  #merge(from: Expected, into: Expected | undefined): 'changed' | 'invalid' {
    if (into === undefined || mergeModel(from, into) === 'invalid') return 'invalid';
    for (const each of this.#model) if (each.mergedInto === from) each.mergedInto = into;
    return 'changed';
  }

  async #compare(): Promise<void> {
    expect(this.#ids).toHaveLength(this.#model.length);
    let told = 0;
    for (const [index, each] of this.#model.entries()) {
      const id = this.#ids[index] ?? '';
      const incident = await this.#bench.stores.incidents.get(id);
      const times = [...each.sightings.values()];
      expect(incident).toMatchObject({
        severity: SEVERITIES[each.severity],
        status: each.status,
        records: each.sightings.size,
        version: each.version,
        mergedInto: each.mergedInto === null ? null : this.#ids[this.#model.indexOf(each.mergedInto)],
        ...(times.length === 0 ? {} : { firstAt: Math.min(...times), lastAt: Math.max(...times) }),
      });
      const kept = await this.#bench.stores.incidents.sightings(id, 100);
      expect(kept.map((sighting) => sighting.id).sort()).toEqual([...each.sightings.keys()].sort());
      told += (await this.#bench.stores.outbox.forIncident(id)).length;
    }
    expect(told).toBe(this.#told);
  }
}

const NEW = { told: false, status: 'new', version: 0, mergedInto: null, notify: false } as const;

function last({ sightings }: Expected): number {
  return Math.max(...sightings.values());
}

function changeModel(target: Expected, kind: TriageChange['kind']): 'changed' | 'invalid' {
  if (target.mergedInto !== null) return 'invalid';
  const from = target.status;
  const isOpen = from !== 'closed';
  const isAllowed =
    kind === 'note' ||
    kind === 'verdict' ||
    (kind === 'reopen' ? !isOpen : isOpen && (kind !== 'acknowledge' || from === 'new' || from === 'escalated'));
  if (!isAllowed) return 'invalid';
  target.version += 1;
  if (kind === 'acknowledge') target.status = 'acknowledged';
  if (kind === 'escalate') target.status = 'escalated';
  if (kind === 'close') target.status = 'closed';
  if (kind === 'reopen') target.status = 'in-progress';
  if ((kind === 'note' || kind === 'assign') && (from === 'new' || from === 'acknowledged')) target.status = 'in-progress';
  return 'changed';
}

function mergeModel(from: Expected, into: Expected): 'changed' | 'invalid' {
  if (into === from || from.status === 'closed' || into.status === 'closed') return 'invalid';
  if (from.school !== into.school || from.synthetic !== into.synthetic) return 'invalid';
  for (const [id, at] of from.sightings) into.sightings.set(id, at);
  from.sightings.clear();
  into.severity = Math.max(into.severity, from.severity);
  into.raisedTo = into.severity;
  into.told ||= from.told;
  into.notify ||= from.notify;
  for (const each of [from, into]) each.version += 1;
  from.status = 'closed';
  from.mergedInto = into;
  return 'changed';
}
