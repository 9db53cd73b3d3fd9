import { type SqlBool, sql } from 'kysely';
import type { Explanation } from '../../core/explanation.ts';
import { normaliseUserName } from '../../core/identity.ts';
import { DUE_AFTER_MS, isUndecided, type SiteRequest } from '../../core/site-request.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import type { NewAudit } from '../audit-log.ts';
import type { NewDelivery } from '../incidents.ts';
import type { RequestAdded, RequestBounds, RequestComment, RequestEffect, RequestFilter, RequestStore } from '../requests.ts';
import { appendAudit } from './audit.ts';
import type { Database } from './database.ts';
import { currentRevision, nextRevision } from './followed.ts';
import { putMeasure } from './measures.ts';
import { queueDeliveries } from './outbox.ts';
import { insertOverride } from './overrides.ts';
import { explanationOf, fromDecision, LISTED, toListed, toRequest, toRow } from './request-rows.ts';
import { chunks, type Unit } from './schema.ts';
import { insertBlock } from './site-blocks.ts';

const UNDECIDED = ['open', 'awaiting-second'];
/** About 8 kB each. */
const MOST_EXPLANATIONS = 300;

/** The order of the list (storage/requests.ts, placeOf). */
const IS_OPEN = sql<SqlBool>`status in ('open', 'awaiting-second')`;
const GROUP = sql<number>`case when ${IS_OPEN} then 0 else 1 end`;
const URGENCY = sql<number>`case when ${IS_OPEN} then -urgent else 0 end`;
const MOMENT = sql<number>`case when ${IS_OPEN} then created_at else -decided_at end`;

function isOverdue(now: EpochMs) {
  const { urgent, usual } = DUE_AFTER_MS;
  return sql<SqlBool>`${IS_OPEN} and created_at + case urgent when 1 then ${sql.lit(urgent)} else ${sql.lit(usual)} end < ${now}`;
}

export class DatabaseRequests implements RequestStore {
  readonly #database: Database;
  readonly #explanations = new Map<string, Explanation>();

  constructor(database: Database) {
    this.#database = database;
  }

