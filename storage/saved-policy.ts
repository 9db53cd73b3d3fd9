import Type from 'typebox';
import { Compile } from 'typebox/compile';
import Value from 'typebox/value';
import { canonicalJson } from '../core/canonical-json.ts';
import { type PolicyDocument, PolicyDocumentSchema, SiteListSchema } from '../core/policy.ts';
import { failure, type Result, success } from '../core/result.ts';
import type { PolicyStore } from './stores.ts';

/** The author of what was taken from the configuration file. */
export const FILE_AUTHOR = 'configuration file';

export const UNREADABLE = failure('policy-unreadable', 'The saved policy cannot be read by this release.');

/** A saved document as a policy. Fails when it is none: a newer release wrote it, or somebody edited the database. */
export function readPolicy(document: string): Result<PolicyDocument> {
  const value = parsed(document);
  // Not compiled: that takes longer than all the documents a process ever reads.
  return Value.Check(PolicyDocumentSchema, value) ? success(value) : UNREADABLE;
}

/** Whether these are texts that a list may hold. Compiled, other than the rest of a document, when it is first needed: 3 µs a site become 30 ns. */
export const areSites = compiledWhenNeeded();

function compiledWhenNeeded(): (sites: readonly unknown[]) => boolean {
  let compiled: { Check(value: unknown): boolean } | undefined;
  return (sites) => {
    compiled ??= Compile(Type.Array(SiteListSchema.properties.sites.items));
    return compiled.Check(sites);
  };
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return undefined; // No JSON at all: no policy either.
  }
}

/** Whether the file says something else than when it was last taken into the store. Until it has been taken in, it is what counts. */
export async function fileHasChanged(file: PolicyDocument, policies: Pick<PolicyStore, 'lastBy'>): Promise<boolean> {
  return (await policies.lastBy(FILE_AUTHOR))?.document !== canonicalJson(file);
}
