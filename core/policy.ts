import Type from 'typebox';
import { CATEGORY_IDS, type CategoryId } from './category.ts';
import { GROUP_IDS } from './identity.ts';
import { OverrideScopeSchema } from './override.ts';
import { SchoolAccountsSchema } from './school-accounts.ts';
import { SearchEngineSchema } from './search-engine.ts';

/**
 * What a school may decide, as written under `policy:` in schoolgate.yaml (docs/policy.md explains every part).
 * Every part is optional: what is absent is the shipped default (default-policy.ts).
 * The shape is checked here; what only makes sense across parts is checked by policy-check.ts.
 */
const strict = { additionalProperties: false } as const;

const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
const Reason = Type.String({ minLength: 3, maxLength: 500, description: 'why: mandatory, shown to whoever checks the policy (row D02)' });
const PersonName = Type.String({ minLength: 1, maxLength: 200 });
/** `09:00`; `24:00` is the end of a day. Europe/London. */
const TimeOfDay = Type.String({ pattern: '^(?:(?:[01]\\d|2[0-3]):[0-5]\\d|24:00)$' });
/** `2026-09-01`, a day in Europe/London. */
const LocalDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** `2026-06-12T09:00` is Europe/London wall time; with `Z` or an offset it is exact. */
const Instant = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?(?:Z|[+-]\\d{2}:\\d{2})?$' });
/** `example.org` (with everything beneath it) or `example.org/path` (that path prefix, ending at a path or query boundary). */
const Site = Type.String({ minLength: 1, maxLength: 2048 });
export const MOST_SITES_OF_A_LIST = 10_000;
const Sites = Type.Array(Site, { minItems: 1, maxItems: MOST_SITES_OF_A_LIST });

/**
 * `block-overridable` blocks too; it marks a block that the person may ask IT to override. `monitor` lets pass and records what
 * would have been blocked, so that a school can try a stricter rule before it holds.
 */
export const POLICY_ACTIONS = ['allow', 'monitor', 'coach', 'block', 'block-overridable'] as const;
export type PolicyAction = (typeof POLICY_ACTIONS)[number];
const Action = Type.Enum([...POLICY_ACTIONS]);

export const ActionSpecSchema = Type.Union([Action, Type.Object({ action: Action, during: Id, otherwise: Action }, strict)]);
export type ActionSpec = Type.Static<typeof ActionSpecSchema>;

/** `uncategorised` has a switch of its own beside the categories. */
export type SettableCategory = Exclude<CategoryId, 'uncategorised'>;
const settable = CATEGORY_IDS.filter((id): id is SettableCategory => id !== 'uncategorised');
const Category = Type.Unsafe<SettableCategory>(Type.Enum(settable));
const CategoryActions = Type.Unsafe<{ readonly [Id in SettableCategory]?: ActionSpec }>(
  Type.Partial(Type.Record(Type.Enum(settable), ActionSpecSchema), strict),
);

export const GroupPolicySchema = Type.Object(
  {
    categories: Type.Optional(CategoryActions),
    /** What happens on a site that no list knows. */
    uncategorised: Type.Optional(ActionSpecSchema),
    /** Allow list only: nothing opens that no list, override or grant names. */
    walledGarden: Type.Optional(Type.Boolean()),
    /** Google, Bing and DuckDuckGo have one enforced level. */
    safeSearch: Type.Optional(Type.Enum(['strict', 'off'])),
    youtube: Type.Optional(Type.Enum(['strict', 'moderate', 'off'])),
    /** Record query strings. Search terms are taken out of them first, either way. */
    keepQuery: Type.Optional(Type.Boolean()),
  },
  strict,
);

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const ScheduleSchema = Type.Object(
  {
    id: Id,
    /** In force while any window is. A window whose end is not after its start runs past midnight, on the days it starts on. */
    windows: Type.Array(
      Type.Object({ days: Type.Array(Type.Enum([...DAYS]), { minItems: 1 }), from: TimeOfDay, until: TimeOfDay }, strict),
      { minItems: 1, maxItems: 100 },
    ),
    /** Which days count, by the calendar: `any` (default), `term-time`, or `holidays` (every other day). */
    dates: Type.Optional(Type.Enum(['any', 'term-time', 'holidays'])),
  },
  strict,
);
export type Schedule = Type.Static<typeof ScheduleSchema>;

/** Both days included. */
const DateRange = Type.Object({ name: Type.Optional(Type.String()), from: LocalDate, until: LocalDate }, strict);

/** Term time is the days in a term that are in no holiday (half-term, bank holiday, INSET day). */
export const CalendarSchema = Type.Object(
  { terms: Type.Array(DateRange, { maxItems: 200 }), holidays: Type.Optional(Type.Array(DateRange, { maxItems: 1000 })) },
  strict,
);

/** Who something is for. Every part that is given must fit; nothing given is the whole trust. */
export const AudienceSchema = Type.Object(
  {
    groups: Type.Optional(Type.Array(Type.Enum([...GROUP_IDS]), { minItems: 1 })),
    schools: Type.Optional(Type.Array(Id, { minItems: 1 })),
    people: Type.Optional(Type.Array(PersonName, { minItems: 1 })),
  },
  strict,
);
export type Audience = Type.Static<typeof AudienceSchema>;

