import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/client.ts';

export interface School {
  readonly id: string;
  readonly name: string;
  /** Its own, of the header; null: the product's. */
  readonly colours: { readonly back: string; readonly text: string } | null;
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

/** What the header is coloured with: the account's own school, or the only one. */
export function useSchoolColours(id: string | null): School['colours'] {
  const { data = [] } = useSchools();
  const school = id === null && data.length === 1 ? data[0] : data.find((one) => one.id === id);
  return school?.colours ?? null;
}

/** As choices of a filter, all of them first. */
export function schoolChoices(schools: readonly School[]) {
  return [{ value: '', words: 'All schools' }, ...schools.map(({ id, name }) => ({ value: id, words: name }))];
}
