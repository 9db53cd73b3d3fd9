import Value from 'typebox/value';
import { MOST_SITES_OF_A_LIST, type PolicyDocument, PolicyDocumentSchema } from '../core/policy.ts';
import { frameParts } from '../storage/policy-pieces.ts';

/** A document as its frame says it: parsed, with numbers in place of the runs of pieces. */
export interface PolicyFrame {
  readonly value: unknown;
  /** The hashes of each run: the pieces of one array. */
  readonly runs: readonly (readonly string[])[];
}

/** Undefined when it is no JSON. */
export function parseFrame(frame: string): PolicyFrame | undefined {
  const { between, hashes } = frameParts(frame);
  const runs: string[][] = [];
  let json = between[0] ?? '';
  for (const [at, hash] of hashes.entries()) {
    const run = runs.at(-1);
    // Pieces of one array have a comma between them, and nothing else.
    if (run !== undefined && between[at] === ',') run.push(hash);
    else json += runs.push([hash]) - 1;
    const behind = between[at + 1] ?? '';
    if (behind !== ',') json += behind;
  }
  try {
    return { value: JSON.parse(json), runs };
  } catch {
    return undefined;
  }
}

/** One array of sites: which pieces it is made of, or that it stands in the frame. */
export type SitesAt = { readonly run: readonly string[] } | { readonly sites: readonly unknown[] };

export interface OpenFrame {
  /** The document with one made-up site in each list, to be checked. */
  readonly skeleton: Readonly<Record<string, unknown>>;
  /** By the place of the list. */
  readonly sites: readonly (SitesAt | undefined)[];
}

const STAND_IN = ['stand-in.invalid'];

/**
 * Finds the lists that the runs belong to. Exams and access arrangements are few and have theirs put in (`textsOf` a run). Undefined when
 * it is no document at all, or not every run has its place: then nothing can be said of the document but by reading it whole.
 */
export function openFrame({ value, runs }: PolicyFrame, textsOf: (run: readonly string[]) => readonly unknown[]): OpenFrame | undefined {
  if (!isRecord(value)) return undefined;
  const placed = new Set<number>();
  const runOf = (sites: unknown): readonly string[] | undefined => {
    const number: unknown = Array.isArray(sites) && sites.length === 1 ? sites[0] : undefined;
    if (typeof number !== 'number' || placed.has(number)) return undefined;
    placed.add(number);
    return runs[number];
  };
  const filled = (members: unknown) =>
    mapped(members, (one) => {
      const run = runOf(one['sites']);
      return run === undefined ? one : { ...one, sites: textsOf(run) };
    });
  const sites: (SitesAt | undefined)[] = [];
  const lists = mapped(value['lists'], (list, at) => {
    const own: unknown = list['sites'];
    const run = runOf(own);
    // One with none or too many keeps them, and is refused for it.
    if (run === undefined && !(Array.isArray(own) && own.length > 0 && own.length <= MOST_SITES_OF_A_LIST)) return list;
    sites[at] = run === undefined ? { sites: own as unknown[] } : { run };
    return { ...list, sites: STAND_IN };
  });
  const parts = { exams: filled(value['exams']), arrangements: filled(value['arrangements']), lists };
  const given = Object.fromEntries(Object.entries(parts).filter(([key]) => key in value));
  return placed.size === runs.length ? { skeleton: { ...value, ...given }, sites } : undefined;
}

export function isDocument(skeleton: unknown): skeleton is PolicyDocument {
  // Not compiled: that takes longer than all the documents a process ever reads.
  return Value.Check(PolicyDocumentSchema, skeleton);
}

function mapped(members: unknown, change: (member: Readonly<Record<string, unknown>>, at: number) => unknown): unknown {
  return Array.isArray(members) ? members.map((one: unknown, at) => (isRecord(one) ? change(one, at) : one)) : members;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
