import Type from 'typebox';
import { CATEGORY_IDS, THEMES } from './category.ts';
import { RULE_IDS } from './decision.ts';
import { ATTRIBUTIONS, GROUP_IDS } from './identity.ts';

/** Why a decision falls as it does (row I01). Nothing in it names a sealed host, URL or term. */
const Action = Type.Enum(['allow', 'block', 'coach']);
const Rule = Type.Enum([...RULE_IDS]);
const Nullable = Type.Union([Type.String(), Type.Null()]);

export const MatchSchema = Type.Object({
  category: Type.Enum([...CATEGORY_IDS]),
  list: Type.String({ description: 'source id of the list' }),
  entry: Type.String({ description: 'as listed, or `sealed:<list>:<keyed hash>`' }),
  kind: Type.Enum(['exact', 'suffix', 'url', 'expression', 'address', 'sealed']),
});

export const RULE_OUTCOMES = ['passed-over', 'won', 'would-allow', 'would-block', 'would-coach', 'not-asked'] as const;

export const RuleStepSchema = Type.Object({
  rule: Rule,
  /** `would-…`: a later rule that has an answer too; `not-asked`: below a sealed match nothing is asked. */
  outcome: Type.Enum([...RULE_OUTCOMES]),
  detail: Type.String({ description: 'one sentence: the reason of its answer, or why it has none' }),
});

export const ChangeSchema = Type.Object({
  change: Type.String({ description: 'what would have to be different, as a phrase after "with"' }),
  action: Action,
  rule: Rule,
});

/** What the search terms make of the words of a search. */
export const SearchExplanationSchema = Type.Object({
  words: Type.String(),
  isVisible: Type.Boolean({ description: 'false: in a tunnel that is not inspected nobody sees the words' }),
  readings: Type.Array(Type.String(), { description: 'the words as they were looked at: disguises and misspellings put right' }),
  terms: Type.Array(
    Type.Object({
      list: Type.String({ description: 'id of the shipped list, or of the policy’s own' }),
      category: Type.Enum([...CATEGORY_IDS]),
      term: Type.String(),
      kind: Type.Enum(['closed', 'open']),
      signal: Type.Enum(['none', 'advisory', 'warning', 'danger']),
      takenOutBy: Type.Optional(Type.String({ description: 'the phrase by which the term does not count here' })),
    }),
  ),
});
export type SearchExplanation = Type.Static<typeof SearchExplanationSchema>;

export const ExplanationSchema = Type.Object({
  target: Type.String({ description: 'the URL as far as it is visible, host and port of a CONNECT, or `sealed:<list>:<keyed hash>`' }),
  /** Of a tunnel's two names (CONNECT host, SNI) the one that decided. */
  decidedBy: Type.String(),
  action: Action,
  rule: Rule,
  reason: Type.String(),
  wouldBlock: Type.Optional(Type.Literal(true, { description: 'not blocked, because the category is only monitored for this group' })),
  categories: Type.Array(Type.Enum([...CATEGORY_IDS])),
  category: Type.Union([Type.Enum([...CATEGORY_IDS]), Type.Null()]),
  signal: Type.Enum(['none', 'advisory', 'warning', 'danger']),
  theme: Type.Union([Type.Enum([...THEMES]), Type.Null()]),
  searchTerm: Type.Optional(Type.String()),
  search: Type.Optional(SearchExplanationSchema),
  dialHost: Type.Optional(Type.String({ description: 'the host dialled instead, for SafeSearch' })),
  rewrite: Type.Optional(
    Type.Object({
      isApplied: Type.Boolean({ description: 'false: in a tunnel that is not inspected nothing of the request can be changed' }),
      query: Type.Array(Type.String(), { description: 'parameters that are set, as `safe=active`' }),
      headers: Type.Array(Type.String(), { description: 'headers that are set, as `YouTube-Restrict: Strict`' }),
    }),
  ),
  evidence: Type.Object({ match: Type.Optional(MatchSchema), ref: Type.Optional(Type.String()), entry: Type.Optional(Type.String()) }),
  /** Every list entry that names the host or URL. */
  matches: Type.Array(MatchSchema),
  chain: Type.Array(RuleStepSchema),
  wouldChange: Type.Array(ChangeSchema),
  identity: Type.Object({
    username: Nullable,
    computer: Nullable,
    school: Nullable,
    group: Type.Enum([...GROUP_IDS]),
    attribution: Type.Enum([...ATTRIBUTIONS]),
  }),
  at: Type.String({ description: 'ISO 8601, UTC' }),
  localTime: Type.String({ description: 'what clocks in London show' }),
  /** Ids of the schedules in force at that time. */
  schedules: Type.Array(Type.String()),
  nextBoundary: Type.Union([Type.String({ description: 'ISO 8601, UTC: when an answer could next change by itself' }), Type.Null()]),
  policyVersion: Type.String(),
  listVersion: Type.String(),
});

export type Explanation = Type.Static<typeof ExplanationSchema>;
export type RuleStep = Type.Static<typeof RuleStepSchema>;
export type Change = Type.Static<typeof ChangeSchema>;
