import type { ExpressionBuilder } from 'kysely';
import { DELIVERY_STATUSES, type Delivery } from '../../core/incident.ts';
import type { EpochMs } from '../../core/units.ts';
import { auditText } from '../audit-chain.ts';
import type { NewDelivery, Outbox } from '../incidents.ts';
import type { Database } from './database.ts';
import { GroupedWrites } from './grouped-writes.ts';
import { type Numbers, openNumbers, saveNumbers } from './incidents-numbers.ts';
import { indexed, newEvent, severityRank, toDelivery } from './incidents-rows.ts';
import { chunks, type Schema, type Unit } from './schema.ts';

const SETTLED = ['accepted', 'given-up'] as const;
/** Owed again once nobody has tried for a while. */
const TRIED = ['sending', 'failed', 'in-doubt'] as const;

export class DatabaseOutbox implements Outbox {
  readonly #database: Database;
  readonly #grouped: GroupedWrites;

  constructor(database: Database) {
    this.#database = database;
    this.#grouped = new GroupedWrites(database);
  }

  add(deliveries: readonly NewDelivery[], at: EpochMs): Promise<Delivery[]> {
    return this.#database.write((unit) => queueDeliveries(unit, deliveries, at));
  }

  async get(id: string): Promise<Delivery | undefined> {
    const row = await this.#database.query((db) =>
      db.selectFrom('deliveries').selectAll().where('id', '=', indexed(id)).executeTakeFirst(),
    );
    return row && toDelivery(row);
  }

  async pending(now: EpochMs, stuckMs: number, limit: number): Promise<Delivery[]> {
    const rows = await this.#database.query((db) =>
      db
        .selectFrom('deliveries')
        .selectAll()
        .where((eb) => eb.or([eb('status', '=', 'queued'), eb.and([eb('status', 'in', TRIED), isStuck(eb, now, stuckMs)])]))
        .orderBy('urgency', 'desc')
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute(),
    );
    return rows.map(toDelivery);
  }

  claim(id: string, at: EpochMs, stuckMs: number): Promise<boolean> {
    return this.#grouped.write(async (unit) => {
      const claimed = await unit
        .updateTable('deliveries')
        .set((eb) => ({ status: 'sending', attempts: eb('attempts', '+', 1), tried_at: at }))
        .where('id', '=', indexed(id))
        .where((eb) =>
          eb.or([eb('status', 'in', ['queued', 'failed', 'in-doubt']), eb.and([eb('status', '=', 'sending'), isStuck(eb, at, stuckMs)])]),
        )
        .executeTakeFirst();
      return claimed.numUpdatedRows > 0n;
    });
  }

  async settle(id: string, result: Pick<Delivery, 'status' | 'answer'>, at: EpochMs): Promise<void> {
    const { status } = result;
    const answer = result.answer === null ? null : auditText(result.answer);
    const final = status === 'accepted' || status === 'queued' ? ['accepted'] : [...SETTLED];
    await this.#grouped.write(async (unit) => {
      const settled = await unit
        .updateTable('deliveries')
        .set({ status, answer, accepted_at: status === 'accepted' ? at : null })
        .where('id', '=', indexed(id))
        .where('status', 'not in', final)
        .returningAll()
        .executeTakeFirst();
      if (settled?.status === 'accepted') await noteAcceptance(unit, toDelivery(settled), at);
    });
  }

  async forIncident(incident: string): Promise<Delivery[]> {
    const rows = await this.#database.query((db) =>
      db.selectFrom('deliveries').selectAll().where('incident', '=', indexed(incident)).orderBy('created_at').orderBy('id').execute(),
    );
    return rows.map(toDelivery);
  }

  async totals(since: EpochMs): Promise<Readonly<Record<Delivery['status'], number>>> {
    const rows = await this.#database.query((db) =>
      db
        .selectFrom('deliveries')
        .select((eb) => ['status', eb.fn.countAll<number>().as('total')])
        .where('created_at', '>=', since)
        .groupBy('status')
        .execute(),
    );
    const totals = new Map(rows.map(({ status, total }) => [status, total]));
    return Object.fromEntries(DELIVERY_STATUSES.map((status) => [status, totals.get(status) ?? 0])) as Record<Delivery['status'], number>;
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write(async (unit) => {
      const purged = await unit
        .deleteFrom('deliveries')
        .where('created_at', '<', before)
        .where('status', 'in', [...SETTLED, 'in-doubt'])
        .where((eb) => eb.or([eb('incident', 'is', null), eb('incident', 'not in', eb.selectFrom('incidents').select('id'))]))
        .executeTakeFirst();
      return Number(purged.numDeletedRows);
    });
  }
}

