import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/client.ts';
import { type School, useSchools as useSchoolList } from '../session/schools.ts';
import type { Summary } from './answers.ts';

const AGAIN_AFTER_MS = 30_000;
const NO_SCHOOLS: readonly School[] = [];

export const SUMMARY = ['summary'] as const;

/** What waits for whoever is signed in, kept up to date while the page is open. */
export function useSummary() {
  return useQuery({ queryKey: SUMMARY, queryFn: () => ask<Summary>('/api/v1/summary'), refetchInterval: AGAIN_AFTER_MS });
}

/** The schools that whoever is signed in may choose from; none until they are known. */
export function useSchools(): readonly School[] {
  return useSchoolList().data ?? NO_SCHOOLS;
}
