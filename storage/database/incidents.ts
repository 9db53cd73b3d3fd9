import type { ExpressionBuilder } from 'kysely';
import type { Incident, IncidentEvent, Sighting } from '../../core/incident.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import { auditText } from '../audit-chain.ts';
import type { AssessedSighting, IncidentFilter, IncidentStore } from '../incidents.ts';
import type { Database } from './database.ts';
import { changeIncident, deleteIncidents } from './incidents-change.ts';
import { indexed, personSubject, severityRank, toEvent, toIncident } from './incidents-rows.ts';
import { type StoreOptions, storeBatch } from './incidents-store.ts';
import { queueDeliveries } from './outbox.ts';
import type { Queries, Schema } from './schema.ts';

/** About a fortnight of a large trust; more would only fill the assessor's memory. */
const MAX_RECENT = 100_000;
/** Incidents purged in one transaction: others write in between. */
const PURGE_PAGE = 50;

export class DatabaseIncidents implements IncidentStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  store(batch: readonly AssessedSighting[], cursor: string | null, options: StoreOptions): Promise<readonly Incident[]> {
    return this.#database.write((unit) => storeBatch(unit, batch, cursor, options, this.#clock()));
  }

  async cursor(): Promise<string | undefined> {
    const state = await this.#database.query((db) => db.selectFrom('incident_state').select('cursor').executeTakeFirst());
    return state?.cursor ?? undefined;
  }

  async get(id: string): Promise<Incident | undefined> {
    const row = await this.#database.query((db) => db.selectFrom('incidents').selectAll().where('id', '=', indexed(id)).executeTakeFirst());
    return row && toIncident(row);
  }

  async list(filter: IncidentFilter): Promise<Incident[]> {
    if (filter.status?.length === 0) return [];
    const rows = await this.#database.query((db) =>
      listed(db, filter)
        .orderBy((eb) => eb.case().when('status', '=', 'closed').then(1).else(0).end())
        .orderBy('severity', 'desc')
        .orderBy('last_at', 'desc')
        .orderBy('id', 'desc')
        .limit(filter.limit)
        .execute(),
    );
    return rows.map((row) => toIncident(row));
  }

  async sightings(id: string, limit: number): Promise<Sighting[]> {
    const rows = await this.#database.query((db) =>
      db
        .selectFrom('sightings')
        .select('body')
        .where('incident', '=', indexed(id))
        .where('host', 'is not', null)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
    return rows.map(toSighting);
  }

  async events(id: string): Promise<IncidentEvent[]> {
    const rows = await this.#database.query((db) =>
      db.selectFrom('incident_events').selectAll().where('incident', '=', indexed(id)).orderBy('number').execute(),
    );
    return rows.map(toEvent);
  }

  change(...[id, version, change, actor, at, tell]: Parameters<IncidentStore['change']>): ReturnType<IncidentStore['change']> {
    return this.#database.write(async (unit) => {
      const changed = await changeIncident(unit, id, version, change, actor, at);
      if (changed.kind === 'changed' && tell !== undefined) await queueDeliveries(unit, tell(changed.incident), at);
      return changed;
    });
  }

  async recent(since: EpochMs): Promise<Sighting[]> {
    const rows = await this.#database.query((db) =>
      db
        .selectFrom('sightings')
        .innerJoin('incidents', 'incidents.id', 'sightings.incident')
        .select(['sightings.id', 'sightings.body'])
        .where('sightings.at', '>=', since)
        .where('sightings.host', 'is not', null)
        .where('incidents.synthetic', '=', 0)
        .orderBy('sightings.at', 'desc')
        .orderBy('sightings.id', 'desc')
        .limit(MAX_RECENT)
        .execute(),
    );
    // A sighting of a cluster stands in two incidents.
    return [...new Map(rows.map((row) => [row.id, row])).values()].map(toSighting).reverse();
  }

  async purge(before: EpochMs): Promise<number> {
    for (let purged = 0; ; ) {
      const page = await this.#database.write(async (unit) => {
        const due = await unit
          .selectFrom('incidents')
          .select('id')
          .where('merged_into', 'is', null)
          .where((eb) => eb.or([eb('closed_at', '<', before), eb.and([eb('synthetic', '=', 1), eb('last_at', '<', before)])]))
          .limit(PURGE_PAGE)
          .execute();
        return deleteIncidents(
          unit,
          due.map(({ id }) => id),
        );
      });
      if (page === 0) return purged;
      purged += page;
    }
  }
}

function listed(db: Queries, { school, notAbout, status, person, since, until, severity, theme, synthetic, after }: IncidentFilter) {
  let query = db
    .selectFrom('incidents')
    .selectAll()
    .where('synthetic', '=', synthetic === true ? 1 : 0)
    .where('merged_into', 'is', null);
  if (school !== undefined) query = query.where('school', '=', auditText(school));
  if (status !== undefined) query = query.where('status', 'in', [...status]);
  if (since !== undefined) query = query.where('last_at', '>=', since);
  if (until !== undefined) query = query.where('first_at', '<', until);
  if (severity !== undefined) query = query.where('severity', 'in', severity.map(severityRank));
  if (theme !== undefined) query = query.where('theme', 'in', [...theme]);
  if (after !== undefined) query = query.where(behind(after));
  // By what it holds, not by whom it was raised about: a cluster, or one that others were merged into, is about several.
  const about = (name: string) => db.selectFrom('sightings').select('incident').where('subject', '=', personSubject(name));
  if (person !== undefined) query = query.where('id', 'in', about(person));
  if (notAbout !== undefined) query = query.where('id', 'not in', about(notAbout));
  return query;
}

/** Behind a place in the order of `list`: closed ones last, then by severity, time and id, each falling. */
function behind({ isClosed, severity, lastAt, id }: NonNullable<IncidentFilter['after']>) {
  return (eb: ExpressionBuilder<Schema, 'incidents'>) => {
    const rank = severityRank(severity);
    const inGroup = eb.or([
      eb('severity', '<', rank),
      eb.and([eb('severity', '=', rank), eb('last_at', '<', lastAt)]),
      eb.and([eb('severity', '=', rank), eb('last_at', '=', lastAt), eb('id', '<', id)]),
    ]);
    if (isClosed) return eb.and([eb('status', '=', 'closed'), inGroup]);
    return eb.or([eb('status', '=', 'closed'), inGroup]);
  };
}

function toSighting({ body }: { readonly body: string | null }): Sighting {
  return JSON.parse(body ?? '') as Sighting;
}
