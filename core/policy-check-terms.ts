import { type CategoryId, categoryInfo } from './category.ts';
import { DEFAULT_SEARCH_TERMS } from './default-search-terms.ts';
import { parseHostname } from './hostname.ts';
import type { PolicyDocument, TermList } from './policy.ts';
import type { Failure } from './result.ts';

/** About 3,500 phrases. The matcher's table grows with them, in every worker: some 5 MB at this bound. */
const MAX_TERM_CHARACTERS = 60_000;

/** No school can switch off what the shipped terms say about these. */
const PROTECTED: readonly CategoryId[] = ['suicide', 'self-harm'];

const plain = (phrase: string): string => phrase.toLowerCase().replace(/\*$/, '').trim();
const SHIPPED: ReadonlySet<string> = new Set(
  DEFAULT_SEARCH_TERMS.filter(({ category }) => PROTECTED.includes(category)).flatMap(({ terms, together }) =>
    [...(terms ?? []), ...(together ?? []).flat(2)].map(plain),
  ),
);

/** What makes no sense in a school's own search terms and engines. */
export function checkSearchTerms(document: PolicyDocument): Failure[] {
  const lists = document.searchTerms ?? [];
  const found = [...lists.flatMap(checkTermList), ...checkEngines(document)];
  const characters = lists.flatMap(phrasesOf).reduce((sum, phrase) => sum + phrase.length, 0);
  if (characters <= MAX_TERM_CHARACTERS) return found;
  const message = `policy.searchTerms holds ${characters} characters; ${MAX_TERM_CHARACTERS} at most.`;
  return [...found, { code: 'policy-too-many-terms', message }];
}

function checkEngines({ searchEngines = [] }: PolicyDocument): Failure[] {
  return searchEngines.flatMap(({ id, host }) => {
    if (parseHostname(host)?.includes('.')) return [];
    return [{ code: 'policy-search-engine', message: `policy.searchEngines "${id}": "${host}" is no host name.` }];
  });
}

function phrasesOf({ terms = [], open = [], except = [] }: TermList): string[] {
  return [...terms, ...open, ...except];
}

function checkTermList(list: TermList): Failure[] {
  const where = `policy.searchTerms "${list.id}"`;
  const found: Failure[] = [];
  const { tier } = categoryInfo(list.category);
  if (tier === 'sealed') found.push({ code: 'policy-locked-category', message: `${where}: a sealed category has statutory lists only.` });
  if (phrasesOf(list).length === 0) found.push({ code: 'policy-empty', message: `${where} holds no phrase.` });
  for (const phrase of phrasesOf(list)) {
    if (!/[\p{L}\p{N}]/u.test(phrase)) found.push({ code: 'policy-term', message: `${where}: "${phrase}" holds no letter or digit.` });
  }
  if (!PROTECTED.includes(list.category)) return found;
  for (const phrase of [...(list.except ?? []), ...(list.open ?? [])]) {
    if (!SHIPPED.has(plain(phrase))) continue;
    found.push({ code: 'policy-protected-term', message: `${where}: "${phrase}" would switch off a shipped term.` });
  }
  return found;
}
