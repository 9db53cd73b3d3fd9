import type { paths } from '../api/schema.ts';
import { categoryTitle } from './categories.ts';
import { loadWords } from './words.ts';

type LoadedHost = paths['/api/v1/lessons/needs']['post']['responses'][200]['content']['application/json']['hosts'][number];

/** Hosts that a page loads from, to be ticked. */
export function hostChoices(hosts: readonly LoadedHost[]) {
  return hosts.map(({ host, loads, categories }) => ({
    value: host,
    words: host,
    hint: [loadWords(loads), ...categories.map(categoryTitle)].join(' · '),
  }));
}