/** Tried so long ago that nobody is at it any more; or at a time that has not come yet, by a clock that was set back since. */
function isStuck(eb: ExpressionBuilder<Schema, 'deliveries'>, now: EpochMs, stuckMs: number) {
  return eb.or([eb('tried_at', '<', now - stuckMs), eb('tried_at', '>', now + stuckMs)]);
}

/** Queues those whose unique key is not there yet, as urgent as their incidents, inside the caller's transaction. */
export async function queueDeliveries(unit: Unit, deliveries: readonly NewDelivery[], at: EpochMs): Promise<Delivery[]> {
  if (deliveries.length === 0) return [];
  const severities = new Map<string, number>();
  const about = new Set(deliveries.map((delivery) => delivery.incident).filter((id) => id !== null));
  for (const chunk of chunks([...about])) {
    const rows = await unit.selectFrom('incidents').select(['id', 'severity']).where('id', 'in', chunk).execute();
    for (const { id, severity } of rows) severities.set(id, severity);
  }
  const numbers = await openNumbers(unit, at);
  const added = await addDeliveries(unit, deliveries, severities, numbers, at);
  await saveNumbers(unit, numbers);
  return added;
}

/** Queues those whose unique key is not there yet, inside the caller's transaction. `severities`: by incident. */
export async function addDeliveries(
  unit: Unit,
  deliveries: readonly NewDelivery[],
  severities: ReadonlyMap<string, number>,
  numbers: Numbers,
  at: EpochMs,
): Promise<Delivery[]> {
  const rows = deliveries.map((delivery) => newRow(delivery, urgencyOf(delivery, severities), numbers.delivery(), at));
  const added: Delivery[] = [];
  for (const chunk of chunks(rows)) {
    const kept = await unit
      .insertInto('deliveries')
      .values(chunk)
      .onConflict((conflict) => conflict.column('unique_key').doNothing())
      .returningAll()
      .execute();
    added.push(...kept.map(toDelivery));
  }
  return added;
}

const UNHURRIED: readonly NewDelivery['kind'][] = ['digest', 'weekly-report', 'proof-of-life', 'request-notice', 'bulletin'];

/** Trouble with delivering goes with the dangers: it may hide one. Somebody waits for a code. */
function urgencyOf({ kind, incident }: NewDelivery, severities: ReadonlyMap<string, number>): number {
  if (UNHURRIED.includes(kind)) return -1;
  if (kind === 'delivery-trouble' || kind === 'access-code') return severityRank('danger');
  return severities.get(incident ?? '') ?? 0;
}

function newRow(delivery: NewDelivery, urgency: number, id: string, at: EpochMs): Schema['deliveries'] {
  const { incident, kind, channel } = delivery;
  return {
    id,
    incident,
    kind,
    channel,
    recipient: auditText(delivery.to),
    status: 'queued',
    urgency,
    attempts: 0,
    created_at: at,
    tried_at: null,
    accepted_at: null,
    answer: null,
    unique_key: indexed(delivery.uniqueKey),
    payload: JSON.stringify(delivery.payload),
  };
}

async function noteAcceptance(unit: Unit, delivery: Delivery, at: EpochMs): Promise<void> {
  const { id, kind, channel, to, incident } = delivery;
  if (incident === null) return;
  const row = await unit.selectFrom('incidents').selectAll().where('id', '=', incident).executeTakeFirst();
  if (row === undefined) return;
  const event = newEvent(row, { at, actor: 'system', event: 'notified', detail: { delivery: id, kind, channel, to } });
  await unit.insertInto('incident_events').values(event).execute();
  await unit.updateTable('incidents').set({ events: row.events }).where('id', '=', row.id).execute();
}
