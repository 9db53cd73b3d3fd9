import type { Config } from '../config/schema/config.ts';
import type { Clock } from '../core/units.ts';
import { policyVersionOf } from '../snapshot/policy-version.ts';
import { canonicalJson } from '../storage/audit-chain.ts';
import type { Stores } from '../storage/stores.ts';

/**
 * Takes the configuration file's schools and policy into the stores, so that "what was the policy on that day?" can be
 * answered later. Starting again with the same file changes nothing.
 */
export async function adoptConfiguration({ schools, policy = {} }: Config, stores: Stores, clock: Clock): Promise<void> {
  await stores.schools.replaceAll(schools.map(({ id, name }) => ({ id, name })));
  const version = policyVersionOf(policy);
  const now = clock();
  if ((await stores.policies.current(now))?.version === version) return;
  await stores.policies.save({
    version,
    document: canonicalJson(policy),
    author: 'configuration file',
    reason: 'The product was started with this configuration.',
    createdAt: now,
    effectiveAt: now,
  });
  await stores.audit.append({
    at: now,
    actor: 'system',
    action: 'policy.save',
    subject: version,
    outcome: 'done',
    detail: { from: 'configuration file' },
  });
}
