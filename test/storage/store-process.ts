import type { IpAddress } from '../../core/address.ts';
import { epochMs } from '../../core/units.ts';
import { Database } from '../../storage/database/database.ts';
import { nextRevision } from '../../storage/database/followed.ts';
import { openPostgres } from '../../storage/database/postgres.ts';
import { openSqlite } from '../../storage/database/sqlite.ts';
import { openStores } from '../../storage/open-stores.ts';

/** Another process that uses the same database: `write` puts leases and audit rows, `die` ends in the middle of a transaction. */
interface Work {
  readonly task: 'write' | 'die';
  readonly place: { readonly databaseUrl: string | null; readonly sqlitePath: string };
  readonly writer?: number;
  readonly writes?: number;
}

const { task, place, writer = 0, writes = 0 } = JSON.parse(process.argv[2] ?? '') as Work;
if (task === 'die') await die();
else await write();

async function write(): Promise<void> {
  const stores = await openStores({ ...place, clock: () => epochMs(Date.now()) });
  for (let i = 0; i < writes; i++) {
    const ip = `10.0.${writer}.${i}` as IpAddress;
    const holder = { user: `user${i}`, computer: `PC-${writer}`, group: null, school: null };
    const revision = await stores.leases.put([{ ip, ...holder, expiresAt: Number.MAX_SAFE_INTEGER }]);
    await stores.audit.append({ at: 0, actor: 'system', action: 'lease-put', subject: ip, outcome: 'done', detail: { writer } });
    process.stdout.write(`${revision}\n`);
  }
  await stores.close();
}

async function die(): Promise<void> {
  const database = new Database(place.databaseUrl === null ? await openSqlite(place.sqlitePath) : openPostgres(place.databaseUrl));
  await database.write(async (unit) => {
    const revision = await nextRevision(unit, 'leases');
    await unit.updateTable('leases').set({ user_name: 'nobody', revision }).execute();
    // More than SQLite's page cache holds, so that uncommitted pages are in the file.
    for (let block = 0; block < 20; block++) {
      const rows = Array.from({ length: 500 }, (_, i) => ({ ip: `10.${block}.${i >> 8}.${i & 255}`, computer: 'x'.repeat(500) }));
      const rest = { user_name: 'nobody', group_id: null, school: null, expires_at: Number.MAX_SAFE_INTEGER, revision };
      await unit
        .insertInto('leases')
        .values(rows.map((row) => ({ ...row, ...rest })))
        .onConflict((conflict) => conflict.column('ip').doNothing())
        .execute();
    }
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => {});
  });
}
