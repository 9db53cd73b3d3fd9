import type { Incident } from '../../core/incident.ts';
import type { EpochMs } from '../../core/units.ts';
import type { AssessedSighting, Routing } from '../incidents.ts';
import { entriesOf, IncidentBatch } from './incidents-batch.ts';
import { openNumbers } from './incidents-numbers.ts';
import type { IncidentRow } from './incidents-rows.ts';
import { addDeliveries } from './outbox.ts';
import { chunks, type Schema, type Unit } from './schema.ts';

export interface StoreOptions {
  readonly mergeWindowMs: number;
  readonly routing: Routing;
}

/** Stores a batch and the cursor behind it (null: it stays where it is), inside the caller's transaction. */
export async function storeBatch(
  unit: Unit,
  assessed: readonly AssessedSighting[],
  cursor: string | null,
  { mergeWindowMs, routing }: StoreOptions,
  now: EpochMs,
): Promise<Incident[]> {
  const entries = await unseen(unit, assessed.map(entriesOf));
  const numbers = await openNumbers(unit, now);
  const batch = new IncidentBatch(mergeWindowMs, numbers, now);
  if (entries.length > 0) await tellOfOpenOnes(unit, batch, entries, mergeWindowMs);
  for (const entry of entries) batch.add(entry);
  const { rows, incidents, deliveries } = batch.end(routing);
  for (const chunk of chunks(rows)) await writeIncidents(unit, chunk);
  for (const chunk of chunks(batch.sightings)) await unit.insertInto('sightings').values(chunk).execute();
  for (const chunk of chunks(batch.events)) await unit.insertInto('incident_events').values(chunk).execute();
  const severities = new Map(rows.map((row) => [row.id, row.severity]));
  await addDeliveries(unit, deliveries, severities, numbers, now);
  await unit
    .updateTable('incident_state')
    .set({ ...(cursor !== null && { cursor }), last_number: numbers.last })
    .execute();
  return incidents;
}

type Entry = ReturnType<typeof entriesOf>[number];

/** Those whose decision id is neither stored nor earlier in the batch. */
async function unseen(unit: Unit, assessed: readonly Entry[][]): Promise<Entry[]> {
  const fresh = new Map<string, Entry[]>();
  for (const entries of assessed) {
    const id = entries[0]?.id;
    if (id !== undefined && !fresh.has(id)) fresh.set(id, entries);
  }
  for (const chunk of chunks([...fresh.keys()])) {
    const stored = await unit.selectFrom('sightings').select('id').where('id', 'in', chunk).execute();
    for (const { id } of stored) fresh.delete(id);
  }
  return [...fresh.values()].flat();
}

/** Tells the batch of every open incident that one of the entries may belong to. */
async function tellOfOpenOnes(unit: Unit, batch: IncidentBatch, entries: readonly Entry[], mergeWindowMs: number): Promise<void> {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { at } of entries) [from, to] = [Math.min(from, at), Math.max(to, at)];
  for (const chunk of chunks([...new Set(entries.map((entry) => entry.subject))])) {
    const rows = await unit
      .selectFrom('incidents')
      .selectAll()
      .where('subject', 'in', chunk)
      .where('last_at', '>=', from - mergeWindowMs)
      .where('first_at', '<=', to + mergeWindowMs)
      .where('status', '<>', 'closed')
      .execute();
    const hosts = await keptHosts(unit, rows);
    for (const row of rows) batch.know(row, hosts.get(row.id) ?? new Map());
  }
}

/** By incident: how many sightings of each host are kept in full. */
async function keptHosts(unit: Unit, rows: readonly IncidentRow[]): Promise<Map<string, Map<string, number>>> {
  const hosts = new Map<string, Map<string, number>>(rows.map((row) => [row.id, new Map()]));
  for (const chunk of chunks([...hosts.keys()])) {
    const counts = await unit
      .selectFrom('sightings')
      .select((eb) => ['incident', 'host', eb.fn.countAll<number>().as('kept')])
      .where('incident', 'in', chunk)
      .where('host', 'is not', null)
      .groupBy(['incident', 'host'])
      .execute();
    for (const { incident, host, kept } of counts) hosts.get(incident)?.set(host ?? '', kept);
  }
  return hosts;
}

const CHANGING = [
  'severity',
  'records',
  'kept',
  'first_at',
  'last_at',
  'factors',
  'alerted',
  'events',
  'version',
] as const satisfies readonly (keyof Schema['incidents'])[];

/** New ones and changed ones alike. */
async function writeIncidents(unit: Unit, rows: readonly IncidentRow[]): Promise<void> {
  await unit
    .insertInto('incidents')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => Object.fromEntries(CHANGING.map((column) => [column, eb.ref(`excluded.${column}`)]))),
    )
    .execute();
}
