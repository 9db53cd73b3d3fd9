import { useQuery } from '@tanstack/react-query';
import { answerOf, api, ask, askForResponse } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';

export type PolicyAction = 'allow' | 'monitor' | 'coach' | 'block' | 'block-overridable';
export type ActionSpec = PolicyAction | { readonly action: PolicyAction; readonly during: string; readonly otherwise: PolicyAction };

/** The parts of a policy document that are edited here; whatever else it says is kept as it is. */
export interface PolicyDocument {
  readonly groups?: Readonly<Record<string, GroupPart>>;
  readonly [part: string]: unknown;
}

interface GroupPart {
  readonly categories?: Readonly<Record<string, ActionSpec>>;
  readonly uncategorised?: ActionSpec;
  readonly [part: string]: unknown;
}

export interface SavedPolicy {
  readonly version: string;
  readonly document: PolicyDocument;
  readonly author: string;
  readonly reason: string;
  readonly createdAt: string;
  readonly effectiveAt: string;
}

/** What a change does: to the document, and to each cell of the table. */
export interface Difference {
  readonly changes: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[];
  readonly effects: readonly { readonly group: string; readonly about: string; readonly before: string; readonly after: string }[];
}

export const ACTION_TITLES: Readonly<Record<PolicyAction, string>> = {
  allow: 'Open',
  monitor: 'Open, and recorded as if blocked',
  coach: 'Ask first',
  block: 'Blocked',
  'block-overridable': 'Blocked, IT may open it',
};

export function actionWords(spec: ActionSpec): string {
  if (typeof spec === 'string') return ACTION_TITLES[spec];
  return `${ACTION_TITLES[spec.action]} during “${spec.during}”, else ${ACTION_TITLES[spec.otherwise].toLowerCase()}`;
}

export const POLICY = ['policy'] as const;

/** The policy in force with its revision, which a change names so that nobody's work is undone unseen. */
export function usePolicy() {
  return useQuery({
    queryKey: POLICY,
    queryFn: async () => {
      const response = await askForResponse('/api/v1/policy', {});
      if (!response.ok) throw await problemOf(response);
      return { saved: (await response.json()) as SavedPolicy, etag: response.headers.get('etag') ?? '' };
    },
  });
}

export function useGroups() {
  return useQuery({ queryKey: [...POLICY, 'groups'], queryFn: () => answerOf(api.GET('/api/v1/groups')) });
}

export function useCategories() {
  return useQuery({
    queryKey: ['categories'],
    queryFn: () => answerOf(api.GET('/api/v1/categories')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A category and what is to be done with it. */
export type Cells = Readonly<Record<string, ActionSpec>>;

/** The document with these cells of one group laid into it; a cell that is the default again leaves it. */
export function withCells(document: PolicyDocument, group: string, cells: Cells, defaults: Cells): PolicyDocument {
  const { categories = {}, uncategorised, ...rest } = document.groups?.[group] ?? {};
  const all: Record<string, ActionSpec> = { ...categories, ...(uncategorised !== undefined && { uncategorised }), ...cells };
  const said = Object.entries(all).filter(([id, action]) => action !== defaults[id]);
  const own = said.find(([id]) => id === 'uncategorised');
  const listed = said.filter(([id]) => id !== 'uncategorised');
  const part: GroupPart = {
    ...rest,
    ...(listed.length > 0 && { categories: Object.fromEntries(listed) }),
    ...(own !== undefined && { uncategorised: own[1] }),
  };
  return { ...document, groups: { ...document.groups, [group]: part } };
}

/** Saves a document; it waits for a second person where the trust wants one, and so does what is announced. */
export async function savePolicy(
  document: PolicyDocument,
  reason: string,
  etag: string,
  announcement?: { readonly text: string; readonly emergency: boolean },
): Promise<'saved' | 'waiting'> {
  const body = { document, reason, ...(announcement !== undefined && { announcement }) };
  const response = await askForResponse('/api/v1/policy', { method: 'PUT', body, headers: { 'if-match': etag } });
  if (!response.ok) throw await problemOf(response);
  return response.status === 202 ? 'waiting' : 'saved';
}

export async function rollBack(version: string, reason: string, etag: string): Promise<'saved' | 'waiting'> {
  const headers = { 'if-match': etag };
  const response = await askForResponse('/api/v1/policy/rollback', { method: 'POST', body: { version, reason }, headers });
  if (!response.ok) throw await problemOf(response);
  return response.status === 202 ? 'waiting' : 'saved';
}

export type ReplayKind = 'newly-blocked' | 'newly-coached' | 'newly-allowed' | 'newly-monitored';

export interface Counted {
  readonly key: string;
  readonly decisions: number;
  readonly people: number;
}

export interface ReplayChange {
  readonly decisions: number;
  readonly people: number;
  readonly byCategory: readonly Counted[];
  readonly byGroup: readonly Counted[];
  readonly byHost: readonly Counted[];
}

export interface ReplayJob {
  readonly id: string;
  readonly status: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly days: number;
  readonly progress: { readonly bytesDone: number; readonly bytesTotal: number; readonly records: number };
  readonly result: { readonly decided: number; readonly changes: Readonly<Record<ReplayKind, ReplayChange>> } | null;
  readonly problem: string | null;
}

const REPLAYS = '/api/v1/policy/replays';

export function startReplay(document: PolicyDocument, days: number): Promise<ReplayJob> {
  return ask<ReplayJob>(REPLAYS, { method: 'POST', body: { document, days } });
}

export function readReplay(id: string): Promise<ReplayJob> {
  return ask<ReplayJob>(`${REPLAYS}/${id}`);
}

export function cancelReplay(id: string): Promise<ReplayJob> {
  return ask<ReplayJob>(`${REPLAYS}/${id}`, { method: 'DELETE' });
}
