import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/client.ts';

export interface School {
  readonly id: string;
  readonly name: string;
}

const HOUR_MS = 3_600_000;

/** The schools that whoever is signed in may choose from. */
export function useSchools() {
  return useQuery({
    queryKey: ['schools'],
    queryFn: () => ask<{ schools: School[] }>('/api/v1/summary'),
    select: ({ schools }) => schools,
    staleTime: HOUR_MS,
  });
}

/** What a school is called; its id where its name is not known here. */
export function useSchoolName(id: string | null): string | null {
  const { data } = useSchools();
  return data?.find((school) => school.id === id)?.name ?? id;
}

/** As choices of a filter, all of them first. */
export function schoolChoices(schools: readonly School[]) {
  return [{ value: '', words: 'All schools' }, ...schools.map(({ id, name }) => ({ value: id, words: name }))];
}
