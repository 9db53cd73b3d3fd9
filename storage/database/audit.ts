import { setImmediate as nextTurn } from 'node:timers/promises';
import { canonicalJson } from '../../core/canonical-json.ts';
import { auditDetail, auditHash, auditText, FIRST_PREVIOUS_HASH } from '../audit-chain.ts';
import type { AuditEntry, AuditLog, AuditQuery, NewAudit } from '../audit-log.ts';
import type { Database } from './database.ts';
import type { Schema, Unit } from './schema.ts';

/** Rows read at a time when verifying: about 5 ms of work between other work's turns. */
const VERIFY_PAGE = 500;

export class DatabaseAudit implements AuditLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append(entry: NewAudit): Promise<AuditEntry> {
    return this.#database.write((unit) => appendAudit(unit, entry));
  }

  async list(options: { readonly after?: number; readonly limit: number }): Promise<AuditEntry[]> {
    const rows = await this.#page(options.after ?? 0, options.limit);
    return rows.map(toEntry);
  }

  /** One short walk of the index for each action: what is sought is a small part of the log. */
  async newest({ actions, actor, subjects, outcome, since, until, before, limit }: AuditQuery): Promise<AuditEntry[]> {
    const rowsOf = (action: string) =>
      this.#database.query((db) => {
        let query = db.selectFrom('audit').selectAll().where('action', '=', action);
        if (actor !== undefined) query = query.where('actor', '=', auditText(actor));
        if (subjects !== undefined) query = query.where('subject', 'in', subjects.map(auditText));
        if (outcome !== undefined) query = query.where('outcome', '=', outcome);
        if (since !== undefined) query = query.where('at', '>=', since);
        if (until !== undefined) query = query.where('at', '<', until);
        if (before !== undefined) query = query.where('sequence', '<', before);
        return query.orderBy('sequence', 'desc').limit(limit).execute();
      });
    const found = subjects?.length === 0 ? [] : await Promise.all(actions.map(rowsOf));
    return found
      .flat()
      .sort((one, other) => other.sequence - one.sequence)
      .slice(0, limit)
      .map(toEntry);
  }

  async head(): Promise<Pick<AuditEntry, 'sequence' | 'hash'>> {
    const head = await this.#database.query((db) => db.selectFrom('audit_head').select(['sequence', 'hash']).executeTakeFirst());
    return head ?? { sequence: 0, hash: FIRST_PREVIOUS_HASH };
  }

  async verify(): Promise<number | undefined> {
    let sequence = 0;
    let hash = FIRST_PREVIOUS_HASH;
    for (;;) {
      const rows = await this.#page(sequence, VERIFY_PAGE);
      if (rows.length === 0) return this.#verifyEnd(sequence, hash);
      for (const row of rows) {
        if (row.sequence !== sequence + 1 || !fits(row, hash)) return sequence + 1;
        sequence = row.sequence;
        hash = row.hash;
      }
      await nextTurn();
    }
  }

  /** Every row up to `sequence` fits. The end of the chain, remembered apart, shows whether rows were cut off behind it. */
  #verifyEnd(sequence: number, hash: string): Promise<number | undefined> {
    return this.#database.read(async (unit) => {
      const head = await unit.selectFrom('audit_head').select(['sequence', 'hash']).executeTakeFirst();
      const last = await unit.selectFrom('audit').select('sequence').orderBy('sequence', 'desc').limit(1).executeTakeFirst();
      const [ended, stands] = [head?.sequence ?? 0, last?.sequence ?? 0];
      if (ended !== stands) return Math.min(ended, stands) + 1;
      // Rows appended since the last page are behind `sequence` and not this round's to judge.
      return ended === sequence && head?.hash !== hash ? sequence : undefined;
    });
  }

  #page(after: number, limit: number): Promise<Schema['audit'][]> {
    return this.#database.query((db) =>
      db.selectFrom('audit').selectAll().where('sequence', '>', after).orderBy('sequence').limit(limit).execute(),
    );
  }
}

/** Within a transaction: what it tells of and the line are stored together, or neither is. */
export async function appendAudit(unit: Unit, { at, actor, action, subject, outcome, detail: told }: NewAudit): Promise<AuditEntry> {
  const detail = auditDetail(told);
  const content = { at, actor: auditText(actor), action: auditText(action), subject: auditText(subject), outcome };
  const head = await unit.selectFrom('audit_head').select(['sequence', 'hash']).executeTakeFirstOrThrow();
  const unhashed = { sequence: head.sequence + 1, ...content, detail };
  const added: AuditEntry = { ...unhashed, hash: auditHash(head.hash, unhashed) };
  await unit
    .insertInto('audit')
    .values({ ...added, detail: canonicalJson(detail) })
    .execute();
  await unit.updateTable('audit_head').set({ sequence: added.sequence, hash: added.hash }).execute();
  return added;
}

function fits(row: Schema['audit'], previousHash: string): boolean {
  try {
    return row.hash === auditHash(previousHash, toEntry(row));
  } catch {
    return false; // The detail is no JSON any more.
  }
}

function toEntry(row: Schema['audit']): AuditEntry {
  return { ...row, outcome: row.outcome as AuditEntry['outcome'], detail: JSON.parse(row.detail) as Record<string, unknown> };
}
