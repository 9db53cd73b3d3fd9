import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptConfiguration } from '../../admin/configuration.ts';
import { policyVersionOf } from '../../snapshot/policy-version.ts';
import { type AdminFixture, openAdminFixture } from '../support/admin-fixture.ts';

let admin: AdminFixture;
beforeEach(async () => {
  admin = await openAdminFixture();
});
afterEach(() => admin.close());

describe('the configuration file', () => {
  it('becomes a policy version once, and again only when it changed', async () => {
    const { config, stores, clock } = admin.context;
    await adoptConfiguration(config, stores, clock());
    await adoptConfiguration(config, stores, clock());
    expect(await stores.policies.history()).toHaveLength(1);
    const changed = { ...config, policy: { groups: { seniors: { categories: { games: 'allow' as const } } } } };
    admin.advance(1_000);
    await adoptConfiguration(changed, stores, clock());
    const history = await stores.policies.history();
    expect(history).toHaveLength(2);
    expect(JSON.parse((await stores.policies.get(history[0]?.version ?? ''))?.document ?? '')).toEqual(changed.policy);
    expect((await stores.audit.list({ limit: 10 })).map((entry) => entry.action)).toEqual(['policy.save', 'policy.save']);
    expect(await stores.schools.list()).toEqual([
      { id: 'north', name: 'North' },
      { id: 'south', name: 'South' },
    ]);
  });

  it('does not undo what was saved through the API, until the file changes', async () => {
    const { config, stores, clock } = admin.context;
    await adoptConfiguration(config, stores, clock());
    const saved = { version: 'by-hand', author: 'token:head', reason: 'calmer', createdAt: clock() };
    await stores.policies.save({ ...saved, document: '{"lists":[]}', effectiveAt: clock() });
    admin.advance(1_000);
    await adoptConfiguration(config, stores, clock());
    const kept = await stores.policies.current(clock());
    expect(kept?.document).toBe('{"lists":[]}');
    // It is known under the version that decisions are recorded with.
    expect(kept?.version).toBe(policyVersionOf({ lists: [] }));
    const changed = { ...config, policy: { groups: { seniors: { categories: { games: 'allow' as const } } } } };
    admin.advance(1_000);
    await adoptConfiguration(changed, stores, clock());
    expect((await stores.policies.current(clock()))?.author).toBe('configuration file');
  });
});
