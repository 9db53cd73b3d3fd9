import Value from 'typebox/value';
import { canonicalJson } from '../core/canonical-json.ts';
import { type PolicyDocument, PolicyDocumentSchema } from '../core/policy.ts';
import { failure, type Result, success } from '../core/result.ts';
import type { EpochMs } from '../core/units.ts';
import type { PolicyStore } from './stores.ts';

/** The author of what was taken from the configuration file. */
export const FILE_AUTHOR = 'configuration file';

/** A saved document as a policy. Fails when it is none: a newer release wrote it, or somebody edited the database. */
export function readPolicy(document: string): Result<PolicyDocument> {
  try {
    const value: unknown = JSON.parse(document);
    // Not compiled: that takes longer than all the documents a process ever reads.
    if (Value.Check(PolicyDocumentSchema, value)) return success(value);
  } catch {
    // No JSON at all: said below.
  }
  return failure('policy-unreadable', 'The saved policy cannot be read by this release.');
}

/** Whether the file says something else than when it was last taken into the store. Until it has been taken in, it is what counts. */
export async function fileHasChanged(file: PolicyDocument, policies: Pick<PolicyStore, 'lastBy'>): Promise<boolean> {
  return (await policies.lastBy(FILE_AUTHOR))?.document !== canonicalJson(file);
}

/** The policy that was, is or will be in force at a time; undefined where none had been saved by then. */
export async function policyAt(policies: Pick<PolicyStore, 'current'>, at: EpochMs): Promise<Result<PolicyDocument> | undefined> {
  const saved = await policies.current(at);
  return saved === undefined ? undefined : readPolicy(saved.document);
}
