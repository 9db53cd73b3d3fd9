import { expect } from 'vitest';
import type { Assessment, Incident, Sighting } from '../../core/incident.ts';
import type { AssessedSighting, NewDelivery, Routing, TriageChange } from '../../storage/incidents.ts';
import { type Bench, HOUR, START } from './bench.ts';

export const MINUTE = 60_000;
export const WINDOW = 10 * MINUTE;

export function sighting(id: string, more: Partial<Sighting> = {}): Sighting {
  return {
    id,
    at: START,
    username: 'p.pupil',
    computer: 'PC-1',
    clientIp: '10.0.0.1',
    school: 'north',
    group: 'seniors',
    theme: 'self-harm-suicide',
    signal: 'danger',
    categories: ['self-harm'],
    host: 'harm.example',
    url: 'http://harm.example/',
    searchTerm: null,
    action: 'block',
    intent: 'navigation',
    visibility: 'host',
    attribution: 'lease',
    ...more,
  };
}

export function assessed(
  id: string,
  more: Partial<Sighting> = {},
  assessment: Partial<Assessment> = {},
  synthetic = false,
): AssessedSighting {
  const seen = sighting(id, more);
  const factors = [{ id: 'base', effect: 'base' as const, words: `A sign of ${seen.theme}.` }];
  return { sighting: seen, assessment: { severity: seen.signal, notify: true, factors, cluster: null, ...assessment }, synthetic };
}

/** One e-mail to the school's lead, each time it is asked. */
export const toLead: Routing = (incident, why) => [
  delivery(`${why}|${incident.id}|${incident.severity}`, { incident: incident.id, kind: why, to: `dsl.${incident.school}@school.example` }),
];

export const nobody: Routing = () => [];

export function delivery(uniqueKey: string, more: Partial<NewDelivery> = {}): NewDelivery {
  return { incident: null, kind: 'digest', channel: 'email', to: 'dsl@school.example', uniqueKey, payload: { schema: 1 }, ...more };
}

/** Records by number: seven people, a sighting a second. */
export function numbered(from: number, to: number): AssessedSighting[] {
  return Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    return assessed(`n${n}`, {
      username: `u${n % 7}`,
      at: START + n * 1_000,
      host: `h${n % 90}.example`,
      url: `http://x.example/${'p'.repeat(300)}`,
    });
  });
}

/** A valid change of that kind. */
export function changeOf(kind: TriageChange['kind'], into: string): TriageChange {
  switch (kind) {
    case 'acknowledge':
      return { kind };
    case 'assign':
      return { kind, to: 'b.deputy' };
    case 'note':
      return { kind, text: 'A note.' };
    case 'escalate':
    case 'reopen':
      return { kind, reason: 'A reason.' };
    case 'close':
      return { kind, outcome: 'pastoral', note: 'A note.' };
    case 'merge':
      return { kind, into };
    case 'verdict':
      return { kind, verdict: 'false-positive', note: 'A note.' };
  }
}

/** What tests of incidents do to a store, and ask of it. */
export function incidentTools(bench: Bench) {
  const store = (batch: readonly AssessedSighting[], routing: Routing = toLead, cursor = 'there') =>
    bench.stores.incidents.store(batch, cursor, { mergeWindowMs: WINDOW, routing });
  const only = async (incidents: readonly Incident[] | Promise<readonly Incident[]>): Promise<Incident> => {
    const [first, ...others] = await incidents;
    expect(others).toEqual([]);
    if (first === undefined) throw new Error('no incident');
    return first;
  };
  const sent = async () => (await bench.stores.outbox.pending(bench.now, HOUR, 100)).map(({ kind, to }) => `${kind} ${to}`);
  const history = async (id: string) => (await bench.stores.incidents.events(id)).map(({ event }) => event);
  return { store, only, sent, history };
}
