import Type from 'typebox';
import { ATTRIBUTIONS } from './identity.ts';

/** Access records: the product's memory. Field names are the contract's; one JSON object a line, UTC. */
const literals = <const T extends readonly string[]>(values: T) => Type.Enum([...values] as unknown as T);

export const RECORD_EVENTS = ['request', 'request-close', 'tunnel-open', 'tunnel-close'] as const;

export const AccessRecordSchema = Type.Object({
  id: Type.String({ description: 'decision id' }),
  event: literals(RECORD_EVENTS),
  time: Type.String({ description: 'ISO 8601 with milliseconds, UTC' }),
  username: Type.Union([Type.String(), Type.Null()]),
  computer: Type.Union([Type.String(), Type.Null()]),
  clientIp: Type.String(),
  school: Type.Union([Type.String(), Type.Null()]),
  group: Type.String(),
  attribution: literals(ATTRIBUTIONS),
  method: Type.String(),
  url: Type.String({ description: 'as far as it is visible' }),
  host: Type.String(),
  categories: Type.Array(Type.String()),
  action: literals(['allow', 'block', 'coach'] as const),
  rule: Type.String(),
  reason: Type.String(),
  signal: literals(['none', 'advisory', 'warning', 'danger'] as const),
  visibility: literals(['host', 'url', 'content'] as const),
  searchTerm: Type.Optional(Type.String()),
  intent: literals(['navigation', 'embed', 'prefetch', 'unknown'] as const),
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
