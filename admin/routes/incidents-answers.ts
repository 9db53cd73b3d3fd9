import Type from 'typebox';
import { DeliverySchema, FactorSchema, IncidentEventSchema, IncidentSchema, SightingSchema } from '../../core/incident.ts';
import { Nullable } from './pages.ts';

const Words = Type.String();
const Time = Type.String({ description: 'ISO 8601, UTC' });

const { firstAt: _first, lastAt: _last, factors: _factors, cluster: _cluster, verdict: _verdict, ...kept } = IncidentSchema.properties;
const { channel, to, status, kind, attempts, answer } = DeliverySchema.properties;

const LedgerLine = Type.Object({
  ...{ channel, to, status, kind, attempts, answer },
  createdAt: Time,
  acceptedAt: Nullable(Time),
  openedAt: Nullable(Type.String({ description: 'since then that recipient opened the page with a code' })),
  acknowledgedAt: Nullable(Time),
});

/** An incident as lists show it. */
const item = {
  ...kept,
  firstAt: Time,
  lastAt: Time,
  verdict: Nullable(IncidentSchema.properties.verdict),
  cluster: Nullable(Words),
  why: Type.String({ description: 'in one line, why it is ranked so' }),
  deliveries: Type.Array(LedgerLine),
};
export const IncidentItem = Type.Object(item);
export const IncidentList = Type.Object({ items: Type.Array(IncidentItem), next: Nullable(Words) });

const { id, at: _at, username, computer, clientIp, school, group, action, visibility, host, ...told } = SightingSchema.properties;
/** Of a sealed incident nothing that leads anywhere. */
const Sighting = Type.Object({
  ...{ id, username, computer, clientIp, school, group, action },
  at: Time,
  host: Nullable(host),
  ...Type.Partial(Type.Object({ ...told, visibility, pageElement: Type.Boolean() })).properties,
});

const ContextItem = Type.Object({
  ...{ id, computer, host, action, visibility },
  at: Time,
  url: Words,
  searchTerm: Nullable(Words),
  categories: Type.Array(Words),
  pageElement: Type.Boolean({ description: 'loaded by a page: the person may not know of it' }),
  ofIncident: Type.Boolean({ description: 'one of those the incident is about' }),
});
const Context = Type.Union([
  Type.Object({ from: Time, until: Time, items: Type.Array(ContextItem), leftOut: Type.Integer() }),
  Type.Object({ withheld: Type.Enum(['sealed', 'several']) }),
]);

const { theme, severity, status: state, outcome, records } = IncidentSchema.properties;
const { at: __at, ...event } = IncidentEventSchema.properties;

/** All of an incident. */
export const IncidentDetail = Type.Object({
  ...item,
  factors: Type.Array(FactorSchema),
  guidance: Type.Object({
    card: Nullable(Type.Object({ title: Words, lines: Type.Array(Words) })),
    steps: Type.Array(Words),
  }),
  sightings: Type.Array(Sighting, { description: 'newest first, at most 100' }),
  history: Type.Array(Type.Object({ at: Time, ...event })),
  earlier: Type.Array(Type.Object({ id, theme, severity, status: state, outcome, firstAt: Time, records })),
  context: Context,
  assignable: Type.Array(Type.Object({ name: Words, email: Words })),
});

/** An incident after a change. */
export const IncidentChanged = Type.Object({
  ...item,
  told: Type.Optional(Type.Array(Words, { description: 'whom an escalation mailed, as what they are' })),
  suggestion: Type.Optional(
    Type.Object(
      { kind: Type.Enum(['exclusion']), hosts: Type.Array(Words), theme, words: Words },
      { description: 'what a false alarm suggests; nothing was changed' },
    ),
  ),
});