export const SiteListSchema = Type.Object(
  {
    id: Id,
    action: Type.Enum(['allow', 'block']),
    sites: Sites,
    audience: Type.Optional(AudienceSchema),
    reason: Reason,
    owner: PersonName,
    reviewBy: LocalDate,
    /** Set by the trust: no school's list, override or grant opens it. Blocks only. */
    locked: Type.Optional(Type.Boolean()),
    /** Blocked as a matter of urgency: before everything but sealed, support and locked. Blocks only. */
    urgent: Type.Optional(Type.Boolean()),
  },
  strict,
);
export type SiteList = Type.Static<typeof SiteListSchema>;

export const SuspensionSchema = Type.Object(
  { id: Id, person: PersonName, from: Type.Optional(Instant), until: Instant, reason: Reason, by: PersonName },
  strict,
);

export const ExamSchema = Type.Object(
  {
    id: Id,
    audience: AudienceSchema,
    from: Instant,
    until: Instant,
    /** Default: ai-tools, translation, search, chat, social-media, forums, webmail. */
    closed: Type.Optional(Type.Array(Category)),
    /** Close everything but `sites` (and `support`, and access arrangements). */
    allowListOnly: Type.Optional(Type.Boolean()),
    /** Left open by the exam; every other rule still applies to them. */
    sites: Type.Optional(Sites),
    reason: Reason,
  },
  strict,
);

/** What one person keeps through exam mode (reader, speech recognition, translation…). */
export const ArrangementSchema = Type.Object(
  {
    id: Id,
    person: PersonName,
    sites: Type.Optional(Sites),
    categories: Type.Optional(Type.Array(Category, { minItems: 1 })),
    reason: Reason,
    from: Type.Optional(Instant),
    until: Type.Optional(Instant),
  },
  strict,
);

/** As core/override.ts, with times as people write them. Temporary things always expire. */
export const DocumentOverrideSchema = Type.Object(
  {
    id: Id,
    kind: Type.Optional(Type.Enum(['override', 'lesson'])),
    scope: OverrideScopeSchema,
    hosts: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 1000 }),
    from: Type.Optional(Instant),
    until: Instant,
    reason: Reason,
    grantedBy: PersonName,
  },
  strict,
);

/** The one way through a locked category: a named teacher, time-boxed, Head of IT plus a second person, DSL told. */
export const ResearchExceptionSchema = Type.Object(
  {
    id: Id,
    person: PersonName,
    categories: Type.Array(Type.Enum(['terrorism', 'extremism']), { minItems: 1 }),
    hosts: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 1000 }),
    from: Instant,
    until: Instant,
    reason: Reason,
    approvedBy: Type.Array(PersonName, { minItems: 2 }),
    /** The DSL who was told. */
    dslTold: PersonName,
  },
  strict,
);

const Phrases = Type.Array(Type.String({ minLength: 2, maxLength: 200 }), { maxItems: 5000 });

/** A school's own search terms. They add to the shipped ones (default-search-terms.ts) and never replace them. */
export const TermListSchema = Type.Object(
  {
    id: Id,
    category: Category,
    /** Words and phrases; `word*` matches any ending. */
    terms: Type.Optional(Phrases),
    /** Raise the signal but are not refused: looking for help, or the curriculum. */
    open: Type.Optional(Phrases),
    /** Not about this at all: a term inside such a phrase does not count. */
    except: Type.Optional(Phrases),
    /** The terms' own signal; default the category's. */
    signal: Type.Optional(Type.Enum(['none', 'advisory', 'warning', 'danger'])),
    reason: Reason,
    owner: PersonName,
  },
  strict,
);
export type TermList = Type.Static<typeof TermListSchema>;

export const PolicyDocumentSchema = Type.Object(
  {
    groups: Type.Optional(Type.Partial(Type.Record(Type.Enum([...GROUP_IDS]), GroupPolicySchema), strict)),
    calendar: Type.Optional(CalendarSchema),
    schedules: Type.Optional(Type.Array(ScheduleSchema, { maxItems: 200 })),
    lists: Type.Optional(Type.Array(SiteListSchema, { maxItems: 2000 })),
    suspensions: Type.Optional(Type.Array(SuspensionSchema, { maxItems: 5000 })),
    exams: Type.Optional(Type.Array(ExamSchema, { maxItems: 2000 })),
    arrangements: Type.Optional(Type.Array(ArrangementSchema, { maxItems: 5000 })),
    overrides: Type.Optional(Type.Array(DocumentOverrideSchema, { maxItems: 5000 })),
    research: Type.Optional(Type.Array(ResearchExceptionSchema, { maxItems: 200 })),
    searchTerms: Type.Optional(Type.Array(TermListSchema, { maxItems: 200 })),
    searchEngines: Type.Optional(Type.Array(SearchEngineSchema, { maxItems: 200 })),
    accounts: Type.Optional(SchoolAccountsSchema),
  },
  strict,
);
export type PolicyDocument = Type.Static<typeof PolicyDocumentSchema>;
