import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { purgeExpired } from '../../admin/maintenance.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
beforeEach(async () => {
  admin = await openAdminFixture();
});
afterEach(() => admin.close());

describe('the purge', () => {
  it('removes the days that outlived the trial period, keeps the others, and leaves proof in the audit log', async () => {
    const records = join(admin.dataFolder, 'records');
    // The fixture's clock stands at 23 November 2026.
    for (const day of ['2026-10-01', '2026-11-20']) {
      await mkdir(join(records, day), { recursive: true, mode: 0o700 });
      await writeFile(join(records, day, `proxy-1-${Date.parse(day)}-1-1.ndjson`), '{}\n', { mode: 0o600 });
    }
    await purgeExpired(admin.context);
    expect(await readdir(records)).toEqual(['2026-11-20']);
    const [entry] = await admin.context.stores.audit.list({ limit: 10 });
    expect(entry).toMatchObject({ actor: 'system', action: 'records.purge', subject: '2026-10-01', detail: { files: 1 } });
  });

  it('says nothing when there was nothing to remove', async () => {
    await purgeExpired(admin.context);
    expect(await admin.context.stores.audit.list({ limit: 10 })).toEqual([]);
  });
});
