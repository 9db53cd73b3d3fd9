import type { IpAddress } from '../../core/address.ts';
import { type GroupId, type Lease, normaliseUserName } from '../../core/identity.ts';
import type { Clock, EpochMs } from '../../core/units.ts';
import type { Changes, LeaseStore } from '../stores.ts';
import type { Database } from './database.ts';
import { changesAfter, forget, nextRevision, removeFollowed } from './followed.ts';
import { heldRows } from './held-rows.ts';
import { chunks, type Schema, type Unit } from './schema.ts';

export class DatabaseLeases implements LeaseStore {
  readonly #database: Database;
  readonly #clock: Clock;
  /** Expired ones too. */
  readonly #all: () => Promise<readonly Lease[]>;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#all = heldRows(database, 'leases', async (db) => {
      const rows = await db.selectFrom('leases').selectAll().execute();
      return rows.map(toLease).sort((a, b) => (a.ip < b.ip ? -1 : 1));
    });
  }

  put(leases: readonly Lease[]): Promise<number> {
    const folded = [...foldByAddress(leases).values()];
    return this.#database.write(async (unit) => {
      const revision = await nextRevision(unit, 'leases');
      for (const chunk of chunks(folded)) await upsert(unit, chunk, revision);
      return revision;
    });
  }

  remove(ips: readonly IpAddress[]): Promise<number> {
    return this.#database.write((unit) =>
      removeFollowed(unit, 'leases', ips, this.#clock(), (chunk) =>
        unit.deleteFrom('leases').where('ip', 'in', chunk).returning('ip as key').execute(),
      ),
    );
  }

  async list(now: EpochMs): Promise<Lease[]> {
    return (await this.#all()).filter(({ expiresAt }) => expiresAt > now);
  }

  changesSince(revision: number): Promise<Changes<Lease, IpAddress>> {
    return this.#database.read((unit) =>
      changesAfter(
        unit,
        'leases',
        revision,
        async (after) => (await unit.selectFrom('leases').selectAll().where('revision', '>', after).execute()).map(toLease),
        (lease) => lease.ip,
      ),
    );
  }

  purge(before: EpochMs): Promise<number> {
    return this.#database.write((unit) =>
      forget(unit, 'leases', before, this.#clock(), (db, cutoff) =>
        db.deleteFrom('leases').where('expires_at', '<', cutoff).returning('revision').execute(),
      ),
    );
  }
}

/** Ends the leases of people who are gone, in the transaction that removes them: one with a group of its own would keep it. */
export async function endLeasesOf(unit: Unit, names: readonly string[], now: EpochMs): Promise<void> {
  if (names.length === 0) return;
  const gone = new Set(names.map(normaliseUserName));
  const held = await unit.selectFrom('leases').select(['ip', 'user_name']).where('expires_at', '>', now).execute();
  const ips = held.filter((lease) => gone.has(normaliseUserName(lease.user_name))).map(({ ip }) => ip);
  await removeFollowed(unit, 'leases', ips, now, (chunk) =>
    unit.deleteFrom('leases').where('ip', 'in', chunk).returning('ip as key').execute(),
  );
}

/** One statement cannot touch a row twice, so that several leases for one address become what they would be one by one. */
function foldByAddress(leases: readonly Lease[]): Map<IpAddress, Lease> {
  const folded = new Map<IpAddress, Lease>();
  for (const lease of leases) {
    const earlier = folded.get(lease.ip);
    const renews = earlier !== undefined && earlier.user === lease.user && earlier.computer === lease.computer;
    folded.set(lease.ip, renews ? { ...lease, expiresAt: Math.max(earlier.expiresAt, lease.expiresAt) } : lease);
  }
  return folded;
}

async function upsert(unit: Unit, leases: readonly Lease[], revision: number): Promise<void> {
  await unit
    .insertInto('leases')
    .values(leases.map((lease) => toRow(lease, revision)))
    .onConflict((conflict) =>
      conflict.column('ip').doUpdateSet((eb) => ({
        user_name: eb.ref('excluded.user_name'),
        computer: eb.ref('excluded.computer'),
        group_id: eb.ref('excluded.group_id'),
        school: eb.ref('excluded.school'),
        revision: eb.ref('excluded.revision'),
        expires_at: eb
          .case()
          .when(
            eb.and([
              eb('leases.user_name', '=', eb.ref('excluded.user_name')),
              eb('leases.computer', '=', eb.ref('excluded.computer')),
              eb('leases.expires_at', '>', eb.ref('excluded.expires_at')),
            ]),
          )
          .then(eb.ref('leases.expires_at'))
          .else(eb.ref('excluded.expires_at'))
          .end(),
      })),
    )
    .execute();
}

function toRow(lease: Lease, revision: number): Schema['leases'] {
  return {
    ip: lease.ip,
    user_name: lease.user,
    computer: lease.computer,
    group_id: lease.group,
    school: lease.school,
    expires_at: lease.expiresAt,
    revision,
  };
}

function toLease(row: Schema['leases']): Lease {
  return {
    ip: row.ip as IpAddress,
    user: row.user_name,
    computer: row.computer,
    group: row.group_id as GroupId | null,
    school: row.school,
    expiresAt: row.expires_at,
  };
}
