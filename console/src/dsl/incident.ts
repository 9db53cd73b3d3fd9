import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api, ask, askForResponse } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import type { paths } from '../api/schema.ts';

type JsonOf<Path extends '/api/v1/incidents' | '/api/v1/incidents/{id}' | '/api/v1/incidents/{id}/merge-candidates'> =
  paths[Path]['get']['responses'][200]['content']['application/json'];
export type Changed = paths['/api/v1/incidents/{id}/escalate']['post']['responses'][200]['content']['application/json'];

/** An incident as lists show it. */
export type IncidentItem = JsonOf<'/api/v1/incidents'>['items'][number];
export type IncidentDetail = JsonOf<'/api/v1/incidents/{id}'>;
export type Status = IncidentItem['status'];
export type Outcome = NonNullable<IncidentItem['outcome']>;
export type LedgerLine = IncidentItem['deliveries'][number];
/** Of a sealed incident most of it is absent. */
export type Sighting = IncidentDetail['sightings'][number];
export type Report = NonNullable<Sighting['report']>;
export type Context = IncidentDetail['context'];
export type ContextItem = Extract<Context, { items: unknown }>['items'][number];
export type HistoryLine = IncidentDetail['history'][number];
export type Candidate = JsonOf<'/api/v1/incidents/{id}/merge-candidates'>['items'][number];

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
      return ask<JsonOf<'/api/v1/incidents'>>('/api/v1/incidents', { query, signal });
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
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/incidents/{id}', { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

export function useMergeCandidates(id: string, isWanted: boolean) {
  return useQuery({
    queryKey: ['merge-candidates', id],
    queryFn: () => answerOf(api.GET('/api/v1/incidents/{id}/merge-candidates', { params: { path: { id } } })),
    enabled: isWanted,
  });
}

/** The incident as a file for a case system, under the school's own case number where there is one. */
export async function exportIncident(id: string, format: 'text' | 'csv', reference: string): Promise<string> {
  const response = await askForResponse(`/api/v1/incidents/${encodeURIComponent(id)}/export`, { query: { format, reference } });
  if (!response.ok) throw await problemOf(response);
  return response.text();
}
