import { epochMs } from '../../core/units.ts';
import { Database } from '../../storage/database/database.ts';
import { storeBatch } from '../../storage/database/incidents-store.ts';
import { openPostgres } from '../../storage/database/postgres.ts';
import { openSqlite } from '../../storage/database/sqlite.ts';
import { openStores } from '../../storage/open-stores.ts';
import type { Stores } from '../../storage/stores.ts';
import { numbered, toLead, WINDOW } from './incident-samples.ts';

/**
 * Another process that uses the same database. `read` stores records as a reader of the spool does, from a little before the
 * cursor; `claim` takes whatever delivery it gets; `die` ends when a batch is written and not committed.
 */
interface Work {
  readonly task: 'read' | 'claim' | 'die';
  readonly place: { readonly databaseUrl: string | null; readonly sqlitePath: string };
  readonly records?: number;
  readonly again?: number;
}

const { task, place, records = 0, again = 0 } = JSON.parse(process.argv[2] ?? '') as Work;
const BATCH = 10;
const clock = () => epochMs(Date.now());
if (task === 'die') await die();
else {
  const stores = await openStores({ ...place, clock });
  if (task === 'read') await read(stores);
  else await claim(stores);
  await stores.close();
}

async function read(stores: Stores): Promise<void> {
  const held = Number((await stores.incidents.cursor()) ?? 0);
  for (let from = Math.max(0, held - again); from < records; from += BATCH) {
    const to = Math.min(records, from + BATCH);
    await stores.incidents.store(numbered(from, to), `${to}`, { mergeWindowMs: WINDOW, routing: toLead });
    process.stdout.write(`${to}\n`);
  }
}

async function claim(stores: Stores): Promise<void> {
  for (const { id } of await stores.outbox.pending(clock(), 60_000, 1_000)) {
    if (await stores.outbox.claim(id, clock(), 60_000)) process.stdout.write(`${id}\n`);
  }
}

async function die(): Promise<void> {
  const database = new Database(place.databaseUrl === null ? await openSqlite(place.sqlitePath) : openPostgres(place.databaseUrl));
  await database.write(async (unit) => {
    // More than SQLite's page cache holds, so that uncommitted pages are in the file.
    await storeBatch(unit, numbered(0, 5_000), 'never', { mergeWindowMs: WINDOW, routing: toLead }, clock());
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  });
}
