import Type from 'typebox';
import { ATTRIBUTIONS } from './identity.ts';

/** Access records: the product's memory. Field names are the contract's; one JSON object a line, UTC. */
export const RECORD_EVENTS = ['request', 'request-close', 'tunnel-open', 'tunnel-close'] as const;

export const AccessRecordSchema = Type.Object({
  id: Type.String({ description: 'decision id' }),
  event: Type.Enum([...RECORD_EVENTS]),
  time: Type.String({ description: 'ISO 8601 with milliseconds, UTC' }),
  username: Type.Union([Type.String(), Type.Null()]),
  computer: Type.Union([Type.String(), Type.Null()]),
  clientIp: Type.String(),
  school: Type.Union([Type.String(), Type.Null()]),
  group: Type.String(),
  attribution: Type.Enum([...ATTRIBUTIONS]),
  method: Type.String(),
  url: Type.String({ description: 'as far as it is visible' }),
  host: Type.String(),
  categories: Type.Array(Type.String()),
  action: Type.Enum(['allow', 'block', 'coach']),
  rule: Type.String(),
  reason: Type.String(),
  wouldBlock: Type.Optional(Type.Literal(true, { description: 'not blocked, because the category is only monitored' })),
  signal: Type.Enum(['none', 'advisory', 'warning', 'danger']),
  visibility: Type.Enum(['host', 'url', 'content']),
  searchTerm: Type.Optional(Type.String()),
  intent: Type.Enum(['navigation', 'embed', 'prefetch', 'unknown']),
  contentType: Type.Union([Type.String(), Type.Null()]),
  status: Type.Union([Type.Integer(), Type.Null()]),
  bytesUp: Type.Integer(),
  bytesDown: Type.Integer(),
  durationMs: Type.Integer(),
  policyVersion: Type.String(),
  listVersion: Type.String(),
});

export type AccessRecord = Type.Static<typeof AccessRecordSchema>;
export type RecordEvent = (typeof RECORD_EVENTS)[number];

/** Whether a record tells of a decision; a close repeats the one before it. */
export function isDecision({ event }: Pick<AccessRecord, 'event'>): boolean {
  return event === 'request' || event === 'tunnel-open';
}
