import { compileSnapshot, type PolicySnapshot } from '../categoriser/snapshot.ts';
import type { EpochMs } from '../core/units.ts';
import { readPolicy } from '../storage/saved-policy.ts';
import type { Stores } from '../storage/stores.ts';
import { policyVersionOf } from './policy-version.ts';

interface Sources {
  /** What is in force now. */
  readonly snapshot: PolicySnapshot;
  readonly stores: Pick<Stores, 'policies' | 'overrides' | 'measures' | 'classes'>;
  readonly now: EpochMs;
}

/**
 * The policy as it was at a past time, over today's lists (row I14). `notes` says in words what it is, and what of that time is
 * not kept. The snapshot in force now where the time is not past, or no other policy was in force then.
 */
export async function snapshotAt(at: EpochMs, { snapshot, stores, now }: Sources): Promise<{ snapshot: PolicySnapshot; notes: string[] }> {
  if (at >= now) return { snapshot, notes: [] };
  const saved = await stores.policies.current(at);
  if (saved === undefined) return { snapshot, notes: ['No policy had been saved by then: explained under the one in force now.'] };
  const document = readPolicy(saved.document);
  if (!document.ok) return { snapshot, notes: [`${document.failure.message} Explained under the one in force now.`] };
  const policyVersion = policyVersionOf(document.value);
  const notes = [
    `Explained under the policy of that time (${policyVersion}, saved by ${saved.author}), with today's lists.`,
    'Who sat where, and was in which class, is taken from today; grants that ended long ago are no longer kept.',
  ];
  const overrides = (await stores.overrides.list(at)).filter(({ from }) => from <= at);
  const measures = (await stores.measures.list(at)).filter(({ from }) => from <= at);
  const classes = new Map((await stores.classes.list()).map(({ id, members }) => [id, members]));
  return {
    snapshot: compileSnapshot({ document: document.value, policyVersion, lists: snapshot.lists, overrides, measures, classes }),
    notes,
  };
}
