import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ask, askForResponse } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import type { Severity } from '../components/tag.tsx';

export type Status = 'new' | 'acknowledged' | 'in-progress' | 'escalated' | 'closed';
export type Outcome =
  | 'no-concern'
  | 'curriculum'
  | 'false-positive'
  | 'pastoral'
  | 'parents-informed'
  | 'early-help'
  | 'childrens-social-care'
  | 'prevent-referral'
  | 'police'
  | 'lado'
  | 'behaviour';

export interface LedgerLine {
  readonly channel: 'email' | 'webhook';
  readonly to: string;
  readonly status: 'queued' | 'sending' | 'accepted' | 'in-doubt' | 'failed' | 'given-up';
  readonly kind: string;
  readonly attempts: number;
  readonly createdAt: string;
  readonly acceptedAt: string | null;
  readonly answer: string | null;
  readonly openedAt: string | null;
  readonly acknowledgedAt: string | null;
}

/** An incident as lists show it. */
export interface IncidentItem {
  readonly id: string;
  readonly person: string | null;
  readonly clientIp: string;
  readonly school: string | null;
  readonly group: string;
  readonly theme: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly assignee: string | null;
  readonly outcome: Outcome | null;
  readonly records: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly mergedInto: string | null;
  readonly verdict: 'true-positive' | 'false-positive' | null;
  readonly cluster: string | null;
  readonly version: number;
  readonly why: string;
  readonly deliveries: readonly LedgerLine[];
}

export interface Report {
  readonly by: string | null;
  readonly calledBy: string;
  readonly role: string;
  readonly words: string;
  readonly place: string;
  readonly about: string;
  readonly name: string;
}

/** Of a sealed incident most of it is absent. */
export interface Sighting {
  readonly id: string;
  readonly at: string;
  readonly username: string | null;
  readonly computer: string | null;
  readonly clientIp: string;
  readonly host: string | null;
  readonly url?: string;
  readonly searchTerm?: string | null;
  readonly action: 'allow' | 'block' | 'coach';
  readonly visibility?: 'host' | 'url' | 'content';
  readonly attribution?: string;
  readonly report?: Report;
  readonly pageElement?: boolean;
}

export interface ContextItem {
  readonly id: string;
  readonly at: string;
  readonly computer: string | null;
  readonly host: string;
  readonly url: string;
  readonly searchTerm: string | null;
  readonly action: 'allow' | 'block' | 'coach';
  readonly categories: readonly string[];
  readonly visibility: 'host' | 'url' | 'content';
  readonly pageElement: boolean;
  readonly ofIncident: boolean;
}

export type Context =
  | { readonly from: string; readonly until: string; readonly items: readonly ContextItem[]; readonly leftOut: number }
  | { readonly withheld: 'sealed' | 'several' };

export interface HistoryLine {
  readonly at: string;
  readonly actor: string;
  readonly event: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface IncidentDetail extends IncidentItem {
  readonly factors: readonly { readonly id: string; readonly effect: 'base' | 'raises' | 'lowers' | 'marks'; readonly words: string }[];
  readonly guidance: {
    readonly card: { readonly title: string; readonly lines: readonly string[] } | null;
    readonly steps: readonly string[];
  };
  readonly sightings: readonly Sighting[];
  readonly history: readonly HistoryLine[];
  readonly earlier: readonly {
    readonly id: string;
    readonly theme: string;
    readonly severity: Severity;
    readonly status: Status;
    readonly outcome: Outcome | null;
    readonly firstAt: string;
    readonly records: number;
  }[];
  readonly context: Context;
  readonly assignable: readonly { readonly name: string; readonly email: string }[];
}

/** New ones are seen within half a minute, without anybody pressing anything. */
const LIST_EVERY_MS = 30_000;

export interface ListFilter {
  readonly status: readonly Status[];
  readonly severity: readonly string[];
  readonly theme: string;
  readonly school: string;
}

/** Incidents as ranked by the server: open ones first, then the gravest, then the newest. */
export function useIncidents(filter: ListFilter) {
  return useInfiniteQuery({
    queryKey: ['incidents', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: 100, cursor: pageParam ?? undefined };
      return ask<{ items: IncidentItem[]; next: string | null }>('/api/v1/incidents', { query, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: LIST_EVERY_MS,
  });
}

const incidentKey = (id: string) => ['incident', id] as const;

/** Every reading is a look that the audit log keeps: it is read when the page opens and after a change, never by a timer. */
export function useIncident(id: string) {
  return useQuery({
    queryKey: incidentKey(id),
    queryFn: ({ signal }) => ask<IncidentDetail>(`/api/v1/incidents/${encodeURIComponent(id)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

export interface Candidate {
  readonly id: string;
  readonly person: string | null;
  readonly theme: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly firstAt: string;
  readonly because: 'same-person' | 'same-theme';
}

export function useMergeCandidates(id: string, isWanted: boolean) {
  return useQuery({
    queryKey: ['merge-candidates', id],
    queryFn: () => ask<{ items: Candidate[] }>(`/api/v1/incidents/${encodeURIComponent(id)}/merge-candidates`),
    enabled: isWanted,
  });
}

/** The incident as a file for a case system, under the school's own case number where there is one. */
export async function exportIncident(id: string, format: 'text' | 'csv', reference: string): Promise<string> {
  const response = await askForResponse(`/api/v1/incidents/${encodeURIComponent(id)}/export`, { query: { format, reference } });
  if (!response.ok) throw await problemOf(response);
  return response.text();
}
