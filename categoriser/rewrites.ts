import type { RequestRewrite } from '../core/decision.ts';
import type { Target } from '../core/target.ts';
import { ACCOUNT_HEADERS } from './accounts.ts';
import type { HostFacts } from './host-facts.ts';
import type { CompiledGroup } from './policy/compiled-policy.ts';
import { decodeFormText, enginesAsked } from './search-terms/engines.ts';

/** https://support.google.com/a/answer/6214622 */
const YOUTUBE_HEADER = 'YouTube-Restrict';
const YOUTUBE_LEVELS = { strict: 'Strict', moderate: 'Moderate' } as const;

/** Headers that only the filter sets, in lower case: a client's own copy could loosen what they tie down. */
export const RESTRICTING_HEADERS: readonly string[] = [YOUTUBE_HEADER, ...ACCOUNT_HEADERS].map((name) => name.toLowerCase());

/**
 * What is changed of a request that is allowed, besides where it is dialled: SafeSearch in its query, YouTube's restricted mode and
 * whose accounts may sign in in its headers. Undefined in the usual case of nothing.
 */
export function rewriteOf(target: Target, group: CompiledGroup, { engines, told }: HostFacts): RequestRewrite | undefined {
  if (engines.length === 0 && told === undefined) return undefined;
  const query = group.safeSearch === 'off' ? [] : enginesAsked(target, engines).flatMap(({ safe }) => (safe === undefined ? [] : [safe]));
  const headers: (readonly [string, string])[] = [];
  if (group.youtube !== 'off' && told?.isYoutube === true) headers.push([YOUTUBE_HEADER, YOUTUBE_LEVELS[group.youtube]]);
  if (told?.accounts?.groups.has(group.id) === true) headers.push(...told.accounts.headers);
  return query.length === 0 && headers.length === 0 ? undefined : { query, headers };
}

/** A query with these parameters in place of any of the same name, however it is written; the rest is left as it came. */
export function withParameters(query: string, parameters: RequestRewrite['query']): string {
  if (parameters.length === 0) return query;
  const names = new Set(parameters.map(([name]) => name));
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !names.has(decodeFormText(pair.split('=', 1)[0] ?? '').toLowerCase()));
  return `?${[...kept, ...parameters.map(([name, value]) => `${name}=${value}`)].join('&')}`;
}
