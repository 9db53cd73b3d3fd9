import { type EpochMs, epochMs } from '../../core/units.ts';
import type { AlertConfirmation, CodeChallenge, IncidentAccess, NewSession } from '../incident-access.ts';
import type { NewDelivery } from '../incidents.ts';
import type { Database } from './database.ts';
import { indexed, newEvent } from './incidents-rows.ts';
import { queueDeliveries } from './outbox.ts';
import type { Unit } from './schema.ts';

/** Long after any session of it has ended. */
const KEEP_MS = 86_400_000;

export class DatabaseIncidentAccess implements IncidentAccess {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  ask(
    { id, incident, recipient, expiresAt }: CodeChallenge,
    mail: NewDelivery,
    at: EpochMs,
    { most, withinMs }: { readonly most: number; readonly withinMs: number },
  ): Promise<boolean> {
    return this.#database.write(async (unit) => {
      await unit
        .deleteFrom('incident_access')
        .where('expires_at', '<', at - KEEP_MS)
        .execute();
      const { asked } = await unit
        .selectFrom('incident_access')
        .select((eb) => eb.fn.countAll<number>().as('asked'))
        .where('incident', '=', indexed(incident))
        .where('recipient', '=', indexed(recipient))
        .where('created_at', '>', at - withinMs)
        .executeTakeFirstOrThrow();
      if (asked >= most) return false;
      const row = { id, incident: indexed(incident), recipient: indexed(recipient), created_at: at, expires_at: expiresAt };
      await unit
        .insertInto('incident_access')
        .values({ ...row, tries: 0, session: null, session_until: null })
        .execute();
      await queueDeliveries(unit, [mail], at);
      return true;
    });
  }

  redeem(
    { id, incident }: Pick<CodeChallenge, 'id' | 'incident'>,
    isRight: boolean,
    { hash, until }: NewSession,
    at: EpochMs,
    mostTries: number,
  ): ReturnType<IncidentAccess['redeem']> {
    return this.#database.write(async (unit) => {
      const tried = await unit
        .updateTable('incident_access')
        .set((eb) => ({ tries: eb('tries', '+', 1), ...(isRight && { session: hash, session_until: until }) }))
        .where('id', '=', indexed(id))
        .where('incident', '=', indexed(incident))
        .where('session', 'is', null)
        .where('expires_at', '>', at)
        .where('tries', '<', mostTries)
        .returning('recipient')
        .executeTakeFirst();
      if (tried !== undefined && isRight) await noteOpening(unit, incident, tried.recipient, at);
      return tried && { recipient: tried.recipient, isOpen: isRight };
    });
  }

  async session(...[incident, sessionHash, at]: Parameters<IncidentAccess['session']>): ReturnType<IncidentAccess['session']> {
    const row = await this.#database.query((db) =>
      db
        .selectFrom('incident_access')
        .select(['recipient', 'session_until'])
        .where('session', '=', sessionHash)
        .where('incident', '=', indexed(incident))
        .where('session_until', '>', at)
        .executeTakeFirst(),
    );
    return row && { recipient: row.recipient, until: epochMs(row.session_until ?? 0) };
  }

  async end(sessionHash: string): Promise<void> {
    await this.#database.write((unit) =>
      unit.updateTable('incident_access').set({ session_until: 0 }).where('session', '=', sessionHash).execute(),
    );
  }

  async confirm({ school, recipient, at }: AlertConfirmation): Promise<void> {
    const row = { school: indexed(school), recipient: indexed(recipient), at };
    await this.#database.write((unit) =>
      unit
        .insertInto('alert_confirmations')
        .values(row)
        .onConflict((conflict) => conflict.columns(['school', 'recipient']).doUpdateSet({ at }))
        .execute(),
    );
  }

  async confirmations(): Promise<AlertConfirmation[]> {
    const rows = await this.#database.query((db) => db.selectFrom('alert_confirmations').selectAll().execute());
    return rows.map(({ at, ...row }) => ({ ...row, at: epochMs(at) }));
  }
}

async function noteOpening(unit: Unit, incident: string, recipient: string, at: EpochMs): Promise<void> {
  const row = await unit.selectFrom('incidents').selectAll().where('id', '=', indexed(incident)).executeTakeFirst();
  if (row === undefined) return;
  const event = newEvent(row, { at, actor: `contact:${recipient}`, event: 'opened', detail: {} });
  await unit.insertInto('incident_events').values(event).execute();
  await unit.updateTable('incidents').set({ events: row.events }).where('id', '=', row.id).execute();
}
