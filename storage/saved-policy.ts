import Type from 'typebox';
import { Compile } from 'typebox/compile';
import Value from 'typebox/value';
import { canonicalJson } from '../core/canonical-json.ts';
import { MOST_SITES_OF_A_LIST, type PolicyDocument, PolicyDocumentSchema, SiteListSchema } from '../core/policy.ts';
import { failure, type Result, success } from '../core/result.ts';
import type { PolicyStore } from './stores.ts';

/** The author of what was taken from the configuration file. */
export const FILE_AUTHOR = 'configuration file';

const UNREADABLE = failure('policy-unreadable', 'The saved policy cannot be read by this release.');

/** A saved document as a policy. Fails when it is none: a newer release wrote it, or somebody edited the database. */
export function readPolicy(document: string): Result<PolicyDocument> {
  const value = parsed(document);
  // Not compiled: that takes longer than all the documents a process ever reads.
  return Value.Check(PolicyDocumentSchema, value) ? success(value) : UNREADABLE;
}

/** Compiled, other than the rest of a document, when it is first needed: to check 100,000 sites then takes 3 ms instead of 200. */
const isSites = compiledWhenNeeded();
const SITES_A_TURN = 1_000;

function compiledWhenNeeded(): (sites: readonly unknown[]) => boolean {
  let compiled: { Check(value: unknown): boolean } | undefined;
  return (sites) => {
    compiled ??= Compile(Type.Array(SiteListSchema.properties.sites.items));
    return compiled.Check(sites);
  };
}

/** `readPolicy` that gives way between the parts of large lists: a worker serves people meanwhile. */
export async function readPolicyInTurns(document: string, nextTurn: () => Promise<unknown>): Promise<Result<PolicyDocument>> {
  const value = parsed(document);
  await nextTurn();
  const { frame, sites } = withoutSites(value);
  if (!Value.Check(PolicyDocumentSchema, frame)) return UNREADABLE;
  await nextTurn();
  for (const list of sites) {
    for (let from = 0; from < list.length; from += SITES_A_TURN) {
      if (!isSites(list.slice(from, from + SITES_A_TURN))) return UNREADABLE;
      await nextTurn();
    }
  }
  return success(value as PolicyDocument);
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return undefined; // No JSON at all: no policy either.
  }
}

/** A document with the first site of each list, and the sites of every list. A list with too many keeps them, and is refused for it. */
function withoutSites(value: unknown): { readonly frame: unknown; readonly sites: readonly unknown[][] } {
  const lists: unknown = isRecord(value) ? value['lists'] : undefined;
  if (!isRecord(value) || !Array.isArray(lists)) return { frame: value, sites: [] };
  const sites: unknown[][] = [];
  const frames = lists.map((list: unknown) => {
    const own: unknown = isRecord(list) ? list['sites'] : undefined;
    if (!isRecord(list) || !Array.isArray(own) || own.length > MOST_SITES_OF_A_LIST) return list;
    sites.push(own);
    return { ...list, sites: own.slice(0, 1) };
  });
  return { frame: { ...value, lists: frames }, sites };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether the file says something else than when it was last taken into the store. Until it has been taken in, it is what counts. */
export async function fileHasChanged(file: PolicyDocument, policies: Pick<PolicyStore, 'lastBy'>): Promise<boolean> {
  return (await policies.lastBy(FILE_AUTHOR))?.document !== canonicalJson(file);
}
