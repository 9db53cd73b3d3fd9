import Type from 'typebox';
import { THEMES } from '../../core/category.ts';
import { INCIDENT_STATUSES, OUTCOMES, SEVERITIES } from '../../core/incident.ts';
import type { TriageChange } from '../../storage/incidents.ts';
import { PURPOSES } from '../services/incident-list.ts';

const strict = { additionalProperties: false };
const Words = Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S' });
const Time = Type.String({ maxLength: 40, description: 'ISO 8601; without an offset, London time' });
const some = { minItems: 1, maxItems: 20 };

export const IncidentQuery = Type.Object(
  {
    school: Type.Optional(Type.String({ maxLength: 100 })),
    status: Type.Optional(Type.Array(Type.Enum([...INCIDENT_STATUSES]), some)),
    severity: Type.Optional(Type.Array(Type.Enum([...SEVERITIES]), some)),
    theme: Type.Optional(Type.Array(Type.Enum([...THEMES]), some)),
    person: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'needs purpose and reference' })),
    purpose: Type.Optional(Type.Enum([...PURPOSES])),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'case or ticket' })),
    since: Type.Optional(Time),
    until: Type.Optional(Time),
    synthetic: Type.Optional(Type.Boolean({ description: 'the hourly made-up ones in place of real ones' })),
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  },
  strict,
);

export const IncidentId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 40 }) });

/** In place of `If-Match`. */
const version = Type.Optional(Type.Integer({ minimum: 0 }));

/** What each change takes. */
export const TRIAGE_BODIES = {
  acknowledge: Type.Object({ version }, strict),
  assign: Type.Object({ version, to: Type.String({ minLength: 3, maxLength: 200, description: 'address of a contact' }) }, strict),
  note: Type.Object({ version, text: Words }, strict),
  merge: Type.Object({ version, into: Type.String({ minLength: 1, maxLength: 40 }) }, strict),
  verdict: Type.Object({ version, verdict: Type.Enum(['true-positive', 'false-positive']), note: Type.Optional(Words) }, strict),
  escalate: Type.Object({ version, reason: Words }, strict),
  close: Type.Object({ version, outcome: Type.Enum([...OUTCOMES]), note: Words }, strict),
  reopen: Type.Object({ version, reason: Words }, strict),
} as const;

export type TriageKind = keyof typeof TRIAGE_BODIES;
export type TriageBody = Readonly<Record<string, unknown>> & { readonly version?: number };

/** A body that its schema let through, as the change it asks for. */
export function changeOf(kind: TriageKind, { version: _, ...body }: TriageBody): TriageChange {
  return { note: '', ...body, kind } as unknown as TriageChange;
}
