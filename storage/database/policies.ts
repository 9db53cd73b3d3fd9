import { type EpochMs, epochMs } from '../../core/units.ts';
import { type CutPolicy, cutPolicy, frameParts, MARK, pieceHash, policyTexts } from '../policy-pieces.ts';
import type { PolicySave, PolicyStore, PolicyVersion } from '../stores.ts';
import type { Database } from './database.ts';
import { currentRevision, nextRevision } from './followed.ts';
import { chunks, type Queries, type Unit } from './schema.ts';

/** Documents are kept with their long lists apart, in pieces that all versions share. Neither is ever changed. */
export class DatabasePolicies implements PolicyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  save(policy: PolicyVersion): Promise<number> {
    const cut = cutPolicy(policy.document);
    return this.#database.write((unit) => saveIn(unit, policy, cut));
  }

  saveOver(policy: PolicyVersion, base: number): Promise<number | undefined> {
    const cut = cutPolicy(policy.document);
    return this.#database.write(async (unit) => {
      return (await currentRevision(unit, 'policy')) === base ? saveIn(unit, policy, cut) : undefined;
    });
  }

  async current(now: EpochMs): Promise<PolicyVersion | undefined> {
    return this.#whole(
      await this.#database.query((db) => frames(db).where('policy_saves.revision', '=', latestAt(db, now)).executeTakeFirst()),
    );
  }

  async currentFrame(now: EpochMs): Promise<string | undefined> {
    const found = await this.#database.query((db) =>
      frames(db).where('policy_saves.revision', '=', latestAt(db, now)).clearSelect().select('document').executeTakeFirst(),
    );
    return found?.document;
  }

  pieces(hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#database.query((db) => piecesOf(db, hashes));
  }

  async get(version: string): Promise<PolicyVersion | undefined> {
    return this.#whole(
      await this.#database.query((db) =>
        frames(db).where('policy_saves.version', '=', version).orderBy('policy_saves.revision', 'desc').limit(1).executeTakeFirst(),
      ),
    );
  }

  history(): Promise<PolicySave[]> {
    return this.#database.query((db) => db.selectFrom('policy_saves').select(SAVED).orderBy('revision', 'desc').execute());
  }

  async lastBy(author: string): Promise<PolicyVersion | undefined> {
    return this.#whole(
      await this.#database.query((db) =>
        frames(db).where('author', '=', author).orderBy('policy_saves.revision', 'desc').limit(1).executeTakeFirst(),
      ),
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

  async #whole(found: PolicyVersion | undefined): Promise<PolicyVersion | undefined> {
    if (found === undefined) return undefined;
    const pieces = new Map<string, string>();
    for (const hashes of chunks([...new Set(frameParts(found.document).hashes)])) {
      for (const [hash, text] of await this.pieces(hashes)) if (pieceHash(text) === hash) pieces.set(hash, text);
    }
    return { ...found, document: policyTexts(found.document, pieces).join('') };
  }
}

async function saveIn(unit: Unit, policy: PolicyVersion, cut: CutPolicy): Promise<number> {
  const inForce = await latestAt(unit, policy.effectiveAt).select('version').executeTakeFirst();
  if (inForce?.version === policy.version) return currentRevision(unit, 'policy');
  const { version, author, reason } = policy;
  await keepDocument(unit, version, cut);
  const revision = await nextRevision(unit, 'policy');
  await unit
    .insertInto('policy_saves')
    .values({ revision, version, author, reason, created_at: policy.createdAt, effective_at: policy.effectiveAt })
    .execute();
  return revision;
}

async function keepDocument(unit: Unit, version: string, { frame, pieces }: CutPolicy): Promise<void> {
  for (const some of chunks([...pieces])) {
    const hashes = some.map(([hash]) => hash);
    const found = await unit.selectFrom('policy_pieces').select('hash').where('hash', 'in', hashes).execute();
    const known = new Set(found.map(({ hash }) => hash));
    const added = some.filter(([hash]) => !known.has(hash)).map(([hash, text]) => ({ hash, text }));
    if (added.length > 0) await unit.insertInto('policy_pieces').values(added).execute();
  }
  const added = await unit
    .insertInto('policy_documents')
    .values({ version, document: frame })
    .onConflict((conflict) => conflict.column('version').doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows !== 0n || pieces.size === 0) return;
  // It may have been saved before documents were cut, and is gone back to.
  await unit
    .updateTable('policy_documents')
    .set({ document: frame })
    .where('version', '=', version)
    .where('document', 'not like', `%${MARK}%`)
    .execute();
}

async function piecesOf(db: Queries, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const found = await db.selectFrom('policy_pieces').select(['hash', 'text']).where('hash', 'in', hashes).execute();
  return new Map(found.map(({ hash, text }) => [hash, text]));
}

/** Which one it is before what it says: otherwise every document there ever was is read to be sorted, by every worker at every change. */
function latestAt(db: Queries, at: number) {
  return db
    .selectFrom('policy_saves')
    .select('revision')
    .where('effective_at', '<=', at)
    .orderBy('effective_at', 'desc')
    .orderBy('revision', 'desc')
    .limit(1);
}

const SAVED = ['policy_saves.version', 'author', 'reason', 'created_at as createdAt', 'effective_at as effectiveAt'] as const;

function frames(db: Queries) {
  return db
    .selectFrom('policy_saves')
    .innerJoin('policy_documents', 'policy_documents.version', 'policy_saves.version')
    .select([...SAVED, 'document']);
}
