import { normaliseUserName } from '../../core/identity.ts';
import { isUndecided, type SiteRequest } from '../../core/site-request.ts';
import type { EpochMs } from '../../core/units.ts';
import type { RequestAdded, RequestBounds, RequestDecision, RequestEffect, RequestFilter, RequestStore } from '../requests.ts';
import type { Database } from './database.ts';
import { insertOverride } from './overrides.ts';
import { fromDecision, toRequest, toRow } from './request-rows.ts';
import type { Unit } from './schema.ts';
import { insertBlock } from './site-blocks.ts';

const UNDECIDED = ['open', 'awaiting-second'];

export class DatabaseRequests implements RequestStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(request: SiteRequest, effect: RequestEffect, bounds?: RequestBounds): Promise<RequestAdded> {
    return this.#database.write(async (unit) => {
      const refused = bounds === undefined ? undefined : await outOfBounds(unit, request, bounds);
      if (refused !== undefined) return refused;
      await unit.insertInto('requests').values(toRow(request)).execute();
      return { kind: 'added', revision: await putInForce(unit, effect) };
    });
  }

  async get(id: string): Promise<SiteRequest | undefined> {
    const row = await this.#database.query((db) => db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst());
    return row === undefined ? undefined : toRequest(row);
  }

  async list({ status, kind, school, limit }: RequestFilter): Promise<SiteRequest[]> {
    const rows = await this.#database.query((db) => {
      let query = db.selectFrom('requests').selectAll();
      if (status !== undefined) query = query.where('status', 'in', status);
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (school !== undefined) query = query.where('school', '=', school);
      return query
        .orderBy((eb) => eb.case().when('status', 'in', UNDECIDED).then(0).else(1).end())
        .orderBy((eb) =>
          eb
            .case()
            .when('status', 'in', UNDECIDED)
            .then(eb.neg(eb.ref('urgent')))
            .else(0)
            .end(),
        )
        .orderBy((eb) =>
          eb
            .case()
            .when('status', 'in', UNDECIDED)
            .then(eb.ref('created_at'))
            .else(eb.neg(eb.ref('decided_at')))
            .end(),
        )
        .orderBy('id')
        .limit(limit)
        .execute();
    });
    return rows.map(toRequest);
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

  decide(id: string, version: number, decision: RequestDecision, effect: RequestEffect): ReturnType<RequestStore['decide']> {
    return this.#database.write(async (unit) => {
      const row = await unit.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return { kind: 'missing' };
      const request = toRequest(row);
      if (request.version !== version || !isUndecided(request)) return { kind: 'conflict', request };
      const decided = { ...request, ...decision, version: version + 1 };
      await unit.updateTable('requests').set(fromDecision(decided)).where('id', '=', id).execute();
      return { kind: 'decided', request: decided, revision: await putInForce(unit, effect) };
    });
  }

  async purge(before: EpochMs): Promise<number> {
    const gone = await this.#database.write((unit) =>
      unit.deleteFrom('requests').where('decided_at', '<', before).returning('id').execute(),
    );
    return gone.length;
  }
}

async function outOfBounds(unit: Unit, request: SiteRequest, { most, since }: RequestBounds): Promise<RequestAdded | undefined> {
  const own = unit.selectFrom('requests').where('person_key', '=', normaliseUserName(request.requestedBy));
  const open = await own.selectAll().where('host', '=', request.host).where('status', 'in', UNDECIDED).limit(1).executeTakeFirst();
  if (open !== undefined) return { kind: 'already-open', request: toRequest(open) };
  const recent = await own.select('id').where('created_at', '>', since).limit(most).execute();
  return recent.length >= most ? { kind: 'too-many' } : undefined;
}

async function putInForce(unit: Unit, effect: RequestEffect): Promise<number | null> {
  switch (effect.kind) {
    case 'override':
      return insertOverride(unit, effect.override);
    case 'block':
      return insertBlock(unit, effect.block);
    case 'none':
      return null;
  }
}