  add(...[request, effect, bounds, tell = [], audit = []]: Parameters<RequestStore['add']>): Promise<RequestAdded> {
    return this.#database.write(async (unit) => {
      const refused = bounds === undefined ? undefined : await outOfBounds(unit, request, bounds);
      if (refused !== undefined) return refused;
      await unit.insertInto('requests').values(toRow(request)).execute();
      await nextRevision(unit, 'requests');
      await queueDeliveries(unit, tell, epochMs(request.createdAt));
      const revision = await putInForce(unit, effect);
      await appendAll(unit, audit);
      return { kind: 'added', revision };
    });
  }

  async get(id: string): Promise<SiteRequest | undefined> {
    const row = await this.#database.query((db) => db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst());
    return row === undefined ? undefined : toRequest(row);
  }

  revision(): Promise<number> {
    return this.#database.query((db) => currentRevision(db, 'requests'));
  }

  async list({ status, kind, school, overdueAt, after, limit }: RequestFilter): Promise<SiteRequest[]> {
    const rows = await this.#database.query((db) => {
      let query = db.selectFrom('requests').select(LISTED);
      if (status !== undefined) query = query.where('status', 'in', status);
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (school !== undefined) query = query.where('school', '=', school);
      if (overdueAt !== undefined) query = query.where(isOverdue(overdueAt));
      if (after !== undefined) {
        const { group, urgency, moment, id } = after;
        query = query.where(sql<SqlBool>`(${GROUP}, ${URGENCY}, ${MOMENT}, id) > (${group}, ${urgency}, ${moment}, ${id})`);
      }
      return query.orderBy(GROUP).orderBy(URGENCY).orderBy(MOMENT).orderBy('id').limit(limit).execute();
    });
    const explanations = await this.#explanationsOf(rows.map(({ id }) => id));
    // Without one it was forgotten between the two queries.
    return rows.flatMap((row) => {
      const explanation = explanations.get(row.id);
      return explanation === undefined ? [] : [{ ...toListed(row), explanation }];
    });
  }

  /** An explanation never changes, and is most of a request: those read lately are not read again. */
  async #explanationsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Explanation>> {
    const found = new Map<string, Explanation>();
    for (const id of ids) {
      const held = this.#explanations.get(id);
      if (held !== undefined) found.set(id, held);
    }
    if (this.#explanations.size > MOST_EXPLANATIONS) this.#explanations.clear();
    for (const chunk of chunks(ids.filter((id) => !found.has(id)))) {
      const rows = await this.#database.query((db) =>
        db.selectFrom('requests').select(['id', 'explanation']).where('id', 'in', chunk).execute(),
      );
      for (const row of rows) {
        const explanation = explanationOf(row);
        found.set(row.id, explanation);
        this.#explanations.set(row.id, explanation);
      }
    }
    return found;
  }

  async comment(comment: RequestComment, tell: readonly NewDelivery[] = [], audit: readonly NewAudit[] = []): Promise<void> {
    await this.#database.write(async (unit) => {
      await unit.insertInto('request_comments').values(comment).execute();
      await queueDeliveries(unit, tell, epochMs(comment.at));
      await appendAll(unit, audit);
    });
  }

  comments(request: string): Promise<RequestComment[]> {
    return this.#database.query((db) =>
      db.selectFrom('request_comments').selectAll().where('request', '=', request).orderBy('at').orderBy('id').execute(),
    );
  }

  async waiting(now: EpochMs): Promise<{ readonly open: number; readonly overdue: number }> {
    const { open, overdue } = await this.#database.query((db) =>
      db
        .selectFrom('requests')
        .select((eb) => [eb.fn.countAll<number>().as('open'), eb.fn.countAll<number>().filterWhere(isOverdue(now)).as('overdue')])
        .where('status', 'in', UNDECIDED)
        .executeTakeFirstOrThrow(),
    );
    return { open: Number(open), overdue: Number(overdue) };
  }

  async decidedFor(host: string, limit: number): Promise<SiteRequest[]> {
    const rows = await this.#database.query((db) =>
      db
        .selectFrom('requests')
        .selectAll()
        .where('host', '=', host)
        .where('decided_at', 'is not', null)
        .orderBy('decided_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute(),
    );
    return rows.map(toRequest);
  }

  async decidedAmong(hosts: readonly string[]): Promise<string[]> {
    if (hosts.length === 0) return [];
    const rows = await this.#database.query((db) =>
      db.selectFrom('requests').select('host').distinct().where('host', 'in', hosts).where('decided_at', 'is not', null).execute(),
    );
    return rows.map(({ host }) => host);
  }

  async ofPerson(name: string, since: EpochMs, limit: number): Promise<SiteRequest[]> {
    const rows = await this.#database.query((db) =>
      db
        .selectFrom('requests')
        .selectAll()
        .where('person_key', '=', normaliseUserName(name))
        .where('created_at', '>', since)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute(),
    );
    return rows.map(toRequest);
  }

  decide(...[id, version, decision, effect, tell, audit = []]: Parameters<RequestStore['decide']>): ReturnType<RequestStore['decide']> {
    return this.#database.write(async (unit) => {
      const row = await unit.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return { kind: 'missing' };
      const request = toRequest(row);
      if (request.version !== version || !isUndecided(request)) return { kind: 'conflict', request };
      const decided = { ...request, ...decision, version: version + 1 };
      await unit.updateTable('requests').set(fromDecision(decided)).where('id', '=', id).execute();
      await nextRevision(unit, 'requests');
      await queueDeliveries(unit, tell?.(decided) ?? [], epochMs(decided.approvals.at(-1)?.at ?? decided.createdAt));
      const revision = await putInForce(unit, effect);
      await appendAll(unit, audit);
      return { kind: 'decided', request: decided, revision };
    });
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write(async (unit) => {
      const gone = await unit.deleteFrom('requests').where('decided_at', '<', before).returning('id').execute();
      for (const chunk of chunks(gone.map(({ id }) => id)))
        await unit.deleteFrom('request_comments').where('request', 'in', chunk).execute();
      if (gone.length > 0) await nextRevision(unit, 'requests');
      return gone.length;
    });
  }
}

async function outOfBounds(unit: Unit, request: SiteRequest, { most, since }: RequestBounds): Promise<RequestAdded | undefined> {
  const own = unit.selectFrom('requests').where('person_key', '=', normaliseUserName(request.requestedBy));
  const open = await own.selectAll().where('host', '=', request.host).where('status', 'in', UNDECIDED).limit(1).executeTakeFirst();
  if (open !== undefined) return { kind: 'already-open', request: toRequest(open) };
  const recent = await own.select('id').where('created_at', '>', since).limit(most).execute();
  return recent.length >= most ? { kind: 'too-many' } : undefined;
}

async function appendAll(unit: Unit, entries: readonly NewAudit[]): Promise<void> {
  for (const entry of entries) await appendAudit(unit, entry);
}

async function putInForce(unit: Unit, effect: RequestEffect): Promise<number | null> {
  switch (effect.kind) {
    case 'override':
      return insertOverride(unit, effect.override);
    case 'block':
      return insertBlock(unit, effect.block);
    case 'measure':
      return putMeasure(unit, effect.measure);
    case 'none':
      return null;
  }
}
