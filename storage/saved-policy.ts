import Type from 'typebox';
import { Compile } from 'typebox/compile';
import Value from 'typebox/value';
import { canonicalJson } from '../core/canonical-json.ts';
import { type PolicyDocument, PolicyDocumentSchema, SiteListSchema } from '../core/policy.ts';
import { failure, type Result, success } from '../core/result.ts';
import { cutPolicy, isCut, policyTexts } from './policy-pieces.ts';
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

/** What the file says beside what it said when it was last taken into the store. */
export type FileState = 'changed' | 'unchanged' | 'unknown';

/** Until it has been taken in, it is what counts. Unknown when what was taken in can no longer be read. */
export async function fileState(file: PolicyDocument, policies: Pick<PolicyStore, 'lastBy'>): Promise<FileState> {
  const last = await policies.lastBy(FILE_AUTHOR);
  const text = canonicalJson(file);
  if (last === undefined) return 'changed';
  if (last.document === text) return 'unchanged';
  // A lost piece is the file's where the file has one of that hash, and tells that it has changed where it has none.
  const taken = policyTexts(last.document, isCut(last.document) ? cutPolicy(text).pieces : new Map()).join('');
  if (taken === text) return 'unchanged';
  return isCut(taken) || parsed(taken) !== undefined ? 'changed' : 'unknown';
}

/** Damage in the database must not put an old file in force over what was saved since. */
export async function fileHasChanged(file: PolicyDocument, policies: Pick<PolicyStore, 'lastBy'>): Promise<boolean> {
  return (await fileState(file, policies)) === 'changed';
}
