import { type EpochMs, epochMs } from '../../core/units.ts';
import type { PolicyStore, PolicyVersion } from '../stores.ts';
import type { Database } from './database.ts';
import { currentRevision, nextRevision } from './followed.ts';
import type { Queries, Unit } from './schema.ts';

export class DatabasePolicies implements PolicyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  save(policy: PolicyVersion): Promise<number> {
    return this.#database.write((unit) => saveIn(unit, policy));
  }

  saveOver(policy: PolicyVersion, base: number): Promise<number | undefined> {
    return this.#database.write(async (unit) => ((await currentRevision(unit, 'policy')) === base ? saveIn(unit, policy) : undefined));
  }

  current(now: EpochMs): Promise<PolicyVersion | undefined> {
    return this.#database.query((db) => currentAt(db, now));
  }

  get(version: string): Promise<PolicyVersion | undefined> {
    return this.#database.query((db) =>
      saves(db).where('policy_saves.version', '=', version).orderBy('policy_saves.revision', 'desc').limit(1).executeTakeFirst(),
    );
  }

  history(): Promise<PolicyVersion[]> {
    return this.#database.query((db) => saves(db).orderBy('policy_saves.revision', 'desc').execute());
  }

  lastBy(author: string): Promise<PolicyVersion | undefined> {
    return this.#database.query((db) =>
      saves(db).where('author', '=', author).orderBy('policy_saves.revision', 'desc').limit(1).executeTakeFirst(),
    );
  }

  async nextChange(now: EpochMs): Promise<EpochMs | null> {
    const next = await this.#database.query((db) =>
      db
        .selectFrom('policy_saves')
        .select('effective_at')
        .where('effective_at', '>', now)
        .orderBy('effective_at')
        .limit(1)
        .executeTakeFirst(),
    );
    return next === undefined ? null : epochMs(next.effective_at);
  }
}

async function saveIn(unit: Unit, policy: PolicyVersion): Promise<number> {
  const inForce = await currentAt(unit, policy.effectiveAt);
  if (inForce?.version === policy.version) return currentRevision(unit, 'policy');
  const { version, document } = policy;
  await unit
    .insertInto('policy_documents')
    .values({ version, document })
    .onConflict((conflict) => conflict.column('version').doNothing())
    .execute();
  const revision = await nextRevision(unit, 'policy');
  await unit
    .insertInto('policy_saves')
    .values({
      revision,
      version,
      author: policy.author,
      reason: policy.reason,
      created_at: policy.createdAt,
      effective_at: policy.effectiveAt,
    })
    .execute();
  return revision;
}

/** Which one it is before what it says: otherwise every document there ever was is read to be sorted, by every worker at every change. */
function currentAt(db: Queries, at: number): Promise<PolicyVersion | undefined> {
  const latest = db
    .selectFrom('policy_saves')
    .select('revision')
    .where('effective_at', '<=', at)
    .orderBy('effective_at', 'desc')
    .orderBy('revision', 'desc')
    .limit(1);
  return saves(db).where('policy_saves.revision', '=', latest).executeTakeFirst();
}

function saves(db: Queries) {
  return db
    .selectFrom('policy_saves')
    .innerJoin('policy_documents', 'policy_documents.version', 'policy_saves.version')
    .select(['policy_saves.version', 'document', 'author', 'reason', 'created_at as createdAt', 'effective_at as effectiveAt']);
}
