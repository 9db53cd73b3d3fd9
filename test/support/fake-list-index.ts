import type { ListIndex, Verdict } from '../../categoriser/list-index.ts';
import { emptyVerdict, verdictOf } from '../../categoriser/verdict.ts';
import type { CategoryId, CategoryMatch } from '../../core/category.ts';

/** A list index of a few hosts, for tests: `{ 'games.example': ['games'] }`. A name covers all beneath it; verdicts are interned. */
export function fakeListIndex(hosts: Readonly<Record<string, readonly CategoryId[]>>, version = 'fake-1'): ListIndex {
  const verdicts = new Map(Object.entries(hosts).map(([host, categories]) => [host, verdictOf(categories.map((id) => match(id, host)))]));
  const categoriseHost = (host: string): Verdict => {
    for (let name = host; ; name = name.slice(name.indexOf('.') + 1)) {
      const verdict = verdicts.get(name);
      if (verdict !== undefined) return verdict;
      if (!name.includes('.')) return emptyVerdict;
    }
  };
  return {
    version,
    entryCount: verdicts.size,
    categoriseHost,
    lookUpHost: (host) => ({ verdict: categoriseHost(host), pageHosts: [] }),
    categoriseTarget: (target) => categoriseHost(target.hostname),
  };
}

function match(category: CategoryId, host: string): CategoryMatch {
  const isSealed = category === 'child-sexual-abuse' || category === 'unlawful-terrorist-content';
  return isSealed
    ? { category, list: 'sealed-list', entry: `sealed:sealed-list:${'ab'.repeat(32)}`, kind: 'sealed' }
    : { category, list: 'fake', entry: host, kind: 'suffix' };
}
