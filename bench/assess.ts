import { assess } from '../alerts/assess/assess.ts';
import { createHistory } from '../alerts/assess/history.ts';
import { sightingOf } from '../alerts/assess/sighting.ts';
import { calendarOf, schoolDay } from '../alerts/routing/school-day.ts';
import type { AccessRecord } from '../core/access-record.ts';
import { epochMs } from '../core/units.ts';
import { isSignalledLine, parseRecord } from '../storage/record-spool/decode.ts';
import { serialiseRecord } from '../storage/record-spool/serialise.ts';
import { schoolWeek } from './support/made-up-week.ts';

/**
 * What a record costs the alerts, on one core: `node bench/assess.ts`, a few seconds. Lines as they stand in the spool, read as bytes.
 * CPU time, not time on the clock; of repeated measurements the best, since anything else on the machine only adds to them.
 */
const ROUNDS = 12;
const { records } = schoolWeek(1, 20);
const lineOf = (record: AccessRecord) => Buffer.from(serialiseRecord(record).trimEnd());
const signalled = records.filter(({ signal }) => signal !== 'none');
// As many as twenty weeks hold, so that the maps are as full as they get.
const busy = Array.from({ length: 20 }, (_, term) =>
  signalled.map((record) => lineOf({ ...record, id: `${record.id}-${term}`, username: `${record.username}-${term}` })),
).flat();
const routine = records.filter(({ signal }) => signal === 'none').map(lineOf);
const calendar = calendarOf({ terms: [{ from: '2026-09-01', until: '2026-12-18' }] });

/** Microseconds. */
function best(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, user + system);
  }
  return least;
}

function report(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(58)} ${value.toFixed(3).padStart(12)} ${unit}`);
}

let notified = 0;
const assessUs = best(() => {
  const history = createHistory({ keepMs: 36 * 3_600_000 });
  for (const line of busy) {
    if (!isSignalledLine(line)) continue;
    const record = parseRecord(line);
    const sighting = record.ok ? sightingOf(record.value) : null;
    if (sighting === null) continue;
    const { person, cohort } = history.remember(sighting);
    if (assess(sighting, person, cohort, schoolDay(epochMs(sighting.at), calendar)).notify) notified++;
  }
});
report(`signalled: filter, parse, check, assess (${busy.length} lines)`, (busy.length * 1e6) / assessUs, 'records/s');

let notable = 0;
const filterUs = best(() => {
  for (const line of routine) if (isSignalledLine(line)) notable++;
});
report(`unsignalled: filtered on bytes (${routine.length} lines)`, filterUs / routine.length, 'µs a record');
if (notified === 0 || notable !== 0) throw new Error('The bench measured something else.');
