import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { purgeExpired } from '../../admin/maintenance.ts';
import type { Review } from '../../core/filtering-review.ts';
import { epochMs } from '../../core/units.ts';
import { tokenHash } from '../../storage/token-secret.ts';
import { sighting } from '../alerts/assess/sightings.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';
import { sessionFor } from '../support/console-visitor.ts';

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

  it('forgets a change of policy that nobody has decided for 92 days', async () => {
    const { stores, clock } = admin.context;
    const draft = (id: string, days: number) => {
      const by = { author: 'token:a', authorPerson: null, announcement: null, decidedBy: null, decidedAt: null };
      const when = { createdAt: clock() - days * 86_400_000, effectiveAt: null };
      return stores.policyDrafts.add({ id, document: '{}', base: 0, reason: 'r', status: 'awaiting-second', ...by, ...when });
    };
    await draft('old', 92.1);
    await draft('new', 91.9);
    await purgeExpired(admin.context);
    expect((await stores.policyDrafts.list(10)).map(({ id }) => id)).toEqual(['new']);
  });

  it('forgets reviews that have been over as long as the audit log is kept, but each school’s newest and what is still to be done', async () => {
    const { stores, clock, config } = admin.context;
    const now = clock();
    const review = (id: string, daysAgo: number, more: Partial<Review> = {}): Review => {
      const at = now - daysAgo * 86_400_000;
      return {
        ...{ id, school: 'north', status: 'closed', trigger: 'yearly', reason: 'r', openedAt: at, openedBy: 'user:d', closedAt: at },
        ...{ sections: [], actions: [], signatures: [], digest: 'd', version: 1 },
        baseline: { networks: [], aiTools: [], policyVersion: null, inspection: 'off' },
        ...more,
      };
    };
    const action = { id: 'a', what: 'w', owner: 'o', email: null, due: '2026-12-01', doneAt: null, doneBy: null, doneWords: null };
    for (const one of [
      review('newest', 1_200),
      review('gone', 1_300, { actions: [{ ...action, doneAt: 1, doneBy: 'user:d', doneWords: 'w' }] }),
      review('to-do', 1_400, { actions: [action] }),
      review('given-up', 1_250, { status: 'withdrawn', closedAt: null, actions: [action] }),
      review('other', 1_500, { school: 'south' }),
      review('recent', 1_090, { status: 'withdrawn' }),
      review('open', 1_500, { status: 'open', closedAt: null }),
    ])
      await stores.reviews.add(one);
    const retention = { mode: 'chosen', routineDays: 7, signalledDays: 60, auditDays: 1_095 } as const;
    const left = async (changes: Partial<typeof retention> | null) => {
      await purgeExpired({
        ...admin.context,
        config: { ...config, retention: changes === null ? { mode: 'trial' } : { ...retention, ...changes } },
      });
      return (await stores.reviews.list()).map(({ id }) => id).sort();
    };
    expect(await left(null)).toHaveLength(7);
    expect(await left({})).toEqual(['newest', 'open', 'other', 'recent', 'to-do']);
    const [entry] = await stores.audit.newest({ actions: ['reviews.purge'], limit: 1 });
    expect(JSON.stringify(entry?.detail)).toMatch(/given-up.*gone|gone.*given-up/);
    await stores.reviews.add(review('young', 799, { school: 'south', status: 'withdrawn' }));
    expect(await left({ auditDays: 90 as 1_095 })).toContain('young');
  });

  it('forgets sessions of the console once they have ended, and tries to sign in once they do not count', async () => {
    const { stores, clock } = admin.context;
    const start = clock();
    const { cookie } = await sessionFor(admin, 'viewer');
    const limit = { key: 'k', most: 1, windowMs: 60_000 };
    await stores.signInTries.take([limit], start);
    const kept = async () => {
      await purgeExpired(admin.context);
      const found = await stores.sessions.find(tokenHash(cookie.split('=')[1] ?? ''), start);
      return [found !== undefined, await stores.signInTries.count('k', start)];
    };
    expect(await kept()).toEqual([true, 1]);
    admin.advance(30 * 60_000);
    expect(await kept()).toEqual([false, 0]);
  });

  it('says nothing when there was nothing to remove', async () => {
    await purgeExpired(admin.context);
    expect(await admin.context.stores.audit.list({ limit: 10 })).toEqual([]);
  });

  it('removes incidents with their ledgers once they have been closed for as long as signalled records are kept, and no open one', async () => {
    const { incidents, outbox, audit } = admin.context.stores;
    const day = 86_400_000;
    const now = admin.context.clock();
    const raise = async (id: string) => {
      const assessment = { severity: 'warning', notify: true, factors: [], cluster: null } as const;
      const [incident] = await incidents.store(
        [{ sighting: sighting({ id, username: id, at: now - 100 * day }), assessment, synthetic: false }],
        null,
        {
          mergeWindowMs: 1,
          routing: (made) => [
            { incident: made.id, kind: 'alert', channel: 'email', to: 'a@b.example', uniqueKey: made.id, payload: { version: 1 } },
          ],
        },
      );
      const [delivery] = await outbox.forIncident(incident?.id ?? '');
      await outbox.settle(delivery?.id ?? '', { status: 'accepted', answer: '250' }, now);
      return incident?.id ?? '';
    };
    const closedAt = async (id: string, at: number) =>
      incidents.change(id, 1, { kind: 'close', outcome: 'no-concern', note: 'n' }, 'user:a', epochMs(at));
    const [old, recent, open] = [await raise('old'), await raise('recent'), await raise('open')];
    await closedAt(old, now - 61 * day);
    await closedAt(recent, now - 59 * day);
    const retention = { mode: 'chosen', routineDays: 7, signalledDays: 60, auditDays: 90 } as const;
    const context = { ...admin.context, config: { ...admin.context.config, retention } };
    await purgeExpired(context);
    expect(await incidents.get(old)).toBeUndefined();
    expect((await incidents.get(recent))?.status).toBe('closed');
    expect((await incidents.get(open))?.status).toBe('new');
    expect(await outbox.forIncident(recent)).toHaveLength(1);
    expect((await audit.list({ limit: 9 })).at(-1)).toMatchObject({ action: 'incidents.purge', detail: { incidents: 1 } });
    admin.advance(61 * day);
    await purgeExpired(context);
    expect([await outbox.forIncident(old), await outbox.forIncident(recent)]).toEqual([[], []]);
    expect(await outbox.forIncident(open)).toHaveLength(1);
  });
});
