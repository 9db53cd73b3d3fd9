import Type from 'typebox';
import { THEMES } from './category.ts';

/** Contract: "Categories, themes, severities". danger: now; warning: same school day; advisory: digest. */
export const SEVERITIES = ['advisory', 'warning', 'danger'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const INCIDENT_STATUSES = ['new', 'acknowledged', 'in-progress', 'escalated', 'closed'] as const;

/** How a closed incident ended (row D34): an incident cannot be closed without one. */
export const OUTCOMES = [
  'no-concern',
  'curriculum',
  'false-positive',
  'pastoral',
  'parents-informed',
  'early-help',
  'childrens-social-care',
  'prevent-referral',
  'police',
  'lado',
  'behaviour',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One reason why an incident is ranked as it is, in words a DSL reads (row I08). */
export const FactorSchema = Type.Object({
  id: Type.String({ description: 'stable, e.g. typed-search, third-strike, at-night, page-element' }),
  effect: Type.Enum(['base', 'raises', 'lowers', 'marks']),
  words: Type.String(),
});
export type Factor = Type.Static<typeof FactorSchema>;

/** What somebody told us with the form for concerns. Texts are as they were typed. */
export const ReportSchema = Type.Object({
  by: Type.Union([Type.String(), Type.Null()], { description: 'user name; null when nobody was signed in' }),
  calledBy: Type.String({ description: 'the name that somebody who was not signed in gave; may be empty' }),
  role: Type.Enum(['pupil', 'staff'], { description: 'pupil: whoever is not known as staff' }),
  words: Type.String(),
  place: Type.String({ description: 'where it was; may be empty' }),
  about: Type.Enum(['nobody', 'pupil', 'adult', 'headteacher', 'lead']),
  name: Type.String({ description: 'who that is; may be empty' }),
});
export type Report = Type.Static<typeof ReportSchema>;

/** A signalled record as incidents see it: what of it an incident keeps, and where the whole of it stands. */
export const SightingSchema = Type.Object({
  /** Decision id. */
  id: Type.String(),
  at: Type.Integer({ description: 'EpochMs' }),
  username: Type.Union([Type.String(), Type.Null()]),
  computer: Type.Union([Type.String(), Type.Null()]),
  clientIp: Type.String(),
  school: Type.Union([Type.String(), Type.Null()]),
  group: Type.String(),
  theme: Type.Enum([...THEMES]),
  signal: Type.Enum(['advisory', 'warning', 'danger']),
  categories: Type.Array(Type.String()),
  /** Host, or `sealed:<list>:<keyed hash>`. */
  host: Type.String(),
  /** As far as it is visible. */
  url: Type.String(),
  searchTerm: Type.Union([Type.String(), Type.Null()]),
  action: Type.Enum(['allow', 'block', 'coach']),
  intent: Type.Enum(['navigation', 'embed', 'prefetch', 'unknown']),
  visibility: Type.Enum(['host', 'url', 'content']),
  attribution: Type.String(),
  /** Set when a person told us, and not the filter: there is no record behind it. */
  report: Type.Optional(ReportSchema),
});
export type Sighting = Type.Static<typeof SightingSchema>;

/** What assessing a sighting against recent history says. `notify` is false for what only the digest tells. */
export interface Assessment {
  readonly severity: Severity;
  readonly notify: boolean;
  readonly factors: readonly Factor[];
  /** Several people, one theme, one place and time: set for a cluster incident (self-harm and suicide). */
  readonly cluster: string | null;
}

/** One row per person and theme within the merge window; later sightings are attached to it. */
export const IncidentSchema = Type.Object({
  /** Short, sortable, readable on the phone. Never holds `:`. */
  id: Type.String(),
  /** Username, or null for a device nobody was known at (then `clientIp` says which). */
  person: Type.Union([Type.String(), Type.Null()]),
  clientIp: Type.String(),
  school: Type.Union([Type.String(), Type.Null()]),
  group: Type.String(),
  theme: Type.Enum([...THEMES]),
  severity: Type.Enum([...SEVERITIES]),
  status: Type.Enum([...INCIDENT_STATUSES]),
  assignee: Type.Union([Type.String(), Type.Null()]),
  outcome: Type.Union([Type.Enum([...OUTCOMES]), Type.Null()]),
  /** How many sightings it holds. */
  records: Type.Integer(),
  firstAt: Type.Integer(),
  lastAt: Type.Integer(),
  factors: Type.Array(FactorSchema),
  /** Set on an incident that was merged into another. */
  mergedInto: Type.Union([Type.String(), Type.Null()]),
  /** Set on a cluster's own incident: `person` is then null, `clientIp` and `group` are the first sighting's. */
  cluster: Type.Optional(Type.String()),
  /** What a person last said of it; only suggests an exclusion. */
  verdict: Type.Optional(Type.Enum(['true-positive', 'false-positive'])),
  /** Synthetic: raised by the hourly proof of life, never shown among real ones. */
  synthetic: Type.Boolean(),
  /** Grows with every change a person makes and every rise in severity, not with further sightings: two editors cannot overwrite each other. */
  version: Type.Integer(),
});
export type Incident = Type.Static<typeof IncidentSchema>;

/** One line of an incident's history. */
export const IncidentEventSchema = Type.Object({
  at: Type.Integer(),
  actor: Type.String({ description: '`system`, `user:<name>`, `token:<name>` or `contact:<address>`' }),
  event: Type.Enum([
    'raised',
    'severity-raised',
    'acknowledged',
    'assigned',
    'noted',
    'escalated',
    'closed',
    'reopened',
    'merged',
    'verdict',
    'notified',
    'opened',
  ]),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type IncidentEvent = Type.Static<typeof IncidentEventSchema>;

export const DELIVERY_STATUSES = ['queued', 'sending', 'accepted', 'in-doubt', 'failed', 'given-up'] as const;

/** One message to one recipient over one channel: the delivery ledger. `in-doubt`: the mail server went silent after the last byte. */
export const DeliverySchema = Type.Object({
  /** Outbox row id, BullMQ job id. Never holds `:`. */
  id: Type.String(),
  incident: Type.Union([Type.String(), Type.Null()]),
  kind: Type.Enum([
    'alert',
    'severity-raised',
    'escalation',
    'digest',
    'weekly-report',
    'proof-of-life',
    'delivery-trouble',
    'access-code',
    'test-alert',
    'request-notice',
    'bulletin',
  ]),
  channel: Type.Enum(['email', 'webhook']),
  to: Type.String(),
  status: Type.Enum([...DELIVERY_STATUSES]),
  attempts: Type.Integer(),
  createdAt: Type.Integer(),
  acceptedAt: Type.Union([Type.Integer(), Type.Null()]),
  /** The SMTP server's last answer, without addresses. */
  answer: Type.Union([Type.String(), Type.Null()]),
  /** What makes a second one of the same impossible: unique. E.g. `alert|<incident>|<severity>|<to>`, `digest|<school>|<local date>|<to>`. */
  uniqueKey: Type.String(),
  /** What the message is made from when it is sent, per kind; a schema version is in it. */
  payload: Type.Record(Type.String(), Type.Unknown()),
});
export type Delivery = Type.Static<typeof DeliverySchema>;
