import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyListIndex } from '../../categoriser/categorise.ts';
import { compileSnapshot } from '../../categoriser/snapshot.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { epochMs } from '../../core/units.ts';
import { PolicyReplay } from '../../snapshot/policy-replay.ts';
import { dayOf, spoolFileName } from '../../storage/record-spool/layout.ts';
import { serialiseRecord } from '../../storage/record-spool/serialise.ts';
import { readRecordedDays } from '../../storage/recorded-days.ts';
import { schoolWeek } from '../support/made-up-week.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { Measured } from './measured.ts';

/** Of each person on each of five days: 300,000 in all, a morning's of a trust. */
const RECORDS_A_DAY = 180;
const ROUNDS = 4;
/** The one in force and the draft. */
const POLICIES = 2;
/** Before the first record. */
const SINCE = epochMs(Date.UTC(2026, 8, 1));

/** Replays a week of records as `policy replay` does, from their files to the counts. CPU time of this process: one thread does it all. */
export async function measureReplay(scale: number): Promise<Measured[]> {
  const folder = temporaryFolder();
  try {
    writeWeek(folder.path, Math.ceil(scale * RECORDS_A_DAY));
    const rounds: number[] = [];
    let decided = 0;
    let changed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const run = new PolicyReplay(snapshotOf(IN_FORCE), snapshotOf(DRAFT));
      const before = process.cpuUsage();
      for await (const records of readRecordedDays(folder.path, SINCE)) for (const record of records) run.take(record);
      const { user, system } = process.cpuUsage(before);
      const result = run.result();
      decided = result.decided;
      changed = result.changes['newly-blocked'].decisions;
      rounds.push((POLICIES * decided * 1e6) / (user + system));
    }
    const best = Math.max(...rounds);
    return [
      {
        id: 'replay',
        title: `decisions a second on one core: ${decided.toLocaleString('en-GB')} records from their files, each by both policies`,
        value: Math.round(best),
        unit: 'decisions/s',
        beside: { recordsPerSecond: Math.round(best / POLICIES), rounds: rounds.map(Math.round), decided, changed },
        ...(changed === 0 && { spoilt: 'nothing was decided differently' }),
      },
    ];
  } finally {
    folder.remove();
  }
}

const SITES = (action: 'allow' | 'block') => Array.from({ length: 500 }, (_, i) => `${action}${i}.example`);
const IN_FORCE: PolicyDocument = {
  lists: (['allow', 'block'] as const).map((action) => ({
    ...{ id: `${action}-list`, action, sites: SITES(action), reason: 'as agreed', owner: 'it', reviewBy: '2027-07-31' },
  })),
};
/** Closes one site in ten of the week's. */
const DRAFT: PolicyDocument = {
  lists: [
    ...(IN_FORCE.lists ?? []),
    {
      ...{ id: 'closed', action: 'block', reason: 'to see what it would close', owner: 'it', reviewBy: '2027-07-31' },
      sites: Array.from({ length: 40 }, (_, i) => `site${10 * i}.example`),
    },
  ],
};

function snapshotOf(document: PolicyDocument) {
  return compileSnapshot({ document, policyVersion: 'bench', lists: emptyListIndex('bench'), overrides: [], classes: new Map() });
}

function writeWeek(folder: string, recordsADay: number): void {
  for (const [day, records] of Map.groupBy(schoolWeek(1, recordsADay).records, ({ time }) => time.slice(0, 10))) {
    const at = epochMs(Date.parse(`${day}T00:00:00Z`));
    mkdirSync(join(folder, dayOf(at)), { recursive: true });
    writeFileSync(join(folder, dayOf(at), spoolFileName('bench-1', at, 1, 1)), records.map(serialiseRecord).join(''));
  }
}
