import { type Factor, type Incident, OUTCOMES } from '../../core/incident.ts';
import type { EpochMs } from '../../core/units.ts';
import { auditText } from '../audit-chain.ts';
import type { IncidentStore, TriageChange } from '../incidents.ts';
import { type IncidentRow, indexed, mergeFactors, newEvent, severityAt, toIncident } from './incidents-rows.ts';
import { triage } from './incidents-triage.ts';
import { chunks, type Unit } from './schema.ts';

type Answer = Awaited<ReturnType<IncidentStore['change']>>;
type Merge = Extract<TriageChange, { kind: 'merge' }>;

/** Changes one incident, inside the caller's transaction. */
export async function changeIncident(
  unit: Unit,
  id: string,
  version: number,
  change: TriageChange,
  actor: string,
  at: EpochMs,
): Promise<Answer> {
  const row = await rowOf(unit, id);
  if (row === undefined) return { kind: 'missing' };
  if (row.version !== version) return { kind: 'conflict', incident: toIncident(row) };
  if (change.kind === 'merge') return merge(unit, row, change, actor, at);
  if (change.kind === 'close' && !OUTCOMES.includes(change.outcome)) return invalid('Closing needs one of the outcomes.');
  const made = triage(toIncident(row), change);
  if (made.kind === 'invalid') return made;
  const { status, assignee, outcome, verdict } = made.set;
  if (status !== undefined) row.status = status;
  if (assignee !== undefined) row.assignee = assignee === null ? null : auditText(assignee);
  if (outcome !== undefined) row.outcome = outcome;
  if (verdict !== undefined) row.verdict = verdict;
  row.closed_at = row.status === 'closed' ? (row.closed_at ?? at) : null;
  const incident = await write(unit, row, { at, actor, event: made.event, detail: made.detail });
  return { kind: 'changed', incident };
}

async function merge(unit: Unit, row: IncidentRow, { into }: Merge, actor: string, at: EpochMs): Promise<Answer> {
  const target = await rowOf(unit, into);
  if (target === undefined) return invalid(`There is no incident ${auditText(into)}.`);
  const obstacle = mergeObstacle(row, target);
  if (obstacle !== null) return invalid(obstacle);
  const moved = row.records;
  await moveSightings(unit, row.id, target.id);
  const { records, kept } = await countSightings(unit, target.id);
  const [held, added] = [target, row].map(({ factors }) => JSON.parse(factors) as Factor[]);
  const isWorse = row.severity > target.severity;
  target.factors = JSON.stringify(mergeFactors(held ?? [], added ?? [], isWorse));
  Object.assign(target, {
    records,
    kept,
    severity: Math.max(target.severity, row.severity),
    first_at: Math.min(target.first_at, row.first_at),
    last_at: Math.max(target.last_at, row.last_at),
    alerted: Math.max(target.alerted, row.alerted),
  } satisfies Partial<IncidentRow>);
  Object.assign(row, { records: 0, kept: 0, status: 'closed', closed_at: at, merged_into: target.id } satisfies Partial<IncidentRow>);
  // A chain of merges leads to its end at once.
  await unit.updateTable('incidents').set({ merged_into: target.id }).where('merged_into', '=', row.id).execute();
  const incident = await write(unit, row, { at, actor, event: 'merged', detail: { into: target.id, records: moved } });
  const detail = { from: row.id, records: moved, severity: severityAt(row.severity) };
  await write(unit, target, { at, actor, event: 'merged', detail });
  return { kind: 'changed', incident };
}

function mergeObstacle(row: IncidentRow, target: IncidentRow): string | null {
  if (target.id === row.id) return 'An incident cannot be merged into itself.';
  if (row.merged_into !== null) return `This incident was merged into ${row.merged_into} already.`;
  if (target.merged_into !== null) return `Incident ${target.id} was merged into ${target.merged_into}: merge into that one.`;
  if (target.school !== row.school) return 'Incidents of two schools cannot be merged.';
  if (target.synthetic !== row.synthetic) return 'A test incident and a real one cannot be merged.';
  if (row.status === 'closed') return 'This incident is closed: reopen it first.';
  if (target.status === 'closed') return `Incident ${target.id} is closed: reopen it first.`;
  return null;
}

/** A sighting that both hold (a person's and a cluster's) stays once. */
async function moveSightings(unit: Unit, from: string, to: string): Promise<void> {
  const held = unit.selectFrom('sightings').select('id').where('incident', '=', to);
  await unit.deleteFrom('sightings').where('incident', '=', from).where('id', 'in', held).execute();
  await unit.updateTable('sightings').set({ incident: to }).where('incident', '=', from).execute();
}

function countSightings(unit: Unit, incident: string): Promise<{ readonly records: number; readonly kept: number }> {
  return unit
    .selectFrom('sightings')
    .select((eb) => [eb.fn.countAll<number>().as('records'), eb.fn.count<number>('host').as('kept')])
    .where('incident', '=', incident)
    .executeTakeFirstOrThrow();
}

async function write(unit: Unit, row: IncidentRow, event: Parameters<typeof newEvent>[1]): Promise<Incident> {
  const line = newEvent(row, event);
  row.version += 1;
  await unit.updateTable('incidents').set(row).where('id', '=', row.id).execute();
  await unit.insertInto('incident_events').values(line).execute();
  return toIncident(row);
}

function rowOf(unit: Unit, id: string): Promise<IncidentRow | undefined> {
  return unit.selectFrom('incidents').selectAll().where('id', '=', indexed(id)).executeTakeFirst();
}

function invalid(message: string): Answer {
  return { kind: 'invalid', message };
}

/** Deletes incidents with all they hold, and those merged into them. */
export async function deleteIncidents(unit: Unit, ids: readonly string[]): Promise<number> {
  let deleted = 0;
  for (const chunk of chunks(ids)) {
    const merged = await unit.selectFrom('incidents').select('id').where('merged_into', 'in', chunk).execute();
    const all = [...chunk, ...merged.map(({ id }) => id)];
    for (const part of chunks(all)) {
      await unit.deleteFrom('sightings').where('incident', 'in', part).execute();
      await unit.deleteFrom('incident_events').where('incident', 'in', part).execute();
      const gone = await unit.deleteFrom('incidents').where('id', 'in', part).executeTakeFirst();
      deleted += Number(gone.numDeletedRows);
    }
  }
  return deleted;
}
